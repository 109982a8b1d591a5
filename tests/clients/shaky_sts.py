"""A way to STS on which calls fail as a test says, before they get through to the real one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import urllib3


@dataclass
class Shaky:
    """`faults` are spent first, one a call: (status, body), or None to break the call off."""

    url: str = ""
    faults: list[tuple[int, str] | None] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    """What was asked for, in order, faults included."""


def refusal(code: str) -> str:
    """STS's XML for an error."""
    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<Error><Type>Sender</Type><Code>{code}</Code><Message>made up: {code}</Message></Error>"
        "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
    )


@contextmanager
def shaky_way_to(sts: str) -> Iterator[Shaky]:
    """Listen on loopback, and hand calls on to `sts` once the faults are spent."""
    shaky = Shaky()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            shaky.actions.append(parse_qs(body.decode())["Action"][0])
            if shaky.faults:
                fault = shaky.faults.pop(0)
                if fault is None:
                    self.close_connection = True
                    return
                status, answer = fault[0], fault[1].encode()
            else:
                # With its `Host`: the signature covers that.
                headers = dict(self.headers.items())
                passed = urllib3.request("POST", sts + "/", headers=headers, body=body)
                status, answer = passed.status, passed.data
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *details: object) -> None:
            """Keep the tests' output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shaky.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield shaky
        finally:
            server.shutdown()
            thread.join()
