"""Why a policy is not taken."""


class MalformedPolicyError(Exception):
    """IAM would refuse it too; the message is in its words."""


class UnsupportedPolicyError(MalformedPolicyError):
    """IAM takes it, and this evaluator does not know what it means."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the emulator does not evaluate this, and refuses it: {what}")
