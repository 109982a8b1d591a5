"""What goes wrong is said in a clear sentence with a remedy, and nothing is lost."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aws_sso.emulator.organization import generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests import parts
from tests.program import BROWSER, Program
from tests.waiting import until

PROFILE = "111122223333:Admin"
HEAD = "SSOConfig:\n  Default:\n    SSORegion: us-east-1\n    StartUrl: https://x.example.com/\n"

BROKEN = {
    "empty file": ("", r"config\.yaml: the file is empty"),
    "only a comment": ("# nothing\n", r"config\.yaml: the file is empty"),
    "a list": ("- a\n", r":1: `the file`: found a list"),
    "a sentence": ("hello\n", r":1: `the file`: found `hello`"),
    "broken indentation": (HEAD + "   Bad: 1\n", r":5: not valid YAML"),
    "open quote": (HEAD + 'DefaultSSO: "x\n', r":\d: not valid YAML"),
    "a tab": (HEAD + "\tThreads: 1\n", r":5: not valid YAML"),
    "no SSOConfig": ("Threads: 3\n", r":1: `SSOConfig`: missing"),
    "empty SSOConfig": ("SSOConfig: {}\n", r":1: `SSOConfig`: found no instance"),
    "null SSOConfig": ("SSOConfig:\n", r":1: `SSOConfig`: missing"),
    "no StartUrl": (
        "SSOConfig:\n  D:\n    SSORegion: us-east-1\n",
        r":3: `StartUrl`: missing from instance `D`",
    ),
    "no SSORegion": (
        "SSOConfig:\n  D:\n    StartUrl: https://x.example.com/\n",
        r":3: `SSORegion`: missing",
    ),
    "region that is a host": (
        "SSOConfig:\n  D:\n    SSORegion: evil.example.com/\n",
        r":3: `SSORegion`: found `evil\.example\.com/`",
    ),
    "start URL in clear": (
        "SSOConfig:\n  D:\n    SSORegion: us-east-1\n    StartUrl: http://x.example.com/\n",
        r":4: `StartUrl`: found `http://x\.example\.com/`",
    ),
    "text for a number": (HEAD + "Threads: many\n", r":5: `Threads`: found `many`"),
    "number too large": (HEAD + "ConsoleDuration: 721\n", r":5: `ConsoleDuration`: found 721"),
    "unknown choice": (HEAD + "UrlAction: fly\n", r":5: `UrlAction`: found `fly`"),
    "no boolean": (HEAD + "AutoLogin: perhaps\n", r":5: `AutoLogin`: found `perhaps`"),
    "map for a list": (HEAD + "ListFields: {a: b}\n", r":5: `ListFields`: found a map"),
    "list for a map": (HEAD + "ConfigVariables: [a]\n", r":5: `ConfigVariables`: found a list"),
    "key given twice": (HEAD + "Threads: 1\nThreads: 2\n", r":6: `Threads`: duplicate key"),
    "old and new name": (
        HEAD + "UrlExecCommand: [a, '%s']\nUrlActionExec: [b, '%s']\n",
        r":6: `UrlActionExec`: it means the same as `UrlExecCommand`",
    ),
    "exec without command": (HEAD + "UrlAction: exec\n", r"`UrlAction`: found `exec` without"),
    "command without %s": (HEAD + "UrlExecCommand: [x]\n", r"`UrlExecCommand`: found `%s` 0 times"),
    "no account id": (
        HEAD + "    Accounts:\n      my-account:\n        Name: x\n",
        r":6: `Accounts`: found account id `my-account`",
    ),
    "account twice": (
        HEAD + "    Accounts:\n      '000000000007': {}\n      7: {}\n",
        r":7: `Accounts`: duplicate account 000000000007",
    ),
    "Via that is no ARN": (
        HEAD + "    Accounts:\n      7:\n        Roles:\n          R:\n            Via: admin\n",
        r":9: `Via`: found `admin`",
    ),
    "tags as text": (HEAD + "    Accounts:\n      7:\n        Tags: x\n", r":7: `Tags`: found `x`"),
    "merging itself": (
        "SSOConfig: &a\n  <<: *a\n",
        r":(1|2): .*(it merges itself|not valid YAML)",
    ),
    "several instances, no default": (
        "SSOConfig:\n  A: {SSORegion: us-east-1, StartUrl: 'https://x.example.com/'}\n"
        "  B: {SSORegion: us-east-1, StartUrl: 'https://y.example.com/'}\n",
        r"several instances, and no default",
    ),
    "default that is not there": (
        HEAD + "DefaultSSO: Other\n",
        r"`DefaultSSO` names the instance `Other`",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_config_gives_one_clear_error(case: str, program: Program) -> None:
    """Exit 1, one error with file, line and key, a hint, and no traceback."""
    text, expected = BROKEN[case]
    program.configure(text)
    ran = program.fails("list")
    assert re.search(expected, ran.err), ran.err
    assert ran.err.count("error: ") == 1
    assert ran.err.count("hint: ") == 1


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda path: path.unlink(), "configuration file not found"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "not a text file in UTF-8"),
        (lambda path: (path.unlink(), path.mkdir(mode=0o700)), "it is a folder, not a file"),
        (lambda path: path.chmod(0o666), "other users may write to"),
    ],
)
def test_an_unusable_config_file_is_explained(
    prepare: Callable[[Path], object], expected: str, program: Program
) -> None:
    """Missing, not text, a folder, writable for others."""
    prepare(program.config)
    assert expected in program.fails("list").err


def test_unknown_keys_are_a_warning_with_line_and_suggestion(signed_in: Program) -> None:
    """Never a reason to stop."""
    signed_in.add_setting("AutoLogn: true")
    ran = signed_in.succeeds("list")
    line = len(signed_in.config.read_text(encoding="utf-8").splitlines())
    assert f"config.yaml:{line}: unknown key `AutoLogn`" in ran.err
    assert "did you mean `AutoLogin`?" in ran.err


def test_wrong_start_url_and_region_are_explained(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """The service refuses; both suspects are named."""
    program.configure(
        program.config.read_text(encoding="utf-8").replace("d-0000000000", "d-1111111111")
    )
    for workflow in ("pkce", "device_code"):
        ran = program.fails("login", "--auth-workflow", workflow)
        assert "hint: check `StartUrl` and `SSORegion` in config.yaml" in ran.err


def test_a_server_that_is_down_is_explained(program: Program) -> None:
    """Its address and the settings that lead there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in list(program.environ):
        if name.startswith("AWS_ENDPOINT_URL"):
            program.environ[name] = f"http://127.0.0.1:{port}"
    ran = program.fails("login")
    assert f"cannot reach http://127.0.0.1:{port}: Connection refused" in ran.err
    assert "hint: check the network" in ran.err


