"""The emulator against botocore's own models: every operation, every documented error."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import ListShape, Shape, StructureShape

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.refusals import OIDC_ERRORS, PORTAL_ERRORS
from aws_sso.emulator.traffic import OIDC_OPERATIONS, PORTAL_OPERATIONS, Fault

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
REDIRECT = "http://127.0.0.1/oauth/callback"
SCOPES = ["sso:account:access"]


def client(service: str, center: RunningIdentityCenter) -> Any:
    """A botocore client that sends no more than it is told to."""
    return botocore.session.Session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=center.world.base_url,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"max_attempts": 0}, parameter_validation=True),
    )


@pytest.fixture
def oidc(identity_center: RunningIdentityCenter) -> Any:
    return client("sso-oidc", identity_center)


@pytest.fixture
def portal(identity_center: RunningIdentityCenter) -> Any:
    return client("sso", identity_center)


@pytest.fixture
def raw_answers(oidc: Any, portal: Any) -> list[tuple[Any, bytes]]:
    """Each answer's body as it came over the wire, with the model of its operation."""
    seen: list[tuple[Any, bytes]] = []
    for service in (oidc, portal):
        service.meta.events.register(
            "before-parse",
            lambda operation_model, response_dict, **_: seen.append(
                (operation_model, response_dict["body"])
            ),
        )
    return seen


def problems(value: Any, shape: Shape, path: str = "answer") -> Iterator[str]:
    """Yield what in a decoded JSON value is not as the model has it."""
    if isinstance(shape, StructureShape):
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        members = {m.serialization.get("name", n): m for n, m in shape.members.items()}
        for name, item in value.items():
            if name not in members:
                yield f"{path}.{name} is not in the model"
            else:
                yield from problems(item, members[name], f"{path}.{name}")
        yield from (f"{path}.{n} is missing" for n in shape.required_members if n not in value)
    elif isinstance(shape, ListShape):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for index, item in enumerate(value):
            yield from problems(item, shape.member, f"{path}[{index}]")
    else:
        number = (int, float)
        wanted = {"string": (str,), "integer": (int,), "long": (int,), "timestamp": number}
        if not isinstance(value, wanted[shape.type_name]):
            yield f"{path} is a {type(value).__name__}, not a {shape.type_name}"


def check_all(answers: list[tuple[Any, bytes]]) -> None:
    import json

    for model, body in answers:
        if model.output_shape is not None and model.output_shape.members:
            assert list(problems(json.loads(body), model.output_shape)) == []


def register(oidc: Any, grant: str, start_url: str) -> Any:
    more = {"redirectUris": [REDIRECT]} if grant == "authorization_code" else {}
    return oidc.register_client(
        clientName="test",
        clientType="public",
        scopes=SCOPES,
        grantTypes=[grant, "refresh_token"],
        issuerUrl=start_url,
        **more,
    )


