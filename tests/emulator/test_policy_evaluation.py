"""The policy evaluator: against moto's, and against what AWS's documentation says."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from moto.iam.access_control import IAMPolicy, PermissionResult

from aws_sso.emulator.policy.documents import read_policy
from aws_sso.emulator.policy.evaluation import Decision, Question, decide, decide_all
from aws_sso.emulator.policy.problems import MalformedPolicyError, UnsupportedPolicyError
from tests.emulator.random_policies import asked

COUNT = 10_000
CASES = json.loads((Path(__file__).parent / "conditions.json").read_text(encoding="utf-8"))
SAME = {
    PermissionResult.PERMITTED: Decision.ALLOWED,
    PermissionResult.DENIED: Decision.DENIED,
    PermissionResult.NEUTRAL: Decision.NOT_ALLOWED,
}


def test_random_policies_mean_what_they_mean_to_moto() -> None:
    """Actions and resources with wildcards, `NotAction`, explicit denies; no conditions."""
    found: Counter[Decision] = Counter()
    for one in asked(seed=20, count=COUNT):
        ours = decide(read_policy(one.policy), Question(one.action, one.resource, {}))
        theirs = IAMPolicy(one.policy).is_action_permitted(one.action, one.resource)
        assert ours is SAME[theirs], one
        found[ours] += 1
    assert found[Decision.ALLOWED] * 3 >= COUNT, found
    assert min(found.values()) > COUNT / 20, found


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_conditions_are_what_the_documentation_says(case: Any) -> None:
    """Each case names the page that it follows."""
    assert case["page"] in CASES["pages"]
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": case["condition"],
    }
    policy = read_policy(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    context = {
        key.lower(): tuple(value if isinstance(value, list) else [value])
        for key, value in case["request"].items()
    }
    decision = decide(policy, Question("s3:ListBucket", "arn:aws:s3:::logs", context))
    assert (decision is Decision.ALLOWED) == case["holds"]


def test_there_are_cases_for_each_operator() -> None:
    """With what holds and what does not."""
    outcomes: dict[str, set[bool]] = {}
    for case in CASES["cases"]:
        for operator in case["condition"]:
            outcomes.setdefault(operator.removesuffix("IfExists"), set()).add(case["holds"])
    assert len(CASES["cases"]) >= 200
    for name in CASES["operators"]:
        assert outcomes.get(name) == {True, False}, name


ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


@pytest.mark.parametrize(
    "changed",
    [
        {"Condition": {"BinaryEquals": {"aws:userid": "QmluYXJ5"}}},
        {"Condition": {"StringMatches": {"aws:userid": "x"}}},
        {"Condition": {"StringEquals": {"aws:userid": "${aws:username}"}}},
        {"Resource": "arn:aws:s3:::${aws:username}/*"},
        {"Action": "s3:${aws:username}"},
    ],
)
def test_what_is_not_known_is_refused(changed: dict[str, Any]) -> None:
    """Never ignored: a condition that nobody looks at allows too much."""
    document = {"Version": "2012-10-17", "Statement": [{**ALLOW, **changed}]}
    with pytest.raises(UnsupportedPolicyError):
        read_policy(json.dumps(document))


@pytest.mark.parametrize(
    "changed",
    [
        {"Principal": "*"},
        {"NotPrincipal": "*"},
        {"Effect": "allow"},
        {"Action": []},
        {"Action": 1},
        {"Action": "ListBucket"},
        {"Action": "s3*:ListBucket"},
        {"NotAction": "s3:*"},
        {"Resource": "logs"},
        {"Resource": "arn:aws:s3"},
        {"NotResource": "*"},
        {"Extra": 1},
        {"Condition": []},
        {"Condition": {"NumericEquals": {"s3:max-keys": "many"}}},
        {"Condition": {"DateLessThan": {"aws:CurrentTime": "tomorrow"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": "localhost"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "maybe"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "logs"}}},
        {"Condition": {"Null": {"aws:TokenIssueTime": "maybe"}}},
        {"Condition": {"NullIfExists": {"aws:TokenIssueTime": "true"}}},
        {"Condition": {"StringEquals": {"aws:userid": []}}},
        {"Condition": {"StringEquals": {"aws:userid": {}}}},
        {"Condition": {"StringEquals": {}}},
    ],
)
def test_what_iam_refuses_is_refused(changed: dict[str, Any]) -> None:
    """A policy that IAM would not take never decides anything."""
    document = {"Version": "2012-10-17", "Statement": [{**ALLOW, **changed}]}
    with pytest.raises(MalformedPolicyError):
        read_policy(json.dumps(document))


@pytest.mark.parametrize("text", ['{"Version": "1999-01-01"}', "[]", "{", '{"Statement": []}', ""])
def test_no_policy_is_refused(text: str) -> None:
    """Nor anything that is not one at all."""
    with pytest.raises(MalformedPolicyError):
        read_policy(text)


def policy(*statements: dict[str, Any]) -> Any:
    return read_policy(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


DENY = {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}


@pytest.mark.parametrize(
    ("policies", "action", "expected"),
    [
        ([policy(ALLOW)], "s3:PutObject", Decision.ALLOWED),
        ([policy(ALLOW, DENY)], "s3:PutObject", Decision.DENIED),
        ([policy(DENY, ALLOW)], "s3:GetObject", Decision.ALLOWED),
        ([policy(ALLOW), policy(DENY)], "s3:PutObject", Decision.DENIED),
        ([policy(ALLOW), policy(DENY)], "s3:GetObject", Decision.NOT_ALLOWED),
        ([policy(ALLOW), policy(ALLOW)], "s3:GetObject", Decision.ALLOWED),
        ([policy(ALLOW), policy(ALLOW), policy(DENY, ALLOW)], "S3:getobject", Decision.ALLOWED),
        ([], "s3:GetObject", Decision.NOT_ALLOWED),
    ],
)
def test_policies_narrow_each_other(policies: Any, action: str, expected: Decision) -> None:
    """Each has to allow; a deny in any of them wins; no policy allows nothing."""
    assert decide_all(policies, Question(action, "arn:aws:s3:::logs/x", {})) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "matches"),
    [
        ("*", "arn:aws:s3:::logs", True),
        ("arn:aws:s3:::logs", "arn:aws:s3:::logs", True),
        ("arn:aws:s3:::logs", "arn:aws:s3:::Logs", False),
        ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a/b", True),
        ("arn:aws:s3:::logs/*", "arn:aws:s3:::logs", False),
        ("arn:aws:s3:::log?", "arn:aws:s3:::logs", True),
        ("arn:aws:sqs:*:111122223333:jobs", "arn:aws:sqs:eu-west-1:111122223333:jobs", True),
        ("arn:aws:sqs:*:111122223333:jobs", "arn:aws:sqs:x:9:a:111122223333:jobs", False),
        ("arn:aws:logs:*", "arn:aws:logs:eu-west-1:111122223333:log-group:a:b", True),
        ("arn:aws:s3*", "arn:aws:s3:::logs", True),
        ("arn:aws:s3*", "arn:aws:sqs:::logs", False),
    ],
)  # fmt: skip
def test_wildcards_stay_within_their_part_of_an_arn(pattern: str, arn: str, matches: bool) -> None:
    """IAM User Guide, "IAM JSON policy elements: Resource"."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": pattern}
    decision = decide(policy(statement), Question("s3:ListBucket", arn, {}))
    assert (decision is Decision.ALLOWED) == matches


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize("resource", ["Resource", "NotResource"])
def test_a_resource_that_is_not_known_is_never_let_through(effect: str, resource: str) -> None:
    """A statement about certain resources then denies, and does not allow."""
    statement = {"Effect": effect, "Action": "*", resource: "arn:aws:sqs:::jobs"}
    decision = decide(policy(statement), Question("sqs:GetQueueUrl", None, {}))
    assert decision is (Decision.DENIED if effect == "Deny" else Decision.NOT_ALLOWED)
