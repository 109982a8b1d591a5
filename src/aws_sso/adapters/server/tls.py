"""TLS with the user's certificate."""

import os
import ssl
import tempfile
from contextlib import contextmanager

from aws_sso.annotations import Iterator
from aws_sso.domain.server.access import Certificate


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """Return a TLS context for a server; the key is not written to disk if avoidable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with _as_file(certificate.chain) as chain, _as_file(certificate.key.reveal()) as key:
        context.load_cert_chain(chain, key)
    return context


@contextmanager
def _as_file(text: str) -> Iterator[str]:
    """Give a text a path until the block ends: in memory on Linux, else a 0600 file."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("aws-sso")
        try:
            os.write(descriptor, text.encode())
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    # Not NamedTemporaryFile, which on Windows nobody else can open.
    with tempfile.TemporaryDirectory(prefix="aws-sso-") as folder:
        path = os.path.join(folder, "pem")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
        yield path
