"""The password of the store `file`: from `AWS_SSO_FILE_PASSWORD`, or asked on the terminal."""

import os
import sys

from aws_sso.adapters.process.environment import PASSWORD
from aws_sso.annotations import Callable, Mapping
from aws_sso.domain.text.password import ADVICE, is_weak
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import PasswordNeededError


def password_source(
    environ: Mapping[str, str], say: Callable[[str], None], *, may_ask: bool = True
) -> Callable[[bool], tuple[Secret, bool]]:
    """Return a function that asks for the vault's password.

    The function takes whether the password is new (and must be typed twice), and returns the
    password and whether asking again makes sense. It raises PasswordNeededError without a terminal,
    and unless it `may_ask`.
    """
    wrong_before = False

    def ask(new: bool) -> tuple[Secret, bool]:
        nonlocal wrong_before
        given = environ.get(PASSWORD)
        if given:
            return Secret(given), False
        if not may_ask:
            raise PasswordNeededError(
                "the vault is locked",
                f"run an `aws-sso` command in a terminal first, or set `{PASSWORD}`",
            )
        _check_terminal()
        if wrong_before and not new:
            say("wrong password")
        wrong_before = True
        if not new:
            return Secret(_asked("Password for the aws-sso vault: ")), True
        say("choose a password for the vault; it encrypts tokens and credentials on this machine")
        while True:
            first = _asked("New password for the aws-sso vault: ")
            if not first:
                say("the password must not be empty")
                continue
            if is_weak(first):
                say(f"warning: short passwords can be guessed from a copy of the vault; {ADVICE}")
            if first == _asked("Repeat the password: "):
                return Secret(first), False
            say("passwords do not match")

    return ask


def _asked(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise PasswordNeededError("no password given") from None


def _check_terminal() -> None:
    """Raise PasswordNeededError without a terminal; stdin and stdout do not matter."""
    try:
        if sys.platform == "win32":
            # Without a console, getpass would read the same wrong character forever.
            os.close(os.open("CONIN$", os.O_RDWR))
        else:
            os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise PasswordNeededError(
            "vault locked; no terminal to ask for the password",
            f"set `{PASSWORD}`, or run an `aws-sso` command in a terminal",
        ) from None
