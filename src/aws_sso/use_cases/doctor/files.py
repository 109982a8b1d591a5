"""Checks of our own files: configuration, permissions, leftovers."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from aws_sso.domain.settings.settings import ReadSettings
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning

_READ, _WRITE = 0o077, 0o022


def configuration(path: Path, read: ReadSettings) -> list[Finding]:
    """config.yaml is there and says nothing odd."""
    odd = [warning(text, "mend or remove that key") for text in read.warnings]
    return odd or [ok(f"{path}: {len(read.settings.instances)} instance(s)")]


class Modes(Protocol):
    """Who may read and write files: POSIX mode bits, None where there are none."""

    def mode_of(self, path: Path) -> int | None: ...
    def change_mode(self, path: Path, mode: int) -> None: ...


def permissions(
    folder: Path, config_file: Path, vault: Path, credentials: Path, modes: Modes
) -> list[Finding]:
    """Nobody else may read secrets or write settings.

    `folder` is that of our files, `credentials` the file of static keys, which is not ours.
    """
    looked_at = [
        (folder, _WRITE, broken),
        (config_file, _WRITE, broken),
        (vault, _READ, broken),
        (credentials, _READ, warning),
    ]
    found = []
    for path, forbidden, bad in looked_at:
        mode = modes.mode_of(path)
        if mode is not None and mode & forbidden:
            safe = mode & ~forbidden
            found.append(
                bad(
                    f"other users may {'read' if forbidden == _READ else 'write to'} {path} "
                    f"(mode {mode:04o})",
                    f"chmod {safe:o} {path}",
                    Repair(f"take that away from {path}", partial(modes.change_mode, path, safe)),
                )
            )
    return found or [ok("nobody else may read secrets or change settings")]


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
