"""A refresh behind a screen: what is offered, what is kept, and what stopping waits for."""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from aws_sso.domain.roles.roles import Account, Catalog, Role
from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import FileAccessError, NetworkError, SignInNeededError, SsoError
from aws_sso.use_cases.refresh_behind import RefreshBehind, RefreshBehindPorts
from aws_sso.use_cases.refresh_roles import Refreshed, Tokens
from tests.unit.roles import role
from tests.waiting import until

SHOP = Account("111122223333", "Shop", "", ("Admin",))
BANK = Account("222233334444", "Bank", "", ("Audit",))
KNOWN = Catalog("us-east-1", "https://example.com", 1, (SHOP,))
NEW = Catalog("us-east-1", "https://example.com", 2, (SHOP, BANK))
NEWS = Refreshed(NEW, ((BANK.account_id, "Audit"),), ())
_CLIENT = ClientRegistration("client", Secret("s"), 9, "issuer", "start", "pkce")
TOKEN = Token(Secret("made-up"), None, 1, 9, "issuer", "portal", "start", _CLIENT)


@dataclass
class World:
    """What a refresh does, and what became of it."""

    comes: Sequence[Account] = (SHOP, BANK)
    outcome: Refreshed | SsoError = NEWS
    unkept: SsoError | None = None
    goes_on: threading.Event = field(default_factory=threading.Event)
    renews: threading.Event = field(default_factory=threading.Event)
    done: list[str] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)

    def behind(self) -> RefreshBehind:
        ticks = itertools.count()
        ports = RefreshBehindPorts(
            known=KNOWN,
            tokens=self,
            refresh=self.refresh,
            give_up=lambda: self.done.append("gave up"),
            keep=self.keep,
            roles_of=self.roles_of,
            monotonic=lambda: float(next(ticks)),
        )
        return RefreshBehind(ports, lambda roles: self.offered.append([r.arn[-5:] for r in roles]))

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token:
        assert not may_ask
        self.done.append("renews")
        self.renews.wait(60)
        self.done.append("renewed")
        return TOKEN

    def refresh(self, tokens: Tokens, arrived: Callable[[Account], None]) -> Refreshed:
        tokens.token(may_ask=True)
        for account in self.comes:
            arrived(account)
        self.done.append("half done")
        self.goes_on.wait(60)
        if isinstance(self.outcome, SsoError):
            raise self.outcome
        return self.outcome

    def keep(self, catalog: Catalog) -> None:
        if self.unkept:
            self.done.append("not kept")
            raise self.unkept
        self.done.append("kept")

    def roles_of(self, catalog: Catalog) -> Sequence[Role]:
        return [role(a.account_id, a.name, name) for a in catalog.accounts for name in a.roles]


def test_new_roles_are_offered_as_they_come_and_all_at_the_end() -> None:
    """An account that is as it was offers nothing."""
    world = World()
    world.renews.set()
    behind = world.behind()
    behind.start()
    until(lambda: "half done" in world.done, "half of it")
    assert world.offered == [["Admin", "Audit"]]
    world.goes_on.set()
    until(lambda: len(world.offered) == 2, "the end")
    assert behind.stop() is NEWS
    assert world.done == ["renews", "renewed", "half done", "kept", "gave up"]


def test_stopped_halfway_it_keeps_nothing() -> None:
    """Whatever comes of it afterwards."""
    world = World()
    world.renews.set()
    behind = world.behind()
    behind.start()
    until(lambda: "half done" in world.done, "half of it")
    assert behind.stop() is None
    world.goes_on.set()
    with pytest.raises(SignInNeededError):
        behind.token(may_ask=False)
    assert "kept" not in world.done


def test_a_token_that_is_being_renewed_is_not_cut_off() -> None:
    """The old one is spent by then: stopping waits for the new one."""
    world = World()
    behind = world.behind()
    behind.start()
    until(lambda: "renews" in world.done, "a renewal")
    stopping = threading.Thread(target=behind.stop)
    stopping.start()
    world.renews.set()
    stopping.join(60)
    assert world.done.index("renewed") < world.done.index("gave up")
    world.goes_on.set()


@pytest.mark.parametrize("fails", ["refresh", "keep"])
def test_what_went_wrong_is_the_outcome(fails: str) -> None:
    """For whoever asks when the screen is gone."""
    error = NetworkError("no network") if fails == "refresh" else FileAccessError("full")
    world = World(outcome=error) if fails == "refresh" else World(unkept=error)
    world.renews.set()
    world.goes_on.set()
    behind = world.behind()
    behind.start()
    end = "half done" if fails == "refresh" else "not kept"
    until(lambda: end in world.done, "the end")
    outcome = until(behind.stop, "an outcome")
    assert outcome is error
