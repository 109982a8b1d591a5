"""`explain`: why this shell, or a role, has the identity it has."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests.program import Program

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"


def winner(text: str) -> str:
    (line,) = [line for line in text.splitlines() if line.startswith("-> ")]
    return line


@pytest.fixture
def with_profiles(signed_in: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A home with a profile for each role in `~/.aws/config`."""
    program = Path(signed_in.environ["PATH"].split(":")[0]) / "aws-sso"
    signed_in.add_setting(f"ConfigProfilesBinaryPath: {program}")
    signed_in.succeeds("config", "--force")
    return signed_in


def test_variables_that_we_set(with_profiles: Program) -> None:
    """Whose they are, for how long, and that they keep AWS_PROFILE from being used."""
    lines = with_profiles.succeeds("eval", "--format", "env", "-p", PROFILE).out.splitlines()
    environ = dict(line.split("=", 1) for line in lines)
    environ = {name: value.strip("'\"") for name, value in environ.items()}
    ran = with_profiles.succeeds("explain", **environ, AWS_PROFILE="999988887777:Billing")
    assert winner(ran.out).startswith("-> environment variables")
    assert re.search(f"they were set by aws-sso, for {ARN}, for 5[0-9]m", ran.out)
    assert "shadowed by it: credential_process of profile `999988887777:Billing`" in ran.out
    assert 'eval "$(aws-sso eval --clear)"' in ran.out
    assert environ["AWS_SECRET_ACCESS_KEY"] not in ran.all
    over = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    ran = with_profiles.succeeds("explain", **{**environ, "AWS_SSO_SESSION_EXPIRATION": over})
    assert f"for {ARN}, and have expired" in ran.out


def test_profiles_of_ours_and_others(with_profiles: Program) -> None:
    """By `credential_process`, and what shadows it."""
    ran = with_profiles.succeeds("explain", AWS_PROFILE=PROFILE)
    assert f"ours, for {ARN}" in winner(ran.out)
    assert "renew themselves" in ran.out
    keys = f"[{PROFILE}]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = canary-secret\n"
    credentials = with_profiles.home / ".aws" / "credentials"
    credentials.write_text(keys, encoding="utf-8")
    ran = with_profiles.succeeds("explain", AWS_PROFILE=PROFILE)
    assert "in the credentials file" in winner(ran.out)
    assert "canary" not in ran.all
    ran = with_profiles.succeeds("explain", "-p", PROFILE)
    assert (
        f"with AWS_PROFILE={PROFILE} use keys of `{PROFILE}` in the credentials file instead"
        in (ran.out)
    )
    ran = with_profiles.succeeds("explain", AWS_PROFILE="absent")
    assert "which is in neither file" in winner(ran.out)
    ran = with_profiles.succeeds("explain", AWS_ACCESS_KEY_ID="AKIAEXAMPLE")
    assert "AWS_SECRET_ACCESS_KEY is missing; SDKs stop there with an error" in ran.out


def test_nothing_at_all(signed_in: Program) -> None:
    """With what to do."""
    ran = signed_in.succeeds("explain")
    assert "->" not in ran.out
    assert "hint: set `AWS_PROFILE=NAME`, or use `aws-sso exec`" in ran.out


def test_a_role_that_is_there(with_profiles: Program) -> None:
    """From when it is known, how long its credentials and the session last, and its profile."""
    with_profiles.succeeds("process", "-p", PROFILE)
    ran = with_profiles.succeeds("explain", "-p", PROFILE)
    assert f"{ARN}\n  profile      {PROFILE}\n" in ran.out
    assert re.search("granted      yes, fetched [0-9]m ago", ran.out)
    assert re.search("credentials  for 5[0-9]m", ran.out)
    assert re.search("session      valid for 5[0-9]m", ran.out)
    assert f"SDKs         use it with AWS_PROFILE={PROFILE}" in ran.out
    (with_profiles.home / ".aws" / "config").unlink()
    ran = with_profiles.succeeds("explain", "--arn", ARN)
    assert "has no profile for it; run `aws-sso config` to add one" in ran.out
    with_profiles.succeeds("flush", "--type", "all")
    ran = with_profiles.succeeds("explain", "--arn", ARN)
    assert "none cached" in ran.out
    assert "session      expired, or not signed in" in ran.out


def test_a_role_that_is_missing(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Not granted, not fetched, misspelled, a role of AWS's own naming; AWS is asked nothing."""
    before = dict(identity_center.world.traffic.counts)
    ran = signed_in.succeeds("explain", "-p", "111122223333:Amdin")
    assert "no role has the profile name" in ran.out
    assert f"did you mean `{PROFILE}`" in ran.out
    assert re.search("were fetched [0-9]m ago", ran.out)
    assert "run `aws-sso cache` to fetch your roles again" in ran.out
    reserved = "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef"
    ran = signed_in.succeeds("explain", "--arn", reserved)
    assert f"try `--arn {ARN}`" in ran.out
    assert identity_center.world.traffic.counts == before
    world = identity_center.world
    world.traffic.faults.append(Fault("ListAccountRoles", "ForbiddenException", count=1))
    signed_in.run("cache")
    cache = json.loads((signed_in.folder / "cache.json").read_text(encoding="utf-8"))
    (missing,) = cache["instances"]["Default"]["missing"]
    ran = signed_in.succeeds("explain", "--arn", f"arn:aws:iam::{missing}:role/New")
    assert f"the roles of account {missing} could not be fetched then" in ran.out
    (signed_in.folder / "cache.json").unlink()
    assert "were never fetched" in signed_in.succeeds("explain", "-p", PROFILE).out


def test_a_role_that_only_config_yaml_knows(signed_in: Program) -> None:
    """With the role that it goes through."""
    role = f"{{Next: {{Via: '{ARN}'}}}}"
    accounts = f"    Accounts: {{111122223333: {{Roles: {role}}}}}\n"
    text = signed_in.config.read_text(encoding="utf-8")
    signed_in.configure(text.replace("AuthWorkflow", accounts + "AuthWorkflow", 1))
    ran = signed_in.succeeds("explain", "-p", "111122223333:Next")
    assert f"via          {ARN}" in ran.out
    assert "not listed by Identity Center; defined in config.yaml" in ran.out


def test_files_that_the_sdks_cannot_read(signed_in: Program) -> None:
    """Said, with the file."""
    (signed_in.home / ".aws").mkdir()
    (signed_in.home / ".aws" / "config").write_text("[profile x\nregion\n", encoding="utf-8")
    assert "AWS SDKs cannot read" in signed_in.fails("explain").err
