"""Work that continues in the background after this process stops waiting for it, or ends."""

import gc
import os
import select
import signal
import sys
import time
from contextlib import suppress

from aws_sso.annotations import Callable
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import SsoError

_NO_PROCESS = "cannot start a process in the background"


@frozen
class Ended:
    """The result of the work: `done`, or failed with `message` and `hint`.

    Or it `goes_on`, or it was `killed`.
    """

    done: bool
    message: str | None = None
    hint: str | None = None
    goes_on: bool = False
    killed: bool = False


def is_possible() -> bool:
    """Return whether this system supports it."""
    return sys.platform != "win32"


def run_detached(
    work: Callable[[Callable[[str], None]], None], say: Callable[[str], None], patience: float
) -> Ended:
    """Run `work` in a separate process, and wait at most `patience` seconds for it.

    `work` gets a function that prints here, as long as we are still listening. The process keeps
    none of our files open, so it does not block readers of our output. It forks without exec,
    because `work` needs keys that exist only in this process's memory.
    """
    if sys.platform == "win32":
        raise NotImplementedError("Windows cannot fork")
    ours, theirs = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _work_detached(work, theirs)
    os.close(theirs)
    try:
        return _listen(ours, say, patience)
    finally:
        os.close(ours)
        with suppress(OSError):
            os.waitpid(pid, os.WNOHANG)


def leave_behind(work: Callable[[], object], keep: int) -> None:
    """Run `work` in a separate process that survives this one.

    It inherits our memory by fork, so no secret passes through a command line, the environment or a
    file. Of our open files it keeps only the descriptor `keep`, so none of our locks stays alive in
    it. Raises SsoError if the system cannot start another process.
    """
    if sys.platform == "win32":
        raise NotImplementedError("Windows cannot fork")
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        pid = os.fork()
    except OSError as error:
        raise SsoError(f"{_NO_PROCESS}: {error.strerror}") from None
    if pid == 0:
        code = 1
        try:
            # Fork twice, so that the system reaps the process, not we.
            if os.fork() == 0:
                _detach()
                _close_files(keep)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                work()
            code = 0
        finally:
            # Not sys.exit: no code of the parent may run a second time here.
            os._exit(code)
    if os.waitpid(pid, 0)[1] != 0:
        raise SsoError(_NO_PROCESS)


def _detach() -> None:
    """Leave the terminal's session, its signals and the standard streams."""
    if sys.platform == "win32":
        raise NotImplementedError("Windows cannot fork")
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def _close_files(keep: int) -> None:
    # Garbage collection would close the descriptor again, which may be another file's by then.
    gc.disable()
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) != keep:
            with suppress(OSError):
                os.close(int(name))


def _work_detached(work: Callable[[Callable[[str], None]], None], pipe: int) -> None:
    if sys.platform == "win32":
        raise NotImplementedError("Windows cannot fork")
    code = 1
    try:
        _detach()
        end: dict[str, object] = {"done": True}
        try:
            work(lambda message: _tell(pipe, {"say": message}))
            code = 0
        except SsoError as error:
            end = {"done": False, "message": error.message, "hint": error.hint}
        except Exception as error:
            end = {
                "done": False,
                "message": f"internal error ({type(error).__name__})",
                "hint": None,
            }
        _tell(pipe, end)
    finally:
        # Not sys.exit: no code of the parent may run a second time here.
        os._exit(code)


def _tell(pipe: int, message: dict[str, object]) -> None:
    with suppress(OSError):  # The parent may have ended.
        os.write(pipe, written(message).encode() + b"\n")


def _listen(pipe: int, say: Callable[[str], None], patience: float) -> Ended:
    until = time.monotonic() + patience
    buffer = b""
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return Ended(False, goes_on=True)
        chunk = os.read(pipe, 65536)
        if not chunk:
            return Ended(False, killed=True)
        buffer += chunk
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            message = parsed(line)
            if "say" in message:
                say(message["say"])
            else:
                return Ended(message["done"], message.get("message"), message.get("hint"))
