"""A disk that is full, for tests that only root can run."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests import parts

_FILLER = "filler"


@contextlib.contextmanager
def small_disk(place: Path, size: str = "512k") -> Iterator[Path]:
    """Mount a disk of that size at `place`, an empty folder."""
    if os.geteuid() != 0:
        parts.needed("root, to mount a disk", None)
    mount = [parts.program("mount"), "-t", "tmpfs", "-o", f"size={size},mode=0700", "none"]
    if subprocess.run([*mount, str(place)], capture_output=True, check=False).returncode:
        parts.needed("the right to mount a disk", None)
    try:
        yield place
    finally:
        subprocess.run([parts.program("umount"), "--lazy", str(place)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte free on a disk."""
    with (disk / _FILLER).open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


def make_room(disk: Path) -> None:
    """Free what `fill` took."""
    (disk / _FILLER).unlink(missing_ok=True)
