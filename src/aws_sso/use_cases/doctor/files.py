"""Checks of our own files: configuration, permissions, leftovers."""

from functools import partial
from pathlib import Path

from aws_sso.annotations import Callable, Collection, Iterable, Protocol, Sequence
from aws_sso.domain.roles.history import ago
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.settings.settings import ReadSettings
from aws_sso.domain.text.file_names import text_of
from aws_sso.errors import SsoError
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning


def configuration(path: Path, read: ReadSettings) -> list[Finding]:
    """config.yaml exists and has no warnings."""
    odd = [warning(text, "fix or remove the key") for text in read.warnings]
    return odd or [ok(f"{path}: {len(read.settings.instances)} instance(s)")]


class Unsafe(Protocol):
    """A file or folder that others may use; `command` and `mend` repair it.

    `cure` describes `mend`, which is None if only another user can fix it.
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

    `ours` are the files that we refuse to use, `users` other files that we only report.
    """
    judged = [(broken, one) for one in ours] + [(warning, one) for one in users]
    found = [
        bad(one.message, one.command, Repair(one.cure, one.mend) if one.mend else None)
        for bad, one in judged
    ]
    return found or [ok("no other user can read secrets or change settings")]


class KeptFailure(Protocol):
    """A failure of some work, and its time (Unix seconds)."""

    @property
    def name(self) -> str: ...
    @property
    def at(self) -> float: ...
    @property
    def error(self) -> SsoError: ...
    def forget(self) -> None: ...


def failures(kept: Iterable[KeptFailure], now: float) -> list[Finding]:
    """No failure is recorded in the future; other failures are only shown."""
    found = []
    for one in kept:
        what = text_of(one.name) or one.name
        if is_in_future(one.at, now):
            found.append(
                warning(
                    f"ignoring a failure of `{what}` that was recorded with a wrong clock",
                    "delete the record with `aws-sso doctor --fix`",
                    Repair("delete the record of this failure", one.forget),
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
    """No leftovers: data of removed instances, damaged files.

    `instances` are in config.yaml, `kept` are in the vault.
    """
    found = []
    for name in sorted(kept):
        if name not in instances:
            found.append(
                warning(
                    f"the vault has tokens and credentials of `{name}`, which is not in "
                    "config.yaml",
                    "restore the instance's name in config.yaml, or delete them with `aws-sso "
                    "doctor --fix`",
                    Repair(f"delete tokens and credentials of `{name}`", partial(forget, name)),
                )
            )
    if damaged:
        found.append(
            warning(
                f"{len(damaged)} damaged file(s) set aside, such as {damaged[0]}",
                "delete them when you no longer need them",
            )
        )
    return found or [ok("no leftover files")]
