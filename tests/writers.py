"""Processes that write without end, for what kills them: `python -m tests.writers …`.

Each keeps a record of its own in the vault of a folder, and reports on stdout every count that
it has stored. What it writes follows from its number and the count, so that a torn text shows.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from aws_sso.adapters.files.files import read_bytes, write_atomically
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.role_cache import RoleCache
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.roles.roles import Account, Catalog

ROOT = Path(__file__).parents[1]
OTHER = "Other"
"""An instance that is forgotten and written anew all the time."""


def complain(message: str) -> None:
    """Take no warning: nobody damages anything here."""
    raise AssertionError(message)


def vault_in(folder: Path, warn: Callable[[str], None] = complain) -> Vault:
    """Return the vault of a folder, with its keys in a file."""
    store = JsonStore(folder / "keys.json", lambda message: None)
    return Vault(folder / "vault", store, locks_in(folder), warn, Unlocked(KernelKeyring(), 0))


def cache_in(folder: Path, warn: Callable[[str], None] = complain) -> RoleCache:
    """Return the cache of roles of a folder."""
    return RoleCache(folder / "cache.json", locks_in(folder), warn)


def locks_in(folder: Path) -> Locks:
    """Return the locks of a folder; waiting for one is nothing to speak of."""
    return Locks(folder / "locks", "writer", lambda message: None)


def text_of(number: int, count: int) -> str:
    """Return what a writer writes at a count: up to some ten thousand letters."""
    return f"{number} {count} " + str(count % 10) * (count * 997 % 9973)


def count_of(text: str, number: int) -> int:
    """Return the count of a writer's text; raises AssertionError if it is not whole."""
    count = int(text.split(" ")[1])
    assert text == text_of(number, count)
    return count


def stored_count(vault: Vault, number: int, instance: str = "Default") -> int:
    """Return the count in a writer's record, 0 for none."""
    found = vault.read(instance, "token", f"Record {number}")
    return count_of(found[1].decode(), number) if found else 0


def start(folder: Path, number: int) -> "subprocess.Popen[bytes]":
    """Start a writer; returns once it has reported the count from which it goes on."""
    writer = _starting(folder, number, files_too=False)
    reports(writer)
    return writer


def started(folder: Path, count: int) -> "list[subprocess.Popen[bytes]]":
    """Start writers of one record, together; returns once all have reported.

    They write the roles' cache, a file `config` and the instance `OTHER` besides.
    """
    several = [_starting(folder, 0, files_too=True) for _ in range(count)]
    for writer in several:
        reports(writer)
    return several


def _starting(folder: Path, number: int, files_too: bool) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.writers", str(folder), str(number)]
    if files_too:
        command.append("files-too")
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


def reports(writer: "subprocess.Popen[bytes]") -> int:
    """Wait for the next count that a writer has stored."""
    assert writer.stdout is not None
    return int(writer.stdout.readline())


def kill(writer: "subprocess.Popen[bytes]") -> int:
    """Kill a writer; returns the last count that it reported and nobody has read, or 0."""
    writer.kill()
    out, _ = writer.communicate()
    # The last line may be cut short: only whole ones were reported.
    return max(
        (int(line) for line in out.splitlines(keepends=True) if line[-1:] == b"\n"), default=0
    )


def assert_whole(folder: Path) -> None:
    """Check that vault, keys, cache and the file of the writer 0 open and make sense."""
    vault = vault_in(folder)
    for instance in ("Default", OTHER):
        stored_count(vault, 0, instance)
    catalog = cache_in(folder).catalog("Default", "r", "s")
    if catalog:
        count_of(catalog.accounts[0].name, 0)
    config = read_bytes(folder / "config")
    if config is not None:
        count_of(config.decode(), 0)


def _write(folder: Path, number: int, files_too: bool) -> None:
    vault, cache = vault_in(folder), cache_in(folder)
    count = stored_count(vault, number)
    print(count, flush=True)
    while True:
        count += 1
        text = text_of(number, count)
        vault.write("Default", "token", f"Record {number}", text.encode(), 0)
        if files_too:
            if count % 5 == 0:
                vault.forget(OTHER)
                vault.write(OTHER, "token", f"Record {number}", text.encode(), 0)
            cache.keep("Default", Catalog("r", "s", count, (Account("1", text, "", ()),)))
            write_atomically(folder / "config", text.encode())
        print(count, flush=True)


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]), files_too=sys.argv[3:] == ["files-too"])
