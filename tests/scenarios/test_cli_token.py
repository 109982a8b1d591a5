"""The access token that is exported to the AWS CLI's cache, for those who chose so."""

import json
import stat
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program


def sha1_name(key: str) -> str:
    return sha1(key.encode(), usedforsecurity=False).hexdigest() + ".json"


@pytest.fixture
def cache(program: Program) -> Path:
    """Where the AWS CLI keeps its tokens."""
    return program.home / ".aws" / "sso" / "cache"


@pytest.fixture
def file(cache: Path, identity_center: RunningIdentityCenter) -> Path:
    """The file for profiles without an sso-session."""
    return cache / sha1_name(identity_center.start_url)


def content(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_nothing_is_exported_unasked(signed_in: Program, cache: Path) -> None:
    """No token in clear is the reason to use this program."""
    signed_in.succeeds("process", "-p", "111122223333:Admin")
    assert not cache.exists()


def test_the_access_token_is_exported_and_no_other_secret(
    signed_in: Program, file: Path, identity_center: RunningIdentityCenter
) -> None:
    """For nobody else to read, by the name that the AWS CLI looks for."""
    ran = signed_in.succeeds("setup", "aws-cli-token")
    assert f"wrote {file}" in ran.err
    found = content(file)
    assert found["startUrl"] == identity_center.start_url
    assert found["region"] == "us-east-1"
    assert found["accessToken"] in identity_center.world.sign_in.access_tokens
    assert found["expiresAt"].endswith("Z")
    assert not {"refreshToken", "clientSecret", "clientId"} & set(found)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_before_the_first_sign_in_it_says_when_the_token_comes(
    program: Program, file: Path
) -> None:
    """Nobody is asked to sign in; `login` writes it."""
    assert "at the next `aws-sso login`" in program.succeeds("setup", "aws-cli-token").err
    assert not file.exists()
    program.succeeds("login")
    assert content(file)["accessToken"]


def test_it_follows_each_renewal(
    signed_in: Program, file: Path, identity_center: RunningIdentityCenter
) -> None:
    """The session is renewed silently, and the file with it."""
    signed_in.succeeds("setup", "aws-cli-token")
    before = content(file)
    identity_center.world.sign_in.expire_access_tokens()
    signed_in.succeeds("process", "-p", "111122223333:Admin")
    after = content(file)
    assert after["accessToken"] != before["accessToken"]
    assert after["accessToken"] in identity_center.world.sign_in.access_tokens


def test_logging_out_deletes_it_and_the_next_login_writes_it_again(
    signed_in: Program, file: Path
) -> None:
    """The choice lasts, the token does not."""
    signed_in.succeeds("setup", "aws-cli-token")
    signed_in.succeeds("logout")
    assert not file.exists()
    signed_in.succeeds("login")
    assert file.exists()
    signed_in.succeeds("flush", "--type", "sso")
    assert not file.exists()


def test_taking_the_choice_back_deletes_it_for_good(signed_in: Program, file: Path) -> None:
    """Also for the next sign-in."""
    signed_in.succeeds("setup", "aws-cli-token")
    assert "no longer exported" in signed_in.succeeds("setup", "aws-cli-token", "-d").err
    assert not file.exists()
    signed_in.succeeds("login", "--force")
    assert not file.exists()
    assert "is not exported" in signed_in.succeeds("setup", "aws-cli-token", "--delete").err


def test_sessions_of_the_aws_cli_are_found_or_named(
    signed_in: Program, cache: Path, identity_center: RunningIdentityCenter
) -> None:
    """The file goes by the session's name; one that is no longer wanted is deleted."""
    cache.mkdir(parents=True, mode=0o700)
    (signed_in.home / ".aws" / "config").write_text(
        f"[sso-session work]\nsso_start_url = {identity_center.start_url}/#/\n"
        "sso_region = us-east-1\n[sso-session other]\n"
        "sso_start_url = https://d-9999999999.awsapps.com/start\nsso_region = us-east-1\n",
        encoding="utf-8",
    )
    signed_in.succeeds("setup", "aws-cli-token")
    assert [one.name for one in cache.iterdir()] == [sha1_name("work")]
    signed_in.succeeds("setup", "aws-cli-token", "--session", "mine")
    assert [one.name for one in cache.iterdir()] == [sha1_name("mine")]
    signed_in.succeeds("setup", "aws-cli-token", "--session", "no text: \udcff")
    digest = sha1(b"no text: \xff", usedforsecurity=False).hexdigest()
    assert [one.name for one in cache.iterdir()] == [f"{digest}.json"]


def test_a_session_of_the_aws_cli_is_not_overwritten(signed_in: Program, file: Path) -> None:
    """Its refresh token would be lost: not at once, not later, and `logout` leaves it."""
    file.parent.mkdir(parents=True, mode=0o700)
    theirs = '{"accessToken": "theirs", "refreshToken": "theirs"}'
    file.write_text(theirs, encoding="utf-8")
    ran = signed_in.fails("setup", "aws-cli-token")
    assert "the AWS CLI has its own session" in ran.err
    assert "`aws sso logout`" in ran.err
    file.unlink()
    signed_in.succeeds("setup", "aws-cli-token")
    file.write_text(theirs, encoding="utf-8")
    ran = signed_in.succeeds("login", "--force")
    assert "warning: could not export the token to the AWS CLI" in ran.err
    assert file.read_text(encoding="utf-8") == theirs
    assert "the AWS CLI has replaced the exported token" in signed_in.run("doctor").out
    signed_in.succeeds("logout")
    assert file.read_text(encoding="utf-8") == theirs


def test_two_instances_do_not_share_a_file(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Two users of one portal would get each other's token."""
    text = signed_in.config.read_text(encoding="utf-8")
    other = f"  Other:\n    SSORegion: us-east-1\n    StartUrl: {identity_center.start_url}\n"
    signed_in.configure(text.replace("AuthWorkflow", other + "AuthWorkflow", 1))
    signed_in.succeeds("setup", "aws-cli-token", "-S", "Default")
    ran = signed_in.fails("setup", "aws-cli-token", "-S", "Other")
    assert "the token of `Default` is already exported as" in ran.err
    assert "`--session NAME`" in ran.err
    signed_in.succeeds("setup", "aws-cli-token", "-S", "Other", "--session", "other")


def test_doctor_knows_the_file(signed_in: Program, file: Path) -> None:
    """It says that it is wanted, and does not delete it."""
    signed_in.succeeds("setup", "aws-cli-token")
    ran = signed_in.run("doctor", "--fix", "--yes")
    assert "`Default` is exported unencrypted to the AWS CLI, as you requested" in ran.out
    assert file.exists()


def test_doctor_ends_an_export_whose_instance_is_gone(signed_in: Program, file: Path) -> None:
    """Nobody would renew or delete that file."""
    signed_in.succeeds("setup", "aws-cli-token")
    text = signed_in.config.read_text(encoding="utf-8")
    signed_in.configure(text.replace("  Default:", "  Renamed:"))
    assert "which is not in config.yaml, is exported" in signed_in.run("doctor").out
    signed_in.run("doctor", "--fix", "--yes")
    assert not file.exists()


def test_a_folder_that_others_may_write_to_gets_no_token(
    signed_in: Program, cache: Path, file: Path
) -> None:
    """Somebody else could put a file of theirs in its place; the sign-in goes on."""
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    ran = signed_in.succeeds("setup", "aws-cli-token")
    assert "could not export" in ran.err
    assert not file.exists()
