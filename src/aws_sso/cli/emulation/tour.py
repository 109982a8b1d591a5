"""A tour of the program against the emulator, in a temporary home."""

import os
import secrets
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from aws_sso.annotations import Mapping, Sequence
from aws_sso.cli.output import say
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World
from aws_sso.errors import SsoError

_PROFILE = "222233334444:Developer"
_CONFIG = """\
# Written by `aws-sso demo`. Your own needs only the first four lines.
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: {start_url}
# A stand-in for your browser: it opens the sign-in page and allows access.
AuthWorkflow: pkce
UrlAction: exec
SecureStore: file
# On systems that cannot keep the vault unlocked, commands in `exec` would ask for its password.
ExecKeepsPassword: true
UrlExecCommand: {browser}
"""
_STEPS = (
    ("Sign in. Your browser would open; here, a stand-in allows access at once.", ["login"]),
    ("Your roles:", ["list"]),
    (
        "Credentials for SDKs and tools, through `credential_process` in ~/.aws/config:",
        ["process", "--profile", _PROFILE],
    ),
    (
        "A command with a role's credentials in its environment:",
        [
            "exec",
            "--profile",
            _PROFILE,
            "--",
            "sh",
            "-c",
            'echo "running as $AWS_SSO_ROLE_ARN with key $AWS_ACCESS_KEY_ID"',
        ],
    ),
    (
        "The AWS console with that role, as the URL that a browser would get:",
        ["console", "--profile", _PROFILE, "--destination", "s3", "--url-action", "printurl"],
    ),
    (
        "When the session and each role's credentials expire:",
        ["list", "--prefix", "RoleName=Dev"],
    ),
)


def run_tour(environ: Mapping[str, str], interactive: bool) -> int:
    """Show the main features step by step; with `interactive`, end in a shell for the user.

    Everything happens in a temporary folder that is deleted afterwards. Raises SsoError if a step
    fails.
    """
    with (
        tempfile.TemporaryDirectory(prefix="aws-sso-demo-") as folder,
        serving(lambda url: World(url)) as world,
    ):
        home = Path(folder)
        demo_environ = _prepared(home, world, environ)
        say(f"a local Identity Center is running at {world.base_url}, with a temporary home\n")
        for explanation, arguments in _STEPS:
            _show(explanation, arguments, demo_environ)
        if not interactive:
            _show("Sign out. Nothing is left, here or at AWS.", ["logout"], demo_environ)
            return 0
        print(
            "Now try it yourself: `aws-sso exec` picks a role, `aws-sso list`, "
            '`eval "$(aws-sso eval -p PROFILE)"`,\n`aws-sso ecs server --default PROFILE`. '
            "`exit` ends the demo and deletes everything.",
            flush=True,
        )
        shell = environ.get("SHELL") or "/bin/sh"
        return subprocess.run([shell], env=demo_environ, check=False).returncode


def _prepared(home: Path, world: World, environ: Mapping[str, str]) -> dict[str, str]:
    folder = home / ".aws-sso"
    folder.mkdir(mode=0o700)
    browser = [sys.executable, "-m", "aws_sso.emulator.browser", "%s"]
    config = _CONFIG.format(start_url=world.start_url, browser=browser)
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    kept = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    # The final shell must find the command as the user types it.
    programs = os.path.dirname(sys.executable)
    return {
        **kept,
        "HOME": str(home),
        "PATH": f"{programs}{os.pathsep}{environ.get('PATH', os.defpath)}",
        "AWS_SSO_CONFIG": str(folder / "config.yaml"),
        "AWS_SSO_FILE_PASSWORD": secrets.token_urlsafe(16),
        "AWS_ENDPOINT_URL_SSO": world.base_url,
        "AWS_ENDPOINT_URL_SSO_OIDC": world.base_url,
        "AWS_ENDPOINT_URL_SIGNIN": world.base_url,
    }


def _show(explanation: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    print(f"{explanation}\n\n  $ aws-sso {shlex.join(arguments)}\n", flush=True)
    command = [sys.executable, "-m", "aws_sso", *arguments]
    done = subprocess.run(command, env=dict(environ), stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise SsoError(
            f"`aws-sso {arguments[0]}` failed in the demo (exit code {done.returncode})",
            "please report it, with the output above",
        )
    print(flush=True)
