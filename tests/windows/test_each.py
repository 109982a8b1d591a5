"""`each` and the library on Windows."""

import json

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.windows.program import BROWSER, WindowsProgram
from tests.windows.wine import windows_path

PYTHON = BROWSER[0]


def test_each_runs_a_command_for_each_role(
    signed_in: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """With the role's own keys, and a log for each."""
    echo = ("cmd.exe", "/c", "echo %AWS_ACCESS_KEY_ID% {role}")
    ran = signed_in.succeeds("each", "sandbox", "--json", "--", *echo)
    found = {one["role"]: one for one in map(json.loads, ran.out.splitlines())}
    keys = {entry[0] for entry in center.world.handed_out}
    assert set(found) == {"Admin", "ReadOnly"}
    for role, one in found.items():
        key, shown = one["stdout"].split()
        assert shown == role
        assert key in keys
    folder = signed_in.home / "logs"
    signed_in.succeeds("each", "sandbox", "--out", windows_path(folder), "--", *echo)
    logs = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert set(logs) == {"111122223333-Admin.log", "111122223333-ReadOnly.log"}
    assert all(text.split()[0] in keys for text in logs.values())


@pytest.mark.long
def test_each_ends_what_takes_too_long(signed_in: WindowsProgram) -> None:
    """And what that has started."""
    code = (
        "import subprocess, sys; "
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )
    ran = signed_in.run("each", "billing", "--json", "--timeout", "20", "--", PYTHON, "-c", code)
    (one,) = map(json.loads, ran.out.splitlines())
    assert (ran.code, one["outcome"]) == (1, "timed out")


def test_python_programs_get_credentials(
    signed_in: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """Through the same vault as the commands."""
    code = (
        "import aws_sso; session = aws_sso.session('111122223333:Admin'); "
        "print(session.client('sts').get_caller_identity()['Arn'], len(aws_sso.roles()))"
    )
    ran = signed_in.python(code)
    assert ran.code == 0, ran.all
    assert "Admin" in ran.out
    assert ran.out.split()[-1] == "10"
