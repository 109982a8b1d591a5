"""Scenarios 27 and 32: other users of the machine, and tokens that are not to work any more."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program
from tests.serving import Server, certificate, credential_server
from tests.squatters import UID, as_another_user, needs_another_user, squatter_on
from tests.usual_ports import usual_ports
from tests.waiting import until

PROFILE = "111122223333:Admin"
SLOT = "/slot/111122223333%3AAdmin"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
KNOCK = """
import http.client, socket, sys
connection = http.client.HTTPConnection("localhost")
connection.sock = socket.socket(socket.AF_UNIX)
try:
    connection.sock.connect(sys.argv[1])
    connection.request("GET", "/slot")
    print("answered", connection.getresponse().status)
except OSError as error:
    print(type(error).__name__)
except http.client.HTTPException:
    print("hung up on")
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def server(signed_in: Program) -> Iterator[Server]:
    """A server with one live slot, filled."""
    with credential_server(signed_in, "--profile", PROFILE) as running:
        until(lambda: running.ask(SLOT)[0] == 200, "the first credentials")
        yield running


def status(server: Server, header: str, path: str = SLOT) -> int:
    """Return how the port answers a header."""
    url = f"{server.url}{path}"
    answer = urllib3.request("GET", url, headers={"Authorization": header}, retries=False)
    return answer.status


@needs_another_user
def test_a_squatter_on_the_usual_port_sees_nothing(signed_in: Program) -> None:
    """Commands that find no server of ours speak to nobody, and say who is there."""
    with usual_ports(), squatter_on(4144) as squatter:
        for command in (
            ("list",), ("profile",), ("env",), ("unload",), ("load", "-p", PROFILE),
            ("list", "--server", "localhost:4144"),
            ("load", "-p", PROFILE, "--server", "127.0.0.1:4144"),
        ):  # fmt: skip
            ran = signed_in.fails("ecs", *command)
            assert f"a program of another user (uid {UID})" in ran.err, ran.err
        ran = signed_in.fails("ecs", "server")
        assert f"a program of another user (uid {UID})" in ran.err
    assert squatter.seen == ""


@needs_another_user
def test_what_a_squatter_is_sent_by_an_sdk_opens_nothing_later(signed_in: Program) -> None:
    """A client's token ends with the run of the server that it was made for."""
    port = free_port()
    at = ("--port", str(port), "--default", PROFILE)
    with credential_server(signed_in, *at) as server:
        header = server.variables()[TOKEN]
        until(lambda: status(server, header, "/") == 200, "the first credentials")
        server.end(signal.SIGKILL)
    with squatter_on(port) as squatter:
        urllib3.request("GET", f"{server.url}/", headers={"Authorization": header}, retries=False)
        ran = signed_in.fails("ecs", "load", "-p", PROFILE, "--server", f"localhost:{port}")
        assert f"uid {UID}" in ran.err
    assert squatter.seen.count("Authorization") == 1
    assert header in squatter.seen
    with credential_server(signed_in, *at) as server:
        assert server.variables()[TOKEN] != header
        until(lambda: server.ask("/")[0] == 200, "the first credentials")
        assert status(server, header, "/") == 403


@needs_another_user
def test_another_user_does_not_control_the_server(
    tmp_path: Path, identity_center: RunningIdentityCenter
) -> None:
    """The socket lies in a private folder; where its path would be too long, in another one.

    Even a socket that everybody could reach answers nobody else: the kernel tells who comes.
    """
    far = tmp_path / ("x" * 90)
    far.mkdir()
    program = Program.in_new_home(far, identity_center)
    program.succeeds("login")
    short = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        program.environ["TMPDIR"] = str(short)
        with credential_server(program, "--profile", PROFILE) as server:
            assert PROFILE in program.succeeds("ecs", "list").out
            place = Path(server.socket)
            assert place.is_relative_to(short)
            short.chmod(0o755)
            assert place.parent.stat().st_mode & 0o777 == 0o700
            assert place.stat().st_mode & 0o777 == 0o600
            assert knock(place) == "PermissionError"
            place.parent.chmod(0o755)
            place.chmod(0o666)
            assert knock(place) in ("hung up on", "ConnectionResetError", "BrokenPipeError")
            assert server.control("GET", "/slot")[0] == 200
            assert server.end() == 0
        assert list(short.iterdir()) == []
    finally:
        shutil.rmtree(short)


