"""Scenario 20, and what else the credential server has to stand."""

import json
import os
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program
from tests.serving import Server, certificate, credential_server
from tests.waiting import until

PROFILE = "111122223333:Admin"
OTHER = "999988887777:Billing"
SLOT = "/slot/111122223333%3AAdmin"


@pytest.fixture
def server(signed_in: Program) -> Iterator[Server]:
    """A server with one live slot."""
    with credential_server(signed_in, "--profile", PROFILE, "--level", "info") as running:
        yield running


def test_a_live_slot_answers_as_sdks_expect(
    server: Server, identity_center: RunningIdentityCenter
) -> None:
    """All fields; and the health of slots without a token."""
    status, answer = server.ask(SLOT)
    key, secret, token = identity_center.world.handed_out[-1]
    assert status == 200
    assert answer.pop("Expiration").endswith("Z")
    assert answer == {
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "Token": token,
        "AccountId": "111122223333",
        "RoleArn": "arn:aws:iam::111122223333:role/Admin",
    }
    assert server.ask("/healthcheck" + SLOT, token=None) == (200, {"status": "ok"})
    assert server.ask("/healthcheck", token=None) == (503, {"status": "no credentials"})
    (listed,) = server.ask("/slot")[1]
    assert listed["ProfileName"] == PROFILE
    assert re.fullmatch("5[0-9]m|1h00m", listed["Expires"])
    assert secret not in json.dumps(listed)


def test_the_token_is_asked_for_everywhere(server: Server) -> None:
    """Missing, wrong, cut short, of another slot: 403 and nothing else."""
    refused = (403, {"code": "AccessDenied", "message": "the token is missing or wrong"})
    slot_token = server.variables("-p", PROFILE)["AWS_CONTAINER_AUTHORIZATION_TOKEN"][7:]
    other = server.variables("-p", OTHER)["AWS_CONTAINER_AUTHORIZATION_TOKEN"][7:]
    for wrong in (None, "x", slot_token[:-1], slot_token + "x", other, server.token):
        for path, method in (
            ("/", "GET"), (SLOT, "GET"), ("/slot/absent", "GET"), ("/slot", "GET"),
            ("/profile", "GET"), ("/", "PUT"), (SLOT, "PUT"), (SLOT, "DELETE"), ("/slot", "DELETE"),
        ):  # fmt: skip
            assert server.ask(path, method, token=wrong) == refused, (path, method)
    assert server.ask(SLOT, token=slot_token)[0] == 200
    for path, method in (("/slot", "GET"), (SLOT, "DELETE"), (SLOT, "PUT"), ("/", "GET")):
        assert server.ask(path, method, token=slot_token) == refused, (path, method)


def test_other_hosts_and_web_pages_get_nothing(server: Server) -> None:
    """DNS rebinding, and requests of a browser, even with the token."""
    port = server.url.rpartition(":")[2]
    for host in ("evil.example.com", f"evil.example.com:{port}", "169.254.169.254", ""):
        assert server.ask(SLOT, Host=host)[0] == 403, host
    assert server.ask(SLOT, Host=f"localhost:{port}")[0] == 200
    assert server.ask(SLOT, Origin="https://evil.example.com")[0] == 403
    assert server.ask(SLOT, Origin="null")[0] == 403
    assert server.ask(SLOT, Sec_Fetch_Site="cross-site")[0] == 403
    assert server.ask("/healthcheck", token=None, Host="evil.example.com")[0] == 403


def test_loading_by_hand(server: Server) -> None:
    """`ecs load`, `list`, `profile`, `unload`, into the default slot and a named one."""
    program, host = server.program, server.url.partition("://")[2]
    at = ("--server", host)
    ran = program.fails("ecs", "profile", *at)
    assert "the default slot is empty" in ran.err
    program.succeeds("ecs", "load", "-p", OTHER, *at)
    assert "AccountId: 999988887777" in program.succeeds("ecs", "profile", *at).out
    program.succeeds("ecs", "load", "-p", OTHER, "--slotted", *at)
    program.succeeds("ecs", "load", "-p", "012345670123:ReadOnly", "--slotted", "--live", *at)
    until(lambda: len(server.ask("/slot")[1]) == 3, "the live slot's filling")
    names = [
        one["ProfileName"] for one in json.loads(program.succeeds("ecs", "list", "--json", *at).out)
    ]
    assert names == ["012345670123:ReadOnly", PROFILE, OTHER]
    assert OTHER in program.succeeds("ecs", "list", *at).out
    program.succeeds("ecs", "unload", "-p", OTHER, *at)
    program.succeeds("ecs", "unload", *at)
    assert server.ask("/")[0] == 404
    assert server.ask("/slot", "DELETE") == (200, {"status": "ok"})
    assert server.ask("/slot") == (200, [])
    assert (
        "check that the server is running"
        in program.fails("ecs", "list", "--server", "localhost:9").err
    )
    program.fails("ecs", "list", "--server", "nonsense", code=2)
    program.fails("ecs", "load", *at, code=2)


