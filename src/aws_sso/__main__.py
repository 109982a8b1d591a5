"""Entry point of `aws-sso` and `python -m aws_sso`."""

import gc
import os
import sys

TYPE_CHECKING = False
"""Type checkers know the name; `typing` costs more than `version` may."""
if TYPE_CHECKING:
    from aws_sso.annotations import NoReturn

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's 700 makes it collect 60 times while an everyday command loads, and find nothing."""


def main() -> None:
    """Run the program and end the process with its exit code."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        # Before any file is opened: it would get the number of a closed stream.
        from aws_sso.cli.streams import open_missing

        open_missing()
    arguments = sys.argv[1:]
    ready = None
    if arguments in (["version"], ["--version"]):
        from aws_sso.version import described

        ready = f"aws-sso {described()}\n"
    elif "process" in arguments:
        from aws_sso.hotlane import answer

        ready = answer(arguments)
    if ready is not None:
        left = ready.encode()
        try:
            while left:
                left = left[os.write(1, left) :]
        except OSError as error:
            from aws_sso.cli.streams import unwritten

            sys.exit(unwritten(error))
        _end(0)
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        from aws_sso.adapters.process.environment import SECRETS
        from aws_sso.cli.app import main as run
        from aws_sso.cli.streams import prepare
    except (ImportError, MemoryError, SystemError) as error:  # CPython short of memory
        missing = getattr(error, "name", None)
        reason = f"`{missing}` is missing or damaged" if missing else "out of memory"
        sys.exit(
            f"error: cannot load the program: {reason}\nhint: reinstall aws-sso; see `ulimit -v`"
        )

    environ = dict(os.environ)
    prepare(not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb")
    # Programs that libraries start, such as a profile's credential_process, inherit our
    # environment.
    for name in SECRETS:
        os.environ.pop(name, None)
    _end(run(arguments, environ))


def _end(code: int) -> "NoReturn":
    """End the process, without taking all modules apart first unless a thread still runs.

    It is a tenth of what a command costs. Handlers of `atexit` and threads can be there only if
    their modules are; what we wrote ourselves has been flushed.
    """
    threading, atexit = sys.modules.get("threading"), sys.modules.get("atexit")
    if threading and threading.active_count() > 1:
        sys.exit(code)
    if atexit:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass  # Nobody reads it any more.
    os._exit(code)


if __name__ == "__main__":
    main()
