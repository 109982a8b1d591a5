"""Writers and readers of one vault for 30 seconds, writers killed at random moments.

What a writer reported as stored must be there; no reader may see a torn record, or an older one
after a newer. Run by benchmarks/soak.py; a reader is `python -m benchmarks.vault_traffic FOLDER`.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

from tests import writers

WRITERS = READERS = 8
SECONDS = 30


def read(folder: Path) -> None:
    vault = writers.vault_in(folder)
    seen = dict.fromkeys(range(WRITERS), 0)
    until = time.monotonic() + SECONDS
    reads = 0
    while time.monotonic() < until:
        for number in seen:
            count = writers.stored_count(vault, number)
            assert count >= seen[number], "an older record after a newer one"
            seen[number] = count
            reads += 1
    print(reads)


def start_reader(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.vault_traffic", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")


def traffic(folder: Path) -> bool:
    """Run it; prints figures and tells whether all was well."""
    readers = [start_reader(folder) for _ in range(READERS)]
    running = {number: writers.start(folder, number) for number in range(WRITERS)}
    reported = dict.fromkeys(running, 0)
    kills = 0

    def end(number: int) -> None:
        reported[number] = max(reported[number], writers.kill(running[number]))

    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(random.uniform(0.05, 0.4))
        victim = random.randrange(WRITERS)
        end(victim)
        kills += 1
        running[victim] = writers.start(folder, victim)
    for number in running:
        end(number)
    outs = [reader.communicate()[0] for reader in readers]
    vault = writers.vault_in(folder)
    lost = [n for n, count in reported.items() if writers.stored_count(vault, n) < count]
    good = not lost and all(reader.returncode == 0 for reader in readers)
    print(
        f"{WRITERS} writers and {READERS} readers, {SECONDS} s, {kills} kills: "
        f"{sum(reported.values())} records written, {sum(map(int, filter(None, outs)))} reads, "
        f"{'nothing lost or torn' if good else f'LOST {lost}'}"
    )
    return good


if __name__ == "__main__":
    read(Path(sys.argv[1]))
