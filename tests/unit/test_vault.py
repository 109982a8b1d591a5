"""The vault: what is damaged never opens as something else, and harms nothing beside it."""

import contextlib
import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.sealing import BrokenRecordError, DataKey, Header, Place, seal, unseal
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.stores.file import FileStore
from aws_sso.adapters.vault.stores.key_store import KeyStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import StoreError, UnsafeFileError
from tests.memory import Memory

PLACE = Place("vault-1", "Default", "token", "token")
KEY = DataKey("0123456789abcdef", bytes(range(32)))


def vault(folder: Path, warnings: list[str]) -> Vault:
    locks = Locks(folder / "locks", "test", lambda message: None)
    store = JsonStore(folder / "keys.json", lambda message: None)
    return Vault(folder / "vault", store, locks, warnings.append, Unlocked(KernelKeyring(), 0))


@given(st.binary(max_size=2000), st.integers(0, 2**40), st.integers(0, 2**40))
def test_what_is_sealed_opens(content: bytes, expires: int, renew_at: int) -> None:
    """Content and header come back as they were."""
    header, opened = unseal(PLACE, KEY, seal(PLACE, KEY, content, expires, renew_at))
    assert (opened, header) == (content, Header(KEY.key_id, expires, renew_at))


def test_two_seals_of_the_same_differ() -> None:
    """Each has a nonce of its own."""
    assert seal(PLACE, KEY, b"x", 0, 0) != seal(PLACE, KEY, b"x", 0, 0)


def test_every_flipped_bit_is_noticed() -> None:
    """In header, nonce, ciphertext and tag; and every cut."""
    record = seal(PLACE, KEY, b"secret content", 1_700_000_000, 1_700_000_000)
    for position in range(len(record)):
        for bit in range(8):
            flipped = bytearray(record)
            flipped[position] ^= 1 << bit
            with pytest.raises(BrokenRecordError):
                unseal(PLACE, KEY, bytes(flipped))
    for length in range(len(record)):
        with pytest.raises(BrokenRecordError):
            unseal(PLACE, KEY, record[:length])


@pytest.mark.parametrize(
    "place",
    [
        Place("vault-2", "Default", "token", "token"),
        Place("vault-1", "Other", "token", "token"),
        Place("vault-1", "Default", "client", "token"),
        Place("vault-1", "Default", "token", "other"),
        Place("vault-1", "Default", "to", "kentoken"),
        Place("vault-1", "Defaultt", "oken", "token"),
        Place("vault-1", "Default", "token", "token", "https://portal.example.com"),
    ],
)
def test_a_record_opens_in_its_own_place_only(place: Place) -> None:
    """Moved, renamed, or with the parts of its place cut differently."""
    record = seal(PLACE, KEY, b"x", 0, 0)
    with pytest.raises(BrokenRecordError):
        unseal(place, KEY, record)


def test_another_key_does_not_open_it() -> None:
    """Neither one with another id nor one that claims the same."""
    record = seal(PLACE, KEY, b"x", 0, 0)
    with pytest.raises(BrokenRecordError, match="a key that no longer exists"):
        unseal(PLACE, DataKey("other", KEY.key), record)
    with pytest.raises(BrokenRecordError, match="damaged"):
        unseal(PLACE, DataKey(KEY.key_id, bytes(32)), record)


def test_keys_do_not_show_themselves() -> None:
    """In tracebacks and logs."""
    assert repr(KEY) == "DataKey(0123456789abcdef, <redacted>)"


def test_a_damaged_record_is_named_and_the_others_open(tmp_path: Path) -> None:
    """Set aside under a name of its own; its neighbor is untouched."""
    warnings: list[str] = []
    opened = vault(tmp_path, warnings)
    opened.write("Default", "token", "good", b"good", 0)
    opened.write("Default", "token", "bad", b"bad", 0)
    path = tmp_path / "vault" / "!default" / "token" / "bad.sealed"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert opened.read("Default", "token", "bad") is None
    assert str(path) in warnings[0]
    assert path.with_name("bad.sealed.damaged-1").exists()
    found = opened.read("Default", "token", "good")
    assert found is not None
    assert found[1] == b"good"


