"""The vault's stores as users meet them: one password a day, locking, moving."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program

PROFILE = "111122223333:Admin"


def vault_id(program: Program) -> str:
    return str(
        json.loads((program.folder / "vault" / "vault.json").read_text(encoding="utf-8"))[
            "vault_id"
        ]
    )


@pytest.fixture
def unlocking(program: Program) -> Iterator[Program]:
    """Signed in with the password given once; no later command has it."""
    if not KernelKeyring().keep("aws-sso-test:probe", b"probe", 5):
        parts.needed("a kernel that lets us keep keys", None)
    program.add_setting("UnlockMinutes: 5")
    program.succeeds("login")
    made = vault_id(program)
    del program.environ["AWS_SSO_FILE_PASSWORD"]
    yield program
    Unlocked(KernelKeyring(), 5).drop(made)


def test_one_password_opens_the_vault_for_all_commands(unlocking: Program) -> None:
    """Reading, writing, a second instance: nobody is asked again."""
    unlocking.succeeds("process", "-p", PROFILE)
    unlocking.succeeds("eval", "-p", "012345670123:ReadOnly", "--shell", "bash")
    text = unlocking.config.read_text(encoding="utf-8")
    start_url = text.split("StartUrl: ")[1].split()[0]
    other = f"  Other: {{SSORegion: us-east-1, StartUrl: {start_url}}}\nAuthWorkflow"
    unlocking.configure(text.replace("AuthWorkflow", other, 1))
    unlocking.succeeds("login", "--sso", "Other")
    unlocking.succeeds("process", "-p", PROFILE)


def test_lock_asks_again_and_loses_nothing(unlocking: Program) -> None:
    """After `lock` the password is needed, and with it all is as before."""
    assert unlocking.succeeds("lock").err == "locked\n"
    assert "no terminal to ask for the password" in unlocking.fails("process", "-p", PROFILE).err
    assert unlocking.succeeds("lock").err == "the vault was not unlocked\n"
    unlocking.succeeds(
        "process", "-p", PROFILE, AWS_SSO_FILE_PASSWORD="canary-password-of-the-vault"
    )
    unlocking.succeeds("process", "-p", PROFILE)


def test_logout_forgets_the_instances_key_and_nobody_is_asked_again(unlocking: Program) -> None:
    """The vault stays open for what is left, and for the next `login`; the old key is nowhere."""
    made = vault_id(unlocking)
    (old,) = Unlocked(KernelKeyring(), 5).keys(made)
    for _ in range(2):
        unlocking.succeeds("logout")
        assert not Unlocked(KernelKeyring(), 5).keys(made)
        unlocking.succeeds("login")
        (new,) = Unlocked(KernelKeyring(), 5).keys(made)
        assert new != old
        old = new
    assert unlocking.succeeds("lock").err == "locked\n"
    unlocking.fails("logout")


def test_a_new_session_asks_for_no_password(unlocking: Program) -> None:
    """`login --force`, however often."""
    for _ in range(3):
        assert "signed in to `Default`" in unlocking.succeeds("login", "--force").err


def test_a_server_starts_without_a_terminal_while_the_vault_is_open(unlocking: Program) -> None:
    """It makes a token of its own, under a new key; also after a new session."""
    unlocking.succeeds("login", "--force")
    port = free_port()
    server = unlocking.start("ecs", "server", "--port", str(port))
    assert server.stderr is not None
    told = [server.stderr.readline().decode() for _ in range(2)]
    server.terminate()
    server.communicate()
    assert f"serving credentials on http://127.0.0.1:{port};" in told[0]
    assert told[1] == (
        f"hint: run `aws-sso ecs env --server 127.0.0.1:{port}` to print what clients need\n"
    )


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_moving_the_keys_under_a_new_password_asks_once(unlocking: Program) -> None:
    """What was typed for the new store opens it for the next command too."""
    unlocking.add_setting("JsonStore: keys.json")
    unlocking.succeeds("setup", "store", "json")
    unlocking.add_setting("SecureStore: json")
    unlocking.succeeds("setup", "store", "file", AWS_SSO_FILE_PASSWORD="another password")
    unlocking.add_setting("SecureStore: file")
    unlocking.succeeds("process", "-p", PROFILE)


def test_no_minutes_ask_each_time(unlocking: Program) -> None:
    """`UnlockMinutes: 0` does not even look."""
    unlocking.add_setting("UnlockMinutes: 0")
    unlocking.fails("process", "-p", PROFILE)


def test_an_unlocked_vault_leaks_nothing_to_the_disk(unlocking: Program) -> None:
    """What is kept open is kept in the kernel only."""
    (key,) = Unlocked(KernelKeyring(), 5).keys(vault_id(unlocking)).values()
    for path in unlocking.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key not in content, path
            assert key.hex().encode() not in content, path
            assert b64encode(key) not in content, path


def test_moving_to_another_store_moves_all(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """There and back: the session stays good; config.yaml is the user's to change, and is named."""
    signed_in.add_setting("JsonStore: keys.json")
    first = signed_in.succeeds("process", "-p", PROFILE).out
    ran = signed_in.succeeds("setup", "store", "json")
    assert "moved the vault's keys from `file` to `json`" in ran.err
    assert f"hint: set `SecureStore: json` in {signed_in.config}" in ran.err
    vault = json.loads((signed_in.folder / "vault" / "vault.json").read_text(encoding="utf-8"))
    assert (vault["store"], vault["store_fields"]) == ("json", {})
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "the vault's keys are in the store `json`, but `SecureStore` is `file`" in ran.err
    assert "hint: move them with `aws-sso setup store file`" in ran.err
    signed_in.add_setting("SecureStore: json")
    assert signed_in.succeeds("process", "-p", PROFILE).out == first
    signed_in.succeeds("setup", "store", "file")
    assert json.loads((signed_in.folder / "keys.json").read_text(encoding="utf-8")) == {}
    signed_in.add_setting("SecureStore: file")
    assert signed_in.succeeds("process", "-p", PROFILE).out == first
    assert len(identity_center.world.sign_in.sessions) == 1
    assert "already" in signed_in.succeeds("setup", "store", "file").err


def test_a_move_that_fails_changes_nothing(signed_in: Program) -> None:
    """The new store refuses: everything stays where it was."""
    before = (signed_in.folder / "vault" / "vault.json").read_bytes()
    ran = signed_in.fails("setup", "store", "pass", PASSWORD_STORE_DIR=str(signed_in.home))
    assert "`pass` is not set up" in ran.err
    assert (signed_in.folder / "vault" / "vault.json").read_bytes() == before
    signed_in.succeeds("process", "-p", PROFILE)


def test_without_a_choice_the_best_store_is_found_and_explained(
    program: Program, tmp_path: Path
) -> None:
    """No session bus: a file under a password, said at first use only."""
    lines = program.config.read_text(encoding="utf-8").splitlines()
    program.configure(
        "\n".join(line for line in lines if not line.startswith("SecureStore")) + "\n"
    )
    program.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path}/none"
    ran = program.succeeds("login")
    assert "no Secret Service found" in ran.err
    assert "Secret Service" not in program.succeeds("process", "-p", PROFILE).err
    vault = json.loads((program.folder / "vault" / "vault.json").read_text(encoding="utf-8"))
    assert vault["store"] == "file"