def sign_in_by_device(oidc: Any, center: RunningIdentityCenter) -> Any:
    registered = register(oidc, DEVICE_GRANT, center.start_url)
    who = {key: registered[key] for key in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(**who, startUrl=center.start_url)
    center.world.sign_in.decide_device(device["userCode"], True)
    return oidc.create_token(**who, grantType=DEVICE_GRANT, deviceCode=device["deviceCode"])


def sign_in_by_pkce(oidc: Any, center: RunningIdentityCenter) -> Any:
    center.world.auto_approve = True
    registered = register(oidc, "authorization_code", center.start_url)
    redirect = "http://127.0.0.1:49152/oauth/callback"
    verifier = "v" * 50
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    answer = urllib3.request(
        "GET",
        f"{center.world.base_url}/authorize",
        fields={
            "response_type": "code",
            "client_id": registered["clientId"],
            "redirect_uri": redirect,
            "state": "s",
            "scopes": SCOPES[0],
            "code_challenge_method": "S256",
            "code_challenge": challenge,
        },
        redirect=False,
    )
    back = urlsplit(answer.headers["Location"])
    query = parse_qs(back.query)
    assert (back.port, query["state"]) == (49152, ["s"])
    return oidc.create_token(
        clientId=registered["clientId"],
        clientSecret=registered["clientSecret"],
        grantType="authorization_code",
        code=query["code"][0],
        redirectUri=redirect,
        codeVerifier=verifier,
    )


@pytest.mark.parametrize("sign_in", [sign_in_by_device, sign_in_by_pkce])
def test_a_botocore_client_goes_the_whole_way(
    sign_in: Any,
    oidc: Any,
    portal: Any,
    identity_center: RunningIdentityCenter,
    raw_answers: list[tuple[Any, bytes]],
) -> None:
    """Sign in, list, get credentials, log out: each answer is exactly what the model says."""
    token = sign_in(oidc, identity_center)["accessToken"]
    accounts = portal.list_accounts(accessToken=token)["accountList"]
    assert [a["accountId"] for a in accounts][0] == "012345670123"
    roles = portal.list_account_roles(accessToken=token, accountId="111122223333")["roleList"]
    assert [r["roleName"] for r in roles] == ["Admin", "ReadOnly"]
    keys = portal.get_role_credentials(
        accessToken=token, accountId="111122223333", roleName="Admin"
    )["roleCredentials"]
    assert keys["accessKeyId"].startswith("ASIA")
    assert keys["expiration"] > 1_000_000_000_000, "milliseconds"
    portal.logout(accessToken=token)
    with pytest.raises(portal.exceptions.UnauthorizedException):
        portal.list_accounts(accessToken=token)
    assert len(raw_answers) >= 7
    check_all([(m, b) for m, b in raw_answers if b"message" not in b])


def test_a_refresh_token_gives_new_tokens_until_the_session_ends(
    oidc: Any, identity_center: RunningIdentityCenter
) -> None:
    """RFC 6749 section 6; `invalid_grant` once the session is over."""
    registered = register(oidc, DEVICE_GRANT, identity_center.start_url)
    who = {key: registered[key] for key in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(**who, startUrl=identity_center.start_url)
    identity_center.world.sign_in.decide_device(device["userCode"], True)
    first = oidc.create_token(**who, grantType=DEVICE_GRANT, deviceCode=device["deviceCode"])
    again = {**who, "grantType": "refresh_token", "refreshToken": first["refreshToken"]}
    assert oidc.create_token(**again)["accessToken"] != first["accessToken"]
    identity_center.world.sign_in.end_all_sessions()
    with pytest.raises(oidc.exceptions.InvalidGrantException):
        oidc.create_token(**again)


def test_without_scopes_there_is_no_refresh_token(
    oidc: Any, identity_center: RunningIdentityCenter
) -> None:
    """A client without scopes gets a session of a fixed 8 hours."""
    registered = oidc.register_client(clientName="t", clientType="public")
    who = {key: registered[key] for key in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(**who, startUrl=identity_center.start_url)
    identity_center.world.sign_in.decide_device(device["userCode"], True)
    token = oidc.create_token(**who, grantType=DEVICE_GRANT, deviceCode=device["deviceCode"])
    assert "refreshToken" not in token
    assert token["expiresIn"] == 8 * 3600


def test_lists_come_in_pages(
    oidc: Any, portal: Any, identity_center: RunningIdentityCenter
) -> None:
    """Every item comes once, in pages no longer than requested."""
    token = sign_in_by_device(oidc, identity_center)["accessToken"]
    pages = list(
        portal.get_paginator("list_accounts").paginate(
            accessToken=token, PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["accountList"]) for page in pages] == [2, 2, 1]
    with pytest.raises(portal.exceptions.InvalidRequestException):
        portal.list_accounts(accessToken=token, nextToken="page-nonsense")


@pytest.mark.parametrize("exception", sorted(OIDC_ERRORS))
@pytest.mark.parametrize("operation", OIDC_OPERATIONS)
def test_each_documented_oidc_error_arrives_as_its_exception(
    operation: str, exception: str, oidc: Any, identity_center: RunningIdentityCenter
) -> None:
    """A botocore client sees the modeled class, the OAuth code and the HTTP status."""
    identity_center.world.traffic.faults.append(Fault(operation, exception))
    call, arguments = {
        "RegisterClient": (oidc.register_client, {"clientName": "t", "clientType": "public"}),
        "StartDeviceAuthorization": (
            oidc.start_device_authorization,
            {"clientId": "c", "clientSecret": "s", "startUrl": "https://example.com"},
        ),
        "CreateToken": (
            oidc.create_token,
            {"clientId": "c", "clientSecret": "s", "grantType": "refresh_token"},
        ),
    }[operation]
    with pytest.raises(getattr(oidc.exceptions, exception)) as caught:
        call(**arguments)
    answer = caught.value.response
    assert (answer["error"], answer["ResponseMetadata"]["HTTPStatusCode"]) == OIDC_ERRORS[exception]
    modeled = oidc.meta.service_model.shape_for(exception)
    assert {"error", "error_description"} <= set(modeled.members)
    assert modeled.metadata["error"]["httpStatusCode"] == OIDC_ERRORS[exception][1]


MODELED = ["InvalidRequestException", "UnauthorizedException", "TooManyRequestsException"]


@pytest.mark.parametrize("exception", sorted(PORTAL_ERRORS))
@pytest.mark.parametrize("operation", PORTAL_OPERATIONS)
def test_each_portal_error_arrives_with_name_and_status(
    operation: str, exception: str, portal: Any, identity_center: RunningIdentityCenter
) -> None:
    """Modeled errors arrive as their class, the others as ClientError with their code."""
    identity_center.world.traffic.faults.append(Fault(operation, exception))
    arguments: dict[str, str] = {"accessToken": "t"}
    if operation in ("ListAccountRoles", "GetRoleCredentials"):
        arguments["accountId"] = "111122223333"
    if operation == "GetRoleCredentials":
        arguments["roleName"] = "Admin"
    method = {
        "ListAccounts": portal.list_accounts,
        "ListAccountRoles": portal.list_account_roles,
        "GetRoleCredentials": portal.get_role_credentials,
        "Logout": portal.logout,
    }[operation]
    expected = getattr(portal.exceptions, exception) if exception in MODELED else ClientError
    # The token is not looked at: faults come first.
    with pytest.raises(expected) as caught:
        method(**arguments)
    assert caught.value.response["Error"]["Code"] == exception
    status = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
    assert status == PORTAL_ERRORS[exception]


def test_every_error_of_the_models_can_be_produced(oidc: Any, portal: Any) -> None:
    """No documented error of the operations we serve is missing from the tables."""
    for service, operations, table in (
        (oidc, OIDC_OPERATIONS, OIDC_ERRORS),
        (portal, PORTAL_OPERATIONS, PORTAL_ERRORS),
    ):
        for operation in operations:
            model = service.meta.service_model.operation_model(operation)
            documented = {shape.name for shape in model.error_shapes}
            assert documented - set(table) <= {"InvalidRequestRegionException"}
