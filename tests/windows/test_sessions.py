"""A day of work on Windows, by `aws-sso.exe`."""

import json
import re

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.windows.program import BROWSER, PROGRAM, WindowsProgram
from tests.windows.wine import windows_path

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
KEYS = "AWS_ACCESS_KEY_ID"


def test_the_wizard_writes_a_configuration_that_works(
    on_windows: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """Without a question, in a home that has none yet."""
    on_windows.config.unlink()
    on_windows.succeeds(
        "setup", "wizard", "--non-interactive", "--start-url", identity_center.start_url,
        "--sso-region", "us-east-1",
    )  # fmt: skip
    text = on_windows.config.read_text(encoding="utf-8")
    assert identity_center.start_url in text
    browser = f"UrlAction: exec\nUrlExecCommand: {BROWSER}\nSecureStore: file\n"
    kept = [line for line in text.splitlines() if not line.startswith(("UrlAction", "SecureStore"))]
    on_windows.configure(("\n".join(kept) + "\n" + browser).encode())
    on_windows.succeeds("login")


@pytest.mark.parametrize("workflow", ["pkce", "device_code"])
def test_login_signs_in_once(
    workflow: str, on_windows: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """By a browser that comes back on loopback, and by a code."""
    ran = on_windows.succeeds("login", "--auth-workflow", workflow)
    assert ran.out == ""
    assert identity_center.world.traffic.counts["CreateToken"] >= 1
    assert len(identity_center.world.sign_in.sessions) == 1
    again = on_windows.succeeds("login")
    assert "already signed in" in again.err
    assert len(identity_center.world.sign_in.sessions) == 1


def test_list_and_process_and_logout(
    on_windows: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """Roles without the network, the JSON of SDKs, and nothing left at the end."""
    on_windows.succeeds("login")
    listed = json.loads(on_windows.succeeds("list", "--json", "Profile", "RoleName").out)
    assert {"Profile": PROFILE, "RoleName": "Admin"} in listed
    printed = json.loads(on_windows.succeeds("process", "--arn", ARN).out)
    assert printed["AccessKeyId"] == identity_center.world.handed_out[-1][0]
    on_windows.succeeds("logout")
    assert not list(on_windows.folder.rglob("token.sealed"))
    on_windows.configure(on_windows.config.read_bytes() + b"AutoLogin: false\n")
    assert "hint: " in on_windows.fails("process", "--arn", ARN).err


def test_eval_writes_for_powershell(
    signed_in: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """Not run, for Wine has no PowerShell: a line a variable, as its rules say."""
    lines = signed_in.succeeds("eval", "-p", PROFILE, "--shell", "powershell").out.splitlines()
    assert all(re.match(r"\$env:[A-Z_]+ = '|Remove-Item Env:", line) for line in lines)
    assert f"$env:{KEYS} = '{center.world.handed_out[-1][0]}'" in lines


def test_eval_sets_variables_in_cmd(
    signed_in: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """By `for /f`, in a real batch file; `--clear` takes them away."""
    (signed_in.home / "day.bat").write_bytes(
        b"@echo off\r\n"
        b"for /f \"tokens=1*\" %%i in ('aws-sso.exe eval --shell cmd -p 111122223333:Admin')"
        b" do @set %%j\r\n"
        b"echo [%AWS_ACCESS_KEY_ID%] [%AWS_SSO_PROFILE%]\r\n"
        b"for /f \"tokens=1*\" %%i in ('aws-sso.exe eval --shell cmd --clear') do @set %%j\r\n"
        b"echo [%AWS_ACCESS_KEY_ID%]\r\n"
    )
    # Wine's cmd forgets to quote the folder in which `for /f` keeps what it reads.
    ran = signed_in.run_command(
        "cmd.exe /c day.bat", TEMP="C:\\windows\\temp", TMP="C:\\windows\\temp"
    )
    key = center.world.handed_out[-1][0]
    assert ran.out.splitlines() == [f"[{key}] [{PROFILE}]", "[]"], ran.all


def test_exec_runs_cmd(signed_in: WindowsProgram, center: RunningIdentityCenter) -> None:
    """With the variables set, and its exit code ours."""
    command = f"echo %{KEYS}% & exit 7"
    ran = signed_in.run("exec", "-p", PROFILE, "--", "cmd.exe", "/c", command)
    assert ran.code == 7
    assert ran.out.strip() == center.world.handed_out[-1][0]


def test_profiles_work_in_boto3(signed_in: WindowsProgram, center: RunningIdentityCenter) -> None:
    """boto3 for Windows runs `credential_process`: a path with spaces and backslashes."""
    signed_in.succeeds("config", "--force")
    text = signed_in.aws_config.read_text(encoding="utf-8")
    assert f'credential_process = "{PROGRAM}" -S "Default" process --arn {ARN}\n' in text
    code = (
        "import boto3, sys; "
        "print(boto3.Session(profile_name=sys.argv[1]).get_credentials().access_key)"
    )
    ran = signed_in.python(code, PROFILE)
    assert ran.out.strip() == center.world.handed_out[-1][0], ran.all
    assert signed_in.succeeds("config", "--force").out == ""
    assert signed_in.aws_config.read_text(encoding="utf-8") == text


def test_configurations_with_crlf_stay_so(signed_in: WindowsProgram) -> None:
    """Editors on Windows write them: config.yaml is read, the SDKs' file is kept byte for byte."""
    signed_in.configure(signed_in.config.read_bytes().replace(b"\n", b"\r\n"))
    mine = b"[profile mine]\r\nregion = eu-west-1\r\n"
    signed_in.aws_config.parent.mkdir()
    signed_in.aws_config.write_bytes(mine)
    signed_in.succeeds("config", "--force")
    written = signed_in.aws_config.read_bytes()
    assert written.startswith(mine)
    assert written.count(b"\n") == written.count(b"\r\n") > 20


def test_console_opens_a_page(signed_in: WindowsProgram, center: RunningIdentityCenter) -> None:
    """The browser gets an address that signs in."""
    before = len(center.world.signin_tokens)
    page = signed_in.succeeds("console", "-p", PROFILE, "-u", "printurl").out.strip()
    assert page.startswith("http")
    assert "SigninToken" in page
    signed_in.succeeds("console", "-p", PROFILE)
    assert len(center.world.signin_tokens) == before + 2


def test_credentials_go_to_a_file(signed_in: WindowsProgram, center: RunningIdentityCenter) -> None:
    """In the format of `~/.aws/credentials`."""
    file = signed_in.home / "keys"
    signed_in.succeeds("credentials", "-p", PROFILE, "--file", windows_path(file))
    assert center.world.handed_out[-1][0] in file.read_text(encoding="utf-8")


def test_doctor_and_explain_look_around(signed_in: WindowsProgram) -> None:
    """Every check runs; what is found is about Windows."""
    report = json.loads(signed_in.run("doctor", "--json").out)
    assert all("internal error" not in json.dumps(check) for check in report)
    assert len(report) > 8
    signed_in.succeeds("explain", "-p", PROFILE)


def test_boto3_gets_credentials_from_a_server(
    signed_in: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """Of `ecs run`: a command with an endpoint of its own and no keys in its environment."""
    (signed_in.home / "who.py").write_text(
        "import boto3, os; assert 'AWS_ACCESS_KEY_ID' not in os.environ; "
        "print(boto3.Session().get_credentials().access_key)",
        encoding="utf-8",
    )
    ran = signed_in.having_packages().run(
        "ecs", "run", "-p", PROFILE, "--", BROWSER[0], windows_path(signed_in.home / "who.py")
    )
    assert ran.out.strip() == center.world.handed_out[-1][0], ran.all


def test_keys_lie_in_the_credential_manager(
    credential_manager: WindowsProgram, identity_center: RunningIdentityCenter
) -> None:
    """The store of Windows: no password, and nothing of the key on disk."""
    credential_manager.succeeds("login")
    json.loads(credential_manager.succeeds("process", "--arn", ARN).out)
    manifest = json.loads((credential_manager.folder / "vault" / "vault.json").read_bytes())
    assert manifest["store"] == "wincred"
    assert len(identity_center.world.sign_in.sessions) == 1