def test_every_flipped_bit_of_vault_json_is_noticed(tmp_path: Path) -> None:
    """An error, or set aside with a warning that names it; never wrong keys."""
    vault(tmp_path, []).write("Default", "token", "token", b"content", 0)
    file = tmp_path / "vault" / "vault.json"
    whole = file.read_bytes()
    for position in range(len(whole)):
        flipped = bytearray(whole)
        flipped[position] ^= 1
        file.write_bytes(bytes(flipped))
        file.chmod(0o600)
        warnings: list[str] = []
        opened = vault(tmp_path, warnings)
        with contextlib.suppress(StoreError):
            found = opened.read("Default", "token", "token")
            # White space at the end, say, is not part of what the file means.
            assert (found and found[1] == b"content") or "vault.json was damaged" in warnings[0]
        for aside in (tmp_path / "vault").rglob("*.damaged-*"):
            if "sealed" in aside.name:
                aside.rename(aside.with_name(aside.name.split(".damaged")[0]))
            else:
                aside.unlink()
    file.write_bytes(whole)
    file.chmod(0o600)
    found = vault(tmp_path, []).read("Default", "token", "token")
    assert found is not None
    assert found[1] == b"content"


def test_large_and_many_records_and_odd_names(tmp_path: Path) -> None:
    """A mebibyte in one, a thousand beside it, and names with anything in them."""
    opened = vault(tmp_path, [])
    large = bytes(range(256)) * 4096
    opened.write("Default", "token", "large", large, 0)
    found = opened.read("Default", "token", "large")
    assert found is not None
    assert found[1] == large
    for number in range(1000):
        opened.write("Default", "many", f"record {number}", str(number).encode(), number)
    assert len(opened.expiries("Default", "many")) == 1000
    assert opened.delete_kind("Default", "many") == 1000
    assert opened.expiries("Default", "many") == {}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(instance=st.text(min_size=1, max_size=300), name=st.text(max_size=300))
def test_any_name_is_a_place_of_its_own(tmp_path: Path, instance: str, name: str) -> None:
    """Instances and records may be called anything."""
    warnings: list[str] = []
    opened = vault(tmp_path, warnings)
    opened.write(instance, "token", name, name.encode("utf-8", "surrogatepass"), 0)
    opened.write(instance + "x", "token", name, b"other", 0)
    found = opened.read(instance, "token", name)
    assert found is not None
    assert found[1] == name.encode("utf-8", "surrogatepass")
    opened.forget(instance + "x")
    assert opened.read(instance, "token", name) is not None
    opened.forget(instance)
    assert warnings == []


def test_forgetting_one_instance_leaves_the_others(tmp_path: Path) -> None:
    """Its key and records are gone, theirs are not; forgetting twice is no error."""
    opened = vault(tmp_path, [])
    opened.write("One", "token", "token", b"1", 0)
    opened.write("Two", "token", "token", b"2", 0)
    opened.forget("One")
    opened.forget("One")
    assert opened.read("One", "token", "token") is None
    assert opened.read("Two", "token", "token") is not None


def test_a_store_that_lost_its_keys_is_an_error(tmp_path: Path) -> None:
    """Not a reason to make new ones, or the records would be lost for good."""
    opened = vault(tmp_path, [])
    opened.write("Default", "token", "token", b"x", 0)
    keys = (tmp_path / "keys.json").read_bytes()
    (tmp_path / "keys.json").write_text("{}", encoding="utf-8")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: vault(tmp_path, []).read("Default", "token", "token"),
        lambda: vault(tmp_path, []).write("Default", "token", "token", b"y", 0),
        lambda: vault(tmp_path, []).write("Other", "token", "token", b"y", 0),
    )
    for attempt in attempts:
        with pytest.raises(StoreError, match="no longer has the keys"):
            attempt()
    (tmp_path / "keys.json").write_bytes(keys)
    found = vault(tmp_path, []).read("Default", "token", "token")
    assert found is not None
    assert found[1] == b"x"


