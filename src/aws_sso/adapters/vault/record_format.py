"""Layout and location of sealed records, for the vault and the hot lane.

    vault/INSTANCE/KIND/NAME.sealed  (INSTANCE and NAME as file names)

    aws-sso-2 KEYID EXPIRES RENEW_AT BOUND\\n  (ASCII; times in Unix seconds, 0 for none)
    nonce (12 bytes)  AES-256-GCM ciphertext and tag (NIST SP 800-38D)

BOUND names the services that the content came from and may be sent to: their identities (see
domain/aws/endpoints.py), separated by commas, or `-`. A reader that uses other services treats the
record as missing. The reader builds the additional authenticated data from its request and the
header line. So a record does not open if it was moved or renamed, or if its header was changed. The
hot lane imports this module, so it imports next to nothing itself.
"""

import os

from aws_sso.domain.text.file_names import file_name

VERSION = b"aws-sso-2"
UNBOUND = "-"
NONCE_BYTES = 12
SUFFIX = ".sealed"
ROLE_CREDENTIALS = "role-credentials"
"""The kind whose content is ready to print."""
TOKEN = "token"
"""The kind of a session's token, and the name of its record for `SSORegion`."""
SCOPED_CREDENTIALS = "scoped-credentials"
"""The kind of narrowed credentials. Names include the scope; the hot lane does not know them."""


def in_region(name: str, region: str | None) -> str:
    """Return the name of a region's own record; `region` is None for `SSORegion`."""
    return f"{name}@{region}" if region else name


def instance_folder(vault: str, instance: str) -> str:
    """Return an instance's folder; `vault` is the folder of the whole vault."""
    return os.path.join(vault, file_name(instance))


def kind_folder(vault: str, instance: str, kind: str) -> str:
    """Return the folder of an instance's records of one kind."""
    return os.path.join(instance_folder(vault, instance), kind)


def record_path(vault: str, instance: str, kind: str, name: str) -> str:
    """Return the path of a record."""
    return os.path.join(kind_folder(vault, instance, kind), f"{file_name(name)}{SUFFIX}")


def header_line(key_id: str, expires: int, renew_at: int, bound: str) -> bytes:
    """Return the header line, newline included."""
    ascii_id, ascii_bound = key_id.encode("ascii"), bound.encode("ascii")
    return b"%b %b %d %d %b\n" % (VERSION, ascii_id, expires, renew_at, ascii_bound)


def read_header(line: bytes) -> tuple[str, int, int, str]:
    """Return key id, expiry, renewal time and the services it is bound to.

    Raises ValueError that says what is wrong.
    """
    parts = line.removesuffix(b"\n").split(b" ")
    if len(parts) != 5 or not line.endswith(b"\n"):
        raise ValueError("it has no header")
    if parts[0] != VERSION:
        raise ValueError("it is from another version of this program")
    try:
        return parts[1].decode("ascii"), int(parts[2]), int(parts[3]), parts[4].decode("ascii")
    except ValueError:
        raise ValueError("its header is damaged") from None


def taken_apart(record: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the header line, the nonce, and the ciphertext with its tag."""
    end = record.find(b"\n") + 1
    return record[:end], record[end : end + NONCE_BYTES], record[end + NONCE_BYTES :]


def vouched_for(vault_id: str, instance: str, kind: str, name: str, header: bytes) -> bytes:
    """Return the additional authenticated data for a record's place and header line."""
    # The length precedes each part, so different places never give the same bytes.
    parts = (vault_id.encode(), instance.encode(), kind.encode(), name.encode(), header)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
