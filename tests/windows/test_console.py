"""The console of Windows: the picker, the wizard, and colors."""

import re

import pexpect

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.windows.program import PROGRAM, WindowsProgram
from tests.windows.wine import python_command

PROFILE = "111122223333:Admin"


def test_a_role_is_picked_on_the_console(signed_in: WindowsProgram) -> None:
    """Typing finds it, Enter takes it."""
    console = signed_in.on_console(
        PROGRAM, "exec", "--", "cmd.exe", "/c", "echo [%AWS_SSO_PROFILE%]"
    )
    try:
        console.expect("Example Sandbox")
        console.send("sandbox admin\r")
        console.expect(re.escape(f"[{PROFILE}]"))
    finally:
        console.close(force=True)


def test_it_is_there_too_where_stdout_is_a_pipe(signed_in: WindowsProgram) -> None:
    """As for `assume` in PowerShell, which evaluates what comes out of it."""
    caller = (
        "import subprocess, sys; "
        "ran = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, encoding='utf-8'); "
        "print('gave', ran.returncode, [l for l in ran.stdout.split('\\n') if 'PROFILE' in l])"
    )
    console = signed_in.on_console(
        python_command(), "-c", caller, PROGRAM, "assume", "--shell", "powershell"
    )
    try:
        console.expect("Example Sandbox")
        console.send("sandbox admin\r")
        console.expect(r"gave 0 .*AWS_SSO_PROFILE = '111122223333:Admin'")
    finally:
        console.close(force=True)


def test_the_wizard_asks_on_the_console(
    on_windows: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """From a home without config.yaml to profiles: a text, a choice, and yes or no.

    Wine draws lines in pieces, so that only short texts can be waited for.
    """
    identity_center.world.auto_approve = True
    on_windows.config.unlink()
    console = on_windows.on_console(PROGRAM, "setup", "wizard")
    try:
        console.expect("Start URL")
        console.send(identity_center.start_url + "\r")
        console.expect("10 roles in 5 accounts")
        console.expect("named")
        console.send("\r")
        console.expect_exact("[Y/n]")
        console.send("y")
        console.expect("10 added, 0 changed, 0 removed")
        console.expect(pexpect.EOF)
    finally:
        console.close(force=True)
    assert identity_center.start_url in on_windows.config.read_text(encoding="utf-8")
    assert f"[profile {PROFILE}]" in on_windows.aws_config.read_text(encoding="utf-8")


def test_marks_in_lists_are_colored(signed_in: WindowsProgram) -> None:
    """No escape sequence stands in the text: the console was told to read them."""
    console = signed_in.on_console(PROGRAM, "doctor")
    try:
        console.expect_exact("clock")
        assert "\u2190[" not in console.before
    finally:
        console.close(force=True)