def test_the_password_is_asked_for_once_however_much_is_done(tmp_path: Path) -> None:
    """One process, many records, two instances: one derivation."""
    asked: list[bool] = []

    def ask(new: bool) -> tuple[Secret, bool]:
        asked.append(new)
        return Secret("pw"), False

    def opened() -> Vault:
        unlocked = Unlocked(KernelKeyring(), 0)
        store = FileStore(ask, nullcontext, unlocked)
        locks = Locks(tmp_path / "locks", "test", lambda message: None)
        return Vault(tmp_path / "vault", store, locks, lambda message: None, unlocked)

    first = opened()
    for instance in ("One", "Two"):
        for name in ("a", "b"):
            first.write(instance, "token", name, b"x", 0)
            assert first.read(instance, "token", name) is not None
    first.forget("One")
    assert asked == [True]
    opened().read("Two", "token", "a")
    assert asked == [True, False]


def test_each_vault_is_another_one(tmp_path: Path) -> None:
    """So that a record of one home does not open in another, even under the same key."""
    ids = set()
    for number in range(3):
        vault(tmp_path / str(number), []).write("Default", "token", "token", b"x", 0)
        ids.add(
            json.loads(
                (tmp_path / str(number) / "vault" / "vault.json").read_text(encoding="utf-8")
            )["vault_id"]
        )
    assert len(ids) == 3


def test_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """Of vault.json: an error that says so. Of a record: set aside, with that reason."""
    vault(tmp_path, []).write("Default", "token", "token", b"x", 0)
    file = tmp_path / "vault" / "vault.json"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"version": 1', b'"version": 2'))
    with pytest.raises(StoreError, match="written by a newer version") as caught:
        vault(tmp_path, []).read("Default", "token", "token")
    assert "install that version" in str(caught.value.hint)
    assert b'"version": 2' in file.read_bytes()
    file.write_bytes(whole)
    record = tmp_path / "vault" / "!default" / "token" / "token.sealed"
    record.write_bytes(record.read_bytes().replace(b"aws-sso-2 ", b"aws-sso-9 ", 1))
    warnings: list[str] = []
    assert vault(tmp_path, warnings).read("Default", "token", "token") is None
    assert "it is from another version of this program" in warnings[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "it has no header"),
        (b"aws-sso-2 k 0\n", "it has no header"),
        (b"aws-sso-2 k 0 0 - 0\n", "it has no header"),
        (b"aws-sso-2 k 0 0 -", "it has no header"),
        (b"aws-sso-2 k x 0 -\n", "its header is damaged"),
        (b"aws-sso-2 k 0 x -\n", "its header is damaged"),
        (b"aws-sso-2 \xff 0 0 -\n", "its header is damaged"),
        (b"aws-sso-1 k 0 0 -\n", "it is from another version of this program"),
    ],
)
def test_a_header_is_read_or_refused(line: bytes, reason: str) -> None:
    """With the reason that the warning gives."""
    assert Header.parse(b"aws-sso-2 k 12 34 a,b\n") == Header("k", 12, 34, "a,b")
    with pytest.raises(BrokenRecordError, match=reason):
        Header.parse(line)


def test_records_beyond_all_measure_are_refused() -> None:
    """Before they are decrypted."""
    with pytest.raises(BrokenRecordError, match="too large"):
        unseal(PLACE, KEY, b"x" * ((4 << 20) + 1))


class KeyDrawer:
    """A store in memory that can be told to refuse."""

    kind = "drawer"

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.items: dict[str, bytes] = {}

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        self._refuse("load")
        return self.items.get(vault_id)

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        self._refuse("save")
        self.items[vault_id] = item
        return {"in": "the drawer"}

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        self._refuse("drop")
        self.items.pop(vault_id, None)

    def _refuse(self, what: str) -> None:
        if what == self.refuses:
            raise StoreError(f"will not {what}")


def vault_with(folder: Path, store: KeyStore, warnings: list[str]) -> Vault:
    locks = Locks(folder / "locks", "test", lambda message: None)
    return Vault(folder / "vault", store, locks, warnings.append, Unlocked(KernelKeyring(), 0))


