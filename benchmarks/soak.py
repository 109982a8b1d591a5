"""What takes longer than a few minutes. Prints figures; exits 1 if something was lost.

Usage: python benchmarks/soak.py
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench import home

from aws_sso.emulator.organisation import generated
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

ACCOUNTS, RATE = 1000, 20


def refresh_at_scale(folder: Path) -> bool:
    """1,000 accounts behind 20 calls a second: complete, without an error (scenario 12)."""
    with serving(lambda url: World(url, generated(ACCOUNTS, 3, nasty=True))) as world:
        world.traffic.rate = RATE
        made = home(folder, world, "soak")
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "aws_sso", "login"],
            env=made.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.monotonic() - started
        cache = json.loads((made.path / ".aws-sso" / "cache.json").read_text())
        entry = cache["instances"]["Default"]
        complete = len(entry["accounts"]) == ACCOUNTS and not entry["missing"]
        refused = world.traffic.refused["ListAccountRoles"]
        print(
            f"refresh of {ACCOUNTS} accounts at {RATE}/s: {took:.1f} s = "
            f"{took / (ACCOUNTS / RATE):.2f} x least (budget 1.1), {refused} calls refused, "
            f"exit code {done.returncode}, {'complete' if complete else 'INCOMPLETE'}"
        )
        return complete and done.returncode == 0 and "429" not in done.stderr


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        return 0 if refresh_at_scale(Path(name)) else 1


if __name__ == "__main__":
    sys.exit(main())
