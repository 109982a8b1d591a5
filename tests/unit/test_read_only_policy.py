"""The policy of `--read-only`, held against every operation that botocore knows."""

import fnmatch
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws_sso.domain.scope.policy import LONGEST
from aws_sso.domain.scope.read_only import LEFT_OUT, SERVICES, WITHHELD, read_only_policy
from aws_sso.emulator.policy.documents import read_policy
from aws_sso.emulator.policy.evaluation import Decision, Question, decide
from aws_sso.errors import UsageError

MODELS = {
    "ce": ("ce",),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elb", "elbv2"),
    "es": ("es", "opensearch"),
    "states": ("stepfunctions",),
    "tag": ("resourcegroupstaggingapi",),
}
"""botocore's names where they are not IAM's prefix."""
READING = ("Describe", "Get", "List", "Lookup", "Search", "BatchGet", "Head")
LOOKED_AT = {
    "acm": {"ContactList"},  # whom a certificate authority may write to
    "backup": {"AccessPointMetadataMap", "Tags"},
    "cloudwatch": {"MetricExpressionString"},
    "guardduty": {"Email", "IndicatorValue", "SensitiveString"},  # addresses of machines, people
    "kms": {"XksProxyAuthenticationAccessKeyIdType"},  # the id, without its key
    "organizations": {
        *("AccountName", "CreateAccountName", "Email", "HandshakePartyId"),
        *("HandshakeResourceValue", "ResponsibilityTransferName"),
    },
    "rds": {"SensitiveString"},  # a password that is being changed; AWS shows it as `****`
    "redshift": {"SensitiveString"},  # likewise
    "s3": {"SSEKMSKeyId"},
    "sns": {"PhoneNumber", "PhoneNumberString"},
    "ssm": {"IPAddress", "OwnerInformation"},
}
"""What AWS marks as sensitive and does not open anything: names, addresses, ids."""


@cache
def operations(service: str) -> dict[str, Any]:
    """All operations of a service prefix, as botocore knows them, by name."""
    session = botocore.session.Session()
    found: dict[str, Any] = {}
    for name in MODELS.get(service, (service,)):
        model = session.get_service_model(name)
        found |= {one: model.operation_model(one) for one in model.operation_names}
    return found


def is_allowed(action: str) -> bool:
    question = Question(action, "*", {})
    return decide(read_policy(read_only_policy()), question) is Decision.ALLOWED


def given(service: str) -> Iterator[tuple[str, Any]]:
    """The operations of a service that the policy lets through."""
    for name, model in operations(service).items():
        if is_allowed(f"{service}:{name}"):
            yield name, model


def sensitive(shape: Shape | None, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """The members of an answer that AWS marks as sensitive."""
    if shape is None or shape.name in seen:
        return
    if shape.metadata.get("sensitive"):
        yield shape.name
    inside = (*seen, shape.name)
    if isinstance(shape, StructureShape):
        for member in shape.members.values():
            yield from sensitive(member, inside)
    elif isinstance(shape, ListShape):
        yield from sensitive(shape.member, inside)
    elif isinstance(shape, MapShape):
        yield from sensitive(shape.value, inside)


def test_it_fits_into_a_session_policy() -> None:
    """With room to spare for a service or two."""
    assert len(read_only_policy()) < LONGEST - 100
    assert json.loads(read_only_policy())["Version"] == "2012-10-17"


@pytest.mark.parametrize("service", SERVICES)
def test_all_that_is_given_only_looks(service: str) -> None:
    """No operation under a pattern is named like a change, and each pattern gives something."""
    names = [name for name, _ in given(service)]
    assert [name for name in names if not name.startswith(READING)] == []
    if service != "s3":  # whose actions are not called as its operations are
        for action in SERVICES[service]:
            assert fnmatch.filter(operations(service), action), action


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_that_aws_calls_sensitive_is_given(service: str) -> None:
    """AWS's own models mark passwords, keys and contents; what else they mark was looked at."""
    shown = {(name, one) for name, model in given(service) for one in sensitive(model.output_shape)}
    assert {shape for _, shape in shown} == LOOKED_AT.get(service, set()), sorted(shown)


@pytest.mark.parametrize("action", [*WITHHELD, *LEFT_OUT])
def test_what_is_left_out_is_refused(action: str) -> None:
    """Each with its reason in the table."""
    assert {**WITHHELD, **LEFT_OUT}[action]
    assert not is_allowed(action.replace("*", "X"))


@pytest.mark.parametrize(
    "action",
    [
        "s3:ListAllMyBuckets",
        "s3:ListBucket",
        "s3:GetBucketLocation",
        "s3:GetEncryptionConfiguration",
        "ec2:DescribeInstances",
        "rds:DescribeDBInstances",
        "iam:GetRole",
        "cloudwatch:GetMetricData",
        "secretsmanager:ListSecrets",
    ],
)
def test_looking_works(action: str) -> None:
    """What people look at all day."""
    assert is_allowed(action)


@pytest.mark.parametrize(
    "action", ["s3:PutObject", "s3:DeleteBucket", "ec2:RunInstances", "iam:CreateUser", "sts:*"]
)
def test_changing_does_not(action: str) -> None:
    """Nor anything that gives another identity."""
    assert not is_allowed(action)


def test_services_narrow_it() -> None:
    """What is withheld stays withheld."""
    policy = read_policy(read_only_policy(["s3", "ec2"]))
    outcomes = {
        action: decide(policy, Question(action, "*", {}))
        for action in ("s3:ListBucket", "ec2:DescribeVpnConnections", "rds:DescribeDBInstances")
    }
    assert list(outcomes.values()) == [Decision.ALLOWED, Decision.DENIED, Decision.NOT_ALLOWED]


@pytest.mark.parametrize(
    ("service", "near"), [("ec", "`ec2`"), ("dynamo", "`dynamodb`"), ("iam ", "`iam`")]
)
def test_an_unknown_service_is_an_error_with_the_nearest(service: str, near: str) -> None:
    """Never left out in silence."""
    with pytest.raises(UsageError) as caught:
        read_only_policy(["s3", service])
    assert f"`{service}`" in caught.value.message
    assert near in (caught.value.hint or "")
