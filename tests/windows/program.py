"""The program as somebody on Windows has it: installed by uv, started as `aws-sso.exe`."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pexpect

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.parts import ROOT
from tests.program import PASSWORD, Ran
from tests.windows.wine import BED, Wine, python_command, windows_path

SITE = "C:\\My Tools\\aws sso"
PROGRAM = f"{SITE}\\Scripts\\aws-sso.exe"
PACKAGES = f"{SITE}\\Lib\\site-packages"
BROWSER = [python_command(), "-m", "aws_sso.emulator.browser", "%s"]
"""A stand-in for the user: allows every sign-in at once."""

CONFIG = """\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: {start_url}
AuthWorkflow: pkce
UrlAction: exec
UrlExecCommand: {browser}
SecureStore: {store}
"""


def install(wine: Wine, wheels: Path) -> None:
    """Build our wheel, and install it as people do; the bed has what it needs already."""
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable,
         "--out-dir", str(wheels), str(ROOT)],
        check=True,
    )  # fmt: skip
    command = [
        windows_path(BED / "uv" / "uv.exe"), "pip", "install", "--quiet", "--no-index",
        "--no-cache", "--find-links", windows_path(BED / "wheels"),
        "--find-links", windows_path(wheels), "--python", python_command(), "--prefix", SITE,
        "aws-sso-py",
    ]  # fmt: skip
    profile = "C:\\users\\Public"
    done = wine.run(command, wine.variables(USERPROFILE=profile, TEMP=profile), wheels)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    shim = "bcryptprimitives.dll"
    folder = wine.drive.joinpath(*PROGRAM.split("\\")[1:-1])
    (folder / shim).write_bytes((BED / shim).read_bytes())


@dataclass(frozen=True)
class WindowsProgram:
    """`aws-sso.exe` with the home and the environment that it runs in."""

    wine: Wine
    home: Path
    environ: dict[str, str]
    where: Path
    """The current folder."""

    @classmethod
    def in_new_home(
        cls, wine: Wine, home: Path, center: RunningIdentityCenter, store: str = "file"
    ) -> "WindowsProgram":
        """Make a home with a config.yaml for an Identity Center."""
        (home / "Temp").mkdir(parents=True)
        temporary = windows_path(home / "Temp")
        folders = {"USERPROFILE": windows_path(home), "TEMP": temporary, "TMP": temporary}
        path = f"{SITE}\\Scripts;C:\\windows\\system32;C:\\windows"
        variables = wine.variables(**folders, PATH=path, PYTHONPATH=PACKAGES, **center.variables)
        if store == "file":
            variables["AWS_SSO_FILE_PASSWORD"] = PASSWORD
        program = cls(wine, home, variables, home)
        program.configure(
            CONFIG.format(start_url=center.start_url, browser=BROWSER, store=store).encode()
        )
        return program

    @property
    def folder(self) -> Path:
        """The folder with everything of ours."""
        return self.home / ".aws-sso"

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "config.yaml"

    @property
    def aws_config(self) -> Path:
        """The configuration file of the SDKs."""
        return self.home / ".aws" / "config"

    def copied_to(self, home: Path) -> "WindowsProgram":
        """Return the program in a copy of its home."""
        shutil.copytree(self.home, home)
        before, after = windows_path(self.home), windows_path(home)
        environ = {name: value.replace(before, after) for name, value in self.environ.items()}
        return replace(self, home=home, environ=environ, where=home)

    def configure(self, content: bytes) -> None:
        """Replace config.yaml."""
        self.folder.mkdir(exist_ok=True)
        self.config.write_bytes(content)

    def having(self, **environ: str) -> "WindowsProgram":
        """Return the same program in the same home, with these variables besides."""
        return replace(self, environ={**self.environ, **environ})

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
        """Start it and leave it running."""
        return self.wine.start([PROGRAM, *arguments], self.environ, self.where, **options)

    def on_console(self, *command: str) -> "pexpect.spawn[str]":
        """Start a program of Windows in a console, which Wine draws on a terminal."""
        program, *arguments = self.wine.launching(command, self.environ, self.where)
        return pexpect.spawn(
            program,
            arguments,
            env={**self.wine.environ, "TERM": "xterm"},
            dimensions=(40, 120),
            encoding="utf-8",
            timeout=300,
        )

    def run(self, *arguments: str, **environ: str) -> Ran:
        """Run it without a console, and return how that ended."""
        return self.run_command([PROGRAM, *arguments], **environ)

    def run_command(self, command: Sequence[str] | str, **environ: str) -> Ran:
        """Run another program of Windows in its place."""
        done = self.wine.run(command, {**self.environ, **environ}, self.where)
        # Windows ends lines of text with CR LF.
        out, err = (
            text.decode("utf-8", "replace").replace("\r\n", "\n")
            for text in (done.stdout, done.stderr)
        )
        assert "Traceback" not in err, err
        return Ran(done.returncode, out, err)

    def succeeds(self, *arguments: str, **environ: str) -> Ran:
        """Run it and expect exit code 0."""
        ran = self.run(*arguments, **environ)
        assert ran.code == 0, ran.all
        return ran

    def fails(self, *arguments: str, code: int = 1, **environ: str) -> Ran:
        """Run it and expect a clean error: that exit code, nothing on stdout, a hint."""
        ran = self.run(*arguments, **environ)
        assert ran.code == code, ran.all
        assert ran.out == "", ran.out
        assert "error: " in ran.err, ran.err
        return ran

    def having_packages(self) -> "WindowsProgram":
        """Return the same program, where Python finds boto3 too."""
        return self.having(PYTHONPATH=f"{PACKAGES};{windows_path(BED / 'packages')}")

    def python(self, code: str, *arguments: str, **environ: str) -> Ran:
        """Run a program in Python, with our packages and boto3."""
        command = [python_command(), "-X", "utf8", "-c", code, *arguments]
        return self.having_packages().run_command(command, **environ)
