"""Start-up files of shells, and our completion scripts."""

import sys
from importlib.resources import files
from pathlib import Path

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.files.user_files import read_text
from aws_sso.annotations import Mapping
from aws_sso.domain.shell.start_up import ShellParts


def shell_script(shell: str, parts: ShellParts) -> str:
    """Return our completions and helper functions for a shell, with optional parts."""
    kind = suffix(shell)
    text = parts.note + _script(f"aws-sso.{kind}")
    if parts.function:
        text += _script(f"assume.{kind}").replace("@NAME@", parts.function)
    if parts.prompt:
        text += _script(f"prompt.{kind}")
    return text


def suffix(shell: str) -> str:
    """Return the suffix of script names for a shell."""
    return "ps1" if shell in ("powershell", "pwsh") else shell


def _script(name: str) -> str:
    return (files("aws_sso.adapters.desktop") / "completion_scripts" / name).read_text("utf-8")


def start_up_file(shell: str, environ: Mapping[str, str], platform: str) -> Path:
    """Return the start-up file of an interactive shell.

    For bash that is `~/.bash_profile`, or `~/.bashrc` if the former sources it or does not exist: a
    new `~/.bash_profile` would keep bash from reading `~/.profile` (Bash Reference Manual, "Bash
    Startup Files"). macOS starts login shells and has neither file, so there it is created. For
    fish it is a separate file in its `conf.d`, for PowerShell the console's `$PROFILE` (PowerShell
    documentation, "about_Profiles").
    """
    home = Path(home_folder(environ))
    if shell == "zsh":
        return Path(environ.get("ZDOTDIR") or home) / ".zshrc"
    if shell == "fish":
        folder = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        return folder / "fish" / "conf.d" / "aws-sso.fish"
    if shell in ("powershell", "pwsh"):
        return _powershell_folder(shell, home, environ) / "Microsoft.PowerShell_profile.ps1"
    profile, rc = home / ".bash_profile", home / ".bashrc"
    if not profile.exists():
        return rc if rc.exists() or platform != "darwin" else profile
    return rc if ".bashrc" in read_text(profile) else profile


def _powershell_folder(shell: str, home: Path, environ: Mapping[str, str]) -> Path:
    """Return the folder with PowerShell's files; on Windows there are two, under Documents."""
    if sys.platform != "win32":
        return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "powershell"
    import winreg

    # OneDrive moves the folder of documents elsewhere.
    folders = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, folders) as key:
            documents = Path(
                winreg.ExpandEnvironmentStrings(winreg.QueryValueEx(key, "Personal")[0])
            )
    except OSError:
        documents = home / "Documents"
    return documents / ("WindowsPowerShell" if shell == "powershell" else "PowerShell")
