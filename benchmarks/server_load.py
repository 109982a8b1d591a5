"""Loads a credential server, and watches it across expiries.

The load is open: requests are sent when they are due, whether earlier ones were answered or not, so
that a server that stalls shows in the latencies.
"""

import http.client
import json
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

THREADS = 16


@dataclass
class Load:
    """What came of a load; latencies are in milliseconds."""

    latencies: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class RunningServer:
    """`ecs server` with a default slot, in a home of a benchmark."""

    def __init__(self, program: str, environ: dict[str, str], profile: str) -> None:
        command = [
            program,
            "ecs",
            "server",
            "--port",
            "0",
            "--default",
            profile,
            "--level",
            "error",
        ]
        self._process = subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert self._process.stderr is not None
        found = None
        while not found:
            line = self._process.stderr.readline()
            if not line:
                raise SystemExit("the server did not start")
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        threading.Thread(target=self._process.stderr.read, daemon=True).start()
        self.port = int(found[1])
        done = subprocess.run(
            [program, "ecs", "env", "--server", f"127.0.0.1:{self.port}", "--format", "env"],
            env=environ, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        header = re.search(r"_TOKEN=['\"]?(Bearer [^'\"\n]+)", done.stdout)
        assert header is not None
        self._header = header[1]

    def ask(self, connection: http.client.HTTPConnection) -> dict[str, str]:
        """Ask for the default slot's credentials; raises OSError for any other answer than 200."""
        connection.request("GET", "/", headers={"Authorization": self._header})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError(f"{answer.status}: {body[:200]!r}")
        content: dict[str, str] = json.loads(body)
        return content

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                self.ask(self.connection())
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def memory(self) -> float:
        """Return its resident memory in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        resident = re.search(r"VmRSS:\s+(\d+)", status)
        assert resident is not None
        return int(resident[1]) / 1024

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def load(server: RunningServer, rate: float, seconds: float) -> Load:
    """Send `rate` requests a second, each over a connection of its own as SDKs do."""
    result = Load()
    lock = threading.Lock()
    began = time.perf_counter()

    def work(first: int) -> None:
        for number in range(first, int(rate * seconds), THREADS):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                connection = server.connection()
                server.ask(connection)
                connection.close()
                took = (time.perf_counter() - due) * 1000
                with lock:
                    result.latencies.append(took)
            except (OSError, http.client.HTTPException) as error:
                with lock:
                    result.errors.append(str(error))

    threads = [threading.Thread(target=work, args=(first,)) for first in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return result


def across_expiries(server: RunningServer, seconds: float) -> tuple[int, list[str]]:
    """Ask all the time; returns how many different credentials came, and what went wrong."""
    keys: set[str] = set()
    errors: list[str] = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            answer = server.ask(server.connection())
        except (OSError, http.client.HTTPException) as error:
            errors.append(str(error))
            continue
        keys.add(answer["AccessKeyId"])
        if datetime.fromisoformat(answer["Expiration"]) <= datetime.now(UTC):
            errors.append("expired credentials")
        time.sleep(0.02)
    return len(keys), errors
