"""Scenario 20: a page in a real browser cannot get at the credential server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver import Chrome

from tests.program import Program
from tests.serving import credential_server
from tests.waiting import until

TRY = """
const [url, token, done] = arguments;
const attempts = [
  fetch(url, {headers: {Authorization: "Bearer " + token}}).then(a => a.text()),
  fetch(url).then(a => a.text()),
  fetch(url, {mode: "no-cors"}).then(a => a.text()),
  fetch(url, {method: "PUT", mode: "no-cors", body: "{}"}).then(a => a.text()),
];
Promise.allSettled(attempts).then(all => done(JSON.stringify(all.map(one => one.value || ""))));
"""


@pytest.fixture
def page() -> Iterator[str]:
    """The address of an empty page of somebody else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>somebody else</title>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("auth", [[], ["--disable-auth"]], ids=["token", "no-token"])
def test_a_page_of_another_origin_gets_nothing(
    auth: list[str], signed_in: Program, chromium: Chrome, page: str
) -> None:
    """With the right token, without one, without CORS, and where no token is asked for at all."""
    arguments = ["--default", "111122223333:Admin", "--level", "info", *auth]
    with credential_server(signed_in, *arguments) as server:
        until(lambda: server.ask("/healthcheck", token=None)[0] == 200, "the first credentials")
        chromium.get(page)
        header = server.control("POST", "/header", {"slot": ""})[1]["header"]
        token = header.removeprefix("Bearer ")
        got = json.loads(chromium.execute_async_script(TRY, f"{server.url}/", token))
        assert got == ["", "", "", ""]
        log = server.log.read_text(encoding="utf-8")
        assert log.count(": 403") >= 3
        assert "GET /: 200" not in log
        assert "OPTIONS /: 403" in log
        assert server.ask("/", token=token or None)[0] == 200
