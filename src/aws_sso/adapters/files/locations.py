"""The locations of this program's files."""

import os
import sys

from aws_sso.annotations import Mapping
from aws_sso.domain.frozen import frozen
from aws_sso.errors import UnsafeFileError


@frozen
class Locations:
    """The configuration file, and the folder with all our other files."""

    config_file: str
    folder: str

    def file(self, name: str) -> str:
        """Return the path of one of our other files."""
        return os.path.join(self.folder, name)

    def derived(self, *names: str) -> str:
        """Return a path below `state`."""
        return os.path.join(self.state, *names)

    @property
    def cache_file(self) -> str:
        """Accounts and roles, without secrets."""
        return self.file("cache.json")

    @property
    def vault(self) -> str:
        """Sealed records."""
        return _of_any_length(self.file("vault"))

    @property
    def state(self) -> str:
        """Derived, disposable files."""
        return _of_any_length(self.file("state"))


def _of_any_length(folder: str) -> str:
    """Return a folder in the form that lets Windows use paths beyond 260 characters in it.

    Names of instances and roles become file names of up to 200. Without `\\\\?\\` only programs
    with a manifest may use such paths, on systems that were set up for them.
    """
    if sys.platform != "win32":
        return folder
    # In this form, `/` is no separator, and `..` is a name.
    path = os.path.abspath(folder)
    return f"\\\\?\\UNC{path[1:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"


def find_locations(config: str | None, environ: Mapping[str, str]) -> Locations:
    """Return the locations for the value of `--config` or `$AWS_SSO_CONFIG`, or the defaults.

    Defaults: `~/.aws-sso` if it exists, else `$XDG_CONFIG_HOME/aws-sso` (`~/.config/aws-sso`) if
    the variable is set or the folder exists, else `~/.aws-sso`. Raises UnsafeFileError without a
    home folder.
    """
    if config:
        path = os.path.abspath(_expanded(config, environ))
        return Locations(path, os.path.dirname(path))
    folder = _usual_folder(environ)
    return Locations(os.path.join(folder, "config.yaml"), folder)


def _usual_folder(environ: Mapping[str, str]) -> str:
    home = home_folder(environ)
    own = os.path.join(home, ".aws-sso")
    if os.path.exists(own):
        return own
    xdg = environ.get("XDG_CONFIG_HOME")
    if xdg and os.path.isabs(xdg):
        return os.path.join(xdg, "aws-sso")
    standard = os.path.join(home, ".config", "aws-sso")
    return standard if os.path.exists(standard) else own


def home_folder(environ: Mapping[str, str]) -> str:
    """Return the user's home folder; raises UnsafeFileError if unknown."""
    if sys.platform == "win32":
        variable = "USERPROFILE"
        home = environ.get(variable, "")
    else:
        variable = "HOME"
        home = environ.get(variable) or _home_of_account()
    if not os.path.isabs(home):
        raise UnsafeFileError(
            "cannot determine the home folder", f"set `{variable}`, or name a file with `--config`"
        )
    return home


def _home_of_account() -> str:
    """Return the home folder from the system's user database; empty if unknown."""
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _expanded(path: str, environ: Mapping[str, str]) -> str:
    if path == "~" or path.startswith("~/"):
        return home_folder(environ) + path[1:]
    return path
