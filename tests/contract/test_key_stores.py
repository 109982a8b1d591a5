"""One contract for every store of the vault's keys."""

import contextlib
import os
import subprocess
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.stores.file import FileStore
from aws_sso.adapters.vault.stores.gnupg_pass import PassStore
from aws_sso.adapters.vault.stores.key_store import KeyStore
from aws_sso.adapters.vault.stores.kwallet import KWalletStore
from aws_sso.adapters.vault.stores.one_password import OnePasswordStore
from aws_sso.adapters.vault.stores.os_keyring import OsKeyringStore, system_backend
from aws_sso.adapters.vault.stores.secret_service import SecretServiceStore, is_there
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.settings.settings import OnePasswordSettings
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import StoreError, UnsafeFileError, WrongPasswordError
from tests.contract.conftest import Daemon, hang, on_this_bus
from tests.memory import Memory

NOT_REMEMBERED = Unlocked(KernelKeyring(), 0)
ITEM = b"the item \x00\xff" * 300


@dataclass
class Setup:
    """How to open the same store again, as another process would."""

    open: Callable[[], KeyStore]
    folder: Path


def file_store(password: str = "right") -> FileStore:
    return FileStore(lambda new: (Secret(password), False), nullcontext, NOT_REMEMBERED)


class InMemory:
    """What keyring's backend for Windows does, in memory; an entry holds 2,560 bytes."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password.encode("utf-16-le")) <= 2560
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


def one_password_variables(folder: Path) -> dict[str, str]:
    programs = Path(__file__).parent / "bin"
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "OP_STAND_IN_FILE": str(folder / "op.json"),
    }


STORES = ["file", "json", "secret-service", "kwallet", "pass", "1password", "wincred"]


@pytest.fixture(params=STORES)
def setup(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """Each store: real ones where they can be had, stand-ins for 1Password and Windows."""
    if request.param == "file":
        return Setup(file_store, tmp_path)
    if request.param == "json":
        return Setup(lambda: JsonStore(tmp_path / "keys.json", lambda message: None), tmp_path)
    if request.param == "secret-service":
        on_this_bus(request.getfixturevalue("start_gnome_keyring")(True), monkeypatch)
        return Setup(lambda: SecretServiceStore("awsssocli", 30), tmp_path)
    if request.param == "kwallet":
        on_this_bus(request.getfixturevalue("start_kwallet")(True), monkeypatch)
        return Setup(lambda: KWalletStore(30), tmp_path)
    if request.param == "pass":
        variables = request.getfixturevalue("pass_variables")
        return Setup(lambda: PassStore(variables, 60), tmp_path)
    if request.param == "1password":
        variables = one_password_variables(tmp_path)
        return Setup(lambda: OnePasswordStore(OnePasswordSettings(), variables), tmp_path)
    backend = InMemory()
    return Setup(lambda: OsKeyringStore("wincred", backend), tmp_path)


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


def test_the_bounds_of_the_derivation_are_within_them() -> None:
    """The smallest and the largest allowed values are taken; then the password decides."""
    fields = file_store().save("vault-1", {}, ITEM)
    assert {name: fields[name] for name in ("kdf", "memory_kib", "iterations", "lanes")} == {
        "kdf": "argon2id",
        "memory_kib": 65536,
        "iterations": 3,
        "lanes": 4,
    }
    for name, value in (("memory_kib", 19 * 1024), ("iterations", 1), ("lanes", 1), ("lanes", 16)):
        with pytest.raises(WrongPasswordError):
            file_store().load("vault-1", {**fields, name: value})


def test_the_format_of_a_file_vault_does_not_change_by_accident() -> None:
    """Keys wrapped once are unwrapped by every later version."""
    fields = {
        "kdf": "argon2id",
        "memory_kib": 65536,
        "iterations": 3,
        "lanes": 4,
        "salt": "AAECAwQFBgcICQoLDA0ODw==",
        "wrapped": "AAECAwQFBgcICQoLESK9YA+m6UeKT/Rmx3gXuBR0DVmtQNYM",
    }
    assert file_store().load("vault-1", fields) == b"the keys"
    saved = file_store().save("vault-1", {}, b"the keys")
    assert saved.keys() == fields.keys()


def test_remembering_spares_the_password_and_forgets_with_the_kernel(tmp_path: Path) -> None:
    """The derived key is kept under the vault's name, and only that vault's salt uses it."""

    asked: list[bool] = []

    def ask(new: bool) -> tuple[Secret, bool]:
        asked.append(new)
        return Secret("right"), False

    memory = Memory()

    def store() -> FileStore:
        return FileStore(ask, nullcontext, memory)

    fields = store().save("vault-1", {}, ITEM)
    assert list(memory.kept) == [("vault-1", "password-key")]
    assert store().load("vault-1", fields) == ITEM
    fields = store().save("vault-1", fields, b"other")
    assert asked == [True], "nothing but the first save asked"
    memory.kept.clear()
    assert store().load("vault-1", fields) == b"other"
    assert asked == [True, False]
    assert list(memory.kept) == [("vault-1", "password-key")]
    # The key of another password is of no use, and is dropped.
    memory.kept["vault-1", "password-key"] = b64decode(fields["salt"]) + bytes(32)
    assert store().load("vault-1", fields) == b"other"
    assert asked == [True, False, False]
    assert memory.kept["vault-1", "password-key"][16:] != bytes(32)


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
    path.write_text("precious", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(StoreError):
        JsonStore(path, lambda message: None).save("vault-1", {}, ITEM)
    assert path.read_text(encoding="utf-8") == "precious"


def explained(store: KeyStore) -> StoreError:
    """The error of a store that cannot be read; it is never taken for an empty one."""
    with pytest.raises(StoreError) as caught:
        store.load("vault-1", {})
    assert caught.value.hint
    return caught.value


def test_a_locked_keyring_is_told_apart(
    start_gnome_keyring: Callable[[bool], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked and nobody to ask: an error, and the item is there once it is unlocked again."""
    on_this_bus(start_gnome_keyring(True), monkeypatch)
    SecretServiceStore("awsssocli", 30).save("vault-1", {}, ITEM)
    on_this_bus(start_gnome_keyring(False), monkeypatch)
    started = time.monotonic()
    assert "Secret Service" in explained(SecretServiceStore("awsssocli", 10)).message
    assert time.monotonic() - started < 15
    on_this_bus(start_gnome_keyring(True), monkeypatch)
    assert SecretServiceStore("awsssocli", 30).load("vault-1", {}) == ITEM


