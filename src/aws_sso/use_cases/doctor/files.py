"""Checks of our own files: configuration, permissions, leftovers."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from aws_sso.domain.roles.history import ago
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.settings.settings import ReadSettings
from aws_sso.domain.text.file_names import text_of
from aws_sso.errors import SsoError
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


def configuration(path: Path, read: ReadSettings) -> list[Finding]:
    """config.yaml is there and says nothing odd."""
    odd = [warning(text, "mend or remove that key") for text in read.warnings]
    return odd or [ok(f"{path}: {len(read.settings.instances)} instance(s)")]


class Unsafe(Protocol):
    """A file or folder that others may use; `command` mends it, and so does `mend`.

    `cure` says what `mend` does, which is None where only somebody else can.
    """

    @property
    def message(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def cure(self) -> str: ...
    @property
    def mend(self) -> Callable[[], object] | None: ...


def permissions(ours: Iterable[Unsafe], users: Iterable[Unsafe]) -> list[Finding]:
    """Nobody else may read secrets or write settings.

    `ours` are the files that we refuse, `users` those that are not ours to refuse.
    """
    judged = [(broken, one) for one in ours] + [(warning, one) for one in users]
    found = [
        bad(one.message, one.command, Repair(one.cure, one.mend) if one.mend else None)
        for bad, one in judged
    ]
    return found or [ok("nobody else may read secrets or change settings")]


class KeptFailure(Protocol):
    """What some work failed with, and when (Unix seconds)."""

    @property
    def name(self) -> str: ...
    @property
    def at(self) -> float: ...
    @property
    def error(self) -> SsoError: ...
    def forget(self) -> None: ...


def failures(kept: Iterable[KeptFailure], now: float) -> list[Finding]:
    """No failure is kept from a time to come; others are only told of."""
    found = []
    for one in kept:
        what = text_of(one.name) or one.name
        if is_in_future(one.at, now):
            found.append(
                warning(
                    f"a failure of `{what}` was noted under a clock that was ahead, and is ignored",
                    "delete it: `aws-sso doctor --fix`",
                    Repair("delete that note", one.forget),
                )
            )
        else:
            found.append(ok(f"`{what}` failed {ago(int(one.at), now)}: {one.error.message}"))
    return found


def leftovers(
    instances: Collection[str],
    kept: Collection[str],
    forget: Callable[[str], object],
    damaged: Sequence[Path],
) -> list[Finding]:
    """Nothing is kept of instances that config.yaml no longer has, and no damaged files.

    `instances` are those of config.yaml, `kept` those that the vault has something of.
    """
    found = []
    for name in sorted(kept):
        if name not in instances:
            found.append(
                warning(
                    f"the vault keeps tokens and credentials of `{name}`, which config.yaml does "
                    "not have",
                    "rename the instance back, or have them deleted: `aws-sso doctor --fix`",
                    Repair(f"delete what is kept of `{name}`", partial(forget, name)),
                )
            )
    if damaged:
        found.append(
            warning(
                f"{len(damaged)} damaged file(s) were set aside, as {damaged[0]}",
                "delete them once you need them no more",
            )
        )
    return found or [ok("nothing is left over")]
