"""`config` writes profiles that real clients use, and harms nothing else (scenarios 7, 8, 17)."""

import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import botocore.session
import pexpect
import pytest

from aws_sso.emulator.organization import NASTY_NAMES, generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from tests.program import Program

USERS = (
    b"\xef\xbb\xbf# mine \xff\r\n[default]\r\nregion = eu-west-1\r\ns3 =\r\n"
    b"  max_queue_size = 7\r\n\r\n[profile mine]\r\nrole_arn = x"
)
BEGIN, END = b"# BEGIN_AWS_SSO_CLI", b"# END_AWS_SSO_CLI"
PROFILE = "111122223333:Admin"


@pytest.fixture
def aws_config(signed_in: Program) -> Path:
    """Where the profiles of a signed-in home go."""
    return signed_in.home / ".aws" / "config"


def sdk_profiles(program: Program, aws_config: Path) -> dict[str, dict[str, str]]:
    """The profiles as botocore reads them."""
    session = botocore.session.Session()
    session.set_config_variable("config_file", str(aws_config))
    profiles: dict[str, dict[str, str]] = session.full_config["profiles"]
    return profiles


def test_each_role_gets_a_profile(signed_in: Program, aws_config: Path) -> None:
    """A new file is private; botocore gets credentials through it; again there is no change."""
    signed_in.add_setting("ConfigVariables: {output: json}")
    ran = signed_in.succeeds("config", "--force")
    assert "config now has 10 aws-sso profiles" in ran.err
    assert stat.S_IMODE(aws_config.stat().st_mode) == 0o600
    assert stat.S_IMODE(aws_config.parent.stat().st_mode) == 0o700
    profiles = sdk_profiles(signed_in, aws_config)
    assert len(profiles) == 10
    assert profiles[PROFILE]["output"] == "json"
    assert "region" not in profiles[PROFILE]
    line = profiles[PROFILE]["credential_process"]
    ours = Path(sys.executable).with_name("aws-sso")
    assert line == f'{ours} -S "Default" process --arn arn:aws:iam::111122223333:role/Admin'
    code = "import boto3; print(boto3.Session().get_credentials().get_frozen_credentials()[0])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=signed_in.environ | {"AWS_PROFILE": PROFILE},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("ASIA")
    before = aws_config.stat()
    assert "already has all 10 profiles" in signed_in.succeeds("config", "--force").err
    assert aws_config.stat().st_mtime_ns == before.st_mtime_ns


