"""The emulator's STS against botocore's model, with signatures that are really checked."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.model import StructureShape

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.signed.sts import OPERATIONS
from aws_sso.emulator.traffic import STS_OPERATIONS, Fault
from aws_sso.emulator.world import World
from tests.emulator.sessions import ACCOUNT, ROLE, begun, client, keys_in

LOOK = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}],
    }
)
OTHER = f"arn:aws:iam::{ACCOUNT}:role/Other"


@pytest.fixture
def world(identity_center: RunningIdentityCenter) -> World:
    return identity_center.world


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    """The code with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])


def leaves(element: ElementTree.Element, shape: Any, path: str) -> list[str]:
    """What in an answer's XML the model does not have, or wants and lacks."""
    if not isinstance(shape, StructureShape):
        return []
    names = [child.tag.rpartition("}")[2] for child in element]
    wrong = [f"{path}.{name} is not in the model" for name in names if name not in shape.members]
    wrong += [f"{path}.{name} is missing" for name in shape.required_members if name not in names]
    for child, name in zip(element, names, strict=True):
        if name in shape.members:
            wrong += leaves(child, shape.members[name], f"{path}.{name}")
    return wrong


def test_each_answer_is_what_the_model_says(world: World) -> None:
    """All three operations, the XML as it came over the wire."""
    sts = client(world, "sts", begun(world).keys)
    seen: list[tuple[Any, bytes]] = []
    sts.meta.events.register(
        "before-parse",
        lambda operation_model, response_dict, **_: seen.append(
            (operation_model, response_dict["body"])
        ),
    )
    assert sts.get_caller_identity()["Arn"] == (
        f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/emulated-user"
    )
    sts.assume_role(RoleArn=OTHER, RoleSessionName="one", SourceIdentity="somebody")
    sts.get_scoped_credentials(Policy=LOOK, DurationSeconds=60, ScopedSessionDescription="a test")
    assert sorted(model.name for model, _ in seen) == sorted(OPERATIONS)
    for model, body in seen:
        answer = ElementTree.fromstring(body)
        result = answer.find(f"{{*}}{model.name}Result")
        assert result is not None
        assert leaves(result, model.output_shape, model.name) == []


def test_narrowing_keeps_the_identity_and_never_the_keys(world: World) -> None:
    """The same ARN and source identity, other keys, no longer life, one more layer."""
    session = world.sessions.add(replace(begun(world), source_identity="somebody"))
    answer = client(world, "sts", session.keys).get_scoped_credentials(Policy=LOOK)
    assert answer["SessionInfo"]["Arn"] == session.arn
    assert answer["SourceIdentity"] == "somebody"
    assert answer["ScopedPoliciesCount"] == 1
    narrowed = keys_in(answer)
    assert narrowed.access_key_id != session.keys.access_key_id
    assert narrowed.secret_access_key != session.keys.secret_access_key
    assert narrowed.expires <= session.keys.expires
    who = client(world, "sts", narrowed).get_caller_identity()
    assert who["Arn"] == session.arn


def test_a_duration_shortens_the_life_and_is_no_layer(world: World) -> None:
    """A request without a policy leaves the count as it is."""
    answer = client(world, "sts", begun(world).keys).get_scoped_credentials(DurationSeconds=90)
    assert answer["ScopedPoliciesCount"] == 0
    assert keys_in(answer).expires <= world.clock.now() + 90


def test_a_fourth_layer_is_denied(world: World) -> None:
    """Three scope-down policies at most; a shorter life is still to be had."""
    keys = begun(world).keys
    for count in (1, 2, 3):
        answer = client(world, "sts", keys).get_scoped_credentials(Policy=LOOK)
        assert answer["ScopedPoliciesCount"] == count
        keys = keys_in(answer)
    sts = client(world, "sts", keys)
    assert refused(sts.get_scoped_credentials, Policy=LOOK) == "AccessDenied"
    assert sts.get_scoped_credentials(DurationSeconds=60)["ScopedPoliciesCount"] == 3


