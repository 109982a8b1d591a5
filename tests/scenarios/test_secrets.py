"""Scenario 14: no secret lies in clear on the disk or shows in any output."""

import json
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests.program import PASSWORD, Program

PROFILE = "111122223333:Admin"


def secrets_of(center: RunningIdentityCenter) -> list[str]:
    """Every secret of the session: what the emulator issued, and the vault's password."""
    world = center.world
    handed_out = [text for keys in world.handed_out for text in keys[1:]]
    return [PASSWORD, *world.sign_in.issued, *handed_out, *world.signin_tokens]


def leaks(folder: Path, secrets: list[str]) -> list[tuple[Path, str]]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [(path, secret) for secret in secrets if secret.encode() in content]
    return found


@pytest.mark.parametrize("level", ["warn", "trace"])
@pytest.mark.parametrize("workflow", ["pkce", "device_code"])
def test_a_whole_session_leaks_nothing(
    level: str, workflow: str, program: Program, identity_center: RunningIdentityCenter
) -> None:
    """Good and failing commands, as loud as they get: only what was asked for is shown."""
    world = identity_center.world
    loud = ["--level", level, "--lines", "--auth-workflow", workflow]
    asked_for: list[str] = []

    def run(*arguments: str, shows_credentials: bool = False) -> None:
        ran = program.run(*arguments, *([] if arguments[0] == "exec" else loud))
        if shows_credentials:
            asked_for.append(ran.out)
            program.seen.remove(ran.out)
        assert leaks(program.home, secrets_of(identity_center)) == []

    run("login")
    run("list")
    run("cache")
    run("process", "-p", PROFILE, shows_credentials=True)
    run("eval", "-p", PROFILE, "--shell", "bash", shows_credentials=True)
    run("exec", "-p", PROFILE, "true")
    run("console", "-p", PROFILE)
    run("console", "-p", PROFILE, "-u", "clip")
    run("console", "-p", PROFILE, "--browser", "/nonexistent", "-u", "open")
    run("console", "-p", PROFILE, "-u", "printurl", shows_credentials=True)
    world.sign_in.expire_access_tokens()
    run("process", "-p", PROFILE, "--sts-refresh", shows_credentials=True)
    for error in ("UnauthorizedException", "ForbiddenException", "drop"):
        world.traffic.faults.append(Fault("GetRoleCredentials", error))
        run("process", "-p", "999988887777:Billing", shows_credentials=True)
    world.sign_in.end_all_sessions()
    world.traffic.faults.append(Fault("CreateToken", "InvalidGrantException", nth=2))
    run("login")
    run("login", "--force")
    run("flush", "--type", "all")
    run("login")
    run("logout")

    assert len(world.handed_out) >= 2
    assert len(world.signin_tokens) == 4
    assert world.handed_out[0][1] in asked_for[0], "what was asked for was shown"
    output = "".join(program.seen)
    shown = [secret for secret in secrets_of(identity_center) if secret in output]
    assert shown == []
    if level == "trace":
        assert "debug: POST" in output, "it was loud indeed"


def test_a_crash_shows_no_secret(
    signed_in: Program, identity_center: RunningIdentityCenter, tmp_path: Path
) -> None:
    """A fault of ours, at `--level debug`: the traceback names lines, not values."""
    import subprocess
    import sys

    crash = (
        "import os, sys\n"
        "from aws_sso.adapters.aws import portal\n"
        "from aws_sso.cli.app import main\n"
        "def role_credentials(self, token, account, role):\n"
        "    raise RuntimeError(f'with {token!r} and {token.access_token}')\n"
        "portal.PortalClient.role_credentials = role_credentials\n"
        "import os\n"
        f"sys.exit(main(['process', '-p', '{PROFILE}', '--level', 'debug'], dict(os.environ)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", crash],
        env=signed_in.environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "error: internal error (RuntimeError)" in done.stderr
    assert "<redacted>" in done.stderr
    for secret in secrets_of(identity_center):
        assert secret not in done.stdout + done.stderr


def test_the_vault_holds_each_record_under_its_own_place(signed_in: Program) -> None:
    """A record copied over another, or one whose header was changed, does not open."""
    signed_in.succeeds("process", "-p", PROFILE)
    signed_in.succeeds("process", "-p", "111122223333:ReadOnly")
    folder = signed_in.folder / "vault" / "!default" / "role-credentials"
    admin = next(folder.glob("*!admin.sealed"))
    reader = next(folder.glob("*!read!only.sealed"))
    reader.write_bytes(admin.read_bytes())
    ran = signed_in.succeeds("process", "-p", "111122223333:ReadOnly")
    assert "damaged or was moved" in ran.err
    header, rest = admin.read_bytes().split(b"\n", 1)
    parts = header.split(b" ")
    parts[2] = b"9999999999"
    admin.write_bytes(b" ".join(parts) + b"\n" + rest)
    assert "damaged" in signed_in.succeeds("process", "-p", PROFILE).err


def test_the_key_is_gone_after_logout(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """A copy of the records made before `logout` no longer opens, even with the password."""
    signed_in.succeeds("process", "-p", PROFILE)
    records = {p: p.read_bytes() for p in signed_in.folder.rglob("*.sealed")}
    signed_in.succeeds("logout")
    signed_in.succeeds("login")
    for path, content in records.items():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    identity_center.world.sign_in.end_all_sessions()
    signed_in.add_setting("AutoLogin: false")
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "sealed with a key that no longer exists" in ran.err


def test_the_json_store_warns_each_time(program: Program) -> None:
    """Unencrypted keys only if the user asked for it, with a warning."""
    program.add_setting("SecureStore: json")
    program.add_setting("JsonStore: keys.json")
    program.add_setting("UnlockMinutes: 5")
    for _ in range(2):
        ran = program.succeeds("login")
        assert "the vault's keys are stored unencrypted in" in ran.err
    assert len(json.loads((program.folder / "keys.json").read_text(encoding="utf-8"))) == 1
