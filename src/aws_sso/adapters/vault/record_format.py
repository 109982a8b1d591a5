"""How a sealed record is laid out, and where: for the vault and the hot lane alike.

    vault/INSTANCE/KIND/NAME.sealed  (INSTANCE and NAME as file names)

    aws-sso-1 KEYID EXPIRES RENEW_AT\\n  (ASCII; times in Unix seconds, 0 for none)
    nonce (12 bytes)  AES-256-GCM ciphertext and tag (NIST SP 800-38D)

The additional authenticated data is built by the reader from what it asked for, so a record that
was moved, renamed or whose header was changed does not open. The hot lane reads by this module, so
it imports next to nothing.
"""

from aws_sso.domain.text.file_names import file_name

VERSION = b"aws-sso-1"
NONCE_BYTES = 12
SUFFIX = ".sealed"
ROLE_CREDENTIALS = "role-credentials"
"""The kind whose content is ready to be printed."""


def instance_folder(vault: str, instance: str) -> str:
    """Return the folder of all that is kept for an instance; `vault` is that of the whole vault."""
    return f"{vault}/{file_name(instance)}"


def kind_folder(vault: str, instance: str, kind: str) -> str:
    """Return the folder of an instance's records of a kind."""
    return f"{instance_folder(vault, instance)}/{kind}"


def record_path(vault: str, instance: str, kind: str, name: str) -> str:
    """Return where a record is."""
    return f"{kind_folder(vault, instance, kind)}/{file_name(name)}{SUFFIX}"


def header_line(key_id: str, expires: int, renew_at: int) -> bytes:
    """Return the header line, newline included."""
    return b"%b %b %d %d\n" % (VERSION, key_id.encode("ascii"), expires, renew_at)


def read_header(line: bytes) -> tuple[str, int, int]:
    """Return key id, expiry and renewal time; raises ValueError that says what is wrong."""
    parts = line.split(b" ")
    if len(parts) != 4 or not line.endswith(b"\n"):
        raise ValueError("it has no header")
    if parts[0] != VERSION:
        raise ValueError("it is of another version of this program")
    try:
        return parts[1].decode("ascii"), int(parts[2]), int(parts[3])
    except ValueError:
        raise ValueError("its header is damaged") from None


def taken_apart(record: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the header line, the nonce, and the ciphertext with its tag."""
    end = record.find(b"\n") + 1
    return record[:end], record[end : end + NONCE_BYTES], record[end + NONCE_BYTES :]


def vouched_for(vault_id: str, instance: str, kind: str, name: str, header: bytes) -> bytes:
    """Return the additional authenticated data of a record in that place, with that header line."""
    # Length before each part: no two places give the same bytes.
    parts = (vault_id.encode(), instance.encode(), kind.encode(), name.encode(), header)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