def knock(place: Path) -> str:
    """Ask a server over its socket as another user; returns what came of it."""
    asked = as_another_user(KNOCK, str(place))
    return asked.communicate(timeout=60)[0].strip()


def test_logging_out_empties_a_running_servers_slots(server: Server) -> None:
    """Within a second; those of other instances go on, and live ones after the next sign-in."""
    program = server.program
    program.succeeds("ecs", "load", "-p", PROFILE)
    ends = (int(time.time()) + 3600) * 1000
    keys = {"accountId": "1", "roleName": "r", "accessKeyId": "a", "secretAccessKey": "s",
            "sessionToken": "t", "expiration": ends}  # fmt: skip
    foreign = {"ProfileName": "foreign", "Instance": "Other", "Creds": keys}
    assert server.control("PUT", "/slot/foreign", foreign)[0] == 200
    assert server.ask("/")[0] == 200
    program.succeeds("logout")
    assert server.ask("/")[0] == 404
    assert server.ask(SLOT)[0] == 503
    assert server.ask("/slot/foreign")[0] == 200
    program.succeeds("login")
    until(lambda: server.ask(SLOT)[0] == 200, "the recovery")


def test_a_command_with_a_server_of_its_own_is_signed_out_too(signed_in: Program) -> None:
    """It had credentials, and has none afterwards; nobody else uses its server."""
    password = signed_in.environ["AWS_SSO_FILE_PASSWORD"]
    script = (
        "import os, subprocess, sys, urllib.request, urllib.error\n"
        # The command is not handed the password: it would have to be typed in.
        "assert 'AWS_SSO_FILE_PASSWORD' not in os.environ\n"
        f"os.environ['AWS_SSO_FILE_PASSWORD'] = {password!r}\n"
        "def ask():\n"
        "    it = urllib.request.Request(os.environ['AWS_CONTAINER_CREDENTIALS_FULL_URI'])\n"
        "    it.add_header('Authorization', os.environ['AWS_CONTAINER_AUTHORIZATION_TOKEN'])\n"
        "    try: return urllib.request.urlopen(it).status\n"
        "    except urllib.error.HTTPError as error: return error.code\n"
        "print(ask())\n"
        "aws_sso = [sys.executable, '-m', 'aws_sso']\n"
        "print(subprocess.run([*aws_sso, 'ecs', 'list'], stderr=-3).returncode)\n"
        "subprocess.run([*aws_sso, 'logout'], check=True)\n"
        "print(ask())\n"
    )
    ran = signed_in.succeeds("ecs", "run", "-p", PROFILE, "--", sys.executable, "-uc", script)
    assert ran.out == "200\n1\n503\n"


def replace_token(program: Program, text: str) -> None:
    """Set a token, by stdin."""
    subprocess.run(
        [sys.executable, "-m", "aws_sso", "setup", "ecs", "auth", "--bearer-token", "-"],
        env=program.environ, input=f"{text}\n".encode(), check=True, capture_output=True,
    )  # fmt: skip


def test_a_replaced_token_stops_at_a_running_server(server: Server) -> None:
    """Also one that was set; a deleted one leaves none that anybody knows."""
    program, auth = server.program, ("setup", "ecs", "auth")
    header = server.variables("-p", PROFILE)[TOKEN]
    assert status(server, header) == 200
    for chosen in ("canary-token-number-one", "canary-token-number-two"):
        replace_token(program, chosen)
        assert status(server, header) == 403
        header = f"Bearer {chosen}"
        assert status(server, header) == 200
    derived = server.variables("-p", PROFILE)[TOKEN]
    assert status(server, derived) == 200
    program.succeeds(*auth, "--delete")
    assert status(server, header) == status(server, derived) == 403
    assert status(server, server.variables("-p", PROFILE)[TOKEN]) == 200


