"""The location of this program."""

import os
import shutil
import sys
from pathlib import Path

from aws_sso.errors import ConfigError


def own_program() -> str:
    """Return an absolute path that runs this program.

    Links, such as pipx creates, are not followed: they survive upgrades. Raises ConfigError if
    there is no such path.
    """
    ending = ".exe" if sys.platform == "win32" else ""
    name = f"aws-sso{ending}"
    # On Windows, a start script removes `.exe` from its own name before it calls us.
    started_as = sys.argv[0].removesuffix(ending) + ending
    candidates = [started_as, str(Path(sys.executable).with_name(name)), shutil.which(name) or ""]
    for candidate in candidates:
        path = os.path.abspath(candidate) if candidate else ""
        if os.path.basename(path) == name and os.access(path, os.X_OK):
            return path
    raise ConfigError(
        "cannot find the path of this program",
        "set `ConfigProfilesBinaryPath` in config.yaml",
    )
