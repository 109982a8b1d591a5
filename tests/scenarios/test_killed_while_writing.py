"""Scenario 7: `kill -9` at any moment leaves the old or the new content, whole."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.role_cache import RoleCache
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault

ROUNDS = 200
WRITER = """
import sys
from pathlib import Path
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.role_cache import RoleCache
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.adapters.files.files import write_atomically
from aws_sso.domain.roles.roles import Account, Catalog

folder = Path(sys.argv[1])
quiet = lambda message: None
locks = Locks(folder / "locks", "test", quiet)
store = JsonStore(folder / "keys.json", quiet)
vault = Vault(folder / "vault", store, locks, quiet, Unlocked(KernelKeyring(), 0))
cache = RoleCache(folder / "cache.json", locks, quiet)
print("ready", flush=True)
number = 0
while True:
    number += 1
    text = str(number) * 3000
    vault.write("Default", "token", "token", text.encode(), 0)
    if number % 5 == 0:
        vault.forget("Other")
        vault.write("Other", "token", "token", text.encode(), 0)
    cache.keep("Default", Catalog("r", "s", number, (Account("1", text, "", ()),)))
    write_atomically(folder / "config", text.encode())
"""


def test_two_hundred_kills_leave_everything_whole(tmp_path: Path) -> None:
    """Vault, keys, cache and configuration open and make sense after each kill."""
    complaints: list[str] = []
    locks = Locks(tmp_path / "locks", "test", complaints.append)

    def check() -> None:
        store = JsonStore(tmp_path / "keys.json", lambda message: None)
        vault = Vault(
            tmp_path / "vault", store, locks, complaints.append, Unlocked(KernelKeyring(), 0)
        )
        found = vault.read("Default", "token", "token")
        if found:
            whole(found[1].decode())
        other = vault.read("Other", "token", "token")
        if other:
            whole(other[1].decode())
        catalog = RoleCache(tmp_path / "cache.json", locks, complaints.append).catalog(
            "Default", "r", "s"
        )
        if catalog:
            whole(catalog.accounts[0].name)
        if (tmp_path / "config").exists():
            whole((tmp_path / "config").read_text())
        assert complaints == []

    moments = random.Random(20261123)
    rounds = 0
    while rounds < ROUNDS:
        # One start of Python serves several kills of its children: forks cost less than starts.
        for writer in [start(tmp_path) for _ in range(2)]:
            time.sleep(moments.uniform(0.0, 0.03))  # the random moment, not a wait for anything
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            check()
            rounds += 1
    assert json.loads((tmp_path / "cache.json").read_text())["version"] == 1


def start(folder: Path) -> "subprocess.Popen[bytes]":
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    return writer


def whole(text: str) -> None:
    """A number written 3,000 times in a row, nothing else."""
    assert len(text) % 3000 == 0
    assert text == text[: len(text) // 3000] * 3000
