"""Account Access: the emulator and our own requests against botocore's model of it."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.tokens import FrozenAuthToken
from botocore.validate import ParamValidator

from aws_sso.adapters.aws.account_access import AccountAccessClient
from aws_sso.adapters.aws.endpoints import RuleSet
from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import replace
from aws_sso.domain.session.token import TENANT_SCOPES, ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from aws_sso.emulator.organization import Account
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.refusals import ACCESS_ERRORS
from aws_sso.emulator.traffic import ACCESS_OPERATIONS, Fault
from aws_sso.emulator.world import World
from aws_sso.errors import AnswerError, SignInNeededError
from tests.emulator.test_botocore_models import problems
from tests.internet import an_internet

BotocoreClient = Callable[[str], Any]

ARN = "arn:aws:iam::111122223333:role/team/Deployer"
TENANT = "aa-emulated"


@pytest.fixture
def world(identity_center: RunningIdentityCenter) -> World:
    """Two roles of the tenant, and nothing else."""
    roles = ["team/Deployer", "Auditor"]
    accounts = {"111122223333": Account("111122223333", "Example", "", [], roles)}
    identity_center.world.organization.accounts = accounts
    return identity_center.world


def token_of(world: World, scopes: tuple[str, ...] = TENANT_SCOPES) -> str:
    """Sign in by a device code, and return the access token."""
    state, device = world.sign_in, "urn:ietf:params:oauth:grant-type:device_code"
    client = state.register("t", "public", list(scopes), [device], [], world.start_url)
    begun = state.start_device(client.client_id, client.secret, world.start_url)
    state.decide_device(begun.user_code, True)
    answer = state.token_for_device(client.client_id, client.secret, begun.code)
    return str(answer["accessToken"])


class _Bearer:
    """Gives botocore a token."""

    def __init__(self, token: str) -> None:
        self._token = FrozenAuthToken(token)

    def load_token(self, **_: Any) -> Any:
        return self

    def get_frozen_token(self) -> FrozenAuthToken:
        return self._token


@pytest.fixture
def botocore_client(world: World, tmp_path: Path) -> Iterator[BotocoreClient]:
    """Makes botocore's own client with a token; it sends one by HTTPS only, to AWS's own name."""
    host = "account-access-runtime.us-east-1.api.aws"
    with an_internet(tmp_path, [host]) as internet:
        internet.forward(host, world.base_url)

        def client(token: str) -> Any:
            session = botocore.session.Session()
            session.register_component("token_provider", _Bearer(token))
            proxies = {"https": internet.proxy}
            return session.create_client(
                "account-access-runtime",
                region_name="us-east-1",
                verify=str(internet.ca),
                config=Config(retries={"max_attempts": 0}, proxies=proxies),
            )

        yield client


def test_a_botocore_client_lists_roles_and_gets_credentials(
    world: World, botocore_client: BotocoreClient
) -> None:
    """In pages; each answer is exactly what the model says."""
    client = botocore_client(token_of(world))
    answers: list[tuple[Any, bytes]] = []
    client.meta.events.register(
        "before-parse",
        lambda operation_model, response_dict, **_: answers.append(
            (operation_model, response_dict["body"])
        ),
    )
    pages = client.get_paginator("list_roles").paginate(
        tenantId=TENANT, PaginationConfig={"PageSize": 1}
    )
    found = [role for page in pages for role in page["roles"]]
    assert [one["roleArn"].partition(":role/")[2] for one in found] == ["team/Deployer", "Auditor"]
    got = client.get_role_credentials(
        tenantId=TENANT, roleArn=ARN, accessType="PROGRAMMATIC_ACCESS", sessionDuration=1800
    )["credentialsDetails"]["programmaticAccess"]
    assert got["accessKeyId"].startswith("ASIA")
    assert abs(got["expiresAt"].timestamp() - time.time() - 1800) < 60
    assert len(answers) == 3
    for model, body in answers:
        assert list(problems(json.loads(body), model.output_shape)) == []


@pytest.mark.parametrize("exception", sorted(ACCESS_ERRORS))
@pytest.mark.parametrize("operation", ACCESS_OPERATIONS)
def test_each_documented_error_arrives_as_its_exception(
    operation: str, exception: str, world: World, botocore_client: BotocoreClient
) -> None:
    """With the status of the model; the table lacks none that is documented."""
    client = botocore_client(token_of(world))
    world.traffic.faults.append(Fault(operation, exception))
    more = {"roleArn": ARN, "accessType": "PROGRAMMATIC_ACCESS"}
    call, arguments = {
        "access:ListRoles": (client.list_roles, {}),
        "access:GetRoleCredentials": (client.get_role_credentials, more),
    }[operation]
    with pytest.raises(ClientError) as caught:
        call(tenantId=TENANT, **arguments)
    answer = caught.value.response
    assert answer["Error"]["Code"] == exception
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == ACCESS_ERRORS[exception]
    model = client.meta.service_model.operation_model(operation.partition(":")[2])
    assert {shape.name for shape in model.error_shapes} <= set(ACCESS_ERRORS)


def test_a_token_without_the_scopes_is_refused(
    world: World, botocore_client: BotocoreClient
) -> None:
    """As is none, and that of another tenant is not told from a wrong one."""
    client = botocore_client(token_of(world, ("sso:account:access",)))
    with pytest.raises(client.exceptions.UnauthorizedException):
        client.list_roles(tenantId=TENANT)
    client = botocore_client(token_of(world))
    with pytest.raises(client.exceptions.ValidationException):
        client.list_roles(tenantId="aa-other")


class Recording(Https):
    """Sends for real, and checks each request against the model of its operation first."""

    def __init__(self) -> None:
        super().__init__({}, "test", time.time, lambda ahead: None)
        self.operations: list[str] = []

    def call(self, method: str, url: Url, **more: Any) -> Answer:
        model = botocore.session.Session().get_service_model("account-access-runtime")
        name, operation = next(
            (name, operation)
            for name in model.operation_names
            for operation in [model.operation_model(name)]
            if (operation.http["requestUri"], operation.http["method"]) == (url.path, method)
        )
        sent: dict[str, Any] = dict(parse_qsl(url.query or ""))
        for number in {"maxResults", "sessionDuration"} & set(sent):
            sent[number] = int(sent[number])
        members = operation.input_shape.members
        assert set(sent) <= {m.serialization.get("name", n) for n, m in members.items()}
        report = ParamValidator().validate(sent, operation.input_shape)
        assert not report.has_errors(), report.generate_report()
        assert list(more["headers"]) == ["Authorization"]
        self.operations.append(name)
        return super().call(method, url, **more)


def ours(world: World) -> tuple[AccountAccessClient, Token, Recording]:
    """Return our client, with a token that is for it."""
    url = Url.parse(world.base_url)
    endpoint = Endpoint(str(url), url.origin, is_aws=False)
    client = ClientRegistration("c", Secret("s"), 2**40, "i", "u", "pkce", TENANT_SCOPES)
    token = Token(
        *(Secret(token_of(world)), None, 0, 2**40, "i", "p", "u", client, endpoint.identity)
    )
    https = Recording()
    return AccountAccessClient(https, endpoint, TENANT), token, https


def test_our_requests_are_as_modeled(world: World) -> None:
    """Both calls, with and without a duration."""
    client, token, https = ours(world)
    found, more = client.roles_page(token, None)
    assert found[0] == ("111122223333", "Example", ARN)
    assert more is None
    client.role_credentials(token, ARN, None)
    keys = client.role_credentials(token, ARN, 900)
    assert abs(keys.expires - time.time() - 900) < 60
    assert https.operations == ["ListRoles", "GetRoleCredentials", "GetRoleCredentials"]


def test_a_token_for_others_is_not_sent(world: World) -> None:
    """Nor is one from before there was a tenant."""
    client, token, https = ours(world)
    for access in (None, "https://account-access-runtime.us-east-1.api.aws"):
        with pytest.raises(SignInNeededError):
            client.roles_page(replace(token, access=access), None)
    assert https.operations == []


@pytest.mark.parametrize(
    "role", ["../Admin\n", "a b", "", "x" * 700, "team//Admin", "team/Admin'; touch x", "$(id)"]
)
def test_an_arn_that_cannot_be_one_is_not_believed(role: str, world: World) -> None:
    """It would become a name of profiles and files."""
    world.organization.accounts["111122223333"].access_roles = [role]
    client, token, _ = ours(world)
    with pytest.raises(AnswerError, match=r"`roles\[\].roleArn`"):
        client.roles_page(token, None)


@pytest.mark.parametrize("fips", [False, True])
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-2"])
def test_the_endpoint_is_botocores(region: str, fips: bool) -> None:
    """It has dual-stack names only, whatever was asked for."""
    name = "account-access-runtime-fips" if fips else "account-access-runtime"
    for dual_stack in (False, True):
        url = RuleSet("account-access-runtime").url(region, fips, dual_stack)
        assert url == f"https://{name}.{region}.api.aws"
