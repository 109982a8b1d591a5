"""A credential server of the real program, running."""

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import urllib3

from tests.program import Program
from tests.waiting import until


@dataclass
class Server:
    """The server: where it is, the program behind it, and its token."""

    program: Program
    process: "subprocess.Popen[bytes]"
    log: Path
    url: str
    token: str

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.url.rpartition(":")[2])

    @property
    def socket(self) -> str:
        """The path of the socket that controls it."""
        for file in (self.program.folder / "state" / "servers").glob("*.json"):
            noted = json.loads(file.read_text(encoding="utf-8"))
            if noted["pid"] == self.process.pid:
                return str(noted["socket"])
        raise AssertionError("the server tells nobody where it is")

    def ask(
        self,
        path: str,
        method: str = "GET",
        token: str | None = "",
        body: Any = None,
        **headers: str,
    ) -> tuple[int, Any]:
        """Send a request; returns status and JSON.

        Without `token` it goes with that of its slot, or where it controls the server, over its
        socket; with one, or None, to the port.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token == "" and self.token:
            if method != "GET" or path in ("/slot", "/profile"):
                return self.control(method, path, body)
            name = "" if path == "/" else unquote(path.removeprefix("/slot/"))
            sent["Authorization"] = self.control("POST", "/header", {"slot": name})[1]["header"]
        elif token:
            sent["Authorization"] = f"Bearer {token}"
        content = None if body is None else json.dumps(body).encode()
        answer = urllib3.request(
            method, f"{self.url}{path}", headers=sent, body=content, retries=False, timeout=60
        )
        return answer.status, json.loads(answer.data)

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request over the server's socket; returns status and JSON."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(self.socket)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, None if body is None else content)
        answer = connection.getresponse()
        try:
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def variables(self, *arguments: str) -> dict[str, str]:
        """Return what `ecs env` prints for clients."""
        host = self.url.partition("://")[2]
        ran = self.program.succeeds("ecs", "env", "--server", host, "--format", "env", *arguments)
        lines = [line.partition("=") for line in ran.out.splitlines()]
        return {name: value.strip("'\"") for name, _, value in lines}

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal; returns its exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def credential_server(program: Program, *arguments: str, **environ: str) -> Iterator[Server]:
    """Run `ecs server` on a free port until the block ends."""
    log = program.home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "aws_sso", "ecs", "server", "--port", "0", *arguments],
            env={**program.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:

        def told() -> "re.Match[str] | None":
            assert process.poll() is None, log.read_text(encoding="utf-8")
            return re.search(r"serving credentials on (\S+);", log.read_text(encoding="utf-8"))

        url = until(told, "the server's start")
        assert url is not None
        token = ""
        if "--disable-auth" not in arguments:
            token = program.succeeds("setup", "ecs", "auth", "--print").out.strip()
        yield Server(program, process, log, url.group(1), token)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)
        program.seen.append(log.read_text(encoding="utf-8"))


def certificate(folder: Path, *, days: int = 30) -> tuple[Path, Path]:
    """Make a self-signed certificate for localhost."""
    key, chain = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key),
         "-out", str(chain), "-days", str(days), "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return chain, key