def test_what_is_the_users_stays_byte_for_byte(signed_in: Program, aws_config: Path) -> None:
    """Odd bytes, CRLF, a nested block, no final newline, mode 0640, a link into another folder."""
    dotfiles = signed_in.home / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "config").write_bytes(USERS)
    (dotfiles / "config").chmod(0o640)
    aws_config.parent.mkdir()
    aws_config.symlink_to("../dotfiles/config")
    signed_in.succeeds("setup", "profiles", "--force")
    assert aws_config.is_symlink()
    written = (dotfiles / "config").read_bytes()
    assert stat.S_IMODE((dotfiles / "config").stat().st_mode) == 0o640
    assert written.startswith(USERS + b"\r\n" + BEGIN + b"\r\n")
    assert written.endswith(END + b"\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert written.count(b"[profile ") == 11
    (dotfiles / "config").write_bytes(written + b"# after\n")
    signed_in.add_setting("ProfileFormat: '{{ .RoleName }}.{{ .AccountIdPad }}'")
    signed_in.succeeds("config", "--force")
    again = (dotfiles / "config").read_bytes()
    assert again.startswith(USERS + b"\r\n" + BEGIN)
    assert again.endswith(END + b"\r\n# after\n")
    assert b"Admin.111122223333" in again
    assert PROFILE.encode() not in again


def test_damaged_marks_change_nothing(signed_in: Program, aws_config: Path) -> None:
    """The reason is told, the file stays."""
    aws_config.parent.mkdir()
    text = f"{BEGIN.decode()}\n"
    aws_config.write_text(text, encoding="utf-8")
    assert (
        "the markers of the aws-sso block are damaged" in signed_in.fails("config", "--force").err
    )
    assert aws_config.read_text(encoding="utf-8") == text


def test_names_that_are_taken_block_no_others(signed_in: Program, aws_config: Path) -> None:
    """All of them are named, the rest is written, the exit code is 1."""
    aws_config.parent.mkdir()
    text = f"[profile {PROFILE}]\nregion=x\n"
    aws_config.write_text(text, encoding="utf-8")
    ran = signed_in.run("config", "--force")
    assert ran.code == 1
    assert "9 added, 0 changed, 0 removed" in ran.err
    assert "warning: 1 name was left out:" in ran.err
    assert f"`{PROFILE}`: line 1 of the file has your own profile of this name: arn:" in ran.err
    assert aws_config.read_text(encoding="utf-8").startswith(text + BEGIN.decode())
    assert len(sdk_profiles(signed_in, aws_config)) == 10
    assert sdk_profiles(signed_in, aws_config)[PROFILE] == {"region": "x"}
    again = signed_in.run("config", "--force")
    assert (again.code, "1 name was left out" in again.err) == (1, True)
    signed_in.add_setting("ProfileFormat: '{{ .RoleName }}'")
    ran = signed_in.run("config", "--force")
    assert ran.code == 1
    assert "`ReadOnly`: 4 roles share this name: arn:" in ran.err
    assert (
        "hint: to tell all roles apart, set `ProfileFormat: '{{ .RoleName }}:{{ .AccountIdPad }}'`"
        in ran.err
    )
    left = sdk_profiles(signed_in, aws_config)
    assert "ReadOnly" not in left
    assert "Billing" in left


def test_a_name_never_moves_to_another_account_unseen(
    signed_in: Program, aws_config: Path, identity_center: RunningIdentityCenter
) -> None:
    """A second owner appears: the profile goes, with its reason, and only after a yes."""
    signed_in.add_setting("ProfileFormat: '{{ .RoleName }}'")
    assert signed_in.run("config", "--force").code == 1
    before = aws_config.read_text(encoding="utf-8")
    assert "[profile Billing]" in before
    identity_center.world.organization.accounts["111122223333"].roles.append("Billing")
    signed_in.succeeds("cache")
    shown = signed_in.run("config", "--diff")
    assert shown.code == 1
    assert "-[profile Billing]    # left out: 2 roles share this name\n" in shown.out
    terminal = pexpect.spawn(
        sys.executable, ["-m", "aws_sso", "config"], env=signed_in.environ, encoding="utf-8"
    )
    terminal.expect("0 added, 0 changed, 1 removed")
    terminal.expect(r"-\[profile Billing\]    # left out")
    terminal.expect(r"Write this to .*\? \[y/N\] ")
    terminal.sendline("")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert aws_config.read_text(encoding="utf-8") == before
    assert signed_in.run("config", "--force").code == 1
    assert "Billing" not in aws_config.read_text(encoding="utf-8")


def test_diff_and_print_write_nothing(signed_in: Program, aws_config: Path) -> None:
    """Both go to stdout; another file and another URL action can be named."""
    other = signed_in.home / "other config"
    ran = signed_in.succeeds("config", "--diff", "--aws-config", str(other), "--open", "clip")
    assert f"+++ {other} (new)" in ran.out
    assert "+[profile 111122223333:Admin]" in ran.out
    assert "aws-sso -u clip -S" in ran.out
    printed = signed_in.succeeds("config", "--print").out
    assert printed.startswith("# BEGIN_AWS_SSO_CLI\n[profile ")
    assert printed.endswith("# END_AWS_SSO_CLI\n")
    assert not aws_config.exists()
    assert not other.exists()
    signed_in.succeeds("config", "--force", AWS_CONFIG_FILE=str(other))
    assert PROFILE in other.read_text(encoding="utf-8")
    assert "cannot ask for confirmation: no terminal" in signed_in.fails("config", code=2).err
    signed_in.succeeds("config", "--yes")
    assert PROFILE in aws_config.read_text(encoding="utf-8")
    assert "cannot be combined" in signed_in.fails("config", "--diff", "--force", code=2).err


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("", False), ("n", False)])
def test_on_a_terminal_it_shows_the_change_and_asks(
    answer: str, written: bool, signed_in: Program, aws_config: Path
) -> None:
    """Only yes is yes."""
    terminal = pexpect.spawn(
        sys.executable, ["-m", "aws_sso", "config"], env=signed_in.environ, encoding="utf-8"
    )
    terminal.expect(r"\+\[profile 111122223333:Admin\]")
    terminal.expect(r"Write this to .*\? \[y/N\] ")
    terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == (0 if written else 1)
    assert aws_config.exists() == written


def test_roles_that_are_gone_lose_their_profile(
    signed_in: Program, aws_config: Path, identity_center: RunningIdentityCenter
) -> None:
    """A stale list is fetched anew first."""
    signed_in.succeeds("config", "--force")
    identity_center.world.organization.accounts["111122223333"].roles.remove("Admin")
    assert "already" in signed_in.succeeds("config", "--force").err
    cache = signed_in.folder / "cache.json"
    content = json.loads(cache.read_text(encoding="utf-8"))
    content["instances"]["Default"]["refreshed"] -= 25 * 3600
    cache.write_text(json.dumps(content), encoding="utf-8")
    ran = signed_in.succeeds("config", "--force")
    assert "0 added, 1 removed" in ran.err
    assert PROFILE not in aws_config.read_text(encoding="utf-8")


