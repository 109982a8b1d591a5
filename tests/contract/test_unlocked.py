"""The kernel's keyring: keeps a vault open, for that user, for that long."""

import re
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.unlocked import Unlocked, kept_key
from tests import parts

CONTENT = b"keys \x00\xff" * 500


@pytest.fixture
def name() -> Iterator[str]:
    """A name that nobody else uses; forgotten afterwards."""
    made = f"aws-sso-test:{uuid4()}"
    probe = f"{made}-probe"
    if not KernelKeyring().keep(probe, b"probe", 60):
        parts.needed("a kernel that lets us keep keys", None)
    KernelKeyring().drop(probe)
    yield made
    KernelKeyring().drop(made)


def test_what_is_kept_is_read_by_another_process_and_session(name: str) -> None:
    """Another terminal has another session; it is the same user."""
    KernelKeyring().keep(name, CONTENT, 60)
    code = (
        "import sys\n"
        "from aws_sso.adapters.vault.kernel_keyring import KernelKeyring\n"
        "sys.stdout.buffer.write(KernelKeyring().read(sys.argv[1]) or b'nothing')"
    )
    command = [sys.executable, "-c", code, name]
    assert subprocess.run(command, capture_output=True, check=True).stdout == CONTENT
    elsewhere = [parts.program("keyctl"), "session", "-", *command]
    done = subprocess.run(elsewhere, capture_output=True, check=True, start_new_session=True)
    assert done.stdout == CONTENT


def test_other_users_get_nothing(name: str) -> None:
    """Their user keyring is another one, and the key's permissions say so too."""
    import os

    if os.geteuid() != 0:
        parts.needed("root, to become somebody else", None)
    KernelKeyring().keep(name, CONTENT, 60)
    code = (
        "import os, sys\n"
        "from aws_sso.adapters.vault.kernel_keyring import KernelKeyring\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "print(KernelKeyring().read(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, name]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"None\n"


def test_it_is_replaced_and_dropped(name: str) -> None:
    """The last one kept counts; dropped is gone."""
    keyring = KernelKeyring()
    assert keyring.read(name) is None
    keyring.keep(name, b"old", 60)
    keyring.keep(name, CONTENT, 60)
    assert keyring.read(name) == CONTENT
    assert keyring.drop(name)
    assert keyring.read(name) is None
    assert not keyring.drop(name)


def test_the_kernel_forgets_it_in_time(name: str) -> None:
    """The time limit is the kernel's, so it holds even if we never run again."""
    KernelKeyring().keep(name, CONTENT, 600)
    listed = subprocess.run(
        [parts.program("cat"), "/proc/keys"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    line = next(line for line in listed.splitlines() if f" {name}:" in line)
    assert re.fullmatch("[89]m|10m", line.split()[3]), line
    assert line.split()[4] == "3f1f0000", line


def test_what_is_too_large_is_not_kept(name: str) -> None:
    """Then it goes on without."""
    assert not KernelKeyring().keep(name, b"x" * 40_000, 60)


def test_no_minutes_means_nothing_is_kept() -> None:
    """`UnlockMinutes: 0`."""
    vault = str(uuid4())
    Unlocked(KernelKeyring(), 0).keep_keys(vault, {"0123456789abcdef": b"k" * 32})
    assert Unlocked(KernelKeyring(), 5).keys(vault) == {}
    Unlocked(KernelKeyring(), 0).keep_password_key(vault, CONTENT)
    assert Unlocked(KernelKeyring(), 5).password_key(vault) is None


def minutes_in_kernel(vault: str, what: str) -> str:
    """How long the kernel keeps something yet, as it says: `59s`, `4m`."""
    listed = subprocess.run(
        [parts.program("cat"), "/proc/keys"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    # Of revoked keys with the same name there is a line for a moment.
    lines = [line.split() for line in listed.splitlines() if f" aws-sso:{what}:{vault}:" in line]
    (left,) = [fields[3] for fields in lines if "R" not in fields[1]]
    return left


def test_an_unlock_does_not_last_longer_because_a_key_is_new(name: str) -> None:
    """Whatever is kept later ends with what the password opened; then the time begins anew."""
    vault, one = str(uuid4()), {"0123456789abcdef": b"k" * 32}
    Unlocked(KernelKeyring(), 1).keep_password_key(vault, CONTENT)
    unlocked = Unlocked(KernelKeyring(), 60)
    unlocked.keep_keys(vault, one)
    unlocked.keep_keys(vault, {**one, "f" * 16: b"l" * 32})
    assert minutes_in_kernel(vault, "keys") in [f"{n}s" for n in range(60)] + ["1m"]
    unlocked.drop(vault)
    unlocked.keep_keys(vault, one)
    assert minutes_in_kernel(vault, "keys") in ("59m", "1h", "60m")
    unlocked.drop(vault)


def test_no_keys_are_nothing_to_keep(name: str) -> None:
    """The last one is gone with the others, what the password gave stays."""
    vault = str(uuid4())
    unlocked = Unlocked(KernelKeyring(), 5)
    unlocked.keep_password_key(vault, CONTENT)
    unlocked.keep_keys(vault, {"0123456789abcdef": b"k" * 32})
    unlocked.keep_keys(vault, {})
    assert unlocked.keys(vault) == {}
    assert unlocked.password_key(vault) == CONTENT
    unlocked.drop(vault)


def test_keys_are_kept_by_their_ids() -> None:
    """Any bytes, in any number; what is torn is none."""
    vault = str(uuid4())
    keys = {f"{number:016x}": bytes([number, 10, 32, 0]) * 8 for number in range(20)}
    unlocked = Unlocked(KernelKeyring(), 5)
    unlocked.keep_keys(vault, keys)
    if not unlocked.keys(vault):
        parts.needed("a kernel that lets us keep keys", None)
    assert unlocked.keys(vault) == keys
    assert kept_key(vault, "0000000000000013") == keys["0000000000000013"]
    assert kept_key(vault, "1111111111111111") is None
    assert unlocked.drop(vault)
    assert kept_key(vault, "0000000000000013") is None
