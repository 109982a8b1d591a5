"""Times that lie in the future were noted under a wrong clock, and are not believed."""

import math
from pathlib import Path

import pytest

from aws_sso.adapters.vault.instance_records import InstanceRecords
from aws_sso.domain.aws.endpoints import Endpoint, Endpoints
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.history import Use, recent, with_use
from aws_sso.domain.roles.roles import is_stale
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from tests.unit.test_vault import KeyDrawer, vault_with

NOW = 1_000_000
DAY = 86_400
_CLIENT = ClientRegistration("client", Secret("s"), NOW * 2, "issuer", "start", "pkce")
TOKEN = Token(Secret("first"), None, NOW, NOW + 3600, "issuer", "portal", "start", _CLIENT)


@pytest.mark.parametrize(
    ("then", "expected"),
    [(NOW - DAY, False), (NOW, False), (NOW + 2, False), (NOW + 60, True), (math.nan, True)],
)
def test_a_clock_may_step_back_a_little(then: float, expected: bool) -> None:
    """As it does when it is set; a time that is none is not believed either."""
    assert is_in_future(then, NOW) == expected


def test_a_token_of_the_future_is_replaced(tmp_path: Path) -> None:
    """A sign-in two days ahead does not outlive the clock's correction; older ones stay older."""
    service = Endpoint("https://example.com", "https://example.com", is_aws=False)
    endpoints = Endpoints(service, service, service)
    vault = vault_with(tmp_path, KeyDrawer(), [])
    records = InstanceRecords(vault, "Default", lambda: endpoints, lambda: NOW)
    ahead = replace(TOKEN, obtained=NOW + 2 * DAY, expires=NOW + 2 * DAY + 3600)
    records.keep_token(ahead)
    records.keep_token(TOKEN)
    assert records.token() == TOKEN
    records.keep_token(replace(TOKEN, access_token=Secret("older"), obtained=NOW - 60))
    assert records.token() == TOKEN


def test_a_token_of_the_future_is_renewed_before_it_is_used() -> None:
    """Its end goes by the same clock."""
    assert TOKEN.is_valid(NOW)
    assert not replace(TOKEN, obtained=NOW + DAY, expires=NOW + 2 * DAY).is_valid(NOW)


def test_roles_fetched_in_the_future_are_stale() -> None:
    """Unless `CacheRefresh` says that they never are."""
    assert is_stale(NOW + DAY, NOW, 24)
    assert not is_stale(NOW + DAY, NOW, 0)


def test_a_use_in_the_future_is_not_the_latest() -> None:
    """It would stay the first in the list until that day."""
    uses = [Use("ahead", NOW + DAY, 9), Use("lately", NOW - 60, 1)]
    assert [use.arn for use in recent(uses, NOW, 10, 0)] == ["lately"]
    assert with_use(uses, "ahead", NOW, 10, 0)[0] == Use("ahead", NOW, 10)
