"""Why a policy is refused."""


class MalformedPolicyError(Exception):
    """IAM would refuse it too; the message uses IAM's words."""


class UnsupportedPolicyError(MalformedPolicyError):
    """IAM accepts it, but this evaluator does not know its meaning."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the emulator does not evaluate this, and refuses it: {what}")
