"""A credential server of the real program, running."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    def ask(
        self,
        path: str,
        method: str = "GET",
        token: str | None = "",
        body: Any = None,
        **headers: str,
    ) -> tuple[int, Any]:
        """Send a request with the server's token, another one, or none; returns status and JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = f"Bearer {token or self.token}"
        content = None if body is None else json.dumps(body).encode()
        answer = urllib3.request(
            method, f"{self.url}{path}", headers=sent, body=content, retries=False, timeout=60
        )
        return answer.status, json.loads(answer.data)

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
            assert process.poll() is None, log.read_text()
            return re.search(r"serving credentials on (\S+);", log.read_text())

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
        program.seen.append(log.read_text())
