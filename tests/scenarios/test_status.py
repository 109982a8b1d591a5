"""`status` and `time`: who a shell is and for how long, by what lies at hand."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program
from tests.waiting import until

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
OVER = (datetime.now(UTC) - timedelta(hours=1)).isoformat()


@pytest.fixture
def with_profiles(signed_in: Program) -> Program:
    """A home with a profile for each role in `~/.aws/config`."""
    signed_in.add_setting(f"ConfigProfilesBinaryPath: {Path(sys.executable).with_name('aws-sso')}")
    signed_in.succeeds("config", "--force")
    return signed_in


def variables(program: Program) -> dict[str, str]:
    """What `eval` sets for a role."""
    lines = program.succeeds("eval", "--format", "env", "-p", PROFILE).out.splitlines()
    return {name: value.strip("'") for name, _, value in (line.partition("=") for line in lines)}


def test_a_shell_with_a_role(signed_in: Program) -> None:
    """Identity, instance, and minutes, in one line and as JSON."""
    environ = variables(signed_in)
    line = f"{PROFILE}, instance Default: credentials 59m, session 59m\n"
    assert signed_in.succeeds("status", **environ).out == line
    assert signed_in.succeeds("whoami", **environ).out == line
    found = json.loads(signed_in.succeeds("status", "--json", **environ).out)
    assert found["credentials_expire"] == environ["AWS_CREDENTIAL_EXPIRATION"]
    kept = ("profile", "arn", "account", "role", "source", "instance", "credentials_minutes")
    assert [found[name] for name in kept] == [
        PROFILE, ARN, "111122223333", "Admin", "variables", "Default", 59,
    ]  # fmt: skip
    assert found["signed_in"] is True
    assert found["session_minutes"] == 59
    assert found["vault_locked"] is False


def test_expired_credentials_are_exit_code_3(signed_in: Program) -> None:
    """That wins over a session that is over; `--json` ends the same way."""
    environ = {**variables(signed_in), "AWS_SSO_SESSION_EXPIRATION": OVER}
    ran = signed_in.having(**environ).run("status")
    assert (ran.code, ran.out) == (
        3, f"{PROFILE}, instance Default: credentials expired, session 59m\n",
    )  # fmt: skip
    signed_in.succeeds("logout")
    ran = signed_in.having(**environ).run("status")
    assert (ran.code, ran.out) == (
        3, f"{PROFILE}, instance Default: credentials expired, not signed in\n",
    )  # fmt: skip
    assert signed_in.having(**environ).run("status", "--json").code == 3


def test_without_a_session_it_is_1(program: Program) -> None:
    """And a role is no excuse; nor is anything fetched."""
    ran = program.run("status")
    assert (ran.code, ran.out) == (1, "no role, instance Default: not signed in\n")
    program.succeeds("login")
    environ = variables(program)
    program.succeeds("flush", "-t", "all")
    ran = program.having(**environ).run("status")
    assert ran.code == 1
    assert ran.out.endswith("credentials 59m, not signed in\n")


def test_it_asks_nobody(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Neither AWS, nor for the vault's password; a locked vault is said."""
    signed_in.add_setting("UnlockMinutes: 0")
    environ = variables(signed_in)
    calls = dict(identity_center.world.traffic.counts)
    signed_in.environ.pop("AWS_SSO_FILE_PASSWORD")
    ran = signed_in.succeeds("status", **environ)
    assert ran.out == f"{PROFILE}, instance Default: credentials 59m, session 59m, vault locked\n"
    assert json.loads(signed_in.succeeds("status", "--json").out)["vault_locked"] is True
    assert dict(identity_center.world.traffic.counts) == calls


def test_a_session_that_renews_itself_counts(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """An access token ends long before the session; only a locked vault cannot tell."""
    program.add_setting("UnlockMinutes: 0")
    identity_center.world.sign_in.token_ttl = 1
    program.succeeds("login")
    until(lambda: "renewed" in program.run("status").out, "the end of the access token")
    assert (
        program.succeeds("status").out == "no role, instance Default: session renewed when used\n"
    )
    program.environ.pop("AWS_SSO_FILE_PASSWORD")
    ran = program.run("status")
    assert (ran.code, ran.out) == (1, "no role, instance Default: session expired, vault locked\n")


def test_profiles_of_ours_and_other_credentials(with_profiles: Program) -> None:
    """A profile's credentials renew themselves, so that none is expired."""
    ran = with_profiles.succeeds("status", AWS_PROFILE=PROFILE)
    assert ran.out == f"{PROFILE}, instance Default: credentials renewed when used, session 59m\n"
    with_profiles.succeeds("process", "--arn", ARN)
    ran = with_profiles.succeeds("status", AWS_PROFILE=PROFILE)
    assert ran.out == f"{PROFILE}, instance Default: credentials 59m, session 59m\n"
    ran = with_profiles.succeeds("status", AWS_PROFILE="somebody-elses")
    assert ran.out == "no role, instance Default: session 59m\n"
    ran = with_profiles.succeeds("status", AWS_ACCESS_KEY_ID="AKIA", AWS_PROFILE=PROFILE)
    assert ran.out.startswith("credentials not from aws-sso, ")


def test_a_name_of_the_users_own_comes_with_the_role(signed_in: Program) -> None:
    """Control characters in it are shown as such."""
    environ = {**variables(signed_in), "AWS_SSO_PROFILE": "mine\x1b[31m"}
    out = signed_in.succeeds("status", **environ).out
    assert out.startswith("mine\\x1b[31m (Admin in 111122223333), instance Default: ")


def test_time_of_a_profile(with_profiles: Program) -> None:
    """What is cached for its role; variables come first."""
    assert "no credentials cached" in with_profiles.fails("time", AWS_PROFILE=PROFILE).err
    with_profiles.succeeds("process", "--arn", ARN)
    assert with_profiles.succeeds("time", AWS_PROFILE=PROFILE).out == "00h59m\n"
    assert "no aws-sso credentials" in with_profiles.fails("time", AWS_PROFILE="other").err
    ran = with_profiles.succeeds("time", AWS_PROFILE=PROFILE, AWS_SSO_SESSION_EXPIRATION=OVER)
    assert ran.out == "Expired\n"