def test_plain_http_goes_nowhere_but_here(program: Program) -> None:
    """An endpoint variable cannot make us send secrets in clear."""
    ran = program.fails("login", AWS_ENDPOINT_URL_SSO_OIDC="http://198.51.100.1/")
    assert "`AWS_ENDPOINT_URL_SSO_OIDC` is not a safe endpoint for secrets" in ran.err


def test_a_token_is_not_shown_to_another_origin(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Changing the endpoint leads to a new sign-in there, not to a leak."""
    signed_in.add_setting("AutoLogin: false")
    base = identity_center.world.base_url.replace("127.0.0.1", "localhost")
    before = identity_center.world.traffic.counts.copy()
    ran = signed_in.fails("process", "-p", PROFILE, AWS_ENDPOINT_URL_SSO=base)
    assert "hint: run `aws-sso login`" in ran.err
    assert identity_center.world.traffic.counts == before
    signed_in.succeeds("process", "-p", PROFILE)


def test_a_denied_sign_in_ends_with_that(program: Program) -> None:
    """In the browser and in the terminal, by both workflows."""
    program.add_setting(f"UrlExecCommand: {[*BROWSER, 'deny']}")
    ran = program.fails("login")
    assert "the sign-in was denied in the browser: the user denied it" in ran.err
    ran = program.fails("login", "--auth-workflow", "device_code")
    assert "the sign-in was denied in the browser" in ran.err


def test_an_expired_code_ends_with_that(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """Nobody confirmed in time."""
    identity_center.world.traffic.faults.append(Fault("CreateToken", "ExpiredTokenException"))
    ran = program.fails("login", "--auth-workflow", "device_code")
    assert "the code expired before it was confirmed" in ran.err


def test_polling_survives_a_lost_connection(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 10: pending, then the network drops, then it is back: signed in."""
    faults = identity_center.world.traffic.faults
    faults.append(Fault("CreateToken", "AuthorizationPendingException"))
    faults.append(Fault("CreateToken", "drop"))
    ran = program.succeeds("login", "--auth-workflow", "device_code")
    assert "retrying" in ran.err


def test_a_role_that_was_taken_away_is_said_plainly(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 13: 403, one call, no browser."""
    identity_center.world.organization.accounts["111122223333"].roles.remove("Admin")
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "AWS denied access to role `Admin` in account 111122223333" in ran.err
    assert "hint: you do not (or no longer) have this role" in ran.err
    assert identity_center.world.traffic.counts["GetRoleCredentials"] == 1
    assert len(identity_center.world.sign_in.sessions) == 1


def test_throttling_and_faults_of_the_server_are_tried_again(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """429, 500 and a broken connection in a row: the user sees none of them."""
    faults = identity_center.world.traffic.faults
    for error in ("TooManyRequestsException", "InternalServerException", "drop"):
        faults.append(Fault("GetRoleCredentials", error))
    assert signed_in.succeeds("process", "-p", PROFILE).err == ""
    assert identity_center.world.traffic.counts["GetRoleCredentials"] == 4


def test_a_partial_refresh_keeps_what_was_known(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 12: one account fails for good: its roles stay, and it is named."""
    signed_in.add_setting("MaxRetry: 1")
    signed_in.add_setting("Threads: 1")
    identity_center.world.traffic.faults.append(
        Fault("ListAccountRoles", "InternalServerException", nth=3, count=2)
    )
    ran = signed_in.run("cache")
    assert ran.code == 1
    assert "could not fetch the roles of 1 account" in ran.err
    assert ran.out == "", "nothing was removed"
    assert len(signed_in.succeeds("list", "--csv").out.splitlines()) == 11


def test_an_interrupted_first_refresh_leaves_nothing(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Ctrl-C halfway: exit 130, no list of half the accounts; the next one is whole."""
    center = start_identity_center(generated(150, 2))
    program = Program.in_new_home(tmp_path, center)
    center.world.traffic.latency = 0.2  # the rest takes seconds, in which it is interrupted
    running = program.start("login")
    until(lambda: center.world.traffic.counts["ListAccountRoles"] >= 20, "twenty accounts' calls")
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130, err
    assert b"interrupted" in err
    assert not (program.folder / "cache.json").exists()
    center.world.traffic.latency = 0
    program.succeeds("cache")
    assert len(program.succeeds("list", "--csv").out.splitlines()) == 301


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["-p", "111122223333:Admn"], 1, "did you mean `111122223333:Admin`"),
        (["-R", "ReadOnly"], 2, "add `--account` with one of: 012345670123 (Example Log Archive)"),
        (["-R", "Readonly"], 2, "did you mean `ReadOnly`"),
        (["-A", "111122223333"], 2, "add `--role` with one of: Admin, ReadOnly"),
        (["-A", "111122223333", "-R", "Admn"], 1, "role `Admn` in account 111122223333"),
        (["-A", "111122223333", "-R", "Admn"], 1, "did you mean `Admin` or"),
        (["-A", "111122223334", "-R", "Admin"], 1, "did you mean 111122223333?"),
        (["-A", "12-34", "-R", "Admin"], 2, "`12-34` is not an account id"),
        (["-a", "arn:aws:s3:::bucket"], 2, "is not a role ARN"),
        (["-a", "arn:aws:iam::111122223333:role/Nope"], 1, "role `Nope` in account"),
        ([], 2, "`eval` needs a role"),
    ],
)
def test_a_role_that_cannot_be_found_is_explained(
    arguments: list[str], code: int, expected: str, signed_in: Program
) -> None:
    """The nearest names, or what is missing from the choice."""
    ran = signed_in.fails("eval", "--shell", "bash", *arguments, code=code)
    assert expected in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["list", "--nonsense"],
        ["list", "-s", "NoField"],
        ["list", "-P", "Profile"],
        ["list", "--csv", "--json"],
        ["flush", "-t", "everything"],
        ["eval", "--shell", "command.com"],
        ["login", "--threads", "0"],
        ["list", "--sso", "NoInstance"],
        ["list", "--level", "loud"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], signed_in: Program) -> None:
    """With a sentence that names the mistake."""
    assert "hint: " in signed_in.fails(*arguments, code=2).err


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("list --config", "--config"),
        ("--config= list", "--config"),
        (f"process -p {PROFILE} --config", "--config"),
        ("each --out= -- true", "--out"),
        (f"credentials -p {PROFILE} -f", "--file"),
        ("config --diff --aws-config", "--aws-config"),
        ("setup completions --install --shell bash --shell-script", "--shell-script"),
        ("setup ecs ssl --private-key= --certificate", "--certificate"),
        ("setup ecs ssl --certificate=x --private-key", "--private-key"),
        ("ecs env --token-file", "--token-file"),
        ("emulator --port 0 --org", "--org"),
    ],
)
def test_an_empty_name_of_a_file_is_refused(line: str, name: str, signed_in: Program) -> None:
    """An unset variable in a script: never the current folder, the usual file, or stdout."""
    words = line.split()
    ran = signed_in.fails(*words, *([] if "=" in words[-1] or "--" in words else [""]), code=2)
    assert f"error: `{name}` is empty\n" in ran.err
    assert f"hint: name a file or folder, or leave out `{name}`\n" in ran.err


def test_a_wrong_password_opens_nothing_and_breaks_nothing(signed_in: Program) -> None:
    """Scenario 4: an error, no new vault; with the right one all is as it was."""
    signed_in.add_setting("UnlockMinutes: 0")
    before = {p: p.read_bytes() for p in (signed_in.folder / "vault").rglob("*") if p.is_file()}
    ran = signed_in.fails("process", "-p", PROFILE, AWS_SSO_FILE_PASSWORD="wrong")
    assert "wrong password for the vault" in ran.err
    assert {p: p.read_bytes() for p in before} == before
    signed_in.succeeds("process", "-p", PROFILE)


def test_without_password_and_terminal_it_says_so(signed_in: Program) -> None:
    """Scenario 15: bounded, exit 1, the variable named."""
    signed_in.add_setting("UnlockMinutes: 0")
    ran = signed_in.fails("process", "-p", PROFILE, AWS_SSO_FILE_PASSWORD="")
    assert "no terminal to ask for the password" in ran.err
    assert "hint: set `AWS_SSO_FILE_PASSWORD`" in ran.err


@pytest.mark.parametrize("kind", ["empty", "cut short", "bit flipped", "newer version"])
@pytest.mark.parametrize("name", ["token", "vault.json", "cache.json"])
def test_damaged_files_are_set_aside_and_made_anew(
    kind: str, name: str, signed_in: Program
) -> None:
    """Scenario 6: a warning, no traceback, the damaged file kept beside, other records whole."""
    path = {
        "token": next((signed_in.folder / "vault").rglob("token.sealed")),
        "vault.json": signed_in.folder / "vault" / "vault.json",
        "cache.json": signed_in.folder / "cache.json",
    }[name]
    whole = path.read_bytes()
    damaged = {
        "empty": b"",
        "cut short": whole[: len(whole) // 2],
        "bit flipped": whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        "newer version": whole.replace(b'"version": 1', b'"version": 99').replace(
            b"aws-sso-2 ", b"aws-sso-99 "
        ),
    }[kind]
    path.write_bytes(damaged)
    if (name, kind) == ("vault.json", "newer version"):
        ran = signed_in.fails("login")
        assert "written by a newer version" in ran.err
        assert path.read_bytes() == damaged
        return
    if (name, kind) == ("cache.json", "bit flipped") and damaged.startswith(b"{"):
        signed_in.run("list")  # A changed letter in a name is still a cache; it must not crash.
        return
    ran = signed_in.succeeds("login")
    assert "warning: " in ran.err
    assert [p.read_bytes() for p in path.parent.glob(f"{path.name}.damaged-*")] == [damaged]
    assert signed_in.succeeds("process", "-p", PROFILE).err == ""


def run_without_powers(
    program: Program, *arguments: str, **environ: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program so that permissions count for it, even where the tests run as root."""
    command = [sys.executable, "-m", "aws_sso", *arguments]
    if os.geteuid() == 0:
        setpriv = parts.program("setpriv")
        command = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *command]
    return subprocess.run(
        command,
        env={**program.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_a_home_that_cannot_be_written_is_explained(signed_in: Program, tmp_path: Path) -> None:
    """Scenario 23: a clear refusal."""
    home = tmp_path / "locked"
    (home / ".aws-sso").mkdir(parents=True)
    (home / ".aws-sso" / "config.yaml").write_text(
        signed_in.config.read_text(encoding="utf-8"), encoding="utf-8"
    )
    (home / ".aws-sso").chmod(0o555)
    ran = run_without_powers(signed_in, "login", HOME=str(home))
    assert ran.returncode == 1, ran.stderr
    assert re.search(rb"cannot create folder .*: Permission denied", ran.stderr)
    assert b"hint: " in ran.stderr


def test_a_read_only_disk_still_gives_what_is_there(signed_in: Program) -> None:
    """Scenario 23: valid credentials are handed out, roles are listed; only new things fail."""
    first = signed_in.succeeds("process", "-p", PROFILE)
    paths = [signed_in.folder, *signed_in.folder.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        ran = run_without_powers(signed_in, "process", "-p", PROFILE)
        assert (ran.returncode, ran.stdout.decode()) == (0, first.out), ran.stderr
        assert run_without_powers(signed_in, "list").returncode == 0
        ran = run_without_powers(signed_in, "process", "-p", "999988887777:Billing")
        assert ran.returncode == 1
        assert b"error: " in ran.stderr
        assert b"Traceback" not in ran.stderr
    finally:
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)


def test_a_damaged_history_on_a_read_only_disk_fails_nothing(signed_in: Program) -> None:
    """Scenarios 6 and 23: what nobody needs to get credentials does not keep them from anybody."""
    signed_in.succeeds("process", "-p", PROFILE)
    (signed_in.folder / "history.json").write_text('{"version": 1, "inst', encoding="utf-8")
    paths = [signed_in.folder, *signed_in.folder.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        ran = run_without_powers(signed_in, "eval", "--shell", "sh", "-p", PROFILE)
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert b"export AWS_ACCESS_KEY_ID=" in ran.stdout
        ran = run_without_powers(signed_in, "tags")
        assert ran.returncode == 0, ran.stderr
        assert b"history.json: Permission denied" in ran.stderr
    finally:
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)


def test_a_folder_of_somebody_else_is_refused(signed_in: Program) -> None:
    """Scenario 23: its configuration could name programs to run."""
    if os.geteuid() != 0:
        parts.needed("root, to give a folder away", None)
    os.chown(signed_in.folder, 65534, 65534)
    ran = signed_in.fails("list")
    assert "belongs to another user (uid 65534)" in ran.err


def test_an_unset_home_does_not_crash(signed_in: Program) -> None:
    """Scenario 23: with `--config` all is found; without HOME the system's record is used."""
    del signed_in.environ["HOME"]
    signed_in.succeeds("list", "--config", str(signed_in.config))


def test_a_vault_open_to_others_is_refused(signed_in: Program) -> None:
    """Group or others may not even read it; the remedy is named."""
    vault = signed_in.folder / "vault"
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    vault.chmod(0o755)
    ran = signed_in.fails("process", "-p", PROFILE)
    assert f"hint: run `chmod 700 {vault}`" in ran.err


def test_all_files_are_ours_alone(signed_in: Program) -> None:
    """Nothing we make can be read by others."""
    signed_in.succeeds("process", "-p", PROFILE)
    for path in signed_in.folder.rglob("*"):
        if path != signed_in.config:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_clock_that_is_wrong_is_said(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 21: noticed from the server's Date, said once, no loop of sign-ins."""
    identity_center.world.clock.offset = -3 * 3600
    ran = signed_in.run("cache")
    assert "this machine's clock is 3 hours ahead of AWS's" in ran.err
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "check the clock" in ran.err
    assert len(identity_center.world.sign_in.sessions) == 1


def test_interrupting_ends_with_130(program: Program) -> None:
    """Ctrl-C while waiting for the browser: out at once, no traceback."""
    program.add_setting("UrlExecCommand: ['true', '%s']")
    running = program.start("login")
    assert running.stderr is not None
    assert b"asks you to sign in" in running.stderr.readline()
    assert b"which is not AWS" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    _, rest = running.communicate(timeout=20)
    assert running.returncode == 130
    assert rest.strip() == b"interrupted"