def test_requests_that_make_no_sense(server: Server) -> None:
    """400, 404, 405, 413, each as JSON with a code."""
    for body, words in (
        ([], "not a JSON object"), ({}, "ProfileName is missing"), ({"ProfileName": "x"}, "Creds"),
        ({"ProfileName": "x", "Creds": {"accountId": "1"}}, "secretAccessKey"),
    ):  # fmt: skip
        status, answer = server.ask("/", "PUT", body=body)
        assert (status, answer["code"]) == (400, "InvalidRequest")
        assert words in answer["message"]
    assert server.ask("/", "POST", body={})[0] == 405
    for nothing in ("/nothing", "/slot/"):
        assert server.control("GET", nothing)[0] == 404
        assert server.ask(nothing)[0] == 403
    assert server.ask("/slot/../slot/x")[0] == 403
    assert server.ask("/", "PUT", body={"ProfileName": "x" * 70_000})[0] == 413
    over = {"accountId": "1", "roleName": "r", "accessKeyId": "a", "secretAccessKey": "s",
            "sessionToken": "t", "expiration": 1000}  # fmt: skip
    status, answer = server.ask("/", "PUT", body={"ProfileName": "x", "Creds": over})
    assert (status, answer["message"]) == (400, "the credentials have already expired")


@pytest.mark.parametrize("sends_it", [True, False])
@pytest.mark.parametrize(("path", "status"), [("/", b"405"), ("/nothing", b"404")])
def test_a_refusal_comes_after_the_body(
    path: str, status: bytes, sends_it: bool, server: Server
) -> None:
    """Else a client that is still sending gets a broken pipe, and does not read the answer.

    One that never sends it gets the answer too.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.connect(server.socket)
        client.settimeout(60)
        client.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n".encode()
        )
        if sends_it:
            assert not select.select([client], [], [], 0.3)[0], client.recv(4096)
            client.sendall(b"{}")
        assert client.recv(4096).startswith(b"HTTP/1.1 " + status)


def test_slots_of_any_name(server: Server) -> None:
    """Percent-encoded in the path, slashes too."""
    expires = (int(time.time()) + 600) * 1000
    creds = {"accountId": "1", "roleName": "r", "accessKeyId": "a", "secretAccessKey": "s",
             "sessionToken": "t", "expiration": expires}  # fmt: skip
    for name, path in (("a/b", "a%2Fb"), ("ü $(x)", "%C3%BC%20%24%28x%29"), ("..", "%2E%2E")):
        body = {"ProfileName": name, "Creds": creds}
        assert server.ask(f"/slot/{path}", "PUT", body=body)[0] == 200
        assert server.ask(f"/slot/{path}")[1]["AccessKeyId"] == "a"
    assert {one["ProfileName"] for one in server.ask("/slot")[1]} >= {"a/b", "ü $(x)", ".."}


@pytest.mark.long
def test_credentials_are_renewed_for_as_long_as_the_session_lasts(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """A client that asks all the time, across six expiries, never sees an error or old keys."""
    identity_center.world.credentials_ttl = 10  # renewed with a quarter of that left
    with credential_server(signed_in, "--default", PROFILE) as server:
        until(lambda: server.ask("/")[0] == 200, "the first credentials")
        seen: set[str] = set()

        def six_expired() -> bool:
            asked = datetime.now(UTC)
            status, answer = server.ask("/")
            assert status == 200, answer
            assert datetime.fromisoformat(answer["Expiration"]) > asked
            seen.add(answer["AccessKeyId"])
            return len(seen) > 6

        until(six_expired, "the sixth expiry", 180)
        assert len(seen) <= identity_center.world.traffic.counts["GetRoleCredentials"] <= 12


def test_the_session_ends_in_the_middle(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """503 with what to do; after `login` it goes on without a restart, and opened no browser."""
    world = identity_center.world
    world.credentials_ttl = 2
    with credential_server(signed_in, "--default", PROFILE) as server:
        until(lambda: server.ask("/")[0] == 200, "the first credentials")
        world.sign_in.end_all_sessions()
        until(lambda: server.ask("/")[0] == 503, "the end of the credentials")
        status, answer = server.ask("/")
        assert (status, answer["code"]) == (503, "CredentialsUnavailable")
        assert "run `aws-sso login`" in answer["message"]
        assert server.ask("/healthcheck", token=None)[0] == 503
        sessions = len(world.sign_in.sessions)
        world.credentials_ttl = 3600
        signed_in.succeeds("login")
        until(lambda: server.ask("/")[0] == 200, "the recovery")
        assert len(world.sign_in.sessions) == sessions + 1


def test_twenty_slots_renew_at_once(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """One GetRoleCredentials each, however many ask."""
    account = identity_center.world.organization.accounts["111122223333"]
    account.roles = [f"Role{number:02d}" for number in range(20)]
    signed_in.succeeds("cache")
    identity_center.world.traffic.counts.clear()
    profiles = [f"111122223333:{name}" for name in account.roles]
    arguments = [word for name in profiles for word in ("--profile", name)]
    with credential_server(signed_in, *arguments) as server:
        threads = [
            threading.Thread(target=server.ask, args=(f"/slot/{name}",))
            for name in profiles
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(server.ask("/slot")[1]) == 20
        assert identity_center.world.traffic.counts["GetRoleCredentials"] == 20
        server.process.send_signal(signal.SIGHUP)
        until(lambda: len(server.ask("/slot")[1]) == 20, "the reloading")


def test_slow_and_huge_clients_do_no_harm(server: Server) -> None:
    """200 that never end their headers, and bodies of 100 MB: others are served on."""
    port = int(server.url.rpartition(":")[2])
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for one in slow:
        one.send(b"GET / HTTP/1.1\r\nX-A: ")

    def huge() -> None:
        with socket.create_connection(("127.0.0.1", port)) as one:
            head = f"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
            one.sendall(f"{head}Content-Length: 104857600\r\n\r\n".encode())
            one.settimeout(5)
            try:
                for _ in range(100):
                    one.sendall(b"x" * 1_048_576)
            except OSError:
                pass  # cut off, as it should be

    threads = [threading.Thread(target=huge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(100):
        assert server.ask(SLOT)[0] == 200
    for thread in threads:
        thread.join(120)
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < 120 * 1024, f"{peak} KiB"

    def is_cut_off() -> bool:
        try:
            slow[0].send(b"x")
        except OSError:
            return True
        return False

    until(is_cut_off, "the end of a slow connection")
    for one in slow:
        one.close()


def test_signals_and_ports(signed_in: Program) -> None:
    """SIGTERM ends it with 0, Ctrl-C with 130; a taken port is said before anything else."""
    for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
        with credential_server(signed_in) as server:
            port = server.url.rpartition(":")[2]
            ran = signed_in.fails("ecs", "server", "--port", port)
            assert f"cannot listen on 127.0.0.1 port {port}" in ran.err
            assert "hint: check whether a server is already running" in ran.err
            assert server.end(number) == code
            assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_other_addresses_only_with_tls_and_token(signed_in: Program) -> None:
    """A loud refusal otherwise."""
    ran = signed_in.fails("ecs", "server", "--bind-ip", "0.0.0.0", code=2)
    assert "refusing to serve credentials on 0.0.0.0 without TLS" in ran.err
    ran = signed_in.fails("ecs", "server", "--bind-ip", "0.0.0.0", "--disable-ssl", code=2)
    assert "without TLS" in ran.err


def test_tls_with_a_certificate_of_the_users(signed_in: Program, tmp_path: Path) -> None:
    """Its key is kept sealed; clients of ours trust it; other addresses are allowed then."""
    chain, key = certificate(tmp_path)
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    other_chain, _ = certificate(wrong)
    setup = ("setup", "ecs", "ssl")
    ran = signed_in.fails(
        *setup, "--certificate", str(other_chain), "--private-key", str(key), code=2
    )
    assert "does not match the certificate" in ran.err
    signed_in.fails(*setup, "--certificate", str(key), "--private-key", str(key), code=2)
    signed_in.succeeds(*setup, "--certificate", str(chain), "--private-key", str(key))
    secret = key.read_text(encoding="utf-8").splitlines()[5].encode()
    for file in signed_in.folder.rglob("*"):
        assert not file.is_file() or secret not in file.read_bytes()
    assert signed_in.succeeds(*setup, "--print").out == chain.read_text(encoding="utf-8")
    signed_in.fails("ecs", "server", "--bind-ip", "0.0.0.0", "--disable-auth", code=2)
    with credential_server(
        signed_in, "--bind-ip", "0.0.0.0", "--allow-host", "box.local"
    ) as server:
        port = server.url.rpartition(":")[2]
        at = ("--server", f"localhost:{port}")
        signed_in.succeeds("ecs", "load", "-p", PROFILE, *at)
        assert PROFILE in signed_in.succeeds("ecs", "profile", *at).out
        pool = urllib3.PoolManager(ssl_context=ssl.create_default_context(cafile=str(chain)))
        for host, status in (("box.local", 200), ("evil.example.com", 403)):
            header = server.control("POST", "/header", {"slot": ""})[1]["header"]
            headers = {"Authorization": header, "Host": host}
            answer = pool.request("GET", f"https://localhost:{port}/", headers=headers)
            assert answer.status == status
    signed_in.succeeds(*setup, "--delete")
    signed_in.fails(*setup, "--print")


def test_the_token_is_the_users_to_replace(signed_in: Program, tmp_path: Path) -> None:
    """From stdin; too weak ones are refused; the next server takes the new one."""
    auth = ("setup", "ecs", "auth")
    assert "no token yet" in signed_in.fails(*auth, "--print").err
    signed_in.fails(*auth, "--bearer-token", "weak", code=2)
    signed_in.fails(*auth, code=2)
    chosen = "canary-token-of-the-server"
    done = subprocess.run(
        [sys.executable, "-m", "aws_sso", *auth, "--bearer-token", "-"],
        env=signed_in.environ, input=f"{chosen}\n".encode(), check=True, capture_output=True,
    )  # fmt: skip
    assert chosen.encode() not in done.stdout + done.stderr
    file = tmp_path / "token"
    with credential_server(signed_in, "--default", PROFILE, "--level", "trace") as server:
        assert server.token == chosen
        variables = server.variables("--token-file", str(file))
        assert variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] == str(file)
        assert file.stat().st_mode & 0o777 == 0o600
        header = file.read_text(encoding="utf-8")
        assert chosen not in header, "only of that slot"
        until(lambda: server.ask("/", token=header.removeprefix("Bearer "))[0] == 200, "it opens")
        assert chosen not in server.log.read_text(encoding="utf-8")
    for path in signed_in.home.rglob("*"):
        assert not path.is_file() or chosen.encode() not in path.read_bytes(), path
    signed_in.succeeds(*auth, "--delete")


def test_without_a_token_if_the_user_insists(signed_in: Program) -> None:
    """With a warning; web pages and other names are still refused."""
    with credential_server(signed_in, "--default", PROFILE, "--disable-auth") as server:
        until(lambda: server.ask("/", token=None)[0] == 200, "the first credentials")
        assert server.ask("/", token=None, Origin="null")[0] == 403
        assert server.ask("/", token=None, Host="evil.example.com")[0] == 403
        assert "everyone on this machine" in server.log.read_text(encoding="utf-8")


CHILD = """
import json, os, sys, urllib.request
ask = urllib.request.Request(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"])
ask.add_header("Authorization", os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"])
print(json.loads(urllib.request.urlopen(ask).read())["RoleArn"])
print(sorted(n for n in os.environ if n in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID")))
sys.exit(7)
"""


def test_a_command_with_a_server_of_its_own(signed_in: Program) -> None:
    """Its exit code is ours, nothing else of AWS is in its way, and the port closes with it."""
    confused = signed_in.having(AWS_PROFILE="x", AWS_ACCESS_KEY_ID="y")
    ran = confused.run("ecs", "run", "-p", PROFILE, "--", sys.executable, "-c", CHILD)
    assert ran.code == 7, ran.all
    assert ran.out == "arn:aws:iam::111122223333:role/Admin\n[]\n"
    ran = signed_in.run("ecs", "run", "-p", PROFILE, "--", "sh", "-c", "kill -TERM $$")
    assert ran.code == 143
    ran = signed_in.run("ecs", "run", "-p", PROFILE, "--", "/nonexistent")
    assert ran.code == 127
    process = signed_in.start(
        "ecs", "run", "-p", PROFILE, "--", "sh", "-c", "echo on; exec sleep 600"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"on\n"
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(20) == 143


WINNER = (
    *(sys.executable, "-c"),
    "import boto3; print(boto3.Session().get_credentials().method)",
)
STATIC_KEYS = "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = made-up\n"
RUN = ("ecs", "run", "-p", PROFILE)
EACH = ("each", "sandbox", "--endpoint", "--ordered")


@pytest.mark.parametrize("command", [RUN, EACH], ids=" ".join)
def test_no_variable_takes_the_servers_place(
    command: tuple[str, ...], signed_in: Program, tmp_path: Path
) -> None:
    """The role of a pod or a build job comes before a server to SDKs, and is not what was asked."""
    job = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "jwt"), "AWS_ROLE_SESSION_NAME": "job"}
    job["AWS_ROLE_ARN"] = "arn:aws:iam::999988887777:role/Job"
    ran = signed_in.succeeds(*command, "--", *WINNER, **job, AWS_DEFAULT_PROFILE="absent")
    assert {line.rpartition(" ")[2] for line in ran.out.splitlines()} == {"container-role"}


@pytest.mark.parametrize("command", [RUN, EACH], ids=" ".join)
@pytest.mark.parametrize("file", ["credentials", "config"])
def test_a_default_profile_that_takes_the_servers_place_is_refused(
    file: str, command: tuple[str, ...], signed_in: Program, tmp_path: Path
) -> None:
    """SDKs ask it first, so that 500 commands would run as one and the same; nothing runs."""
    (signed_in.home / ".aws").mkdir()
    (signed_in.home / ".aws" / file).write_text(STATIC_KEYS, encoding="utf-8")
    ran = signed_in.fails(*command, "--", *WINNER)
    assert "the command would not use this role: SDKs prefer the keys of " in ran.err
    assert "`default`" in ran.err
    elsewhere = {"AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_CONFIG_FILE": os.devnull}
    assert "container-role" in signed_in.succeeds(*command, "--", *WINNER, **elsewhere).out
    # Narrowed, it has no profiles at all.
    assert "container-role" in signed_in.succeeds(*command, "--read-only", "--", *WINNER).out


@pytest.mark.parametrize("others", ["variables", "default profile"])
def test_a_shell_that_would_not_ask_the_server_is_warned(others: str, server: Server) -> None:
    """Its variables still come: the shell may be about to drop the others."""
    program = server.program
    assert program.succeeds("ecs", "env", "--shell", "bash").err == ""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "made-up"}
    if others == "default profile":
        keys = {}
        (program.home / ".aws").mkdir()
        (program.home / ".aws" / "credentials").write_text(STATIC_KEYS, encoding="utf-8")
    ran = program.succeeds("ecs", "env", "--shell", "bash", **keys)
    assert "export AWS_CONTAINER_CREDENTIALS_FULL_URI=" in ran.out
    assert "SDKs in this shell prefer the " in ran.err
    assert "`aws-sso explain`" in ran.err


def test_secrets_are_in_no_log(server: Server, identity_center: RunningIdentityCenter) -> None:
    """The access log names clients, slots and answers."""
    server.ask(SLOT)
    server.ask(SLOT, token="wrong")
    log = server.log.read_text(encoding="utf-8")
    assert f"info: 127.0.0.1 GET {SLOT}: 200" in log
    assert f"warning: 127.0.0.1 GET {SLOT}: 403" in log
    secrets = [text for keys in identity_center.world.handed_out for text in keys[1:]]
    assert not any(secret in log for secret in [*secrets, server.token])
