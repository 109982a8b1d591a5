"""Roles that are fetched anew when they are stale, and what the picker offers of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from aws_sso.cli.picker.details import details
from aws_sso.domain.profiles.names import PLAIN
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Catalog, Role
from aws_sso.errors import NetworkError, RoleNotFoundError, SsoError
from aws_sso.use_cases.candidates import Offering
from aws_sso.use_cases.fresh_roles import Freshness, fresh_roles, fresh_roles_of_all
from aws_sso.use_cases.refresh_roles import Refreshed
from tests.unit.roles import role

ADMIN = role("111122223333", "Shop", "Admin")
AUDIT = role("444455556666", "Audit", "ReadOnly")
NEWS = Refreshed(Catalog("us-east-1", "https://example.com", 2_000, ()), (), ())
UNREACHABLE = NetworkError("no network")


@dataclass
class Roles:
    """The roles of an instance: fetched `refreshed`, stale or not; `error` keeps from fetching."""

    refreshed: int | None = 1_000
    stale: bool = True
    error: SsoError | None = None
    roles: tuple[Role, ...] = (ADMIN,)
    asked: list[tuple[bool, int | None]] = field(default_factory=list)

    def are_stale(self) -> bool:
        return self.stale

    def fetch(self, *, may_ask: bool, threads: int | None = None) -> Refreshed:
        self.asked.append((may_ask, threads))
        if self.error:
            raise self.error
        return NEWS

    def known(self) -> tuple[Role, ...]:
        if not self.roles:
            raise RoleNotFoundError("you have no roles")
        return self.roles


@dataclass
class Instance:
    """An instance with its roles."""

    name: str
    roles: Roles


def test_roles_that_are_young_are_not_fetched() -> None:
    """Nothing is asked of AWS, and nothing has to be told."""
    roles = Roles(stale=False, error=UNREACHABLE)
    assert fresh_roles(roles, may_ask=True) == Freshness()
    assert roles.asked == []


def test_stale_roles_are_fetched() -> None:
    """As the caller allows, and with what it brought."""
    roles = Roles()
    assert fresh_roles(roles, may_ask=False, threads=3) == Freshness(NEWS)
    assert roles.asked == [(False, 3)]


def test_old_roles_will_do_for_some() -> None:
    """The failure is a value for them, an error for others, and for roles never fetched."""
    found = fresh_roles(Roles(error=UNREACHABLE), may_ask=True, old_will_do=True)
    assert found == Freshness(failure=UNREACHABLE)
    with pytest.raises(NetworkError):
        fresh_roles(Roles(error=UNREACHABLE), may_ask=True)
    with pytest.raises(NetworkError):
        fresh_roles(Roles(None, error=UNREACHABLE), may_ask=True, old_will_do=True)


def test_one_instance_does_not_keep_others_from_having_roles() -> None:
    """Old roles are taken, and an instance without roles says why."""
    instances: Sequence[Instance] = (
        Instance("Old", Roles(error=UNREACHABLE)),
        Instance("Empty", Roles(roles=())),
        Instance("Young", Roles(stale=False, roles=(AUDIT,))),
    )
    old, empty, young = fresh_roles_of_all(instances, may_ask=True)
    assert (old.instance, old.roles, old.freshness.failure) == ("Old", (ADMIN,), UNREACHABLE)
    assert (empty.roles, empty.freshness.refreshed) == ((), NEWS)
    assert empty.problem
    assert empty.problem.message == "you have no roles"
    assert (young.roles, young.freshness, young.problem) == ((AUDIT,), Freshness(), None)


def test_a_candidate_tells_of_its_use_and_its_credentials() -> None:
    """Roles without either have zeros."""
    uses = (Use(ADMIN.arn, 1_500, 3),)
    admin, audit = Offering(("AccountAlias",), PLAIN, uses, {AUDIT.arn: 9_000}).candidates(
        (ADMIN, AUDIT)
    )
    assert (admin.account, admin.last, admin.times, admin.expires) == ("Shop", 1_500, 3, 0)
    assert (audit.account, audit.last, audit.times, audit.expires) == ("Audit", 0, 0, 9_000)


def test_profiles_are_shown_where_they_say_more_than_account_and_role() -> None:
    """With a format of the user's, or a name given to that role alone."""
    named = role("111122223333", "Shop", "Audit", own_profile="mine", profile="mine")
    roles = (ADMIN, named)
    assert [one.shows_profile for one in Offering((), PLAIN).candidates(roles)] == [False, True]
    shown = Offering((), "{{ .AccountAlias }}:{{ .RoleName }}").candidates(roles)
    assert [one.shows_profile for one in shown] == [True, True]


def test_accounts_are_called_by_their_tags_and_fit_for_a_terminal() -> None:
    """A role's own tags count for that role only."""
    tagged = role("111122223333", "Shop", "Tagged", tags={"Team": "till\x1b[2J"})
    plain, own = Offering(("Team", "AccountAlias"), PLAIN).candidates((ADMIN, tagged))
    assert plain.account == "Shop"
    assert own.account.startswith("till")
    assert "\x1b" not in own.account


def test_a_candidate_tells_what_is_narrowed_for_it() -> None:
    """In the picker's details, beside its credentials."""
    scopes = {ADMIN.arn: ("read-only", "policy=look")}
    admin, audit = Offering((), PLAIN, scopes=scopes).candidates((ADMIN, AUDIT))
    assert (admin.scopes, audit.scopes) == (("read-only", "policy=look"), ())
    shown = "".join(piece[1] for piece in details(admin, 0.0, 120))
    assert "narrowed: read-only, policy=look" in shown
