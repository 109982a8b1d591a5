"""The credential server when something around it breaks: what is good is served on."""

import os
import signal
import time
from pathlib import Path

import pytest
import urllib3

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests.program import Program
from tests.serving import Server, credential_server
from tests.squatters import UID, needs_another_user
from tests.waiting import until

PROFILE = "111122223333:Admin"


def header_in(file: Path, server: Server) -> int:
    """Return how the server answers with a token file's content."""
    headers = {"Authorization": file.read_text(encoding="utf-8")}
    return urllib3.request("GET", f"{server.url}/", headers=headers, retries=False).status


def test_what_cannot_be_loaded_breaks_no_slot(signed_in: Program) -> None:
    """JSON as deep as it fits, and ends that no calendar has: refused, and all others are there."""
    keys = {"accountId": "1", "roleName": "r", "accessKeyId": "a", "secretAccessKey": "s",
            "sessionToken": "t", "expiration": (int(time.time()) + 600) * 1000}  # fmt: skip
    with credential_server(signed_in) as server:
        good = {"ProfileName": "good", "Creds": keys}
        assert server.control("PUT", "/slot/good", good)[0] == 200
        for body in (b"[" * 60_000, b'{"a":' * 10_000, b'{"ProfileName": "x", "Creds": 1e999}'):
            status, answer = server.control("PUT", "/slot/bad", body)
            assert (status, answer["code"]) == (400, "InvalidRequest")
        for end in (2**53, 2**53 - 1, 2**80):
            endless = {"ProfileName": "x", "Creds": {**keys, "expiration": end}}
            assert server.control("PUT", "/slot/bad", endless)[0] == 400
        (listed,) = server.ask("/slot")[1]
        assert listed["ProfileName"] == "good"
        assert server.ask("/slot/good")[0] == 200
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_a_server_handles_signals_as_soon_as_it_says_that_it_serves(signed_in: Program) -> None:
    """So that a reload right after the start, as by systemd, does not end it."""
    with signed_in.start("ecs", "server", "--port", "0") as process:
        assert process.stderr is not None
        assert b"serving credentials on" in process.stderr.readline()
        process.send_signal(signal.SIGHUP)
        process.terminate()
        assert process.wait(20) == 0


def test_a_broken_config_does_not_cost_good_credentials(signed_in: Program) -> None:
    """SIGHUP asks for them anew; until config.yaml can be read, those at hand are served."""
    good = signed_in.config.read_text(encoding="utf-8")
    with credential_server(signed_in, "--default", PROFILE) as server:
        until(lambda: server.ask("/")[0] == 200, "the first credentials")
        signed_in.config.write_text("SSOConfig: [", encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        until(
            lambda: "config.yaml" in server.log.read_text(encoding="utf-8"), "the reason in the log"
        )
        for _ in range(20):
            assert server.ask("/")[0] == 200
        assert server.log.read_text(encoding="utf-8").count("config.yaml") == 1
        signed_in.config.write_text(good, encoding="utf-8")
        until(lambda: server.ask("/healthcheck", token=None)[0] == 200, "the recovery")


@pytest.mark.long
def test_a_renewal_that_fails_does_not_cost_good_credentials(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """They are served until they end, and the reason is logged once; again when they have."""
    world = identity_center.world
    world.credentials_ttl = 20  # renewed with a quarter of that left
    with credential_server(signed_in, "--default", PROFILE) as server:
        until(lambda: server.ask("/")[0] == 200, "the first credentials")
        ends = server.ask("/")[1]["Expiration"]
        world.traffic.faults.append(Fault("GetRoleCredentials", "ForbiddenException", count=10_000))
        reason = "AWS denied access to role"
        until(lambda: reason in server.log.read_text(encoding="utf-8"), "the reason in the log")
        status, answer = server.ask("/")
        assert (status, answer["Expiration"]) == (200, ends)
        assert server.log.read_text(encoding="utf-8").count(reason) == 1
        until(lambda: server.ask("/")[0] == 503, "the end of the credentials")
        assert server.log.read_text(encoding="utf-8").count(reason) <= 2, "not at each try"
        world.traffic.faults.clear()
        until(lambda: server.ask("/")[0] == 200, "the recovery")


def test_token_files_follow_the_server(signed_in: Program, tmp_path: Path) -> None:
    """Each start writes the new token to the same file, which a container may have mounted."""
    file, gone = tmp_path / "token", tmp_path / "gone"
    with credential_server(signed_in, "--default", PROFILE) as server:
        port = str(server.port)
        for one in (file, gone):
            signed_in.succeeds("ecs", "env", "--token-file", str(one))
        until(lambda: header_in(file, server) == 200, "the first credentials")
        first, place = file.read_text(encoding="utf-8"), file.stat().st_ino
    gone.unlink()
    with credential_server(signed_in, "--default", PROFILE, "--port", port) as server:
        until(lambda: header_in(file, server) == 200, "the first credentials")
        assert file.read_text(encoding="utf-8") != first
        assert (file.stat().st_ino, file.stat().st_mode & 0o777) == (place, 0o600)
        assert not gone.exists()
        second = file.read_text(encoding="utf-8")
        signed_in.succeeds("setup", "ecs", "auth", "--delete")
        assert file.read_text(encoding="utf-8") not in (first, second)
        until(lambda: header_in(file, server) == 200, "the first credentials")


def test_token_files_are_not_written_through_links(signed_in: Program, tmp_path: Path) -> None:
    """Neither when they are asked for, nor at a later start; nor into special files."""
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("mine", encoding="utf-8")
    link.symlink_to(victim)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.link(victim, tmp_path / "hard")
    os.mkfifo(tmp_path / "fifo")
    file = tmp_path / "token"
    with credential_server(signed_in, "--default", PROFILE) as server:
        port = str(server.port)
        for name in ("link", "dangling", "hard", "fifo"):
            signed_in.fails("ecs", "env", "--token-file", str(tmp_path / name))
        signed_in.succeeds("ecs", "env", "--token-file", str(file))
    file.unlink()
    file.symlink_to(victim)
    with credential_server(signed_in, "--default", PROFILE, "--port", port) as server:
        assert f"could not update token file {file}: " in server.log.read_text(encoding="utf-8")
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()


@needs_another_user
def test_token_files_are_not_given_to_others(signed_in: Program, tmp_path: Path) -> None:
    """A file of another user, or in a folder of theirs, is refused."""
    theirs, folder = tmp_path / "theirs", tmp_path / "folder"
    theirs.write_text("", encoding="utf-8")
    os.chown(theirs, UID, UID)
    folder.mkdir()
    os.chown(folder, UID, UID)
    with credential_server(signed_in, "--default", PROFILE):
        for file in (theirs, folder / "token"):
            signed_in.fails("ecs", "env", "--token-file", str(file))
    assert theirs.read_text(encoding="utf-8") == ""
    assert not (folder / "token").exists()
