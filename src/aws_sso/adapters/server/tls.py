"""TLS with the user's certificate."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

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
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".pem") as file:
        file.write(text)
        file.flush()
        yield file.name