def test_a_move_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A new store that refuses changes nothing; an old one that keeps its copy is told of."""
    old, new = KeyDrawer(), KeyDrawer()
    new.kind = "other drawer"
    warnings: list[str] = []
    vault_with(tmp_path, old, warnings).write("Default", "token", "token", b"x", 0)
    before = (tmp_path / "vault" / "vault.json").read_bytes()

    new.refuses = "save"
    with pytest.raises(StoreError, match="will not save"):
        vault_with(tmp_path, old, warnings).move_to(new)
    assert (tmp_path / "vault" / "vault.json").read_bytes() == before
    assert vault_with(tmp_path, old, warnings).read("Default", "token", "token") is not None

    new.refuses, old.refuses = "", "drop"
    moving = vault_with(tmp_path, old, warnings)
    moving.move_to(new)
    assert warnings == ["moved the keys, but could not remove them from `drawer`: will not drop"]
    for opened in (moving, vault_with(tmp_path, new, warnings)):
        found = opened.read("Default", "token", "token")
        assert found is not None
        assert found[1] == b"x"
    with pytest.raises(StoreError, match="are in the store `other drawer`"):
        vault_with(tmp_path, old, warnings).read("Default", "token", "token")


def test_an_empty_vault_has_nothing_to_move(tmp_path: Path) -> None:
    """No error, and no store is touched."""
    new = KeyDrawer()
    vault_with(tmp_path, KeyDrawer(), []).move_to(new)
    assert new.items == {}


def test_what_a_store_holds_must_be_keys(tmp_path: Path) -> None:
    """Rubbish in the store is an error, not an empty vault."""
    store = KeyDrawer()
    vault_with(tmp_path, store, []).write("Default", "token", "token", b"x", 0)
    (vault_id,) = store.items
    for rubbish in (b"", b"[]", b"{", b'{"Default": 1}', b'{"Default": {"id": "k"}}'):
        store.items[vault_id] = rubbish
        with pytest.raises(StoreError, match="are damaged"):
            vault_with(tmp_path, store, []).read("Default", "token", "token")
    store.items[vault_id] = b"{}"
    with pytest.raises(StoreError, match=r"do not match vault\.json"):
        vault_with(tmp_path, store, []).read("Default", "token", "token")


def remembering(folder: Path, store: KeyStore, memory: Unlocked) -> Vault:
    locks = Locks(folder / "locks", "test", lambda message: None)
    return Vault(folder / "vault", store, locks, lambda message: None, memory)


def test_a_key_that_another_process_replaced_is_fetched_anew(tmp_path: Path) -> None:
    """Signed out and in again elsewhere, while this process had the old key in mind."""
    store = KeyDrawer()
    ours, theirs = (vault_with(tmp_path, store, []) for _ in range(2))
    ours.write("Default", "token", "token", b"old", 0)
    theirs.forget("Default")
    assert ours.read("Default", "token", "token") is None
    theirs.write("Default", "token", "token", b"new", 0)
    found = ours.read("Default", "token", "token")
    assert found is not None
    assert found[1] == b"new"
    ours.write("Default", "token", "other", b"ours", 0)
    found = theirs.read("Default", "token", "other")
    assert found is not None
    assert found[1] == b"ours"


def test_a_key_replaced_in_the_middle_of_a_read_is_no_error(tmp_path: Path) -> None:
    """Between our look at vault.json and the store's answer, somebody signs out and in."""

    class Interrupted(KeyDrawer):
        def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
            if self.refuses == "meddle":
                self.refuses = ""
                other = vault_with(tmp_path, self, [])
                other.forget("Default")
                other.write("Default", "token", "token", b"new", 0)
            return super().load(vault_id, fields)

    store = Interrupted()
    vault_with(tmp_path, store, []).write("Default", "token", "token", b"old", 0)
    store.refuses = "meddle"
    found = vault_with(tmp_path, store, []).read("Default", "token", "token")
    assert found is not None
    assert found[1] == b"new"


