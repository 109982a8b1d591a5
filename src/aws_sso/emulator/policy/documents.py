"""Policy documents: parsed strictly into statements.

IAM User Guide, "IAM JSON policy elements reference". Not supported, and refused: `Principal`
(identity and session policies have none), policy variables, and operators missing in conditions.py.
"""

import json
from dataclasses import dataclass
from typing import Any

from aws_sso.emulator.policy.conditions import Condition, conditions_of
from aws_sso.emulator.policy.problems import MalformedPolicyError, UnsupportedPolicyError

_VERSIONS = ("2008-10-17", "2012-10-17")
_TOP = frozenset({"Version", "Id", "Statement"})
_ELEMENTS = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `excludes_actions` is for `NotAction`, `excludes_resources` likewise."""

    allows: bool
    actions: tuple[str, ...]
    excludes_actions: bool
    resources: tuple[str, ...]
    excludes_resources: bool
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: its statements, and its original text."""

    statements: tuple[Statement, ...]
    text: str


def read_policy(text: str) -> Policy:
    """Read a policy.

    Raises MalformedPolicyError for what IAM refuses, UnsupportedPolicyError for what IAM accepts
    but this evaluator does not know.
    """
    try:
        document = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise MalformedPolicyError("Syntax errors in policy.") from None
    if not isinstance(document, dict):
        raise MalformedPolicyError("Syntax errors in policy.")
    _check_keys(document, _TOP)
    version = document.get("Version", _VERSIONS[0])
    if version not in _VERSIONS:
        raise MalformedPolicyError("The policy must contain a valid version string")
    has_variables = version == "2012-10-17"
    given = document.get("Statement")
    statements = [given] if isinstance(given, dict) else given
    if not isinstance(statements, list) or not statements:
        raise MalformedPolicyError("Syntax errors in policy.")
    return Policy(tuple(_statement(one, has_variables) for one in statements), text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _check_keys(given: dict[str, Any], allowed: frozenset[str]) -> None:
    for key in given.keys() - allowed:
        raise MalformedPolicyError(f"Syntax errors in policy: {key}")


def _statement(given: Any, has_variables: bool) -> Statement:
    if not isinstance(given, dict):
        raise MalformedPolicyError("Syntax errors in policy.")
    if "Principal" in given or "NotPrincipal" in given:
        raise MalformedPolicyError("Policy document should not specify a principal.")
    _check_keys(given, _ELEMENTS)
    if given.get("Effect") not in ("Allow", "Deny"):
        raise MalformedPolicyError("Syntax errors in policy: Effect")
    actions, excludes_actions = _either(given, "Action", "NotAction")
    resources, excludes_resources = _either(given, "Resource", "NotResource")
    for action in actions:
        _check_action(action)
    for resource in resources:
        _check_resource(resource)
    conditions = conditions_of(given.get("Condition", {}))
    texts = [*actions, *resources, *(value for one in conditions for value in one.values)]
    if has_variables and any("${" in text for text in texts):
        raise UnsupportedPolicyError("policy variables")
    return Statement(
        given["Effect"] == "Allow",
        actions,
        excludes_actions,
        resources,
        excludes_resources,
        conditions,
    )


def _either(given: dict[str, Any], plain: str, negated: str) -> tuple[tuple[str, ...], bool]:
    if (plain in given) == (negated in given):
        raise MalformedPolicyError(f"Policy statement must contain {plain.lower()}s.")
    value = given[plain] if plain in given else given[negated]
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise MalformedPolicyError(f"Syntax errors in policy: {plain}")
    return tuple(texts), negated in given


def _check_action(action: str) -> None:
    service, colon, name = action.partition(":")
    if action == "*":
        return
    if not colon:
        raise MalformedPolicyError("Actions/Conditions must be prefaced by a vendor, e.g., iam")
    if not name or not service.replace("-", "").isalnum():
        raise MalformedPolicyError(f"Vendor {service} is not valid")


def _check_resource(resource: str) -> None:
    if resource == "*":
        return
    parts = resource.split(":")
    if parts[0] != "arn" or (len(parts) < 6 and not resource.endswith("*")):
        raise MalformedPolicyError(f'Resource {resource} must be in ARN format or "*".')
