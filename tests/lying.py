"""A server in front of the emulator that lies where it is told to."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter

REGISTER, DEVICE, TOKEN = "/client/register", "/device_authorization", "/token"
ACCOUNTS, ROLES = "/assignment/accounts", "/assignment/roles"
CREDENTIALS, LOGOUT, FEDERATION, STS = "/federation/credentials", "/logout", "/federation", "/"


class LyingServer(ThreadingHTTPServer):
    """Answers as the emulator does, but for the paths it has a lie for."""

    daemon_threads = True

    def __init__(self, center: RunningIdentityCenter) -> None:
        super().__init__(("127.0.0.1", 0), _Forwarding)
        self.honest = urlsplit(center.world.base_url).netloc
        self.lies: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: Counter[str] = Counter()

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that lead AWS clients to it."""
        services = ("SSO", "SSO_OIDC", "SIGNIN", "STS")
        return {f"AWS_ENDPOINT_URL_{name}": self.origin for name in services}

    def lie(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        """Answer a path with this from now on, and all others honestly."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.lies = {path: (status, named, content)}

    def be_honest(self) -> None:
        """Tell no more lies, and forget what was asked."""
        self.lies = {}
        self.asked.clear()


class _Forwarding(BaseHTTPRequestHandler):
    server: LyingServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked[path] += 1
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, body = self.server.lies.get(path) or self._honest(sent)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server looks for that name

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _honest(self, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.honest, timeout=30)
        try:
            connection.request(self.command, self.path, sent, dict(self.headers.items()))
            answer = connection.getresponse()
            kept = ("content-type", "location", "date", "retry-after", "x-amzn-errortype")
            headers = {n: v for n, v in answer.getheaders() if n.lower() in kept}
            return answer.status, headers, answer.read()
        finally:
            connection.close()


@contextmanager
def lying_in_front_of(center: RunningIdentityCenter) -> Iterator[LyingServer]:
    """Serve in a thread for as long as the block runs."""
    with LyingServer(center) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


def spoiled(honest: dict[str, Any], field: str, text: str) -> str:
    """Return an answer as JSON whose `field` is the JSON `text`, which may be what JSON is not."""
    return json.dumps({**honest, field: "@"}).replace('"@"', text, 1)
