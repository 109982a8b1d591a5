"""Scenario 25: private CAs, proxies, and what a failure says."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from aws_sso.adapters.aws.https import Https
from aws_sso.domain.aws.url import Url
from aws_sso.errors import NetworkError, PassingNetworkError


class Answering(BaseHTTPRequestHandler):
    """Answers everything with what the server is told to."""

    server: "Server"

    def do_GET(self) -> None:
        status, headers, body = self.server.answer
        if self.server.hold:
            self.server.hold.wait(20)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.server.asked.append(dict(self.headers))
        self.send_response(407)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A server on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b'{"x": 1}')
        self.asked: list[dict[str, str]] = []
        self.hold: threading.Event | None = None
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def tls_server(server: Server, tmp_path: Path) -> tuple[Server, Path]:
    """A server with a certificate of its own CA, and that CA's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example Test CA")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    ca = tmp_path / "ca.pem"
    ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    both = tmp_path / "both.pem"
    both.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + ca.read_bytes()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server, ca


def https(**environ: str) -> Https:
    return Https(environ, "test", lambda: datetime.now(UTC).timestamp(), lambda ahead: None)


def test_a_private_ca_is_named_as_the_reason(tls_server: tuple[Server, Path]) -> None:
    """Without it a clear error with the remedy, with it all is well."""
    server, ca = tls_server
    with pytest.raises(NetworkError, match="is not trusted") as caught:
        https().call("GET", Url.parse(f"https://{server.place}/"))
    assert "AWS_CA_BUNDLE" in str(caught.value.hint)
    answer = https(AWS_CA_BUNDLE=str(ca)).call("GET", Url.parse(f"https://{server.place}/"))
    assert answer.json() == {"x": 1}


def test_a_bundle_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The variable and its value."""
    with pytest.raises(NetworkError, match="cannot use `AWS_CA_BUNDLE`"):
        https(AWS_CA_BUNDLE=str(tmp_path / "none")).call("GET", Url.parse("https://127.0.0.1:9/"))


def test_a_proxy_gets_its_password_and_nobody_else_does(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sent as the proxy wants it, and left out of the error."""
    proxy = f"http://user:canary%21@{server.place}"
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(NetworkError) as caught:
        https().call("GET", Url.parse("https://portal.example.com/"))
    sent = {name.lower(): value for name, value in server.asked[0].items()}
    assert sent["proxy-authorization"] == "Basic dXNlcjpjYW5hcnkh"
    said = f"{caught.value.message} {caught.value.hint}"
    assert f"the proxy http://{server.place}" in said
    assert "HTTPS_PROXY" in said
    assert "canary" not in said


def test_loopback_and_no_proxy_go_without_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy is never asked for what is on this machine."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert https().call("GET", Url.parse(f"http://{server.place}/")).status == 200


def test_an_answer_that_is_no_json_is_explained(server: Server) -> None:
    """A captive portal, say."""
    server.answer = (200, {}, b"<html>log in to the wifi</html>")
    with pytest.raises(NetworkError, match="did not answer with JSON"):
        https().call("GET", Url.parse(f"http://{server.place}/")).json()


def test_redirects_are_not_followed(server: Server) -> None:
    """A token must not travel on to wherever an answer points."""
    server.answer = (302, {"Location": "http://127.0.0.1:9/"}, b"{}")
    assert https().call("GET", Url.parse(f"http://{server.place}/")).status == 302


def test_answers_without_end_are_cut_off(server: Server) -> None:
    """More than any answer can be is an error, not full memory."""
    server.answer = (200, {}, b"x" * ((16 << 20) + 1))
    with pytest.raises(NetworkError, match="sent more than 16 MiB"):
        https().call("GET", Url.parse(f"http://{server.place}/"))


def test_clear_text_is_for_this_machine_only() -> None:
    """Not even tried."""
    with pytest.raises(NetworkError, match="without TLS"):
        https().call("GET", Url.parse("http://192.0.2.1/"))


def test_a_tls_port_that_speaks_http_is_explained(server: Server) -> None:
    """It is not a certificate that is wrong there, and trying again would not help."""
    with pytest.raises(NetworkError, match="does not speak TLS") as caught:
        https().call("GET", Url.parse(f"https://{server.place}/"))
    assert server.place in caught.value.message
    assert not isinstance(caught.value, PassingNetworkError)


def test_a_refused_connection_is_not_one_that_may_pass() -> None:
    """Nobody listens there, and the next try would find the same."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NetworkError, match=f"cannot reach http://{place}") as caught:
            https().call("GET", Url.parse(f"http://{place}/"))
    assert not isinstance(caught.value, PassingNetworkError)


def test_whoever_waits_is_told_for_whom_once(server: Server) -> None:
    """After two seconds; calls that wait together say it together."""
    notes: list[str] = []
    said = threading.Event()

    def note(message: str) -> None:
        notes.append(message)
        said.set()

    server.hold = said  # The answer comes when the note was given, however long that takes.
    calls = Https({}, "test", lambda: 0.0, lambda ahead: None, note=note)
    url = Url.parse(f"http://{server.place}/")
    threads = [threading.Thread(target=calls.call, args=("GET", url)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert notes == [f"waiting for http://{server.place}"]


@pytest.mark.parametrize("year", ["20260000000", "99999", "-5"])
def test_a_date_of_an_impossible_year_says_nothing_of_our_clock(server: Server, year: str) -> None:
    """The clock is neither wrong by millions of hours nor a reason to fail."""
    ahead: list[float] = []
    server.answer = (200, {"Date": f"Mon, 01 Jan {year} 00:00:00 GMT"}, b"{}")
    calls = Https({}, "test", lambda: 0.0, ahead.append)
    assert calls.call("GET", Url.parse(f"http://{server.place}/")).status == 200
    assert ahead == []
