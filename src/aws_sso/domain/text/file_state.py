"""The part of a file's state that changes whenever its content does."""

TYPE_CHECKING = False
if TYPE_CHECKING:  # The hot lane imports this module and avoids `typing`.
    from aws_sso.annotations import Protocol

    class Status(Protocol):
        """The fields of `os.stat_result` that matter."""

        @property
        def st_size(self) -> int: ...
        @property
        def st_mtime_ns(self) -> int: ...
        @property
        def st_ctime_ns(self) -> int: ...
        @property
        def st_ino(self) -> int: ...


def file_state(status: "Status") -> str:
    """Return it as text: size, times and inode."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