def test_a_keyring_that_hangs_or_dies_is_given_up_on(
    start_gnome_keyring: Callable[[bool], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenario 5: a time limit that says so; a daemon killed midway likewise."""
    daemon = start_gnome_keyring(True)
    on_this_bus(daemon, monkeypatch)
    SecretServiceStore("awsssocli", 30).save("vault-1", {}, ITEM)
    hang(daemon.running[-1])
    assert "did not answer within 1 seconds" in explained(SecretServiceStore("x", 1)).message
    daemon.running[-1].kill()
    daemon.running[-1].wait()
    explained(SecretServiceStore("awsssocli", 5))


def test_without_a_session_bus_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Absent: said by both stores that need the bus, and by the probe."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    assert not is_there()
    explained(SecretServiceStore("awsssocli", 5))
    explained(KWalletStore(5))


def test_a_session_bus_without_kwallet_is_explained(
    start_gnome_keyring: Callable[[bool], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bus is there, the wallet's daemon is not: an error, started or not."""
    on_this_bus(start_gnome_keyring(True), monkeypatch)
    explained(KWalletStore(5))


def test_a_closed_wallet_is_not_an_empty_one(
    start_kwallet: Callable[[bool], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its prompt is answered by nobody: an error within the time limit."""
    on_this_bus(start_kwallet(False), monkeypatch)
    explained(KWalletStore(2))


def test_a_wallet_that_hangs_is_given_up_on(
    start_kwallet: Callable[[bool], Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the time limit."""
    daemon = start_kwallet(True)
    on_this_bus(daemon, monkeypatch)
    hang(daemon.running[-1])
    assert "did not answer within 1 seconds" in explained(KWalletStore(1)).message


def test_pass_without_its_key_is_told_apart(pass_variables: dict[str, str]) -> None:
    """The entry is there and cannot be decrypted: an error. Not set up: another one."""
    store = PassStore(pass_variables, 60)
    store.save("vault-1", {}, ITEM)
    subprocess.run(["gpgconf", "--kill", "all"], env=pass_variables, check=False)
    empty = Path(pass_variables["HOME"]) / "empty"
    empty.mkdir(mode=0o700)
    without_key = {**pass_variables, "GNUPGHOME": str(empty)}
    assert "`pass show` failed" in explained(PassStore(without_key, 60)).message
    elsewhere = {**pass_variables, "PASSWORD_STORE_DIR": str(empty)}
    assert "`pass` is not set up" in explained(PassStore(elsewhere, 60)).message
    assert store.load("vault-1", {}) == ITEM


def test_a_missing_program_is_named() -> None:
    """`op` and `pass` are not everywhere."""
    nowhere = {"PATH": "/nonexistent", "HOME": "/nonexistent"}
    error = explained(OnePasswordStore(OnePasswordSettings(), nowhere))
    assert "`op` is not installed" in error.message


def test_1password_denied_hanging_and_by_service_account(tmp_path: Path) -> None:
    """A dismissed prompt, a prompt nobody answers, a wrong and a right token."""
    variables = one_password_variables(tmp_path)
    locked = {**variables, "OP_STAND_IN_MODE": "locked"}
    error = explained(OnePasswordStore(OnePasswordSettings(), locked))
    assert "authorization prompt dismissed" in error.message
    hanging = {**variables, "OP_STAND_IN_MODE": "hang"}
    error = explained(OnePasswordStore(OnePasswordSettings(), hanging, limit=1))
    assert "did not finish within 1 seconds" in error.message
    settings = OnePasswordSettings(vault="Shared", auth_type="service-account")
    variables["OP_STAND_IN_TOKEN"] = "right"
    error = explained(OnePasswordStore(settings, variables))
    assert "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN" in str(error.hint)
    variables["AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN"] = "right"
    store = OnePasswordStore(settings, variables)
    store.save("vault-1", {}, ITEM)
    assert store.load("vault-1", {}) == ITEM


def test_the_keys_never_appear_on_a_command_line(tmp_path: Path) -> None:
    """Other users can read those: the item goes to `op` by stdin."""
    recorder = tmp_path / "programs" / "op"
    recorder.parent.mkdir()
    real = Path(__file__).parent / "bin" / "op"
    recorder.write_text(
        f'#!/bin/sh\necho "$*" >> {tmp_path}/log\nexec {real} "$@"\n', encoding="utf-8"
    )
    recorder.chmod(0o755)
    variables = one_password_variables(tmp_path)
    variables["PATH"] = f"{recorder.parent}{os.pathsep}{os.environ['PATH']}"
    store = OnePasswordStore(OnePasswordSettings(), variables)
    store.save("vault-1", {}, ITEM)
    store.save("vault-1", {}, ITEM)
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "item create -"
    assert len(lines) == 4
    assert not any(b64encode(ITEM).decode()[:20] in line for line in lines)


def test_stores_of_other_systems_say_so() -> None:
    """Keychain is on macOS only, the Credential Manager on Windows only."""
    for kind in ("keychain", "wincred"):
        with pytest.raises(StoreError, match="only"):
            system_backend(kind)


def test_an_item_in_pieces_is_whole_at_any_moment() -> None:
    """Killed between any two writes: the old or the new item, never a mixture."""

    class Dying(InMemory):
        left = 10**9

        def set_password(self, service: str, username: str, password: str) -> None:
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            super().set_password(service, username, password)

    for writes in range(6):
        backend = Dying()
        OsKeyringStore("wincred", backend).save("vault-1", {}, b"old" * 1000)
        backend.left = writes
        with contextlib.suppress(KeyboardInterrupt):
            OsKeyringStore("wincred", backend).save("vault-1", {}, b"new" * 1000)
        found = OsKeyringStore("wincred", backend).load("vault-1", {})
        assert found in (b"old" * 1000, b"new" * 1000)
