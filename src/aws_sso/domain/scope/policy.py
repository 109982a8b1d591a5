"""Session policies: parsed strictly, written as short as possible.

STS accepts at most 2,048 characters and trusts what it accepts. An ambiguous policy (such as one
with a duplicate key), or a text that is not a policy, must not get that far.
"""

import json

from aws_sso.annotations import Any, Sequence
from aws_sso.errors import UsageError

LONGEST = 2048
"""Longest session policy, in characters: STS API, GetScopedCredentials, `Policy`."""
VERSIONS = ("2012-10-17", "2008-10-17")
_STATEMENT_KEYS = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
_TOP_KEYS = frozenset({"Version", "Id", "Statement"})


def allowing(actions: Sequence[str], withheld: Sequence[str] = ()) -> str:
    """Return a policy that allows actions on everything and denies some of them."""
    statements: list[dict[str, object]] = [
        {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    ]
    if withheld:
        statements.append({"Effect": "Deny", "Action": list(withheld), "Resource": "*"})
    return _written({"Version": VERSIONS[0], "Statement": statements})


def minified(text: str, where: str) -> str:
    """Return a policy in the form sent to STS; errors call it `where`.

    Raises UsageError if the JSON, its elements or its size is wrong.
    """
    try:
        policy = json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{where} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}",
            "a policy is a JSON object with `Version` and `Statement`",
        ) from None
    except RecursionError:
        raise UsageError(f"{where} is nested too deeply for a policy", None) from None
    except _RepeatedKeyError as error:
        raise UsageError(
            f"{where} has a duplicate key `{error}`",
            "keep one of them: JSON readers disagree about which one counts",
        ) from None
    except ValueError as error:
        raise UsageError(f"{where} is not JSON: {error}", None) from None
    problem = _problem(policy)
    if problem:
        raise UsageError(
            f"{where} is not a policy: {problem}",
            'for example {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
            '"Action": "s3:ListBucket", "Resource": "*"}]}',
        )
    short = _written(policy)
    if len(short) > LONGEST:
        raise UsageError(
            f"{where} is too long: {len(short):,} characters without spaces, and STS accepts "
            f"{LONGEST:,}",
            "use wildcards such as `ec2:Describe*`, or remove services",
        )
    return short


class _RepeatedKeyError(ValueError):
    """A JSON object has a duplicate key."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"`{name}` is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number `{text}` is too large")
    return number


def _written(policy: object) -> str:
    # STS accepts characters up to U+00FF; others are sent as equivalent escapes.
    return json.dumps(policy, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _problem(policy: object) -> str | None:
    """Say why JSON is not a policy; STS checks what only IAM can."""
    if not isinstance(policy, dict):
        return "it is not a JSON object"
    if unknown := sorted(policy.keys() - _TOP_KEYS):
        return f"`{unknown[0]}` is not a policy element"
    if policy.get("Version") not in VERSIONS:
        return f'`Version` must be "{VERSIONS[0]}"'
    statements = policy.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        return "`Statement` must be a list of statements"
    for number, statement in enumerate(statements, start=1):
        if problem := _statement_problem(statement):
            return f"statement {number}: {problem}"
    return None


def _statement_problem(statement: object) -> str | None:
    if not isinstance(statement, dict):
        return "it is not a JSON object"
    if "Principal" in statement or "NotPrincipal" in statement:
        return "a session policy has no `Principal`: it applies to the holder of the credentials"
    if unknown := sorted(statement.keys() - _STATEMENT_KEYS):
        return f"`{unknown[0]}` is not a statement element"
    if statement.get("Effect") not in ("Allow", "Deny"):
        return '`Effect` must be "Allow" or "Deny"'
    for one, other in (("Action", "NotAction"), ("Resource", "NotResource")):
        if (one in statement) == (other in statement):
            return f"it needs exactly one of `{one}` and `{other}`"
        name = one if one in statement else other
        if not _is_texts(statement[name]):
            return f"`{name}` must be a string or a list of strings"
    if not isinstance(statement.get("Condition", {}), dict):
        return "`Condition` must be a JSON object"
    return None


def _is_texts(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(isinstance(text, str) and text for text in texts)
