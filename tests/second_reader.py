"""A second reader of the vault, written from docs/reference/vault-format.md alone.

It uses `cryptography` and nothing of ours, so that a change of the format cannot go unnoticed, and
so that whoever has folder and password can get at their own secrets without this program.
"""

import json
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def file_name(text: str) -> str:
    """The name of a file or folder for a text of at most 200 encoded characters."""
    plain = "abcdefghijklmnopqrstuvwxyz0123456789-_.@=+,"
    encoded = ""
    for c in text:
        if c in plain:
            encoded += c
        elif "A" <= c <= "Z":
            encoded += "!" + c.lower()
        else:
            encoded += "".join(f"%{byte:02x}" for byte in c.encode())
    return "%2e" + encoded[1:] if encoded.startswith(".") else encoded


def parts_with_lengths(*parts: bytes) -> bytes:
    """Each part after its length in four bytes, the highest first."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def keys_of(folder: Path, password: str) -> tuple[str, dict[str, bytes]]:
    """The vault's id, and each instance's key, of a vault with the store `file`."""
    vault = json.loads((folder / "vault.json").read_text("utf-8"))
    fields = vault["store_fields"]
    salt, wrapped = b64decode(fields["salt"]), b64decode(fields["wrapped"])
    key = Argon2id(
        salt=salt,
        length=32,
        iterations=fields["iterations"],
        lanes=fields["lanes"],
        memory_cost=fields["memory_kib"],
    ).derive(password.encode())
    named = " ".join(f"{n}={fields[n]}" for n in ("memory_kib", "iterations", "lanes"))
    data = f"{vault['vault_id']} argon2id {named} {fields['salt']}".encode()
    item = json.loads(AESGCM(key).decrypt(wrapped[:12], wrapped[12:], data))
    return vault["vault_id"], {name: b64decode(one["key"]) for name, one in item.items()}


def opened(
    record: bytes, key: bytes, vault_id: str, instance: str, kind: str, name: str
) -> tuple[list[str], bytes]:
    """The fields of a record's header, and its content."""
    header, _, rest = record.partition(b"\n")
    header += b"\n"
    texts = (vault_id.encode(), instance.encode(), kind.encode(), name.encode())
    content = AESGCM(key).decrypt(rest[:12], rest[12:], parts_with_lengths(*texts, header))
    return header.decode("ascii").split(), content


def read(folder: Path, password: str, instance: str, kind: str, name: str) -> bytes:
    """The content of one record."""
    vault_id, keys = keys_of(folder, password)
    path = folder / file_name(instance) / kind / f"{file_name(name)}.sealed"
    return opened(path.read_bytes(), keys[instance], vault_id, instance, kind, name)[1]
