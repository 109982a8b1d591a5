"""Our own requests against botocore's models: what we send and read is what it documents."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import botocore.session
from botocore.validate import ParamValidator

from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.adapters.aws.oidc import OidcClient
from aws_sso.adapters.aws.portal import PortalClient
from aws_sso.domain.aws.endpoints import Endpoint
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter

SESSION = botocore.session.Session()


class Noting(dict[str, Any]):
    """An object of an answer that checks each field asked for against its shape."""

    def __init__(self, content: Mapping[str, Any], shape: Any, seen: set[str]) -> None:
        super().__init__(content)
        self._shape = shape
        self._seen = seen

    def get(self, name: str, otherwise: Any = None) -> Any:
        assert name in self._shape.members, f"{name} is not in the model of {self._shape.name}"
        self._seen.add(name)
        value, member = super().get(name, otherwise), self._shape.members[name]
        if isinstance(value, dict):
            return Noting(value, member, self._seen)
        if isinstance(value, list):
            return [Noting(one, member.member, self._seen) for one in value]
        kind = {"string": str, "integer": int, "long": int}[member.type_name]
        assert value is None or isinstance(value, kind), f"{name} is a {member.type_name}"
        return value


@frozen
class ModeledAnswer(Answer):
    """An answer whose fields are looked up in a model."""

    shape: Any
    seen: set[str]

    def json(self) -> dict[str, Any]:
        return Noting(Answer.json(self), self.shape, self.seen)


class Recording(Https):
    """Sends for real, and checks each request against the model of its operation first.

    What is read of the answers is checked too, and noted in `read`.
    """

    def __init__(self) -> None:
        super().__init__({}, "test", time.time, lambda ahead: None)
        self.operations: list[str] = []
        self.read: set[str] = set()

    def call(
        self,
        method: str,
        url: Url,
        *,
        body: Mapping[str, Any] | None = None,
        form: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        service = "sso-oidc" if body is not None else "sso"
        model = SESSION.get_service_model(service)
        name, operation = next(
            (name, operation)
            for name in model.operation_names
            for operation in [model.operation_model(name)]
            if (operation.http["requestUri"], operation.http["method"]) == (url.path, method)
        )
        wire = {**(body or {}), **dict(parse_qsl(url.query or "")), **(headers or {})}
        members = operation.input_shape.members
        by_wire = {m.serialization.get("name", n): n for n, m in members.items()}
        assert set(wire) <= set(by_wire), f"{name}: {set(wire) - set(by_wire)} is not in the model"
        sent = {by_wire[key]: value for key, value in wire.items()}
        if "maxResults" in sent:
            sent["maxResults"] = int(sent["maxResults"])
        report = ParamValidator().validate(sent, operation.input_shape)
        assert not report.has_errors(), report.generate_report()
        assert operation.auth_type == "none", "these calls are unsigned"
        self.operations.append(name)
        answer = super().call(method, url, body=body, form=form, headers=headers)
        return ModeledAnswer(
            answer.origin,
            answer.status,
            answer.headers,
            answer.body,
            operation.output_shape,
            self.read,
        )


def test_every_request_of_ours_is_as_modeled(identity_center: RunningIdentityCenter) -> None:
    """All seven calls, CreateToken with each of its grants."""
    world = identity_center.world
    https = Recording()
    url = Url.parse(world.base_url)
    endpoint = Endpoint(str(url), url.origin, is_aws=False)
    oidc = OidcClient(https, endpoint, endpoint, world.start_url, time.time)
    portal = PortalClient(https, lambda: endpoint)
    client = oidc.register("pkce")
    code = world.sign_in.authorize(
        client.client_id,
        "http://127.0.0.1:1/oauth/callback",
        "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",  # RFC 7636's S256 of the verifier below
    )
    redirect = "http://127.0.0.1:1/oauth/callback"
    token = oidc.token_for_code(client, Secret(code), redirect, Secret("test"))
    token = oidc.renewed(token)
    client = oidc.register("device_code")
    device = oidc.start_device(client)
    world.sign_in.decide_device(device.user_code, True)
    token = oidc.token_for_device(client, device)
    (first, *_), _ = portal.accounts_page(token, None)
    portal.role_names_page(token, first[0], None)
    portal.role_credentials(token, first[0], "ReadOnly")
    portal.log_out(token)
    assert https.operations == [
        "RegisterClient",
        "CreateToken",
        "CreateToken",
        "RegisterClient",
        "StartDeviceAuthorization",
        "CreateToken",
        "ListAccounts",
        "ListAccountRoles",
        "GetRoleCredentials",
        "Logout",
    ]
    assert https.read == {
        *("clientId", "clientSecret", "clientSecretExpiresAt"),
        *("deviceCode", "userCode", "verificationUri", "verificationUriComplete", "interval"),
        *("accessToken", "refreshToken", "expiresIn"),
        *("accountList", "accountId", "accountName", "emailAddress", "nextToken"),
        *("roleList", "roleName", "roleCredentials"),
        *("accessKeyId", "secretAccessKey", "sessionToken", "expiration"),
    }
