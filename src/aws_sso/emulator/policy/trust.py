"""Trust policies: who may assume a role, and under which conditions.

IAM User Guide, "AWS JSON policy elements: Principal". Supports `*` and AWS principals: accounts,
roles and sessions. `NotPrincipal`, services and federated users are refused.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_sso.emulator.policy.documents import Policy, read_policy
from aws_sso.emulator.policy.evaluation import Decision, Question, decide
from aws_sso.emulator.policy.problems import MalformedPolicyError, UnsupportedPolicyError

ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """A trust policy: each statement as a separate policy, with its principals."""

    statements: tuple[tuple[frozenset[str], Policy], ...]

    def decide(self, who: Sequence[str], question: Question) -> Decision:
        """Return the result for a caller with the names in `who`."""
        names = {ANYBODY, *who}
        decisions = {decide(policy, question) for about, policy in self.statements if about & names}
        for strongest in (Decision.DENIED, Decision.ALLOWED):
            if strongest in decisions:
                return strongest
        return Decision.NOT_ALLOWED


def read_trust_policy(text: str) -> TrustPolicy:
    """Parse a trust policy; raises MalformedPolicyError and UnsupportedPolicyError."""
    try:
        document = json.loads(text)
        given = document.pop("Statement")
    except (ValueError, RecursionError, AttributeError, KeyError):
        raise MalformedPolicyError("Syntax errors in policy.") from None
    found = []
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, dict) or "Principal" not in one or "Resource" in one:
            raise MalformedPolicyError("Syntax errors in policy: Principal")
        statement = {**one, "Resource": "*"}
        principals = _principals(statement.pop("Principal"))
        found.append((principals, read_policy(json.dumps({**document, "Statement": [statement]}))))
    return TrustPolicy(tuple(found))


def _principals(given: Any) -> frozenset[str]:
    if given == ANYBODY:
        return frozenset((ANYBODY,))
    if not isinstance(given, dict):
        raise MalformedPolicyError("Syntax errors in policy: Principal")
    if set(given) != {"AWS"}:
        raise UnsupportedPolicyError("principals outside AWS accounts")
    named = given["AWS"] if isinstance(given["AWS"], list) else [given["AWS"]]
    if not all(isinstance(name, str) for name in named):
        raise MalformedPolicyError("Syntax errors in policy: Principal")
    return frozenset(_account_of_root(name) or name for name in named)


def _account_of_root(name: str) -> str | None:
    """Return the account id of `arn:aws:iam::ACCOUNT:root`, which means the account."""
    return name.split(":")[4] if name.startswith("arn:") and name.endswith(":root") else None
