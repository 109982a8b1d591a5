"""Scenario 25: private CAs, proxies, and what a failure says."""

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
from aws_sso.errors import NetworkError


class Answering(BaseHTTPRequestHandler):
    """Answers everything with what the server is told to."""

    server: "Server"

    def do_GET(self) -> None:
        status, headers, body = self.server.answer
        self.send_response(status)
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
    with pytest.raises(NetworkError, match="`AWS_CA_BUNDLE` cannot be used"):
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
    with pytest.raises(NetworkError, match="something other than JSON"):
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
