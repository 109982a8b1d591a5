"""Where this program is installed."""

import os
import shutil
import sys
from pathlib import Path

from aws_sso.errors import ConfigError


def own_program() -> str:
    """Return the absolute path by which this program can be run again.

    A link, such as pipx makes, is not followed: it stays when a new version is installed. Raises
    ConfigError when there is none.
    """
    ending = ".exe" if sys.platform == "win32" else ""
    name = f"aws-sso{ending}"
    # A start script on Windows takes the `.exe` off its own name before it calls us.
    started_as = sys.argv[0].removesuffix(ending) + ending
    candidates = [started_as, str(Path(sys.executable).with_name(name)), shutil.which(name) or ""]
    for candidate in candidates:
        path = os.path.abspath(candidate) if candidate else ""
        if os.path.basename(path) == name and os.access(path, os.X_OK):
            return path
    raise ConfigError(
        "cannot tell where this program is installed",
        "set `ConfigProfilesBinaryPath` in config.yaml",
    )
