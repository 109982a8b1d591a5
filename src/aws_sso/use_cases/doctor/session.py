"""Checks of the vault, the sessions, and what was fetched in them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.expiry import time_left
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


def store(
    wanted: str | None,
    used: str | None,
    unlock: Callable[[], object],
    move: Callable[[str], object],
) -> list[Finding]:
    """The store gives the vault's keys.

    `wanted` is the store that config.yaml names, `used` the one that has the keys; None for none.
    `unlock` raises SsoError if it does not give them, `move` lets another store have them.
    """
    if wanted and used and wanted != used:
        return [
            broken(
                f"the vault's keys are in `{used}`, config.yaml says `{wanted}`",
                f"aws-sso setup store {wanted}",
                Repair(f"move them to `{wanted}`", partial(move, wanted)),
            )
        ]
    if used is None:
        return [ok("there is no vault yet")]
    unlock()
    if used == "json":
        return [warning("the vault's keys lie in clear (`json`)", "aws-sso setup store NAME")]
    return [ok(f"the store `{used}` gives the vault's keys")]


def session(instance: str, ends: int, now: float) -> Finding:
    """An instance has a session; its token ends at `ends`, in Unix seconds, 0 for none."""
    if ends > now:
        left = time_left(ends, datetime.fromtimestamp(now, UTC))
        return ok(f"the session of `{instance}` lasts {left} more")
    login = f"aws-sso login -S {instance}"
    if ends:
        return warning(f"the session of `{instance}` is over, or to be renewed", login)
    return warning(f"nobody is signed in to `{instance}`", login)


class FetchedRoles(Protocol):
    """The roles of an instance as fetched last; `missing` counts accounts that were not."""

    @property
    def refreshed(self) -> int | None: ...
    @property
    def missing(self) -> int: ...
    def all(self) -> Sequence[Role]: ...
    def are_stale(self) -> bool: ...
    def name_problems(self) -> NameProblems: ...
    def fetch(self, *, may_ask: bool) -> object: ...


def roles(instance: str, fetched: FetchedRoles, now: float) -> list[Finding]:
    """The roles were fetched, all of them and lately, and have names of their own."""
    fetch = Repair(f"fetch the roles of `{instance}`", lambda: fetched.fetch(may_ask=False))
    hint = f"aws-sso cache -S {instance}"
    refreshed = fetched.refreshed
    if refreshed is None:
        return [warning(f"the roles of `{instance}` were never fetched", hint, fetch)]
    when = ago(refreshed, now)
    found = []
    if fetched.are_stale():
        found.append(warning(f"the roles of `{instance}` are old: fetched {when}", hint, fetch))
    if fetched.missing:
        found.append(
            warning(
                f"the roles of {fetched.missing} account(s) of `{instance}` could not be fetched "
                "last time",
                hint,
                fetch,
            )
        )
    problems = fetched.name_problems()
    if problems:
        count = len(problems.shared) + len(problems.nameless)
        found.append(
            warning(
                f"{count} profile name(s) of `{instance}` belong to several roles, or to none",
                problems.remedy,
            )
        )
    return found or [ok(f"{len(fetched.all())} roles of `{instance}`, fetched {when}")]