def _long(characters: int) -> str:
    """A policy of so many characters that does not compress well."""
    import random

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    shell = json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "s3:", "Resource": "*"}}, separators=(",", ":"))  # fmt: skip
    rest = "".join(random.choices(letters, k=characters - len(shell)))
    return shell.replace("s3:", f"s3:{rest}")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Policy": "[]"}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace("Resource", "resource")}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace("Allow", "Alow")}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace('"s3:', '"*", "Principal": "')}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace("s3:List*", "List*")}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace('"*"', '"arn:aws:s3"')}, "MalformedPolicyDocument"),
        ({"Policy": LOOK.replace('"*"', '"arn:aws:s3:::${a}"')}, "MalformedPolicyDocument"),
        ({"Policy": LOOK, "DurationSeconds": 3601}, "InsufficientSessionLifetime"),
        ({"DurationSeconds": 0}, "ParamValidationError"),
        ({"Policy": _long(2049)}, "ValidationError"),
        ({}, "ValidationError"),
        ({"Policy": LOOK, "ScopedSessionDescription": "\u20ac\u20ac"}, "ValidationError"),
    ],
)  # fmt: skip
def test_what_it_refuses(world: World, arguments: Any, code: str) -> None:
    """Each documented error, and what the model's bounds leave out."""
    from botocore.exceptions import ParamValidationError

    sts = client(world, "sts", begun(world).keys)
    before = len(world.sessions.all())
    try:
        assert refused(sts.get_scoped_credentials, **arguments) == code
    except ParamValidationError:
        assert code == "ParamValidationError"
    assert len(world.sessions.all()) == before, "nothing was handed out"


def test_policies_that_are_too_large_packed_are_refused(world: World) -> None:
    """Two that each fit; together they compress to more than the limit."""
    keys = keys_in(
        client(world, "sts", begun(world).keys).get_scoped_credentials(Policy=_long(2000))
    )
    again = client(world, "sts", keys).get_scoped_credentials
    assert refused(again, Policy=_long(2000)) == "PackedPolicyTooLarge"


def test_an_expired_session_narrows_nothing(world: World) -> None:
    """Its signature is right; it is refused all the same."""
    sts = client(world, "sts", begun(world, ttl=-1).keys)
    assert refused(sts.get_scoped_credentials, Policy=LOOK) == "ExpiredToken"


def test_a_role_that_must_not_narrow_is_denied(world: World) -> None:
    """An explicit deny of the call itself."""
    world.sessions.role_policies[f"{ACCOUNT}/{ROLE}"] = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "sts:GetScoped*", "Resource": "*"},
            ],
        }
    )
    sts = client(world, "sts", begun(world).keys)
    assert refused(sts.get_scoped_credentials, Policy=LOOK) == "AccessDenied"


def test_a_narrowed_session_assumes_no_role_that_its_policy_leaves_out(world: World) -> None:
    """Else a narrowed session would be as wide as it likes."""
    sts = client(world, "sts", begun(world).keys)
    keys = keys_in(sts.get_scoped_credentials(Policy=LOOK))
    other = {"RoleArn": OTHER, "RoleSessionName": "one"}
    assert refused(client(world, "sts", keys).assume_role, **other) == "AccessDenied"
    assert sts.assume_role(**other)["AssumedRoleUser"]["Arn"].endswith("assumed-role/Other/one")


@pytest.mark.parametrize("seconds", [900, 3600, 3601])
def test_a_chained_role_lasts_an_hour_at_most(world: World, seconds: int) -> None:
    """IAM User Guide, "Role chaining"."""
    assume = client(world, "sts", begun(world).keys).assume_role
    arguments: dict[str, Any] = {
        "RoleArn": OTHER,
        "RoleSessionName": "one",
        "DurationSeconds": seconds,
    }
    if seconds > 3600:
        assert refused(assume, **arguments) == "ValidationError"
    else:
        assert keys_in(assume(**arguments)).expires <= world.clock.now() + seconds


@pytest.mark.parametrize("operation", STS_OPERATIONS)
@pytest.mark.parametrize("code", ["Throttling", "AccessDenied", "PackedPolicyTooLarge"])
def test_faults_can_be_set_for_signed_calls(world: World, operation: str, code: str) -> None:
    """As for the other services."""
    world.traffic.faults.append(Fault(operation, code))
    sts = client(world, "sts", begun(world).keys)
    call, arguments = {
        "AssumeRole": (sts.assume_role, {"RoleArn": OTHER, "RoleSessionName": "one"}),
        "GetCallerIdentity": (sts.get_caller_identity, {}),
        "GetScopedCredentials": (sts.get_scoped_credentials, {"Policy": LOOK}),
    }[operation]  # fmt: skip
    assert refused(call, **arguments) == code
    assert world.traffic.counts[operation] == 1


