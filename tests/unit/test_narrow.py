"""Narrowing credentials: whatever goes wrong, nothing wider is handed out."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.turns import SharedTurn
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.scope import Narrowed, Scope
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import (
    AnswerError,
    FileAccessError,
    LockTimeoutError,
    NetworkError,
    PassingNetworkError,
    RoleDeniedError,
    ScopeRefusedError,
    SignInNeededError,
    SsoError,
    StoreError,
    UnsafeFileError,
)
from aws_sso.refusals import PortalRefusedError, StsRefusedError
from aws_sso.use_cases.hand_out import Kept
from aws_sso.use_cases.narrow import NarrowedHandOut, NarrowPorts
from aws_sso.use_cases.paced_calls import PacedCalls
from tests.unit.roles import role

NOW = 1_000_000
ADMIN = role("111122223333", "Example", "Admin")
OTHER = role("111122223333", "Example", "Other")
LOOK = Scope("look", '{"look":1}')
BRIEF = Scope("look", '{"look":1}', 900)
ONLY_BRIEF = Scope("", None, 900)
HOUR = NOW + 3600


def keys(name: str, expires: int = HOUR) -> RoleCredentials:
    """Credentials of which each part tells whose they are."""
    return RoleCredentials(name, Secret(f"secret {name}"), Secret(f"token {name}"), expires)


@dataclass
class Aws:
    """The shelf, the role's own credentials, and STS, in memory."""

    outcome: Callable[[], Any] = lambda: Narrowed(keys("narrow"), 1)
    base: Callable[[], Kept] = lambda: Kept(keys("wide"), NOW + 2700)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    asked: list[tuple[str, str | None, int | None, str]] = field(default_factory=list)
    wishes: list[tuple[bool, int, bool]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    keeping: Callable[[], None] = lambda: None

    def has(self, role: Role) -> bool:
        return True

    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept:
        self.wishes.append((may_ask, min_ttl, force))
        return self.base()

    def scoped_credentials(self, *asked: Any) -> Any:
        if isinstance(asked[0], str):
            return self.kept.get((asked[0], asked[1].digest))
        self.asked.append((asked[0].access_key_id, *asked[1:]))
        return self.outcome()

    def keep_scoped_credentials(self, arn: str, scope: Scope, kept: Kept) -> None:
        self.keeping()
        self.kept[arn, scope.digest] = kept


Narrow = Callable[..., NarrowedHandOut]


@pytest.fixture
def narrow(tmp_path: Path) -> Narrow:
    """Builds what narrows: with real turns, and no pauses between tries."""

    def build(aws: Aws, scope: Scope = LOOK, began: float = NOW) -> NarrowedHandOut:
        locks = Locks(tmp_path / "locks", "aws-sso test", print)
        ticks = itertools.count()

        def turn(what: str) -> SharedTurn:
            name = what.replace("/", "-").replace(" ", "-")
            return SharedTurn(locks, tmp_path / "failures", name, 0.0, began, lambda: NOW)

        return NarrowedHandOut(
            NarrowPorts(
                shelf=aws,
                base=aws,
                sts=lambda: aws,
                calls=lambda: PacedCalls(2, 1.0, lambda: float(next(ticks)), lambda: 0.0),
                turn=turn,
                description=lambda: "a test",
                now=lambda: NOW,
                warn=aws.warnings.append,
            ),
            scope,
        )

    return build


def raises(error: SsoError) -> Callable[[], Any]:
    def outcome() -> Any:
        raise error

    return outcome


def test_what_is_handed_out_is_what_sts_narrowed(narrow: Narrow) -> None:
    """Asked with the role's own credentials, the policy, and what CloudTrail shall show."""
    aws = Aws()
    kept = narrow(aws).credentials(ADMIN, may_ask=True)
    assert kept.credentials == keys("narrow")
    assert aws.asked == [("wide", LOOK.policy, None, "a test")]
    assert aws.kept == {(ADMIN.arn, LOOK.digest): kept}
    assert aws.wishes == [(True, 0, False)]


def test_what_is_at_hand_is_handed_out_again(narrow: Narrow) -> None:
    """No call while it lasts; nor is the role's own record looked at."""
    there = Kept(keys("there"), NOW + 1)
    aws = Aws(kept={(ADMIN.arn, LOOK.digest): there})
    assert narrow(aws).credentials(ADMIN, may_ask=True) == there
    assert aws.asked == []
    assert aws.wishes == []


@pytest.mark.parametrize(
    ("there", "arguments"),
    [
        (Kept(keys("there"), NOW), {}),
        (Kept(keys("there"), NOW - 1), {}),
        (Kept(keys("there", NOW), NOW + 9), {"min_ttl": 1}),
        (Kept(keys("there", NOW + 599), NOW + 9), {"min_ttl": 600}),
        (Kept(keys("there"), NOW + 9), {"force": True}),
    ],
)
def test_what_is_due_is_narrowed_anew(
    narrow: Narrow, there: Kept, arguments: dict[str, Any]
) -> None:
    """At its moment, when it is too short, or on request."""
    aws = Aws(kept={(ADMIN.arn, LOOK.digest): there})
    kept = narrow(aws).credentials(ADMIN, may_ask=False, **arguments)
    assert kept.credentials == keys("narrow")
    least, force = arguments.get("min_ttl", 0), arguments.get("force", False)
    assert aws.wishes == [(False, least, force)]


def test_another_scopes_credentials_are_none(narrow: Narrow) -> None:
    """Of the same role: another policy, another life, or none."""
    others = [Scope("look", '{"look":2}'), BRIEF, ONLY_BRIEF]
    there = Kept(keys("there"), NOW + 9)
    aws = Aws(kept={(ADMIN.arn, scope.digest): there for scope in others})
    assert narrow(aws).credentials(ADMIN, may_ask=False).credentials == keys("narrow")


REFUSALS = {
    "denied": ScopeRefusedError("AccessDenied"),
    "malformed": ScopeRefusedError("MalformedPolicyDocument"),
    "too large": ScopeRefusedError("PackedPolicyTooLarge"),
    "a fourth layer": ScopeRefusedError("it has 3 scope-down policies"),
    "an answer that is none": AnswerError("not XML"),
    "the role is gone": RoleDeniedError("no access"),
    "the portal refuses": PortalRefusedError(400, "InvalidRequestException", ""),
    "the vault is locked": StoreError("locked"),
    "files of others": UnsafeFileError("others may write it"),
    "a bug of ours, told as such": SsoError("anything else"),
}
NO_ANSWER = {
    "no network": NetworkError("no network"),
    "a lost connection": PassingNetworkError("reset"),
    "throttled": StsRefusedError(400, "Throttling", ""),
    "out of order": StsRefusedError(503, "ServiceUnavailable", ""),
    "no session": SignInNeededError("sign in"),
    "another process hangs": LockTimeoutError("locked"),
    "the disk is full": FileAccessError("full"),
}
WHERE = ["sts", "base"]


def failing(where: str, error: SsoError, kept: dict[tuple[str, str], Kept]) -> Aws:
    aws = Aws(kept=kept)
    if where == "sts":
        aws.outcome = raises(error)
    else:
        aws.base = raises(error)
    return aws


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("error", [*REFUSALS.values(), *NO_ANSWER.values()], ids=repr)
@pytest.mark.parametrize("expired", [True, False])
def test_without_an_answer_there_is_nothing(
    narrow: Narrow, where: str, error: SsoError, expired: bool
) -> None:
    """Whatever the reason, and although others' records and an expired one are at hand."""
    kept = {
        (ADMIN.arn, ""): Kept(keys("unscoped"), NOW + 2700),
        (ADMIN.arn, BRIEF.digest): Kept(keys("of another scope"), NOW + 2700),
    }
    if expired:
        kept[ADMIN.arn, LOOK.digest] = Kept(keys("expired", NOW), NOW - 900)
    aws = failing(where, error, dict(kept))
    with pytest.raises(type(error)):
        narrow(aws).credentials(ADMIN, may_ask=False)
    assert aws.kept == kept


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("error", REFUSALS.values(), ids=REFUSALS)
def test_where_aws_says_no_what_is_still_good_is_not_handed_out(
    narrow: Narrow, where: str, error: SsoError
) -> None:
    """The right to narrow may just have been taken away."""
    there = Kept(keys("there", NOW + 60), NOW)
    aws = failing(where, error, {(ADMIN.arn, LOOK.digest): there})
    with pytest.raises(type(error)):
        narrow(aws).credentials(ADMIN, may_ask=False)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("error", NO_ANSWER.values(), ids=NO_ANSWER)
def test_where_aws_cannot_be_asked_what_is_still_good_is_handed_out(
    narrow: Narrow, where: str, error: SsoError
) -> None:
    """It was narrowed to this very scope, and is due for renewal only."""
    there = Kept(keys("there", NOW + 60), NOW)
    aws = failing(where, error, {(ADMIN.arn, LOOK.digest): there})
    assert narrow(aws).credentials(ADMIN, may_ask=False) == there
    assert aws.warnings == [f"could not renew credentials: {error.message}"]


@pytest.mark.parametrize("error", NO_ANSWER.values(), ids=NO_ANSWER)
def test_new_ones_that_were_asked_for_are_new_or_none(narrow: Narrow, error: SsoError) -> None:
    """`--sts-refresh` means it."""
    there = Kept(keys("there", NOW + 60), NOW + 9)
    aws = failing("sts", error, {(ADMIN.arn, LOOK.digest): there})
    with pytest.raises(type(error)):
        narrow(aws).credentials(ADMIN, may_ask=False, force=True)


ANSWERS = {
    "the same credentials": Narrowed(keys("wide"), 1),
    "the same key id": Narrowed(replace(keys("narrow"), access_key_id="wide"), 1),
    "the same secret": Narrowed(
        replace(keys("narrow"), secret_access_key=Secret("secret wide")), 1
    ),
    "the same token": Narrowed(replace(keys("narrow"), session_token=Secret("token wide")), 1),
    "no policy applied": Narrowed(keys("narrow"), 0),
    "a longer life": Narrowed(keys("narrow", HOUR + 6), 1),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_not_narrower_is_not_handed_out(narrow: Narrow, answer: Narrowed) -> None:
    """Nor kept. Whatever STS says, it has to be narrower than what it was given."""
    aws = Aws(outcome=lambda: answer)
    with pytest.raises(ScopeRefusedError, match="did not narrow"):
        narrow(aws).credentials(ADMIN, may_ask=False)
    assert aws.kept == {}


def test_ends_may_differ_by_how_they_are_rounded(narrow: Narrow) -> None:
    """The portal tells milliseconds, STS seconds."""
    aws = Aws(outcome=lambda: Narrowed(keys("narrow", HOUR + 5), 1))
    assert narrow(aws).credentials(ADMIN, may_ask=False).credentials.expires == HOUR + 5


@pytest.mark.parametrize(
    ("scope", "left", "asked"),
    [
        (LOOK, 3600, None),
        (BRIEF, 3600, 900),
        (BRIEF, 901, 900),
        (BRIEF, 900, None),
        (BRIEF, 600, None),
        (ONLY_BRIEF, 3600, 900),
        (ONLY_BRIEF, 900, 895),
        (ONLY_BRIEF, 600, 595),
        (ONLY_BRIEF, 3, 1),
    ],
)
def test_the_life_is_asked_for_where_it_is_shorter(
    narrow: Narrow, scope: Scope, left: int, asked: int | None
) -> None:
    """Never one beyond the role's own end; and without a policy always one."""
    end = NOW + (asked or left)
    aws = Aws(
        outcome=lambda: Narrowed(keys("narrow", end), 1 if scope.policy else 0),
        base=lambda: Kept(keys("wide", NOW + left), NOW + left),
    )
    kept = narrow(aws, scope).credentials(ADMIN, may_ask=False)
    assert aws.asked == [("wide", scope.policy, asked, "a test")]
    assert kept.credentials.expires <= NOW + (scope.max_ttl or 3600)


@pytest.mark.parametrize("seconds", [1500, 1501])
def test_a_life_longer_than_asked_for_is_refused(narrow: Narrow, seconds: int) -> None:
    """But for what clocks may differ by."""
    aws = Aws(outcome=lambda: Narrowed(keys("narrow", NOW + seconds), 1))
    if seconds == 1500:
        assert narrow(aws, BRIEF).credentials(ADMIN, may_ask=False)
        return
    with pytest.raises(ScopeRefusedError, match="longer than requested"):
        narrow(aws, BRIEF).credentials(ADMIN, may_ask=False)


def test_credentials_that_are_expired_are_not_handed_out(narrow: Narrow) -> None:
    """A clock that is ahead is told of."""
    aws = Aws(outcome=lambda: Narrowed(keys("narrow", NOW), 1))
    with pytest.raises(SsoError, match="are expired by this machine's clock"):
        narrow(aws).credentials(ADMIN, may_ask=False)
    assert aws.kept == {}


@pytest.mark.parametrize(
    ("scope", "base_due", "ends", "due"),
    [
        (LOOK, NOW + 2700, HOUR, NOW + 2700),
        (LOOK, NOW + 60, HOUR, NOW + 60),
        (BRIEF, NOW + 2700, NOW + 900, NOW + 675),
    ],
)
def test_they_are_renewed_with_what_they_were_made_of(
    narrow: Narrow, scope: Scope, base_due: int, ends: int, due: int
) -> None:
    """Or earlier, where they live shorter."""
    aws = Aws(
        outcome=lambda: Narrowed(keys("narrow", ends), 1),
        base=lambda: Kept(keys("wide"), base_due),
    )
    assert narrow(aws, scope).credentials(ADMIN, may_ask=False).renew_at == due


@pytest.mark.parametrize("error", [FileAccessError("disk full"), LockTimeoutError("locked")])
def test_what_cannot_be_kept_is_handed_out_all_the_same(narrow: Narrow, error: SsoError) -> None:
    """On a full disk people can work on."""
    aws = Aws(keeping=raises(error))
    assert narrow(aws).credentials(ADMIN, may_ask=False).credentials == keys("narrow")
    assert aws.warnings == [f"cannot store these credentials: {error.message}"]


def test_a_life_too_short_for_min_ttl_is_told(narrow: Narrow) -> None:
    """With both numbers."""
    aws = Aws(outcome=lambda: Narrowed(keys("narrow", NOW + 600), 1))
    narrow(aws).credentials(ADMIN, may_ask=False, min_ttl=1200)
    assert aws.warnings == [
        "narrowed credentials of this role are valid for only 10 minutes; 20 were requested"
    ]


def test_a_refusal_is_taken_by_those_who_waited(narrow: Narrow) -> None:
    """They ask AWS nothing, and get nothing."""
    first = Aws(outcome=raises(ScopeRefusedError("AccessDenied")))
    with pytest.raises(ScopeRefusedError):
        narrow(first).credentials(ADMIN, may_ask=False)
    second = Aws()
    with pytest.raises(ScopeRefusedError, match="AccessDenied"):
        narrow(second, began=NOW - 1).credentials(ADMIN, may_ask=False)
    assert second.asked == []
    other = Aws()
    assert narrow(Aws(), began=NOW - 1).credentials(OTHER, may_ask=False)
    another = Scope("look", '{"look":2}')
    assert narrow(other, another, began=NOW - 1).credentials(ADMIN, may_ask=False)


def test_a_passing_failure_of_sts_is_waited_out(narrow: Narrow) -> None:
    """Throttling first, then an answer."""
    outcomes: list[Callable[[], Any]] = [
        raises(StsRefusedError(400, "Throttling", "")),
        lambda: Narrowed(keys("narrow"), 1),
    ]
    aws = Aws(outcome=lambda: outcomes.pop(0)())
    assert narrow(aws).credentials(ADMIN, may_ask=False).credentials == keys("narrow")
    assert len(aws.asked) == 2
