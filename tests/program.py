"""Runs the real program as a user does: as a process, in a home of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter

PASSWORD = "canary-password-of-the-vault"
BROWSER = [sys.executable, "-m", "aws_sso.emulator.browser", "%s"]
"""A stand-in for the user: allows every sign-in at once."""

CONFIG = """\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: {start_url}
AuthWorkflow: pkce
UrlAction: exec
UrlExecCommand: {browser}
SecureStore: file
UnlockMinutes: 5
"""
"""The vault stays open, as it does by default: a password costs 0.2 s of a processor each time."""


@dataclass
class Ran:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything it printed."""
        return self.out + self.err


@dataclass
class Program:
    """The program `aws-sso` with the home and environment it runs in."""

    home: Path
    environ: dict[str, str]
    seen: list[str] = field(default_factory=list)
    """All output so far."""

    @classmethod
    def in_new_home(cls, folder: Path, center: RunningIdentityCenter) -> "Program":
        """Make a home with a config.yaml for an Identity Center."""
        home = folder / "home"
        home.mkdir(mode=0o700)
        program = cls(
            home,
            {
                "HOME": str(home),
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "AWS_SSO_FILE_PASSWORD": PASSWORD,
                "LANG": "C.UTF-8",
                # For a suite that no shell started, such as one in the background.
                "SHELL": "/bin/bash",
                **center.variables,
            },
        )
        program.configure(CONFIG.format(start_url=center.start_url, browser=BROWSER))
        return program

    @property
    def folder(self) -> Path:
        """The folder with everything of ours."""
        return self.home / ".aws-sso"

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "config.yaml"

    def configure(self, text: str) -> None:
        """Replace config.yaml."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.config.write_text(text, encoding="utf-8")

    def add_setting(self, line: str) -> None:
        """Add a line to config.yaml, in place of one with the same key."""
        key = line.split(":")[0]
        kept = [
            old
            for old in self.config.read_text(encoding="utf-8").splitlines()
            if not old.startswith(key)
        ]
        self.config.write_text("\n".join([*kept, line]) + "\n", encoding="utf-8")

    def having(self, **environ: str) -> "Program":
        """Return the same program in the same home, with these variables besides."""
        return replace(self, environ={**self.environ, **environ})

    def run(self, *arguments: str, timeout: float = 60, **environ: str) -> Ran:
        """Run it without a terminal, and return how that ended."""
        command = [sys.executable, "-m", "aws_sso", *arguments]
        ran = self.having(**environ).run_command(command, timeout)
        assert "Traceback" not in ran.err, ran.err
        return ran

    def run_command(
        self, command: Sequence[str], timeout: float = 120, folder: Path | None = None
    ) -> Ran:
        """Run another program in its place."""
        done = subprocess.run(
            command,
            env=self.environ,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
            start_new_session=True,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        self.seen += [ran.out, ran.err]
        return ran

    def succeeds(self, *arguments: str, **environ: str) -> Ran:
        """Run it and expect exit code 0."""
        ran = self.having(**environ).run(*arguments)
        assert ran.code == 0, ran.all
        return ran

    def fails(self, *arguments: str, code: int = 1, **environ: str) -> Ran:
        """Run it and expect a clean error: that exit code, nothing on stdout, a hint."""
        ran = self.having(**environ).run(*arguments)
        assert ran.code == code, ran.all
        assert ran.out == "", ran.out
        assert "error: " in ran.err, ran.err
        return ran

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start it and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "aws_sso", *arguments],
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **options,
        )
