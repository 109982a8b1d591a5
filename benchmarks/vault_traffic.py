"""Writers and readers of one vault for 30 seconds, writers killed at random moments.

What a writer reported as stored must be there; no reader may see a torn record, or an older one
after a newer. Run by benchmarks/soak.py; its parts are `python -m benchmarks.vault_traffic
write|read …`.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault

WRITERS = READERS = 8
SECONDS = 30


def vault_in(folder: Path) -> Vault:
    def complain(message: str) -> None:
        raise AssertionError(message)

    locks = Locks(folder / "locks", "traffic", lambda message: None)
    store = JsonStore(folder / "keys.json", lambda message: None)
    return Vault(folder / "vault", store, locks, complain, Unlocked(KernelKeyring(), 0))


def count_in(vault: Vault, number: int) -> int:
    """Return the count in a writer's record, 0 for none; raises AssertionError for a torn one."""
    found = vault.read("Default", "token", f"Record {number}")
    if found is None:
        return 0
    who, count, rest = found[1].decode().split(" ")
    assert int(who) == number, "a record of somebody else"
    assert len(rest) == int(count) % 5000, "a torn record"
    return int(count)


def write(folder: Path, number: int) -> None:
    vault = vault_in(folder)
    count = count_in(vault, number)
    while True:
        count += 1
        text = f"{number} {count} " + "x" * (count % 5000)
        vault.write("Default", "token", f"Record {number}", text.encode(), 0)
        print(count, flush=True)


def read(folder: Path) -> None:
    vault = vault_in(folder)
    seen = dict.fromkeys(range(WRITERS), 0)
    until = time.monotonic() + SECONDS
    reads = 0
    while time.monotonic() < until:
        for number in seen:
            count = count_in(vault, number)
            assert count >= seen[number], "an older record after a newer one"
            seen[number] = count
            reads += 1
    print(reads)


def start(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.vault_traffic", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def traffic(folder: Path) -> bool:
    """Run it; prints figures and tells whether all was well."""
    base = str(folder)
    readers = [start("read", base) for _ in range(READERS)]
    writers = {number: start("write", base, str(number)) for number in range(WRITERS)}
    reported = dict.fromkeys(writers, 0)
    kills = 0

    def end(number: int) -> None:
        writers[number].kill()
        counts = (writers[number].communicate()[0] or "").split()
        reported[number] = max([reported[number], *map(int, counts)])

    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(random.uniform(0.05, 0.4))
        victim = random.randrange(WRITERS)
        end(victim)
        kills += 1
        writers[victim] = start("write", base, str(victim))
    for number in writers:
        end(number)
    outs = [reader.communicate()[0] for reader in readers]
    vault = vault_in(folder)
    lost = [number for number, count in reported.items() if count_in(vault, number) < count]
    good = not lost and all(reader.returncode == 0 for reader in readers)
    print(
        f"{WRITERS} writers and {READERS} readers, {SECONDS} s, {kills} kills: "
        f"{sum(reported.values())} records written, {sum(map(int, filter(None, outs)))} reads, "
        f"{'nothing lost or torn' if good else f'LOST {lost}'}"
    )
    return good


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        read(Path(sys.argv[2]))
