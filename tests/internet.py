"""A small internet on this machine: hosts by their real names, with TLS, behind a proxy.

The program dials AWS's own names, and each request is noted at the host that got it.
"""

import datetime
import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Request:
    """What a host was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """All of it, to look for secrets in."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.method} {self.path}\n{headers}\n\n{self.body.decode(errors='replace')}"


@dataclass
class Internet:
    """The hosts; `answers` has what each answers, and a host without an answer is not there.

    `requests` are those that each host got. `broken` hosts close the connection, `silent` ones take
    it and say nothing, and `cut` ones close it after the request.
    """

    ca: Path
    proxy: str = ""
    answers: dict[str, Callable[[Request], Answer]] = field(default_factory=dict)
    requests: dict[str, list[Request]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    _context: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext())

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that lead the program here, and nowhere else."""
        return {"HTTPS_PROXY": self.proxy, "AWS_CA_BUNDLE": str(self.ca), "NO_PROXY": ""}

    def forward(self, host: str, base_url: str) -> None:
        """Let a host be what is served at `base_url`."""
        to = base_url.removeprefix("http://")

        def answer(request: Request) -> Answer:
            connection = http.client.HTTPConnection(to, timeout=60)
            kept = {n: v for n, v in request.headers.items() if n.lower() not in ("host",)}
            connection.request(request.method, request.path, request.body or None, kept)
            got = connection.getresponse()
            body = got.read()
            connection.close()
            headers = {
                name: value
                for name, value in got.getheaders()
                if name.lower() not in ("content-length", "connection", "transfer-encoding")
            }
            return got.status, headers, body

        self.answers[host] = answer

    def redirect(self, host: str, location: str, status: int = 302) -> None:
        """Let every page of a host lead to `location`."""
        self.answers[host] = lambda request: (status, {"Location": location}, b"")

    def sent_to(self, host: str) -> str:
        """Return all that a host was sent."""
        return "\n".join(request.text for request in self.requests.get(host, []))


@contextmanager
def an_internet(folder: Path, hosts: list[str]) -> Iterator[Internet]:
    """Serve these hosts until the block ends."""
    ca, chain = _certificates(folder, hosts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    internet = Internet(ca, _context=context)
    server = _Proxy(internet)
    internet.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield internet
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, internet: Internet) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.internet = internet
        self.ended = threading.Event()


class _Tunnel(BaseHTTPRequestHandler):
    """Takes CONNECT, and plays the host that was asked for."""

    def do_CONNECT(self) -> None:
        assert isinstance(self.server, _Proxy)
        internet = self.server.internet
        host = self.path.partition(":")[0]
        self.close_connection = True
        if host not in internet.answers:
            self.send_error(502)
            return
        self.send_response_only(200)
        self.end_headers()
        if host in internet.broken:
            return
        if host in internet.silent:
            self.server.ended.wait(60)
            return
        try:
            tls = internet._context.wrap_socket(self.connection, server_side=True)
            _Host(tls, self.server, host)
            tls.close()
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Host(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, connection: ssl.SSLSocket, server: _Proxy, host: str) -> None:
        self._host = host
        super().__init__(connection, ("127.0.0.1", 0), server)

    def _any(self) -> None:
        assert isinstance(self.server, _Proxy)
        internet = self.server.internet
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        internet.requests.setdefault(self._host, []).append(request)
        answer = internet.answers.get(self._host)
        if answer is None or self._host in internet.cut:  # Perhaps down since it was connected.
            self.close_connection = True
            return
        status, headers, content = answer(request)
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self) -> None:
        self._any()

    def do_HEAD(self) -> None:
        self._any()

    def do_POST(self) -> None:
        self._any()

    def log_message(self, format: str, *args: object) -> None:
        pass


def _certificates(folder: Path, hosts: list[str]) -> tuple[Path, Path]:
    """Make a CA, and a certificate of it for these hosts with its key."""
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA of a test")])

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2))
        )

    ca = (
        builder(name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        builder(x509.Name([]), key.public_key())
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=True
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    ca_file, chain = folder / "ca.pem", folder / "chain.pem"
    ca_file.write_bytes(ca.public_bytes(pem))
    plain = serialization.NoEncryption()
    chain.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + leaf.public_bytes(pem)
    )
    return ca_file, chain