def test_remembered_keys_spare_the_store_until_they_are_others(tmp_path: Path) -> None:
    """The store is not asked; once the keys changed, or were forgotten, it is."""
    store, memory = KeyDrawer(), Memory()
    remembering(tmp_path, store, memory).write("Default", "token", "token", b"x", 0)
    (vault_id,) = store.items
    assert list(memory.kept) == [(vault_id, "keys")]
    store.refuses = "load"
    assert remembering(tmp_path, store, memory).read("Default", "token", "token") is not None

    # Somebody without that memory adds an instance: the remembered keys are no longer all.
    store.refuses = ""
    vault_with(tmp_path, store, []).write("Other", "token", "token", b"y", 0)
    found = remembering(tmp_path, store, memory).read("Other", "token", "token")
    assert found is not None
    assert found[1] == b"y"
    store.refuses = "load"
    assert remembering(tmp_path, store, memory).read("Other", "token", "token") is not None

    assert remembering(tmp_path, store, memory).lock()
    assert not remembering(tmp_path, store, memory).lock()
    with pytest.raises(StoreError, match="will not load"):
        remembering(tmp_path, store, memory).read("Other", "token", "token")
    store.refuses = ""
    remembering(tmp_path, store, memory).read("Other", "token", "token")
    assert len(memory.keys(vault_id)) == 2
    remembering(tmp_path, store, memory).forget("Other")
    assert len(memory.keys(vault_id)) == 1, "that of the other instance stays"
    store.refuses = "load"
    assert remembering(tmp_path, store, memory).read("Default", "token", "token") is not None
    store.refuses = ""
    other = KeyDrawer()
    other.kind = "other"
    remembering(tmp_path, store, memory).move_to(other)
    assert not memory.kept
    assert store.items == {}


def test_forgetting_takes_the_key_out_of_the_store(tmp_path: Path) -> None:
    """Of that instance only; vault.json no longer tells of it either."""
    store = KeyDrawer()
    opened = vault_with(tmp_path, store, [])
    opened.write("One", "token", "token", b"1", 0)
    opened.write("Two", "token", "token", b"2", 0)
    opened.forget("One")
    (item,) = store.items.values()
    assert list(json.loads(item)) == ["Two"]
    vault_json = json.loads((tmp_path / "vault" / "vault.json").read_text(encoding="utf-8"))
    assert list(vault_json["key_ids"]) == ["Two"]
    vault_with(tmp_path / "nowhere", store, []).forget("One")
    assert not (tmp_path / "nowhere" / "vault").exists()


def test_a_record_without_any_key_is_set_aside(tmp_path: Path) -> None:
    """Left by a writer that was killed, or copied in from elsewhere."""
    opened = vault_with(tmp_path, KeyDrawer(), [])
    opened.write("Default", "token", "token", b"x", 0)
    stray = tmp_path / "vault" / "!stray" / "token" / "token.sealed"
    stray.parent.mkdir(parents=True, mode=0o700)
    stray.write_bytes((tmp_path / "vault" / "!default" / "token" / "token.sealed").read_bytes())
    stray.chmod(0o600)
    warnings: list[str] = []
    assert vault_with(tmp_path, KeyDrawer(), warnings).read("Stray", "token", "token") is None
    assert f"unusable record {stray} (its key is gone)" in warnings[0]
    assert not stray.exists()


def test_a_vault_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    """Neither for reading nor for writing."""
    opened = vault_with(tmp_path, KeyDrawer(), [])
    opened.write("Default", "token", "token", b"x", 0)
    (tmp_path / "vault").chmod(0o755)
    with pytest.raises(UnsafeFileError, match="other users may read"):
        opened.read("Default", "token", "token")
    with pytest.raises(UnsafeFileError, match="other users may read"):
        opened.write("Default", "token", "token", b"y", 0)


def test_records_are_deleted_and_rubbish_is_not_listed(tmp_path: Path) -> None:
    """One by name, or all of a kind with what was set aside; what is no record has no end."""
    opened = vault_with(tmp_path, KeyDrawer(), [])
    for name in ("a", "b"):
        opened.write("Default", "token", name, b"x", 7)
    folder = tmp_path / "vault" / "!default" / "token"
    (folder / "rubbish.sealed").write_text("rubbish", encoding="utf-8")
    (folder / "rubbish.sealed").chmod(0o600)
    (folder / "c.sealed.damaged-1").write_text("x", encoding="utf-8")
    (folder / "d.sealed").mkdir()
    assert opened.expiries("Default", "token") == {"a": 7, "b": 7}
    (folder / "d.sealed").rmdir()
    assert opened.delete("Default", "token", "a")
    assert not opened.delete("Default", "token", "a")
    assert opened.delete_kind("Default", "token") == 3
    assert list(folder.iterdir()) == []
