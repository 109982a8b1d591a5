"""Finds everything that breaks the rule of `ours.py`, and fixes it, for `doctor`."""

import os
import stat
import sys
from functools import partial
from pathlib import Path

from aws_sso.adapters.files.access_list import ANYBODY, others_rights
from aws_sso.adapters.files.files import not_done, set_aside, unlink
from aws_sso.adapters.files.locations import Locations
from aws_sso.adapters.files.ours import OTHERS_USE, OTHERS_WRITE, Violation, violation_of
from aws_sso.annotations import Callable, Iterable, Iterator, StrPath
from aws_sso.domain.frozen import frozen

_CLEAR = ("cache.json", "history.json", "completion.bash", "completion.zsh", "completion.fish")
_HIDDEN = ("handed-out.jsonl", "handed-out.jsonl.1")
_LOCK = ".lock"


@frozen
class Unsafe:
    """A file that others may use. `command` and `mend` repair it; `cure` says how.

    `mend` is None if only the owner can fix it.
    """

    message: str
    command: str
    cure: str
    mend: Callable[[], object] | None


def unsafe_files(where: Locations) -> Iterator[Unsafe]:
    """Yield violations among all our files and folders."""
    clear = [where.folder, where.config_file, *map(where.file, _CLEAR)]
    if sys.platform == "win32":
        # Files inherit their folder's access list, unless someone changed it.
        yield from _open_to_anybody(clear, "write to")
        yield from _open_to_anybody([where.state, where.vault], "read")
        return
    for path in dict.fromkeys(clear):
        for violation in _violations(path, OTHERS_WRITE):
            yield _unsafe(violation, is_derived=False, is_top=violation.path == where.folder)
    for name in _HIDDEN:
        for violation in _violations(where.file(name), OTHERS_USE):
            yield _unsafe(violation, is_derived=False, is_top=False)
    for top in (where.state, where.vault):
        for inside in (Path(top), *sorted(Path(top).rglob("*"))):
            for violation in _violations(inside, OTHERS_USE):
                is_derived = top == where.state and inside.suffix != _LOCK and inside.is_file()
                yield _unsafe(violation, is_derived=is_derived, is_top=False)


def unsafe_files_of_the_user(secret: Iterable[Path], clear: Iterable[Path]) -> Iterator[Unsafe]:
    """Yield files outside our folder that others may read or write."""
    if sys.platform == "win32":
        yield from _open_to_anybody(secret, "read")
        yield from _open_to_anybody(clear, "write to")
        return
    wanted = [*((path, OTHERS_USE) for path in secret), *((path, OTHERS_WRITE) for path in clear)]
    for path, forbidden in wanted:
        for violation in _violations(path, forbidden):
            mend = partial(_change_mode, violation) if violation.safe_mode is not None else None
            yield Unsafe(violation.message, violation.command, _chmod(violation), mend)


def _open_to_anybody(paths: Iterable[StrPath], least: str) -> Iterator[Unsafe]:
    """Yield what Windows access lists allow wide groups: `write to`, or also `read`."""
    for path in paths:
        rights = others_rights(path)
        groups = [group for group, right in rights.items() if right == "write to" or least == right]
        if not groups:
            continue
        may = "write to" if "write to" in (rights[group] for group in groups) else "read"
        names = ", ".join(ANYBODY[group] for group in groups)
        removed = " ".join(f"*{group}" for group in groups)
        plain = os.fspath(path).removeprefix("\\\\?\\")
        yield Unsafe(
            f"others may {may} {plain}: {names}",
            f'icacls "{plain}" /inheritance:d /remove:g {removed}',
            "",
            None,
        )


def _violations(path: StrPath, forbidden: int) -> Iterator[Violation]:
    """Yield how a path breaks the rule and, if it is a link, how its target does."""
    if sys.platform == "win32":
        return
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            link = violation_of(path, status, 0)
            if link:
                yield link
                return
            path, status = os.path.realpath(path), os.stat(path)
    except OSError:
        return
    violation = violation_of(path, status, forbidden)
    if violation:
        yield violation


def _unsafe(violation: Violation, *, is_derived: bool, is_top: bool) -> Unsafe:
    path, message, command = violation.path, violation.message, violation.command
    if is_derived:
        # Others may have changed its content.
        return Unsafe(message, command, "delete it; it will be recreated", partial(unlink, path))
    if violation.safe_mode is not None:
        mend: Callable[[], object] = partial(_change_mode, violation)
        return Unsafe(message, command, _chmod(violation), mend)
    if is_top:
        return Unsafe(message, command, f"make {path} yours", partial(_take_over, path))
    return Unsafe(message, command, "set it aside under another name", partial(set_aside, path))


def _chmod(violation: Violation) -> str:
    return f"restrict the permissions of {violation.path}"


def _change_mode(violation: Violation) -> None:
    try:
        os.chmod(violation.path, violation.safe_mode or 0)
    except OSError as error:
        raise not_done(
            f"cannot change the mode of {violation.path}", error, "ask its owner"
        ) from None


def _take_over(path: str) -> None:
    if sys.platform == "win32":
        return
    try:
        os.chown(path, os.geteuid(), -1)
    except OSError as error:
        raise not_done(f"cannot take ownership of {path}", error, "only root can do that") from None