def test_an_old_record_of_the_token_is_worthless(signed_in: Program, tmp_path: Path) -> None:
    """Its key went with it: whoever copies the record back finds it set aside."""
    vault = signed_in.folder / "vault"
    auth = ("setup", "ecs", "auth")
    replace_token(signed_in, "canary-token-number-one")
    shutil.copytree(vault, tmp_path / "old")
    for change in ("canary-token-number-two", None):
        if change:
            replace_token(signed_in, change)
        else:
            signed_in.succeeds(*auth, "--delete")
        for record in (tmp_path / "old").rglob("*.sealed"):
            if "server" in str(record):
                target = vault / record.relative_to(tmp_path / "old")
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copy(record, target)
        with credential_server(signed_in, "--default", PROFILE) as server:
            until(lambda: server.ask("/")[0] == 200, "the first credentials")
            assert status(server, "Bearer canary-token-number-one", "/") == 403
            assert "unusable record" in server.log.read_text(encoding="utf-8")


def test_a_token_that_was_set_controls_a_server_elsewhere_by_tls_only(
    signed_in: Program, tmp_path: Path
) -> None:
    """By plain HTTP it opens slots and nothing else."""
    chosen = "canary-token-of-the-server"
    replace_token(signed_in, chosen)
    with credential_server(signed_in, "--default", PROFILE) as server:
        until(lambda: server.ask("/", token=chosen)[0] == 200, "the first credentials")
        for path, method in (("/slot", "GET"), ("/profile", "GET"), ("/", "PUT"), ("/", "DELETE")):
            assert server.ask(path, method, token=chosen)[0] == 403, (path, method)
    chain, key = certificate(tmp_path)
    setup = ("setup", "ecs", "ssl", "--certificate", str(chain), "--private-key", str(key))
    signed_in.succeeds(*setup)
    with credential_server(signed_in, "--default", PROFILE) as server:
        # As on another machine: nothing here tells where the server is.
        for file in (signed_in.folder / "state" / "servers").iterdir():
            file.unlink()
        at = ("--server", f"localhost:{server.port}")
        signed_in.succeeds("ecs", "load", "-p", PROFILE, "--slotted", *at)
        assert PROFILE in signed_in.succeeds("ecs", "list", *at).out
        variables = signed_in.succeeds("ecs", "env", "--format", "env", *at).out
        assert f"https://localhost:{server.port}/" in variables
        assert chosen not in variables


def test_a_server_that_was_killed_is_explained(signed_in: Program) -> None:
    """And the next one takes its place without a word, and is found on whatever port it has."""
    with credential_server(signed_in) as server:
        server.end(signal.SIGKILL)
    for command in (("list",), ("env",)):
        ran = signed_in.fails("ecs", *command)
        assert f"the server on {server.url} (process {server.process.pid}) has ended" in ran.err
    signed_in.succeeds("logout")
    signed_in.succeeds("login")
    with credential_server(signed_in, "--default", PROFILE) as server:
        (noted,) = (signed_in.folder / "state" / "servers").glob("*.json")
        assert json.loads(noted.read_text(encoding="utf-8"))["port"] == server.port
        assert noted.stat().st_mode & 0o777 == 0o600
        assert f"{server.url}/" in signed_in.succeeds("ecs", "env", "--format", "env").out
        assert "AccountId" in until(
            lambda: signed_in.run("ecs", "profile").out, "the first credentials"
        )
        assert server.end() == 0
    assert list((signed_in.folder / "state" / "servers").iterdir()) == []
