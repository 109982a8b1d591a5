"""The console of Windows: the picker, and colours."""

import re

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


def test_marks_in_lists_are_coloured(signed_in: WindowsProgram) -> None:
    """No escape sequence stands in the text: the console was told to read them."""
    console = signed_in.on_console(PROGRAM, "doctor")
    try:
        console.expect_exact("clock")
        assert "\u2190[" not in console.before
    finally:
        console.close(force=True)