def _signed(world: World) -> tuple[dict[str, str], str]:
    session, form = begun(world), "Action=GetCallerIdentity&Version=2011-06-15"
    request: Any = AWSRequest(
        "POST",
        f"{world.base_url}/",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        data=form,
    )
    keys = session.keys
    SigV4Auth(
        Credentials(keys.access_key_id, keys.secret_access_key, keys.session_token),
        "sts",
        "us-east-1",
    ).add_auth(request)
    return dict(request.headers.items()), form


def _ask(world: World, headers: dict[str, str], form: str) -> tuple[int, str]:
    answer = urllib3.request(
        "POST", f"{world.base_url}/", headers=headers, body=form, retries=False
    )
    code = re.search(r"<Code>(\w+)</Code>", answer.data.decode())
    return answer.status, code.group(1) if code else ""


def test_a_signature_is_taken_as_it_is(world: World) -> None:
    """So the refusals below are about what they change."""
    assert _ask(world, *_signed(world)) == (200, "")


def _last(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


@pytest.mark.parametrize(
    "name", ["Authorization", "X-Amz-Security-Token", "X-Amz-Date", "Content-Type"]
)
def test_one_wrong_byte_is_refused(world: World, name: str) -> None:
    """In the signature, the token, the time, or a header that is signed."""
    headers, form = _signed(world)
    if name == "X-Amz-Date":
        at = headers[name]
        headers[name] = at[:-2] + ("0" if at[-2] != "0" else "1") + "Z"
    else:
        headers[name] = _last(headers[name])
    status, code = _ask(world, headers, form)
    assert status == 403
    assert code in ("SignatureDoesNotMatch", "InvalidClientTokenId")


def test_another_body_is_refused(world: World) -> None:
    """What was signed is what is done."""
    headers, form = _signed(world)
    assert _ask(world, headers, f"{form}&X=1") == (403, "SignatureDoesNotMatch")


def test_a_signature_of_another_hour_is_refused(world: World) -> None:
    """A recorded call cannot be played again."""
    headers, form = _signed(world)
    world.clock.offset = 3600
    assert _ask(world, headers, form) == (403, "SignatureDoesNotMatch")


def trusting(principal: object, **condition: object) -> str:
    """A trust policy with one statement."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


WHO = (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:role/{ROLE}")


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, *({"AWS": [name]} for name in WHO)])
def test_a_role_that_trusts_the_caller_can_be_assumed(world: World, principal: object) -> None:
    """By everybody, an account's id or root, a role."""
    world.sessions.trust_policies[f"{ACCOUNT}/Other"] = trusting(principal)
    sts = client(world, "sts", begun(world).keys)
    assert sts.assume_role(RoleArn=OTHER, RoleSessionName="one")["Credentials"]


@pytest.mark.parametrize(
    "principal", ["arn:aws:iam::999988887777:root", f"arn:aws:iam::{ACCOUNT}:role/Somebody"]
)
def test_a_role_that_trusts_others_cannot_be_assumed(world: World, principal: str) -> None:
    """Whatever the caller's own policies allow."""
    world.sessions.trust_policies[f"{ACCOUNT}/Other"] = trusting({"AWS": principal})
    sts = client(world, "sts", begun(world).keys)
    assert refused(sts.assume_role, RoleArn=OTHER, RoleSessionName="one") == "AccessDenied"


def test_an_external_id_has_to_be_the_one_asked_for(world: World) -> None:
    """Not another one, and not none."""
    world.sessions.trust_policies[f"{ACCOUNT}/Other"] = trusting(
        {"AWS": ACCOUNT}, StringEquals={"sts:ExternalId": "partner-42"}
    )
    assume = client(world, "sts", begun(world).keys).assume_role
    other = {"RoleArn": OTHER, "RoleSessionName": "one"}
    assert refused(assume, **other) == "AccessDenied"
    assert refused(assume, **other, ExternalId="partner-43") == "AccessDenied"
    assert assume(**other, ExternalId="partner-42")["Credentials"]
