"""The vault's stores as users meet them: one password a day, locking, moving."""

import json
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
    return str(json.loads((program.folder / "vault" / "vault.json").read_text())["vault_id"])


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
    text = unlocking.config.read_text()
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


def test_logout_locks(unlocking: Program) -> None:
    """What kept the vault open is gone, and so is the instance's key."""
    made = vault_id(unlocking)
    unlocking.succeeds("logout")
    unlocked = Unlocked(KernelKeyring(), 5)
    assert not unlocked.keys(made)
    assert unlocked.password_key(made) is None


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
    vault = json.loads((signed_in.folder / "vault" / "vault.json").read_text())
    assert (vault["store"], vault["store_fields"]) == ("json", {})
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "the vault's keys are in the store `json`, but `SecureStore` says `file`" in ran.err
    assert "hint: move them: `aws-sso setup store file`" in ran.err
    signed_in.add_setting("SecureStore: json")
    assert signed_in.succeeds("process", "-p", PROFILE).out == first
    signed_in.succeeds("setup", "store", "file")
    assert json.loads((signed_in.folder / "keys.json").read_text()) == {}
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
    lines = program.config.read_text().splitlines()
    program.configure(
        "\n".join(line for line in lines if not line.startswith("SecureStore")) + "\n"
    )
    program.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path}/none"
    ran = program.succeeds("login")
    assert "no Secret Service found" in ran.err
    assert "Secret Service" not in program.succeeds("process", "-p", PROFILE).err
    vault = json.loads((program.folder / "vault" / "vault.json").read_text())
    assert vault["store"] == "file"
