"""One contract for every store of the vault's keys."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from aws_sso.adapters.kernel_keyring import KernelKeyring
from aws_sso.adapters.locks import Locks
from aws_sso.adapters.stores.file_store import FileStore
from aws_sso.adapters.stores.json_store import JsonStore
from aws_sso.adapters.stores.key_store import KeyStore
from aws_sso.adapters.unlocked import Unlocked
from aws_sso.adapters.vault import Vault
from aws_sso.domain.secret import Secret
from aws_sso.errors import StoreError, UnsafeFileError, WrongPasswordError

NOT_REMEMBERED = Unlocked(KernelKeyring(), 0)
ITEM = b"the item \x00\xff"


@dataclass
class Setup:
    """How to open the same store again, as another process would."""

    open: Callable[[], KeyStore]
    folder: Path


def file_store(password: str = "right") -> FileStore:
    return FileStore(lambda new: (Secret(password), False), nullcontext, NOT_REMEMBERED)


@pytest.fixture(params=["file", "json"])
def setup(request: pytest.FixtureRequest, tmp_path: Path) -> Setup:
    """Each store that can be used here."""
    if request.param == "file":
        return Setup(file_store, tmp_path)
    return Setup(lambda: JsonStore(tmp_path / "keys.json", lambda message: None), tmp_path)


def test_an_item_comes_back_to_another_process(setup: Setup) -> None:
    """What is saved is loaded, byte for byte."""
    fields = setup.open().save("vault-1", {}, ITEM)
    assert setup.open().load("vault-1", fields) == ITEM


def test_a_vault_without_an_item_has_none(setup: Setup) -> None:
    """None, and not an error."""
    assert setup.open().load("vault-1", {}) is None


def test_an_item_is_replaced(setup: Setup) -> None:
    """The last one saved counts."""
    store = setup.open()
    fields = store.save("vault-1", {}, b"old")
    fields = setup.open().save("vault-1", fields, ITEM)
    assert setup.open().load("vault-1", fields) == ITEM


def test_vaults_do_not_see_each_other(setup: Setup) -> None:
    """Two homes may use the same store."""
    one, other = setup.open().save("vault-1", {}, b"1"), setup.open().save("vault-2", {}, b"2")
    assert setup.open().load("vault-1", one) == b"1"
    assert setup.open().load("vault-2", other) == b"2"
    setup.open().drop("vault-1", one)
    assert setup.open().load("vault-2", other) == b"2"


def test_the_vault_works_on_it(setup: Setup) -> None:
    """Write, read by another process, forget, begin anew."""
    warnings: list[str] = []

    def vault() -> Vault:
        locks = Locks(setup.folder / "locks", "test", warnings.append)
        return Vault(setup.folder / "vault", setup.open(), locks, warnings.append, NOT_REMEMBERED)

    vault().write("One", "token", "token", b"first", 1)
    vault().write("Two", "token", "token", b"second", 2, 3)
    found = vault().read("Two", "token", "token")
    assert found is not None
    assert (found[0].expires, found[0].renew_at, found[1]) == (2, 3, b"second")
    assert vault().read("Two", "token", "other") is None
    vault().forget("One")
    assert vault().read("One", "token", "token") is None
    vault().write("One", "token", "token", b"third", 1)
    assert vault().expiries("One", "token") == {"token": 1}
    assert warnings == []


def test_a_wrong_password_is_told_apart(tmp_path: Path) -> None:
    """From nothing there, and from a damaged file."""
    fields = file_store().save("vault-1", {}, ITEM)
    with pytest.raises(WrongPasswordError):
        file_store("wrong").load("vault-1", fields)
    with pytest.raises(WrongPasswordError):
        file_store().load("vault-2", fields)


def test_on_a_terminal_a_wrong_password_may_be_tried_again(tmp_path: Path) -> None:
    """Thrice in all."""
    fields = file_store().save("vault-1", {}, ITEM)
    answers = iter(["wrong", "wrong", "right"])
    store = FileStore(lambda new: (Secret(next(answers)), True), nullcontext, NOT_REMEMBERED)
    assert store.load("vault-1", fields) == ITEM
    answers = iter(["wrong"] * 3 + ["right"])
    store = FileStore(lambda new: (Secret(next(answers)), True), nullcontext, NOT_REMEMBERED)
    with pytest.raises(WrongPasswordError):
        store.load("vault-1", fields)
    assert next(answers) == "right"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 8),
        ("memory_kib", 1 << 30),
        ("memory_kib", "65536"),
        ("iterations", 0),
        ("iterations", 1 << 20),
        ("lanes", 0),
        ("salt", "not base64!"),
        ("wrapped", None),
    ],
)
def test_a_forged_derivation_is_refused(name: str, value: object) -> None:
    """Neither a weak one nor one that eats the machine, and no crash for rubbish."""
    fields = file_store().save("vault-1", {}, ITEM)
    with pytest.raises(StoreError):
        file_store().load("vault-1", {**fields, name: value})


def test_keys_in_clear_must_not_be_open_to_others(tmp_path: Path) -> None:
    """A `JsonStore` that others may read is refused."""
    store = JsonStore(tmp_path / "keys.json", lambda message: None)
    store.save("vault-1", {}, ITEM)
    (tmp_path / "keys.json").chmod(0o644)
    with pytest.raises(UnsafeFileError):
        store.load("vault-1", {})


def test_a_file_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    """`JsonStore` pointing at the wrong file is an error."""
    path = tmp_path / "keys.json"
    path.write_text("precious")
    path.chmod(0o600)
    with pytest.raises(StoreError):
        JsonStore(path, lambda message: None).save("vault-1", {}, ITEM)
    assert path.read_text() == "precious"
