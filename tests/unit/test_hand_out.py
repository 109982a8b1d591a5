"""Handing out credentials: what is at hand, else new ones, with the moment to renew them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.turns import SharedTurn
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, PassingNetworkError, RoleDeniedError, SsoError
from aws_sso.refusals import StsRefusedError
from aws_sso.use_cases.hand_out import HandOut, HandOutPorts, Kept, Services
from aws_sso.use_cases.paced_calls import PacedCalls
from tests.unit.roles import role

T = TypeVar("T")
NOW = 1_000_000
ADMIN = role("111122223333", "Example", "Admin")
_REGISTRATION = ClientRegistration("client", Secret("s"), NOW * 2, "issuer", "start", "pkce")
TOKEN = Token(Secret("made-up"), None, NOW, NOW + 3600, "issuer", "portal", "start", _REGISTRATION)


def keys(name: str, expires: int) -> RoleCredentials:
    """Credentials that tell whose they are."""
    return RoleCredentials(name, Secret("made-up"), Secret("made-up"), expires)


@dataclass
class Shelf:
    """Keeps credentials in memory, and counts how often they are looked at."""

    kept: dict[str, Kept] = field(default_factory=dict)
    looks: int = 0

    def credentials(self, arn: str) -> Kept | None:
        self.looks += 1
        return self.kept.get(arn)

    def keep_credentials(self, arn: str, kept: Kept) -> None:
        self.kept[arn] = kept


@dataclass
class Aws:
    """Tokens, portal and STS; gives credentials as `outcomes` say, then always as the last does."""

    outcomes: list[Callable[[], RoleCredentials]]
    calls: list[str] = field(default_factory=list)
    origin: str = "https://portal.example.com"
    _answers: int = 0

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token:
        return TOKEN

    def role_credentials(self, token: Token, account: str, role: str) -> RoleCredentials:
        return self._next(f"GetRoleCredentials {role}")

    def caller_arn(self, credentials: RoleCredentials) -> str:
        self.calls.append("GetCallerIdentity")
        return f"arn:aws:sts::111122223333:assumed-role/{credentials.access_key_id}/somebody"

    def assume_role(self, base: RoleCredentials, role: Role, session_name: str) -> RoleCredentials:
        return self._next(f"AssumeRole {role.arn} from {base.access_key_id} as {session_name}")

    def _next(self, call: str) -> RoleCredentials:
        self.calls.append(call)
        self._answers += 1
        return self.outcomes[min(self._answers, len(self.outcomes)) - 1]()


def raises(error: SsoError) -> Callable[[], RoleCredentials]:
    """An outcome that is an error."""

    def outcome() -> RoleCredentials:
        raise error

    return outcome


unreachable = raises(NetworkError("no network"))


@pytest.fixture
def hand_out(tmp_path: Path) -> Callable[..., HandOut]:
    """Builds what hands out: with real turns, no pauses between tries, and warnings collected."""

    def build(shelf: Shelf, aws: Aws, warn: Callable[[str], None] = print) -> HandOut:
        locks = Locks(tmp_path / "locks", "aws-sso test", print)
        ticks = itertools.count()

        def by_arn(arn: RoleArn) -> Role:
            return role(arn.account_id, "Example", arn.role_name)

        def turn(arn: str) -> SharedTurn:
            name = arn.replace("/", "-")
            return SharedTurn(locks, tmp_path / "failures", name, 0.0, NOW, lambda: NOW)

        def in_region(work: Callable[[Services], T]) -> T:
            calls = PacedCalls(3, 1.0, lambda: float(next(ticks)), lambda: 0.0)
            return work(Services(tokens=aws, portal=aws, sts=aws, calls=calls))

        return HandOut(
            HandOutPorts(
                shelf,
                in_region,
                turn,
                role_by_arn=by_arn,
                hint_if_denied=lambda _: None,
                now=lambda: NOW,
                warn=warn,
            )
        )

    return build


def test_what_is_at_hand_comes_with_its_moment_to_renew(
    hand_out: Callable[..., HandOut],
) -> None:
    """One look at the shelf, nobody asked."""
    there = Kept(keys("there", NOW + 3600), NOW + 2700)
    shelf, aws = Shelf({ADMIN.arn: there}), Aws([])
    assert hand_out(shelf, aws).credentials(ADMIN, may_ask=False) == there
    assert shelf.looks == 1
    assert aws.calls == []


def test_new_ones_come_as_they_are_kept(hand_out: Callable[..., HandOut]) -> None:
    """So that nobody has to open the record again to know when to renew."""
    shelf, aws = Shelf(), Aws([lambda: keys("new", NOW + 3600)])
    kept = hand_out(shelf, aws).credentials(ADMIN, may_ask=False)
    assert kept == Kept(keys("new", NOW + 3600), NOW + 2700)
    assert shelf.kept == {ADMIN.arn: kept}
    assert shelf.looks == 2  # before its turn, and when it has it


def test_old_ones_that_cannot_be_renewed_stay_due(hand_out: Callable[..., HandOut]) -> None:
    """They are handed out while they last, and whoever has them knows to try again."""
    old = Kept(keys("old", NOW + 60), NOW - 1)
    warnings: list[str] = []
    shelf, aws = Shelf({ADMIN.arn: old}), Aws([unreachable])
    assert hand_out(shelf, aws, warnings.append).credentials(ADMIN, may_ask=False) == old
    assert warnings == ["could not renew credentials: no network"]
    assert shelf.kept == {ADMIN.arn: old}


BEHIND = role("222233334444", "Example", "Behind", via=ADMIN.arn)
ASSUMED = f"AssumeRole {BEHIND.arn} from base as somebody"
BASE = {ADMIN.arn: Kept(keys("base", NOW + 3600), NOW + 2700)}


@pytest.mark.parametrize(
    "failure",
    [
        StsRefusedError(400, "Throttling", "Rate exceeded"),
        StsRefusedError(503, "ServiceUnavailable", ""),
        PassingNetworkError("no network"),
    ],
    ids=str,
)
def test_a_role_behind_another_is_tried_again_for_what_may_pass(
    hand_out: Callable[..., HandOut], failure: SsoError
) -> None:
    """As calls to the portal are, and not more often."""
    aws = Aws([raises(failure), raises(failure), lambda: keys("new", NOW + 3600)])
    kept = hand_out(Shelf(dict(BASE)), aws).credentials(BEHIND, may_ask=False)
    assert kept.credentials == keys("new", NOW + 3600)
    assert aws.calls == ["GetCallerIdentity", ASSUMED, ASSUMED, ASSUMED]
    without_end = Aws([raises(failure)])
    with pytest.raises(type(failure)):
        hand_out(Shelf(dict(BASE)), without_end).credentials(BEHIND, may_ask=False)
    assert without_end.calls == ["GetCallerIdentity", *[ASSUMED] * 4]


def test_a_failure_that_cannot_pass_is_not_tried_again(hand_out: Callable[..., HandOut]) -> None:
    """A refused connection, a captive portal's page: nobody waits for those in silence."""
    aws = Aws([raises(NetworkError("connection refused"))])
    with pytest.raises(NetworkError):
        hand_out(Shelf(dict(BASE)), aws).credentials(BEHIND, may_ask=False)
    assert aws.calls == ["GetCallerIdentity", ASSUMED]


def test_a_role_that_is_denied_is_asked_for_once(hand_out: Callable[..., HandOut]) -> None:
    """AWS said no: asking again changes nothing."""
    aws = Aws([raises(RoleDeniedError("AssumeRole was refused"))])
    with pytest.raises(RoleDeniedError):
        hand_out(Shelf(dict(BASE)), aws).credentials(BEHIND, may_ask=False)
    assert aws.calls == ["GetCallerIdentity", ASSUMED]
