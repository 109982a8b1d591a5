"""Running the user's command in place of this process."""

import os
import sys

from aws_sso.adapters.process.environment import PASSWORD, for_children
from aws_sso.annotations import Mapping, Sequence


def run_in_our_place(
    command: Sequence[str], environ: Mapping[str, str], *, with_password: bool = False
) -> int:
    """Replace this process with `command`, so that it gets signals and the terminal directly.

    It does not see the vault's password, unless `with_password`. If the system cannot replace a
    process, run the command and return its exit code. Raises CommandNotRunError.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    password = {PASSWORD: environ[PASSWORD]} if with_password and PASSWORD in environ else {}
    own = for_children(environ, **password)
    try:
        if os.name == "posix":
            os.execvpe(command[0], list(command), own)  # noqa: S606
        import subprocess  # Imported here: where it is not needed, it is a tenth of an `exec`.

        return subprocess.run(list(command), env=own, check=False).returncode
    except (OSError, ValueError) as error:
        from aws_sso.adapters.process.not_run import not_run

        raise not_run(command, error) from None
