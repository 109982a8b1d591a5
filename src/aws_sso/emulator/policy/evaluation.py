"""Whether policies allow a request.

IAM User Guide, "Policy evaluation logic": an explicit deny wins; else each policy (the role's own,
and every session policy) must allow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from aws_sso.emulator.policy.conditions import Context
from aws_sso.emulator.policy.documents import Policy, Statement
from aws_sso.emulator.policy.wildcards import arn_matches, matches


class Decision(Enum):
    """The result of evaluating policies."""

    ALLOWED = "allowed"
    DENIED = "explicitly denied"
    NOT_ALLOWED = "not allowed by any statement"


@dataclass(frozen=True, slots=True)
class Question:
    """A request: the action, its resource, and the values of condition keys.

    `resource` is None if unknown. Then a statement about certain resources can deny, but never
    allow.
    """

    action: str
    resource: str | None
    context: Context


def decide(policy: Policy, question: Question) -> Decision:
    """Return the result of one policy."""
    allowed = False
    for statement in policy.statements:
        if _applies(statement, question):
            if not statement.allows:
                return Decision.DENIED
            allowed = True
    return Decision.ALLOWED if allowed else Decision.NOT_ALLOWED


def decide_all(policies: Sequence[Policy], question: Question) -> Decision:
    """Return the combined result: each policy must allow, none may deny."""
    decisions = {decide(policy, question) for policy in policies}
    for worst in (Decision.DENIED, Decision.NOT_ALLOWED):
        if worst in decisions:
            return worst
    return Decision.ALLOWED if decisions else Decision.NOT_ALLOWED


def _applies(statement: Statement, question: Question) -> bool:
    # IAM ignores case in actions.
    named = any(matches(one, question.action, ignoring_case=True) for one in statement.actions)
    if named == statement.excludes_actions:
        return False
    return _is_about(statement, question.resource) and all(
        condition.holds(question.context) for condition in statement.conditions
    )


def _is_about(statement: Statement, resource: str | None) -> bool:
    if resource is None:
        is_all = "*" in statement.resources and not statement.excludes_resources
        return is_all or not statement.allows
    named = any(arn_matches(one, resource) for one in statement.resources)
    return named != statement.excludes_resources
