"""The ownership rule for all our files on disk, checked on open files.

The owner is this user or root, and nobody else may write. In the vault and in `state`, nobody else
may read either. A group is acceptable if this user is its only member. A symbolic link is followed
if it, all links behind it and the target obey the rule. Anything but a regular file in place of one
of our files is an error: opening never blocks on a pipe.

The hot lane has its own code for the same rule (`hotlane.py`), which leaves unclear cases to the
normal path.
"""

import errno
import os
import stat
import sys

from aws_sso.adapters.files.replacing import patiently
from aws_sso.annotations import StrPath
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.messages import CHECK_OWNER
from aws_sso.errors import FileAccessError, UnsafeFileError

OTHERS_WRITE, OTHERS_USE = 0o022, 0o077
"""Forbidden mode bits: for readable files, and for hidden ones."""
_MOST_LINKS = 40

if sys.platform == "win32":
    _SAFELY = os.O_BINARY | os.O_NOINHERIT
else:
    _SAFELY = os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC


@frozen
class Violation:
    """How a file or folder breaks the rule, and the command that fixes it.

    `safe_mode` is the mode it should have, None if the owner is wrong.
    """

    path: str
    message: str
    command: str
    safe_mode: int | None

    def error(self) -> UnsafeFileError:
        """Return the error."""
        if self.safe_mode is not None:
            return UnsafeFileError(self.message, f"run `{self.command}`")
        return UnsafeFileError(
            self.message,
            f"if it is yours, run as root: `{self.command}`; otherwise choose another folder with "
            "`--config FILE` or `AWS_SSO_CONFIG`",
        )


def folder_of(path: StrPath) -> str:
    """Return the folder of a file, `.` for a bare name."""
    return os.path.dirname(path) or os.curdir


def read_ours(
    path: StrPath, *, hidden: bool = False, folder_hidden: bool | None = None
) -> bytes | None:
    """Return the content of one of our files, None if it does not exist.

    With `hidden`, nobody else may read it or, unless `folder_hidden` is false, its folder. Raises
    UnsafeFileError, and FileAccessError if it cannot be read.
    """
    check_folder(folder_of(path), hidden=hidden if folder_hidden is None else folder_hidden)
    try:
        descriptor = open_ours(path, os.O_RDONLY, hidden=hidden)
        with open(descriptor, "rb", buffering=0) as file:
            return file.readall()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None


def open_ours(path: StrPath, flags: int, *, hidden: bool = False, mode: int = 0o600) -> int:
    """Open one of our files and return its descriptor.

    Raises OSError like open(2), UnsafeFileError, and FileAccessError if it is not a regular file.
    """
    try:
        descriptor = patiently(lambda: os.open(path, flags | _SAFELY, mode), path)
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


def check_folder(path: StrPath, *, hidden: bool = False) -> None:
    """Raise UnsafeFileError if one of our folders breaks the rule. A missing folder is fine."""
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
            f"cannot access {path}: {error.strerror}",
            "check the owners and permissions of the folders above it",
        ) from None
    check_status(path, status, hidden=hidden)


def check_status(path: StrPath, status: os.stat_result, *, hidden: bool) -> None:
    """Raise UnsafeFileError if a file with this status breaks the rule."""
    violation = violation_of(path, status, OTHERS_USE if hidden else OTHERS_WRITE)
    if violation:
        raise violation.error()


def violation_of(path: StrPath, status: os.stat_result, forbidden: int) -> Violation | None:
    """Return how a file breaks the rule, None if it does not."""
    if sys.platform == "win32":
        return None
    if status.st_uid not in (os.geteuid(), 0):
        return Violation(
            os.fspath(path),
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
        os.fspath(path),
        f"other users may {others} {path} (mode {mode:04o})",
        f"chmod {safe:o} {_quoted(path)}",
        safe,
    )


def where_links_lead(path: StrPath) -> str:
    """Return the path without links; raises UnsafeFileError for a link created by another user.

    Raises OSError for circular links.
    """
    # The current folder may be gone, which does not matter to an absolute path.
    whole = os.fspath(path) if os.path.isabs(path) else os.path.join(os.getcwd(), path)
    rest, reached, links = whole.split("/")[::-1], "/", 0
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
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
        violation = violation_of(step, status, 0)
        if violation:
            raise violation.error()
        target = os.readlink(step)
        reached = "/" if target.startswith("/") else reached
        rest += target.split("/")[::-1]
    return reached


def _check_kind(path: StrPath, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    kind = kinds.get(stat.S_IFMT(status.st_mode), "something else")
    raise FileAccessError(f"cannot read {path}: it is {kind}, not a file", "move or remove it")


def _unreadable(path: StrPath, error: OSError) -> FileAccessError:
    if error.errno == errno.ENXIO:
        return FileAccessError(
            f"cannot read {path}: it is a socket, not a file", "move or remove it"
        )
    return FileAccessError(f"cannot read {path}: {error.strerror}", CHECK_OWNER)


def _is_nobody_else(path: StrPath, group: int) -> bool:
    """Return whether a group has no other member, and no access list adds others.

    Checked only for files to which the group has rights; most have none.
    """
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    if sys.platform == "linux":
        try:
            # With an access list, the group's bits apply to everyone on it.
            if "system.posix_acl_access" in os.listxattr(path):
                return False
        except OSError:
            pass  # a file system without access lists
    try:
        me, them = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
        everybody = pwd.getpwall()
    except (KeyError, OSError):
        return False
    mine = {me.pw_name} | {one.pw_name for one in everybody if one.pw_uid == me.pw_uid}
    members = set(them.gr_mem) | {one.pw_name for one in everybody if one.pw_gid == group}
    # A directory service may not list its users. Then only the name shows a private group.
    are_all_known = any(one.pw_uid == me.pw_uid for one in everybody)
    return members <= mine and (are_all_known or them.gr_name == me.pw_name)


def _quoted(path: StrPath) -> str:
    from shlex import quote

    return quote(os.fspath(path))
