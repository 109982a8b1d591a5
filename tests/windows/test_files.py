"""Files on Windows: many at once, ended writers, long paths, code pages."""

import json
import re
from dataclasses import replace

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.parts import ROOT
from tests.windows.program import PACKAGES, WindowsProgram
from tests.windows.wine import python_command, windows_path

ARN = "arn:aws:iam::111122223333:role/Admin"


@pytest.mark.long
@pytest.mark.parametrize(
    ("count", "ask"), [(8, ["process"]), (20, ["eval", "--shell", "powershell"])]
)
def test_many_at_once_ask_once(
    credential_manager: WindowsProgram,
    identity_center: RunningIdentityCenter,
    count: int,
    ask: list[str],
) -> None:
    """Scenario 1 on Windows: a role nobody has asked for yet, and one GetRoleCredentials.

    Twenty by `eval`: `process` gives up after 50 s, as long as SDKs wait, and twenty Pythons need
    longer to start under Wine where others use the machine too.
    """
    credential_manager.succeeds("login")
    # Once for another role: else all of them compile the modules that nobody has imported yet.
    credential_manager.succeeds(*ask, "--arn", ARN.replace("Admin", "ReadOnly"))
    identity_center.world.traffic.reset()
    running = [credential_manager.start(*ask, "--arn", ARN) for _ in range(count)]
    answers = [one.communicate(b"", 600) for one in running]
    assert [one.returncode for one in running] == [0] * count, answers
    keys = {key for out, _ in answers for key in re.findall(rb"ASIA\w+", out)}
    assert len(keys) == 1
    assert dict(identity_center.world.traffic.counts) == {"GetRoleCredentials": 1}


@pytest.mark.long
def test_fifty_ended_writers_leave_everything_whole(on_windows: WindowsProgram) -> None:
    """Scenario 7 on Windows: TerminateProcess at any moment of writing vault, cache and files."""
    folder = on_windows.home / "written"
    folder.mkdir()
    ran = on_windows.run_command(
        [python_command(), "-m", "tests.windows.killing", windows_path(folder)],
        PYTHONPATH=f"{PACKAGES};{windows_path(ROOT)}",
    )
    assert ran.out.strip() == "ended 50", ran.all
    assert not list(folder.rglob("*.damaged-*"))


def test_a_home_with_a_long_path_works(
    on_windows: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """Beyond the 260 characters of old programs, and a name of 64 for the role."""
    long = on_windows.home / ("d" * 100) / ("e" * 100) / "home"
    program = WindowsProgram.in_new_home(on_windows.wine, long, identity_center)
    # Windows itself wants these two shorter.
    temporary = {name: on_windows.environ[name] for name in ("TEMP", "TMP")}
    program = replace(program.having(**temporary), where=on_windows.home)
    program.succeeds("login")
    program.succeeds("process", "--arn", ARN)
    (record,) = program.folder.glob("vault/*/*/*admin*.sealed")
    assert len(windows_path(record)) > 260
    program.succeeds("config", "--force")
    assert ARN in program.aws_config.read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "cp932"])
def test_names_survive_a_code_page(encoding: str, signed_in: WindowsProgram) -> None:
    """What goes into a pipe is UTF-8 whatever Python takes for the system's encoding."""
    text = "# Zoë 東京\nListFields: [Profile]\n"
    signed_in.configure(signed_in.config.read_bytes() + text.encode())
    signed_in.configure(
        signed_in.config.read_bytes().replace(
            b"  Default:\n",
            "  Default:\n    Accounts:\n      '111122223333':\n        Roles:\n"
            "          Admin:\n            Profile: Zoë 東京\n".encode(),
        )
    )
    ran = signed_in.succeeds("list", PYTHONIOENCODING=encoding)
    assert "Zoë 東京" in ran.out
    signed_in.succeeds("process", "-p", "Zoë 東京")
    signed_in.succeeds("config", "--force", PYTHONIOENCODING=encoding)
    assert '[profile "Zoë 東京"]' in signed_in.aws_config.read_text(encoding="utf-8")


def test_doctor_warns_of_folders_that_anybody_may_use(signed_in: WindowsProgram) -> None:
    """By their access lists, which Wine makes of mode bits."""

    def permissions() -> list[dict[str, str]]:
        checks = json.loads(signed_in.run("doctor", "--json").out)
        return [check for check in checks if check["check"] == "permissions"]

    for folder in ("vault", "state"):
        (signed_in.folder / folder).chmod(0o700)
    assert "others may" not in json.dumps(permissions())
    (signed_in.folder / "vault").chmod(0o755)
    told = json.dumps(permissions())
    assert "others may read" in told
    assert "everyone" in told
    assert "icacls" in told
