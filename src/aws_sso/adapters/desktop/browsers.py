"""Which program opens URLs here, and with which arguments."""

import os
import shutil
import sys

from aws_sso.adapters.desktop.surroundings import is_root, is_wsl, remote_editor
from aws_sso.annotations import Mapping
from aws_sso.errors import SsoError, UsageError

_CHROMES = (
    *("google-chrome", "google-chrome-stable", "chromium", "chromium-browser"),
    *("microsoft-edge", "microsoft-edge-stable", "brave-browser", "vivaldi-stable"),
)
_FIREFOXES = ("firefox", "firefox-esr", "librewolf")
_CHROME_WORDS = ("chrom", "edge", "brave", "vivaldi")
_ANY = ("xdg-open", "x-www-browser", *_FIREFOXES, *_CHROMES)
_WSL = ("wslview", "rundll32.exe", "/mnt/c/Windows/System32/rundll32.exe")
"""How to reach the Windows browser from WSL: wslu, or Windows itself."""
_HANDLER = "url.dll,FileProtocolHandler"
_NONE = (
    "no browser found",
    "choose one with `--browser`, or use `--url-action print`",
)


def can_open(environ: Mapping[str, str], has_display: bool) -> bool:
    """Return whether a page can be opened for the user without setting `Browser`.

    Not for root, where it would be another user's browser (`sudo`).
    """
    if remote_editor(environ):
        return True
    return (has_display or is_wsl(environ)) and not is_root()


def browser_command(
    browser: str | None, profile: str | None, environ: Mapping[str, str]
) -> list[str]:
    """Return the command that opens a URL given as its last argument.

    `browser` is the user's choice, None for the default; `profile` names a browser profile. Raises
    SsoError if there is no browser, UsageError if it has no profiles.
    """
    if browser is None and profile is None:
        return _default(environ)
    if browser is None:
        browser = "Google Chrome" if sys.platform == "darwin" else _first(_CHROMES, environ)
    options = _profile_options(browser, profile) if profile else []
    if sys.platform == "darwin" and "/" not in browser:
        return ["open", "-na", browser, "--args", *options] if options else ["open", "-a", browser]
    return [browser, *options]


def firefox_command(browser: str | None, environ: Mapping[str, str]) -> list[str]:
    """Return the command of Firefox, whose extensions can open containers."""
    if browser is not None or sys.platform == "darwin":
        return browser_command(browser or "Firefox", None, environ)
    return [_first(_FIREFOXES, environ)]


def _default(environ: Mapping[str, str]) -> list[str]:
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return ["rundll32", _HANDLER]
    if helper := remote_editor(environ):
        return [helper]
    program = _first((*_WSL, *_ANY) if is_wsl(environ) else _ANY, environ)
    return [program, _HANDLER] if program.endswith("rundll32.exe") else [program]


def _first(programs: tuple[str, ...], environ: Mapping[str, str]) -> str:
    for program in programs:
        if shutil.which(program, path=environ.get("PATH")):
            return program
    raise SsoError(*_NONE)


def _profile_options(browser: str, profile: str) -> list[str]:
    name = os.path.basename(browser).lower()
    if any(word in name for word in _CHROME_WORDS):
        return [f"--profile-directory={_folder_name(profile)}"]
    if "firefox" in name or "librewolf" in name:
        return ["-P", profile]
    raise UsageError(
        f"`BrowserProfile` does not support the browser `{browser}`",
        "supported: Chrome, Chromium, Edge, Brave, Vivaldi and Firefox",
    )


def _folder_name(profile: str) -> str:
    """Return the name of a folder inside the browser's folder; paths must not lead out of it."""
    return "".join(c if c.isalnum() or c in " ._-@+" else "_" for c in profile).lstrip(". ") or "_"
