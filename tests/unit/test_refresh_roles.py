"""Fetching roles from a portal that stops answering."""

import threading
from collections.abc import Container
from dataclasses import dataclass, field

from aws_sso.domain.session.token import Token
from aws_sso.errors import UnreachableError
from aws_sso.use_cases.paced_calls import PacedCalls
from aws_sso.use_cases.refresh_roles import Refreshed, RefreshPorts, refresh_roles
from tests.unit.test_refresh_behind import TOKEN

ACCOUNTS = [f"{number:012}" for number in range(1, 101)]
ALL = range(100)


@dataclass
class Portal:
    """A portal with a hundred accounts that gives no answer about some, by their number.

    It takes one call at a time, and the next only when the result of the last has been taken.
    """

    silent_about: Container[int]
    asked: list[str] = field(default_factory=list)
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    origin: str = "https://portal.example.com"

    def accounts_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]:
        return [(account, "Name", "mail") for account in ACCOUNTS], None

    def role_names_page(
        self, token: Token, account: str, next_page: str | None
    ) -> tuple[list[str], str | None]:
        assert self.turn.acquire(timeout=60)
        self.asked.append(account)
        if ACCOUNTS.index(account) in self.silent_about:
            raise UnreachableError("no answer within 60 seconds")
        return ["Admin"], None

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token:
        return TOKEN

    def expect(self, more: int) -> None:
        pass

    def advance(self) -> None:
        self.turn.release()

    def end(self) -> None:
        pass


def refreshed(portal: Portal) -> Refreshed:
    """Fetch the roles of a portal, one after another."""
    calls = PacedCalls(3, 1.0, lambda: 0.0, lambda: 0.0)
    ports = RefreshPorts(
        tokens=portal, portal=portal, calls=calls, progress=portal, now=lambda: 0.0
    )
    return refresh_roles(ports, None, "us-east-1", "start", threads=1, may_ask=False)


def test_a_portal_that_is_down_is_asked_about_a_few_accounts_only() -> None:
    """A thousand accounts that wait a minute each, twenty at a time, would take an hour."""
    portal = Portal(silent_about=ALL[20:])
    result = refreshed(portal)
    # Five without an answer, and the call that was under way by then.
    assert portal.asked == ACCOUNTS[: 20 + 5 + 1]
    assert result.catalog.missing == tuple(ACCOUNTS[20:])
    assert result.reason is not None
    assert result.reason.message == "no answer within 60 seconds"


def test_a_few_silent_accounts_cost_only_those() -> None:
    """As long as there are answers in between."""
    portal = Portal(silent_about=[number for number in ALL if number % 5])
    result = refreshed(portal)
    assert portal.asked == ACCOUNTS
    assert len(result.catalog.missing) == 80
