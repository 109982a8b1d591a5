"""A prefix of Wine of our own: a Windows for the length of a session of tests."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.parts import ROOT, needed

BED = ROOT / ".tools" / "windows"
"""What `scripts/windows_bed.sh` set up."""


def windows_path(path: Path) -> str:
    """Return what Windows programs call a file of Linux."""
    return "Z:" + str(path).replace("/", "\\")


@dataclass(frozen=True)
class Wine:
    """A running prefix; its processes end with it."""

    prefix: Path

    @property
    def drive(self) -> Path:
        """The drive `C:`."""
        return self.prefix / "drive_c"

    @property
    def in_use(self) -> Path:
        """A file that everybody who uses the prefix has locked."""
        return self.prefix.with_suffix(".in-use")

    @property
    def is_ready(self) -> Path:
        """A file that is there once the prefix is set up."""
        return self.prefix / "ready"

    @contextmanager
    def once(self, what: str) -> Iterator[bool]:
        """Tell whether `what` is still to be done; others wait, and it is done when this ends."""
        with (self.prefix / f"{what}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.prefix / f"{what}.done"
            yield not done.exists()
            done.touch()

    @property
    def environ(self) -> dict[str, str]:
        """What Wine itself needs to know; Windows programs get an environment of their own."""
        return {
            "PATH": os.environ["PATH"],
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "LC_ALL": "C.UTF-8",
        }

    def variables(self, **own: str) -> dict[str, str]:
        """Return the variables that every process of Windows has, and some besides."""
        return {
            "ComSpec": "C:\\windows\\system32\\cmd.exe",
            "OS": "Windows_NT",
            "PATH": "C:\\windows\\system32;C:\\windows",
            "PATHEXT": ".COM;.EXE;.BAT;.CMD",
            "SystemDrive": "C:",
            "SystemRoot": "C:\\windows",
            "windir": "C:\\windows",
            **own,
        }

    def start(
        self,
        command: Sequence[str] | str,
        environ: Mapping[str, str],
        folder: Path,
        **options: Any,
    ) -> "subprocess.Popen[bytes]":
        """Start a Windows program with this command line, environment and current folder.

        A text is a whole command line, as `cmd.exe` wants it. Without a stdin, Python does not
        start under Wine, and with a file as stdout neither: they are pipes.
        """
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            self.launching(command, environ, folder), env=self.environ, **{**pipes, **options}
        )

    def launching(
        self, command: Sequence[str] | str, environ: Mapping[str, str], folder: Path
    ) -> list[str]:
        """Return the command for Linux that starts a Windows program so."""
        line = command if isinstance(command, str) else subprocess.list2cmdline(command)
        block = "".join(f"{name}={value}\0" for name, value in sorted(environ.items()))
        text = f"{line}\0{windows_path(folder)}\0{block}\0"
        number, name = tempfile.mkstemp(suffix=".start", dir=self.prefix)
        with open(number, "wb") as file:
            file.write(text.encode("utf-16-le"))
        return ["nice", "wine", str(BED / "launch.exe"), windows_path(Path(name))]

    def run(
        self,
        command: Sequence[str] | str,
        environ: Mapping[str, str],
        folder: Path,
        timeout: float = 900,
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a Windows program to its end."""
        process = self.start(command, environ, folder)
        try:
            out, err = process.communicate(b"", timeout)
        except BaseException:
            process.kill()  # What it started ends with it.
            process.communicate()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def python_command() -> str:
    """Return the path of the CPython for Windows."""
    return windows_path(BED / "python" / "python.exe")


@contextmanager
def running() -> Iterator[Wine]:
    """Run the prefix of this run of tests until the block ends.

    All workers of a run share it: the first sets it up while the others wait, the last ends it.
    """
    needed("Windows", str(BED) if BED.with_suffix(".stamp").exists() else None)
    needed("wine", shutil.which("wine"))
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    wine = Wine(BED / f"session-{run}")
    with _alone():
        use = wine.in_use.open("wb")
        fcntl.flock(use, fcntl.LOCK_SH)
        _end_those_left_behind()
        if not wine.is_ready.exists():
            _set_up(wine)
            wine.is_ready.touch()
    try:
        yield wine
    finally:
        with _alone(), use:
            _end_if_unused(wine, use)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time set up or end prefixes."""
    with (BED / "prefixes.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_up(wine: Wine) -> None:
    # Links where nothing is written in place: a copy is 700 MB.
    subprocess.run(["cp", "-al", f"{BED}/prefix", str(wine.prefix)], check=True)
    for registry in wine.prefix.glob("*.reg"):
        content = registry.read_bytes()
        registry.unlink()
        registry.write_bytes(content)
    nothing = subprocess.DEVNULL
    quiet: dict[str, Any] = {"stdin": nothing, "stdout": nothing, "stderr": nothing}
    # The first program starts the services, which would keep its streams open.
    subprocess.run(["wineserver", "-p"], env=wine.environ, check=True, timeout=60, **quiet)
    subprocess.run(
        ["nice", "wine", "cmd", "/c", "exit"], env=wine.environ, check=True, timeout=300, **quiet
    )


def _end_those_left_behind() -> None:
    """End what a run that was broken off has left."""
    for file in BED.glob("session-*.in-use"):
        with file.open("ab") as use:
            _end_if_unused(Wine(file.with_suffix("")), use)


def _end_if_unused(wine: Wine, use: IO[bytes]) -> None:
    """End all processes of a prefix and delete it, unless somebody else is using it."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if wine.prefix.exists():
        subprocess.run(["wineserver", "-k"], env=wine.environ, check=False, timeout=60)
        shutil.rmtree(wine.prefix, ignore_errors=True)
    wine.in_use.unlink(missing_ok=True)
