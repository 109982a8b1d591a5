"""The vault's format as docs/reference/vault-format.md tells it: vectors, and a second reader."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from aws_sso.adapters.vault.record_format import record_path
from aws_sso.adapters.vault.sealing import BrokenRecordError, DataKey, Header, Place, unseal
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import second_reader
from tests.program import Program

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "vault-format.md"
VECTORS: dict[str, Any] = json.loads(
    PAGE.read_text("utf-8").rpartition("```json\n")[2].partition("```")[0]
)
RECORDS = VECTORS["records"]


@pytest.mark.parametrize("vector", RECORDS, ids=[one["instance"] for one in RECORDS])
def test_a_record_written_once_opens_for_ever(vector: dict[str, Any]) -> None:
    """Each vector of the page, by our reader and by the second one, byte for byte."""
    record, key = bytes.fromhex(vector["record"]), bytes.fromhex(vector["key"])
    vault_id, instance, kind, name = (
        str(vector[field]) for field in ("vault_id", "instance", "kind", "name")
    )
    _, key_id, expires, renew_at, bound = vector["header"].split()
    header, content = unseal(
        Place(vault_id, instance, kind, name, bound), DataKey(key_id, key), record
    )
    assert header == Header(key_id, int(expires), int(renew_at), bound)
    assert header.line() == vector["header"].encode() + b"\n"
    assert content.decode() == vector["content"]
    opened = second_reader.opened(record, key, vault_id, instance, kind, name)
    assert opened == (vector["header"].split(), content)
    assert record_path("vault", instance, kind, name).replace(os.sep, "/") == vector["path"]
    folder, file = second_reader.file_name(instance), second_reader.file_name(name)
    assert f"vault/{folder}/{kind}/{file}.sealed" == vector["path"]


def test_a_record_of_another_service_does_not_open() -> None:
    """Even with the right key: what another portal gave is not shown."""
    vector = RECORDS[0]
    place = Place(vector["vault_id"], "Default", "token", "token", "https://other.example.com")
    key = DataKey(vector["header"].split()[1], bytes.fromhex(vector["key"]))
    with pytest.raises(BrokenRecordError, match="bound to other services"):
        unseal(place, key, bytes.fromhex(vector["record"]))


def test_the_wrapped_item_opens_with_its_password(tmp_path: Path) -> None:
    """The vector of the store `file`, by the second reader."""
    vector = VECTORS["wrapped"]
    (tmp_path / "vault.json").write_text(json.dumps(vector), "utf-8")
    vault_id, keys = second_reader.keys_of(tmp_path, vector["password"])
    assert vault_id == vector["vault_id"]
    assert keys == {"Default": bytes(range(32))}


def test_the_second_reader_reads_what_the_program_wrote(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """With folder and password alone: the token and the credentials of a role."""
    arn = "arn:aws:iam::111122223333:role/Admin"
    printed = signed_in.run("process", "--arn", arn).out
    password = signed_in.environ["AWS_SSO_FILE_PASSWORD"]
    folder = signed_in.folder / "vault"
    content = second_reader.read(folder, password, "Default", "role-credentials", arn)
    assert content.decode() + "\n" == printed
    token = json.loads(second_reader.read(folder, password, "Default", "token", "token"))
    assert token["accessToken"] in identity_center.world.sign_in.access_tokens
