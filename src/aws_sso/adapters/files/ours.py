"""The one rule for everything of ours on disk, checked on what was opened.

The owner is this user or root, and nobody else may write. Of the vault and of `state`, nobody else
may read either. A group counts as nobody else if this user is all there is in it. A symbolic link
is followed if it, every further link on the way and the target meet the rule. Anything but a
regular file in the place of one of ours is an error: opening never waits for a pipe's other end.

The hot lane holds to the same rule by code of its own (`hotlane.py`), which leaves to the normal
path whatever it is not sure of.
"""

import errno
import os
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from aws_sso.errors import FileAccessError, UnsafeFileError

OTHERS_WRITE, OTHERS_USE = 0o022, 0o077
"""Mode bits that are forbidden: of what may be read, and of what is hidden."""
_MOST_LINKS = 40

if sys.platform == "win32":
    _SAFELY = os.O_BINARY | os.O_NOINHERIT
else:
    _SAFELY = os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC


class Violation(NamedTuple):
    """How a file or folder breaks the rule, and the command that mends it.

    `safe_mode` is the mode it should have, None if what is wrong is its owner.
    """

    path: Path
    message: str
    command: str
    safe_mode: int | None

    def error(self) -> UnsafeFileError:
        """Return the refusal."""
        if self.safe_mode is not None:
            return UnsafeFileError(self.message, f"take that away: {self.command}")
        return UnsafeFileError(
            self.message,
            f"if it is yours, as root: {self.command}; or use a folder of your own: "
            "`--config FILE` or `AWS_SSO_CONFIG`",
        )


def read_ours(
    path: Path, *, hidden: bool = False, folder_hidden: bool | None = None
) -> bytes | None:
    """Return the content of a file of ours, None if there is no such file.

    With `hidden`, nobody else may read it either, nor its folder unless `folder_hidden` is false.
    Raises UnsafeFileError, and FileAccessError for a file that cannot be read.
    """
    check_folder(path.parent, hidden=hidden if folder_hidden is None else folder_hidden)
    try:
        descriptor = open_ours(path, os.O_RDONLY, hidden=hidden)
        with open(descriptor, "rb", buffering=0) as file:
            return file.readall()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None


def open_ours(path: Path, flags: int, *, hidden: bool = False, mode: int = 0o600) -> int:
    """Open a file of ours and return its descriptor.

    Raises OSError as open(2) does, UnsafeFileError, and FileAccessError if it is no regular file.
    """
    try:
        descriptor = os.open(path, flags | _SAFELY, mode)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EMLINK):
            raise
        descriptor = os.open(where_links_lead(path), flags | _SAFELY, mode)
    try:
        status = os.fstat(descriptor)
        _check_kind(path, status)
        check_status(path, status, hidden=hidden)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def check_folder(path: Path, *, hidden: bool = False) -> None:
    """Raise UnsafeFileError if a folder of ours breaks the rule. One that is not there passes."""
    if sys.platform == "win32":
        return
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            status = os.lstat(where_links_lead(path))
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileAccessError(
            f"{path} cannot be looked at: {error.strerror}",
            "check who owns the folders above it, and their permissions",
        ) from None
    check_status(path, status, hidden=hidden)


def check_status(path: Path, status: os.stat_result, *, hidden: bool) -> None:
    """Raise UnsafeFileError if what has this status breaks the rule."""
    violation = violation_of(path, status, OTHERS_USE if hidden else OTHERS_WRITE)
    if violation:
        raise violation.error()


def violation_of(path: Path, status: os.stat_result, forbidden: int) -> Violation | None:
    """Return how something breaks the rule, None if it does not."""
    if sys.platform == "win32":
        return None
    if status.st_uid not in (os.geteuid(), 0):
        return Violation(
            path,
            f"{path} belongs to another user (uid {status.st_uid})",
            f"chown -h {os.geteuid()} {_quoted(path)}",
            None,
        )
    mode = stat.S_IMODE(status.st_mode)
    bad = mode & forbidden
    if not bad or (not bad & 0o007 and _is_nobody_else(path, status.st_gid)):
        return None
    safe = mode & ~forbidden
    others = "write to" if bad & 0o022 else "read"
    return Violation(
        path,
        f"other users may {others} {path} (mode {mode:04o})",
        f"chmod {safe:o} {_quoted(path)}",
        safe,
    )


def where_links_lead(path: Path) -> str:
    """Return the path without links; raises UnsafeFileError for a link that somebody else made.

    Raises OSError for links that lead round in a circle.
    """
    rest, reached, links = str(path.absolute()).split("/")[::-1], "/", 0
    while rest:
        name = rest.pop()
        if name in ("", "."):
            continue
        if name == "..":
            reached = os.path.dirname(reached)
            continue
        step = os.path.join(reached, name)
        status = os.lstat(step)
        if not stat.S_ISLNK(status.st_mode):
            reached = step
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        violation = violation_of(Path(step), status, 0)
        if violation:
            raise violation.error()
        target = os.readlink(step)
        reached = "/" if target.startswith("/") else reached
        rest += target.split("/")[::-1]
    return reached


def _check_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    kind = kinds.get(stat.S_IFMT(status.st_mode), "something else")
    raise FileAccessError(
        f"{path} cannot be read: it is {kind}, not a file", "move it away, or remove it"
    )


def _unreadable(path: Path, error: OSError) -> FileAccessError:
    if error.errno == errno.ENXIO:
        return FileAccessError(
            f"{path} cannot be read: it is a socket, not a file", "move it away, or remove it"
        )
    return FileAccessError(
        f"{path} cannot be read: {error.strerror}", "check its owner and permissions"
    )


def _is_nobody_else(path: Path, group: int) -> bool:
    """Tell whether a group has no member but this user, and no list of access adds others.

    Looked up only for files that the group has rights to: most have none.
    """
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    if sys.platform == "linux":
        try:
            # With such a list, the group's bits are those of everybody on it.
            if "system.posix_acl_access" in os.listxattr(path):
                return False
        except OSError:
            pass  # a file system without lists
    try:
        me, them = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
        everybody = pwd.getpwall()
    except (KeyError, OSError):
        return False
    mine = {me.pw_name} | {one.pw_name for one in everybody if one.pw_uid == me.pw_uid}
    members = set(them.gr_mem) | {one.pw_name for one in everybody if one.pw_gid == group}
    # A directory service need not list its users: then only the name tells a group of one's own.
    are_all_known = any(one.pw_uid == me.pw_uid for one in everybody)
    return members <= mine and (are_all_known or them.gr_name == me.pw_name)


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))
