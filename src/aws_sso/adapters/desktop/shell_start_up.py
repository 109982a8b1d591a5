"""The files that shells read when they start, and our completion scripts."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.files.user_files import read_text
from aws_sso.domain.shell.start_up import ShellParts


def shell_script(shell: str, parts: ShellParts) -> str:
    """Return our completions and helper functions for a shell, with more parts as wanted."""
    text = parts.note + _script(f"aws-sso.{shell}")
    if parts.function:
        text += _script(f"assume.{shell}").replace("@NAME@", parts.function)
    if parts.prompt:
        text += _script(f"prompt.{shell}")
    return text


def _script(name: str) -> str:
    return (files("aws_sso.adapters.desktop") / "completion_scripts" / name).read_text("utf-8")


def start_up_file(shell: str, environ: Mapping[str, str], platform: str) -> Path:
    """Return the file that a shell reads when it starts for a person.

    For bash that is `~/.bash_profile`, or `~/.bashrc` where the former sources it, or where there
    is none: a new `~/.bash_profile` would keep bash from reading `~/.profile` (Bash Reference
    Manual, "Bash Startup Files"). macOS starts login shells and has neither, so there it is made.
    For fish it is a file of our own in its `conf.d`.
    """
    home = home_folder(environ)
    if shell == "zsh":
        return Path(environ.get("ZDOTDIR") or home) / ".zshrc"
    if shell == "fish":
        folder = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        return folder / "fish" / "conf.d" / "aws-sso.fish"
    profile, rc = home / ".bash_profile", home / ".bashrc"
    if not profile.exists():
        return rc if rc.exists() or platform != "darwin" else profile
    return rc if ".bashrc" in read_text(profile) else profile
