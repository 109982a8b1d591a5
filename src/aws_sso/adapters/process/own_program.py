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
    name = "aws-sso.exe" if os.name == "nt" else "aws-sso"
    candidates = [sys.argv[0], str(Path(sys.executable).with_name(name)), shutil.which(name) or ""]
    for candidate in candidates:
        path = os.path.abspath(candidate) if candidate else ""
        if os.path.basename(path) == name and os.access(path, os.X_OK):
            return path
    raise ConfigError(
        "cannot tell where this program is installed",
        "set `ConfigProfilesBinaryPath` in config.yaml",
    )
