"""Checks of the vault, the sessions, and the fetched roles."""

from functools import partial

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.messages import never_fetched, session_valid
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


def store(
    wanted: str | None,
    used: str | None,
    unlock: Callable[[], object],
    move: Callable[[str], object],
) -> list[Finding]:
    """The store returns the vault's keys.

    `wanted` is the store named in config.yaml, `used` the one with the keys; None for none.
    `unlock` raises SsoError if the store does not return the keys, `move` moves them to another
    store.
    """
    if wanted and used and wanted != used:
        return [
            broken(
                f"the vault's keys are in `{used}`, but config.yaml says `{wanted}`",
                f"aws-sso setup store {wanted}",
                Repair(f"move them to `{wanted}`", partial(move, wanted)),
            )
        ]
    if used is None:
        return [ok("no vault yet")]
    unlock()
    if used == "json":
        return [warning("the vault's keys are unencrypted (`json`)", "aws-sso setup store NAME")]
    return [ok(f"the store `{used}` returns the vault's keys")]


def session(instance: str, ends: int, now: float) -> Finding:
    """The user is signed in; the token expires at `ends` (Unix seconds), 0 for none."""
    if ends > now:
        left = time_left(ends, now)
        return ok(session_valid(instance, left))
    login = f"aws-sso login -S {instance}"
    if ends:
        return warning(f"the session of `{instance}` has expired or needs renewal", login)
    return warning(f"not signed in to `{instance}`", login)


class FetchedRoles(Protocol):
    """The last fetched roles of an instance; `missing` counts accounts that failed."""

    @property
    def refreshed(self) -> int | None: ...
    @property
    def missing(self) -> int: ...
    def all(self) -> Sequence[Role]: ...
    def are_stale(self) -> bool: ...
    def name_problems(self) -> NameProblems: ...
    def fetch(self, *, may_ask: bool) -> object: ...


def roles(instance: str, fetched: FetchedRoles, now: float) -> list[Finding]:
    """All roles were fetched recently and have unique names."""
    fetch = Repair(f"fetch the roles of `{instance}`", lambda: fetched.fetch(may_ask=False))
    hint = f"aws-sso cache -S {instance}"
    refreshed = fetched.refreshed
    if refreshed is None:
        return [warning(never_fetched(instance), hint, fetch)]
    when = ago(refreshed, now)
    found = []
    if fetched.are_stale():
        found.append(
            warning(f"the roles of `{instance}` are out of date: fetched {when}", hint, fetch)
        )
    if fetched.missing:
        found.append(
            warning(
                f"could not fetch the roles of {fetched.missing} account(s) of `{instance}` last "
                "time",
                hint,
                fetch,
            )
        )
    problems = fetched.name_problems()
    if problems:
        count = len(problems.shared) + len(problems.nameless)
        found.append(
            warning(
                f"{count} profile name(s) of `{instance}` are empty or shared by several roles",
                problems.remedy,
            )
        )
    return found or [ok(f"{len(fetched.all())} roles of `{instance}`, fetched {when}")]
