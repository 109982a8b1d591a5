"""Scenario 7: on a full or read-only disk what is good is handed out, and the rest said plainly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.adapters.files.handed_out import HandedOutFile
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.errors import FileAccessError
from tests import full_disk, parts
from tests.program import Program, Ran

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
FRESH = ("-p", "222233334444:Developer")
"""A role whose credentials are not at hand."""


@pytest.fixture
def on_disk(tmp_path: Path, identity_center: RunningIdentityCenter) -> Iterator[Program]:
    """The program, with its folder on a small disk of its own."""
    program = Program.in_new_home(tmp_path, identity_center)
    config = program.config.read_text(encoding="utf-8")
    program.config.unlink()
    with full_disk.small_disk(program.folder):
        program.configure(config)
        yield program


@pytest.fixture
def full(on_disk: Program) -> Program:
    """Signed in, with credentials of one role, and then the disk is full."""
    on_disk.succeeds("login")
    on_disk.succeeds("process", "--arn", ARN)
    full_disk.fill(on_disk.folder)
    return on_disk


def plainly(ran: Ran) -> Ran:
    """Expect an error that tells of the disk, and what to do."""
    assert ran.code == 1, ran.all
    assert ran.out == ""
    assert "No space left on device" in ran.err
    assert "hint: free some space" in ran.err
    return ran


def test_credentials_are_handed_out_though_they_cannot_be_kept(full: Program) -> None:
    """Scenario 7: kept ones and new ones, with a warning, by `process`, `eval` and `exec`."""
    assert json.loads(full.succeeds("process", "--arn", ARN).out)["AccessKeyId"]
    ran = full.succeeds("process", *FRESH)
    assert json.loads(ran.out)["AccessKeyId"]
    assert "cannot store these credentials" in ran.err
    assert "AWS_ACCESS_KEY_ID=" in full.succeeds("eval", "--shell", "sh", *FRESH).out
    assert "ASIA" in full.succeeds("exec", *FRESH, "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID").out


def test_a_renewed_session_that_cannot_be_kept_serves_once(
    full: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 7: the same for the token behind the credentials."""
    identity_center.world.sign_in.expire_access_tokens()
    ran = full.succeeds("process", "--sts-refresh", *FRESH)
    assert json.loads(ran.out)["AccessKeyId"]


def test_what_is_derived_is_left_out(full: Program) -> None:
    """Scenario 7: without the index, the snapshot and the history it works, only slower."""
    for path in [*(full.folder / "state").rglob("*")]:
        if path.is_file() and path.suffix != ".lock":
            path.unlink()
    full_disk.fill(full.folder)
    assert PROFILE in full.succeeds("list").out
    assert full.succeeds("tags").err == ""
    assert json.loads(full.succeeds("process", *FRESH).out)["AccessKeyId"]


def test_what_has_to_be_written_says_that_it_cannot(full: Program) -> None:
    """Scenario 7: `login`, `cache` and `setup store` name the file and the remedy."""
    plainly(full.run("cache"))
    plainly(full.run("setup", "store", "json"))
    assert full.run("ecs", "env").code in (0, 1)
    assert "unexpected" not in "".join(full.seen)
    full_disk.make_room(full.folder)
    full.succeeds("logout")
    full_disk.fill(full.folder)
    plainly(full.run("login"))
    full_disk.make_room(full.folder)
    full.succeeds("login")


def test_logout_tells_aws_and_deletes(
    full: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 7: nothing of the session is left, here or there."""
    full.succeeds("logout")
    assert not list((full.folder / "vault").rglob("*.sealed"))
    assert identity_center.world.traffic.counts["Logout"] == 1


def test_logout_on_a_read_only_disk_tells_aws(
    on_disk: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenarios 7 and 23: what cannot be deleted is named, and AWS is told all the same."""
    on_disk.succeeds("login")
    remount = [parts.program("mount"), "-o", "remount,ro", str(on_disk.folder)]
    subprocess.run(remount, check=True)
    ran = on_disk.fails("logout")
    assert "signed out at AWS, but could not delete everything here" in ran.err
    assert identity_center.world.traffic.counts["Logout"] == 1


def test_a_read_only_disk_gives_new_credentials_too(on_disk: Program) -> None:
    """Scenario 23: they are good, though nothing can be kept, nor a lock be taken."""
    on_disk.succeeds("login")
    remount = [parts.program("mount"), "-o", "remount,ro", str(on_disk.folder)]
    subprocess.run(remount, check=True)
    ran = on_disk.succeeds("process", *FRESH)
    assert json.loads(ran.out)["AccessKeyId"]
    assert ran.err.count("continuing without") == 1


def test_another_users_home_is_a_clear_error(signed_in: Program) -> None:
    """Scenario 23: no command ends in an error of ours where a folder may not be entered."""
    if os.geteuid() != 0:
        parts.needed("root, to give a folder away", None)
    os.chown(signed_in.home, 1, 1)
    os.chmod(signed_in.home, 0o700)
    setpriv = [parts.program("setpriv"), "--bounding-set=-all", "--inh-caps=-all"]
    for arguments in (["cache"], ["config", "--force"], ["list"], ["process", "--arn", ARN]):
        done = subprocess.run(
            [*setpriv, sys.executable, "-m", "aws_sso", *arguments],
            env=signed_in.environ, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert "unexpected" not in done.stderr
        assert "hint: " in done.stderr


def test_half_a_note_is_none(tmp_path: Path) -> None:
    """Scenario 7: what `ecs run` hands out is noted whole, or not handed out; no line is cut."""
    one = HandedOut(1, "arn:aws:iam::111122223333:role/Admin", "read-only", "python (process 7)")
    with full_disk.small_disk(tmp_path) as disk:
        path = disk / "handed-out.jsonl"
        path.write_bytes(b"\n" * 4090)  # Room for six more bytes in the page that it has.
        path.chmod(0o600)
        full_disk.fill(disk)
        with pytest.raises(FileAccessError, match="No space left"):
            HandedOutFile(path).add(one)
        full_disk.make_room(disk)
        HandedOutFile(path).add(one)
        assert HandedOutFile(path).of_role(one.arn) == [one]
