"""Where this program's files are."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from aws_sso.domain.frozen import frozen
from aws_sso.errors import UnsafeFileError


@frozen
class Locations:
    """The configuration file, and the folder with everything else of ours."""

    config_file: Path
    folder: Path

    @property
    def cache_file(self) -> Path:
        """Accounts and roles, without secrets."""
        return self.folder / "cache.json"

    @property
    def vault(self) -> Path:
        """Sealed records."""
        return _of_any_length(self.folder / "vault")

    @property
    def state(self) -> Path:
        """Derived and disposable things."""
        return _of_any_length(self.folder / "state")


def _of_any_length(folder: Path) -> Path:
    """Return a folder under the name by which Windows takes paths beyond 260 characters in it.

    Names of instances and roles become file names of up to 200. Without `\\\\?\\` only programs
    with a manifest may use such paths, on systems that were set up for them.
    """
    if sys.platform != "win32":
        return folder
    text = str(folder)
    return Path(f"\\\\?\\UNC{text[1:]}" if text.startswith("\\\\") else f"\\\\?\\{text}")


def find_locations(config: str | None, environ: Mapping[str, str]) -> Locations:
    """Return the locations for `--config`'s or `$AWS_SSO_CONFIG`'s value, or the usual ones.

    Without that: `~/.aws-sso` if it exists, else `$XDG_CONFIG_HOME/aws-sso` (`~/.config/aws-sso`)
    if that variable is set or that folder exists, else `~/.aws-sso`. Raises UnsafeFileError when
    there is no home folder.
    """
    if config:
        path = Path(os.path.abspath(_expanded(config, environ)))
        return Locations(path, path.parent)
    folder = _usual_folder(environ)
    return Locations(folder / "config.yaml", folder)


def _usual_folder(environ: Mapping[str, str]) -> Path:
    home = home_folder(environ)
    own = home / ".aws-sso"
    if os.path.exists(own):
        return own
    xdg = environ.get("XDG_CONFIG_HOME")
    if xdg and os.path.isabs(xdg):
        return Path(xdg) / "aws-sso"
    standard = home / ".config" / "aws-sso"
    return standard if os.path.exists(standard) else own


def home_folder(environ: Mapping[str, str]) -> Path:
    """Return the user's home folder; raises UnsafeFileError when it is not known."""
    if sys.platform == "win32":
        variable = "USERPROFILE"
        home = environ.get(variable, "")
    else:
        variable = "HOME"
        home = environ.get(variable) or _home_of_account()
    if not os.path.isabs(home):
        raise UnsafeFileError(
            "the home folder is not known", f"set `{variable}`, or name a file with `--config`"
        )
    return Path(home)


def _home_of_account() -> str:
    """Return the home folder that the system's list of users tells; empty where it does not."""
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    if path == "~" or path.startswith("~/"):
        return str(home_folder(environ)) + path[1:]
    return path
