"""The real AWS CLI 2 signs in at the emulator: what it accepts, ours may lean on."""

import json
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import BROWSER, Program, Ran


@pytest.fixture
def home(tmp_path: Path, identity_center: RunningIdentityCenter) -> Program:
    """A home with an SSO profile of the AWS CLI, and a browser that allows everything."""
    program = Program.in_new_home(tmp_path, identity_center)
    (program.home / ".aws").mkdir()
    (program.home / ".aws" / "config").write_text(
        "[sso-session s]\n"
        f"sso_start_url = {identity_center.start_url}\n"
        "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
        "[profile p]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
        "region = us-east-1\n",
        encoding="utf-8",
    )
    # Python's webbrowser module takes a command from BROWSER, the URL in place of %s; with `&` it
    # does not wait for its end, which the AWS CLI needs to take the answer.
    program.environ |= {"BROWSER": " ".join([*BROWSER, "&"]), "AWS_PROFILE": "p"}
    return program


def aws(home: Program, *arguments: str) -> Ran:
    return home.run_command([parts.awscli2(), *arguments])


@pytest.mark.parametrize("flow", ["pkce", "device code"])
def test_the_aws_cli_signs_in_lists_and_logs_out(
    flow: str, home: Program, identity_center: RunningIdentityCenter
) -> None:
    """Sign in by both flows, list accounts, get credentials, log out."""
    world = identity_center.world
    world.auto_approve = flow == "device code"
    more = ["--use-device-code"] if flow == "device code" else []
    signed_in = aws(home, "sso", "login", "--sso-session", "s", *more)
    assert signed_in.code == 0, signed_in.all
    # The AWS CLI keeps its token in clear; that is how the test comes by it.
    (cached,) = [
        content["accessToken"]
        for file in (home.home / ".aws" / "sso" / "cache").glob("*.json")
        if "accessToken" in (content := json.loads(file.read_text(encoding="utf-8")))
    ]
    listed = aws(home, "sso", "list-accounts", "--access-token", cached, "--output", "text")
    assert listed.code == 0, listed.all
    assert "Example Sandbox" in listed.out
    exported = aws(home, "configure", "export-credentials")
    assert exported.code == 0, exported.all
    assert json.loads(exported.out)["AccessKeyId"] == world.handed_out[-1][0]
    assert aws(home, "sso", "logout").code == 0
    assert world.traffic.counts["Logout"] == 1
    assert all(session.over for session in world.sign_in.sessions)


def forget_credentials(home: Program) -> None:
    """Let the AWS CLI need its token for the next credentials."""
    for file in (home.home / ".aws" / "cli" / "cache").glob("*.json"):
        file.unlink()


def test_the_aws_cli_works_with_the_token_that_we_export(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """It finds it by the session's name, gets credentials with it, and never signs in."""
    world = identity_center.world
    home.succeeds("login")
    home.succeeds("setup", "aws-cli-token")
    sign_ins = world.traffic.counts["CreateToken"]
    exported = aws(home, "configure", "export-credentials")
    assert exported.code == 0, exported.all
    assert json.loads(exported.out)["AccessKeyId"] == world.handed_out[-1][0]
    world.sign_in.expire_access_tokens()
    home.succeeds("process", "-p", "222233334444:Admin")
    forget_credentials(home)
    again = aws(home, "configure", "export-credentials")
    assert again.code == 0, again.all
    assert world.traffic.counts["CreateToken"] == sign_ins + 1
    home.succeeds("logout")
    forget_credentials(home)
    gone = aws(home, "configure", "export-credentials")
    assert gone.code != 0
    assert "Token for s does not exist" in gone.err


def test_a_profile_without_a_session_works_with_it_too(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """As tools wrote profiles before there were sessions: the file goes by the start URL."""
    (home.home / ".aws" / "config").write_text(
        f"[profile p]\nsso_start_url = {identity_center.start_url}\nsso_region = us-east-1\n"
        "sso_account_id = 111122223333\nsso_role_name = Admin\nregion = us-east-1\n",
        encoding="utf-8",
    )
    home.succeeds("login")
    home.succeeds("setup", "aws-cli-token")
    exported = aws(home, "configure", "export-credentials")
    assert exported.code == 0, exported.all