def test_auto_config_check_offers_the_same_after_a_refresh(
    signed_in: Program, aws_config: Path
) -> None:
    """On a terminal it asks, elsewhere it tells; `--no-config-check` leaves it out."""
    signed_in.add_setting("AutoConfigCheck: true")
    ran = signed_in.succeeds("cache")
    assert "config is not up to date with your roles" in ran.err
    assert "hint: run `aws-sso config` to update it" in ran.err
    assert "not up to date" not in signed_in.succeeds("cache", "--no-config-check").err
    terminal = pexpect.spawn(
        sys.executable, ["-m", "aws_sso", "cache"], env=signed_in.environ, encoding="utf-8"
    )
    terminal.expect(r"\[y/N\] ")
    terminal.sendline("yes")
    terminal.expect("10 aws-sso profiles")
    terminal.expect(pexpect.EOF)
    assert PROFILE in aws_config.read_text(encoding="utf-8")
    assert "not up to date" not in signed_in.succeeds("cache").err
    aws_config.write_text("# BEGIN_AWS_SSO_CLI\n", encoding="utf-8")
    ran = signed_in.succeeds("cache")
    assert "warning: could not check the profiles: the markers" in ran.err


def test_all_instances_have_profiles_or_say_why_not(signed_in: Program, aws_config: Path) -> None:
    """Instances with equal names of roles need a format that tells them apart."""
    text = signed_in.config.read_text(encoding="utf-8")
    start_url = text.split("StartUrl: ")[1].split("\n")[0]
    second = f"  Second Org:\n    SSORegion: us-east-1\n    StartUrl: {start_url}\n"
    signed_in.configure(text.replace("AuthWorkflow", second + "AuthWorkflow", 1))
    ran = signed_in.run("config", "--force")
    assert ran.code == 1
    assert "warning: 10 names were left out:" in ran.err
    assert "(Default), arn:aws:iam::" in ran.err
    assert not aws_config.exists(), "no block for nothing"
    signed_in.add_setting("ProfileFormat: '{{ .SSO }}:{{ .AccountIdPad }}:{{ .RoleName }}'")
    signed_in.succeeds("config", "--force")
    profiles = sdk_profiles(signed_in, aws_config)
    assert len(profiles) == 20
    line = profiles["Second Org:111122223333:Admin"]["credential_process"]
    assert '-S "Second Org" process --arn' in line


def test_nasty_account_names_make_profiles_that_work(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Scenario 17: each name is read back by botocore, or refused with the role it belongs to."""
    fit = [name for name in NASTY_NAMES if "]" not in name and name.isprintable()]
    center = start_identity_center(generated(len(NASTY_NAMES), 1, nasty=True))
    program = Program.in_new_home(tmp_path, center)
    program.add_setting("ProfileFormat: '{{ .AccountAlias | trim }}'")
    program.succeeds("login")
    ran = program.run("config", "--force")
    assert ran.code == 1
    assert f"{len(NASTY_NAMES) - len(fit)} names were left out" in ran.err
    assert "not allowed in `~/.aws/config`" in ran.err
    path = program.home / ".aws" / "config"
    assert {name.strip() for name in fit} == set(sdk_profiles(program, path))
    for account_id, account in center.world.organization.accounts.items():
        if account.name not in fit:
            account.name = f"plain {account_id}"
    program.succeeds("cache")
    program.succeeds("config", "--force")
    profiles = sdk_profiles(program, program.home / ".aws" / "config")
    assert {name.strip() for name in fit} <= set(profiles)
    assert len(profiles) == len(NASTY_NAMES)


def test_killed_while_writing_the_old_or_the_new_file_is_there(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Scenario 7: at any moment."""
    center = start_identity_center(generated(400, 5))
    program = Program.in_new_home(tmp_path, center)
    program.succeeds("login")
    path = program.home / ".aws" / "config"
    formats = ["{{ .AccountIdPad }}-{{ .RoleName }}", "{{ .RoleName }}-{{ .AccountIdPad }}"]
    whole = []
    took = 0.0
    for template in formats:
        program.add_setting(f"ProfileFormat: '{template}'")
        started = time.monotonic()
        program.succeeds("config", "--force")
        took = time.monotonic() - started
        whole.append(path.read_bytes())
    for number in range(16):
        program.add_setting(f"ProfileFormat: '{formats[number % 2]}'")
        running = program.start("config", "--force")
        time.sleep(took * (0.2 + 0.05 * number))  # one moment after another, not a wait
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert path.read_bytes() in whole
    program.succeeds("config", "--force")
