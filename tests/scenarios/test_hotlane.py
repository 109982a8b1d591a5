"""The hot lane answers as the normal path would, or leaves it to that; and it stays small."""

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aws_sso import hotlane
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.sealing import DataKey, Place, seal
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.cli import app
from aws_sso.domain.text.file_names import file_name
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the hot lane is Linux's")

ARN = "arn:aws:iam::111122223333:role/Admin"
OTHER = "arn:aws:iam::222233334444:role/Developer"
RECORD = f"vault/{file_name('Default')}/role-credentials/{file_name(ARN)}.sealed"


@pytest.fixture
def home(signed_in: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """A signed-in home with two instances, two roles' credentials, and a vault that is open."""
    text = signed_in.config.read_text(encoding="utf-8").replace(
        "UnlockMinutes: 0\n", "UnlockMinutes: 5\n"
    )
    start_url = text.split("StartUrl: ")[1].split("\n")[0]
    second = f"  Second Org:\n    SSORegion: us-gov-west-1\n    StartUrl: {start_url}\n"
    signed_in.configure(text.replace("AuthWorkflow", second + "AuthWorkflow", 1))
    for arn in (ARN, OTHER):
        signed_in.succeeds("process", "--arn", arn)
    if not unlocked_keys(signed_in):
        parts.needed("a kernel that lets us keep keys", None)
    for name in list(os.environ):
        if name.startswith("AWS"):
            monkeypatch.delenv(name)
    for name, value in signed_in.environ.items():
        monkeypatch.setenv(name, value)
    yield signed_in
    Unlocked(KernelKeyring(), 5).drop(vault_id(signed_in))


def vault_id(home: Program) -> str:
    content = json.loads((home.folder / "vault" / "vault.json").read_text(encoding="utf-8"))
    return str(content["vault_id"])


def unlocked_keys(home: Program) -> dict[str, bytes]:
    return Unlocked(KernelKeyring(), 5).keys(vault_id(home))


def normal(arguments: list[str]) -> tuple[int, str, str]:
    """What the normal path gives: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = app.main(arguments, dict(os.environ))
    return code, out.getvalue(), err.getvalue()


def resealed(home: Program, expires_in: int, renew_in: int) -> None:
    """Give a role's record other times, sealed as it should be."""
    key_id, key = next(iter(unlocked_keys(home).items()))
    portal = home.environ["AWS_ENDPOINT_URL_SSO"]
    place = Place(vault_id(home), "Default", "role-credentials", ARN, portal)
    now = int(time.time())
    content = {
        "Version": 1,
        "AccessKeyId": "ASIAMADEUP",
        "SecretAccessKey": "made-up",
        "SessionToken": "made-up",
        "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + expires_in)),
        "AccountId": ARN.split(":")[4],
    }
    record = seal(
        place, DataKey(key_id, key), json.dumps(content).encode(), now + expires_in, now + renew_in
    )
    (home.folder / RECORD).write_bytes(record)


def flipped(home: Program, at: int) -> None:
    path = home.folder / RECORD
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1
    path.write_bytes(bytes(content))


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


STATES: dict[str, Callable[[Program], object]] = {
    "as it is": lambda home: None,
    "fresh": lambda home: resealed(home, 3600, 2700),
    "worth renewing": lambda home: resealed(home, 600, -1),
    "expired": lambda home: resealed(home, -10, -20),
    "header changed": lambda home: flipped(home, 30),
    "content changed": lambda home: flipped(home, -5),
    "cut short": lambda home: (home.folder / RECORD).write_bytes(b"aws-sso-2 "),
    "empty": lambda home: (home.folder / RECORD).write_bytes(b""),
    "gone": lambda home: (home.folder / RECORD).unlink(),
    "another role's": lambda home: shutil.copy(
        home.folder / RECORD.replace(file_name(ARN), file_name(OTHER)), home.folder / RECORD
    ),
    "config touched": lambda home: touched(home.config),
    "config with a warning": lambda home: home.add_setting("Unknown: key"),
    "other default": lambda home: home.add_setting("DefaultSSO: Second Org"),
    "no unlocking": lambda home: home.add_setting("UnlockMinutes: 0"),
    "loud": lambda home: home.add_setting("LogLevel: debug"),
    "config unreadable": lambda home: home.config.write_text("SSOConfig: [", encoding="utf-8"),
    "config gone": lambda home: home.config.unlink(),
    "vault.json touched": lambda home: touched(home.folder / "vault" / "vault.json"),
    "vault.json gone": lambda home: (home.folder / "vault" / "vault.json").unlink(),
    "folder open": lambda home: home.folder.chmod(0o777),
    "vault readable": lambda home: (home.folder / "vault").chmod(0o750),
    "config writable": lambda home: home.config.chmod(0o666),
    "snapshot cut": lambda home: (home.folder / "state" / "hotlane").write_text(
        "aws-sso-hotlane", encoding="utf-8"
    ),
    "snapshot of noise": lambda home: (home.folder / "state" / "hotlane").write_bytes(b"\xff\0"),
    "locked": lambda home: Unlocked(KernelKeyring(), 5).drop(vault_id(home)),
}
ENVIRONS: list[dict[str, str]] = [
    *([{}] * 6),
    {"AWS_SSO": "Second Org"},
    {"AWS_SSO": "Default"},
    {"AWS_SSO": "nothing"},
    {"AWS_SSO_CONFIG": "/nowhere/config.yaml"},
    {"AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9"},
    {"HOME": "relative"},
    {"XDG_CONFIG_HOME": "/nowhere"},
]
WORDS = [
    *(["--arn", ARN], ["-a", ARN], [f"--arn={ARN}"], [f"-a{ARN}"], ["--arn", OTHER]),
    *(["--sso", "Default"], ["-S", "Default"], ["--sso=Default"], ["-S", "Second Org"], ["-S", ""]),
    *(["-S", "nothing"], ["--arn"], ["-a", ""], ["--arn", ARN.replace("aws", "aws-us-gov", 1)]),
    *(["--arn", ARN.replace("role/", "role/path/")], ["--arn", ARN.replace("1111", "111")]),
    *(
        ["--arn", f" {ARN} "],
        ["--arn", ARN.upper()],
        ["--arn", f"{ARN}/"],
        ["--", "x"],
        ["process"],
    ),
    *(
        ["--min-ttl", "5"],
        ["--min-ttl", "700"],
        ["-p", "111122223333:Admin"],
        ["--yes"],
        ["--help"],
    ),
    *(
        ["-A", "111122223333", "-R", "Admin"],
        ["--level", "debug"],
        ["--sts-refresh"],
        ["--ar", ARN],
    ),
    *(["--url-action", "print"], ["-u", "open"], ["--config", "/nowhere"], ["--version"], ["list"]),
]


def command_line(chance: random.Random) -> list[str]:
    """Usually what is in `~/.aws/config`; else that with a word more, fewer, or elsewhere."""
    arguments = [["-S", "Default"], ["process"], ["--arn", ARN]]
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        change = chance.randrange(3)
        if change == 0:
            arguments.insert(chance.randrange(len(arguments) + 1), chance.choice(WORDS))
        elif change == 1 and arguments:
            arguments.pop(chance.randrange(len(arguments)))
        else:
            chance.shuffle(arguments)
    return [word for words in arguments for word in words]


def test_the_hot_lane_agrees_with_the_normal_path(
    home: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A thousand command lines, vaults and environments: the same answer, or none from it."""
    chance = random.Random(20_260_101)
    keys = unlocked_keys(home)
    kept = tmp_path / "kept"
    shutil.copytree(home.folder, kept)
    answered: Counter[str] = Counter()
    for _ in range(1000):
        shutil.rmtree(home.folder)
        shutil.copytree(kept, home.folder)
        home.folder.chmod(0o700)
        Unlocked(KernelKeyring(), 5).keep_keys(vault_id(home), keys)
        if chance.random() < 0.8:
            # The copies are other files, so the snapshot is of others: write it anew.
            assert normal(["process", "--arn", ARN])[0] == 0
        state = chance.choice([*STATES, *["as it is", "fresh"] * 8])
        STATES[state](home)
        arguments = command_line(chance)
        environ = chance.choice(ENVIRONS)
        with monkeypatch.context() as changed:
            for name, value in environ.items():
                changed.setenv(name, value)
            ready = hotlane.answer(arguments)
            if ready is not None:
                answered[state] += 1
                assert normal(arguments) == (0, ready, ""), (state, arguments, environ)
    assert answered["as it is"] > 30
    assert answered["fresh"] > 30
    assert set(answered) <= {"as it is", "fresh", "other default"} | {
        # Nothing that the record of this role tells matters to the other one's.
        *("worth renewing", "expired", "header changed", "content changed", "cut short"),
        *("empty", "gone", "another role's"),
    }


def test_the_real_program_takes_it(home: Program, identity_center: RunningIdentityCenter) -> None:
    """Without calls, list of roles, password; with a broken record the normal path mends it."""
    arguments = ("-S", "Default", "process", "--arn", ARN)
    expected = home.succeeds(*arguments).out
    environ = {name: value for name, value in home.environ.items() if "PASSWORD" not in name}
    home.environ = {**environ, "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:9"}
    before = identity_center.world.traffic.counts.copy()
    (home.folder / "cache.json").write_text("{", encoding="utf-8")
    assert home.succeeds(*arguments).out == expected
    assert (home.folder / "cache.json").read_text(encoding="utf-8") == "{"
    assert identity_center.world.traffic.counts == before
    flipped(home, -5)
    assert "unusable record" in home.run(*arguments).err


def test_another_portal_is_not_answered_for(home: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this one gave is its own: the normal path has to find out."""
    arguments = ["process", "--arn", ARN]
    assert normal(arguments)[0] == 0
    assert hotlane.answer(arguments) is not None
    for variable in ("AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL"):
        with monkeypatch.context() as changed:
            changed.delenv("AWS_ENDPOINT_URL_SSO")
            changed.setenv(variable, "http://127.0.0.1:9")
            assert hotlane.answer(arguments) is None


COUNT = """
import sys
before = set(sys.modules)
events = []
sys.addaudithook(lambda event, details: events.append((event, str(details[0]) if details else "")))
from aws_sso.hotlane import answer
assert answer(["process", "--arn", sys.argv[1]]), "the hot lane was not taken"
counted, modules = list(events), sorted(set(sys.modules) - before)
import json
files = [name for event, name in counted if event == "open"]
print(json.dumps({"modules": modules, "files": files,
                  "events": sorted({event for event, _ in counted})}))
"""
ALLOWED = {
    *(
        "aws_sso",
        "aws_sso.adapters",
        "aws_sso.adapters.config",
        "aws_sso.adapters.vault",
        "aws_sso.adapters.vault.kernel_keyring",
        "aws_sso.hotlane",
    ),
    *("aws_sso.adapters.vault.aes", "aws_sso.adapters.vault.record_format"),
    *("aws_sso.adapters.config.snapshot", "aws_sso.domain"),
    *(
        "aws_sso.adapters.vault.unlocked",
        "aws_sso.domain.text",
        "aws_sso.domain.text.file_names",
        "aws_sso.version",
    ),
    *("ctypes", "_ctypes", "ctypes._endian", "struct", "_struct", "types", "_openssl"),
    *("_openssl.lib", "_cffi_backend", "cryptography", "cryptography.__about__", "__future__"),
    *("cryptography.hazmat", "cryptography.hazmat.bindings", "cryptography.hazmat.bindings._rust"),
}


def test_the_hot_lane_imports_and_opens_next_to_nothing(home: Program) -> None:
    """What slows it is noticed here: a module more, a file more, a process, a socket."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, ARN],
        env=home.environ,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    seen = json.loads(done.stdout)
    new = {name for name in seen["modules"] if not name.startswith("cryptography.hazmat.bindings")}
    assert new <= ALLOWED, new - ALLOWED
    for heavy in ("json", "re", "click", "yaml", "pathlib", "logging", "dataclasses", "sqlite3"):
        assert heavy not in seen["modules"]
    ours = [name for name in seen["files"] if str(home.home) in name]
    assert len(ours) == 2, ours  # the snapshot and the record
    assert len(seen["files"]) <= 40, seen["files"]
    assert not {"socket.connect", "subprocess.Popen", "os.posix_spawn", "os.fork"} & set(
        seen["events"]
    )


def system_calls(home: Program, *command: str) -> dict[str, int]:
    """Run a command under strace; returns how often it made each system call, and `total`."""
    table = home.home / "calls"
    subprocess.run(
        [parts.program("strace"), "-f", "-c", "-U", "calls,name", "-o", str(table), *command],
        env=home.environ,
        capture_output=True,
        check=True,
    )
    rows = [line.split() for line in table.read_text(encoding="utf-8").splitlines()]
    return {row[1]: int(row[0]) for row in rows if len(row) == 2 and row[0].isdigit()}


def test_the_hot_lane_asks_little_of_the_system(home: Program) -> None:
    """Beside an empty Python: some files and system calls more, no process, no connection.

    Pinned loosely: 550 calls and 55 files more when this was written.
    """
    empty = system_calls(home, sys.executable, "-c", "pass")
    ours = str(Path(sys.executable).with_name("aws-sso"))
    calls = system_calls(home, ours, "process", "--arn", ARN)
    assert calls["total"] - empty["total"] <= 750, calls
    assert calls["openat"] - empty["openat"] <= 75, calls
    assert not {"connect", "socket", "clone", "clone3", "fork", "vfork"} & set(calls), calls


def test_version_needs_next_to_nothing() -> None:
    """Not even the hot lane."""
    code = (
        "import atexit, sys; sys.argv[1:] = ['version']; import aws_sso.__main__ as m;"
        "loaded = lambda: [n for n in sys.modules if n.startswith('aws_sso')];"
        "atexit.register(lambda: print(loaded(), 're' in sys.modules)); m.main()"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(Path(hotlane.__file__).parent.parent)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[1] == (
        "['aws_sso', 'aws_sso.__main__', 'aws_sso.version'] False"
    )


def test_no_minutes_any_more_drops_the_keys_that_are_kept(home: Program) -> None:
    """`UnlockMinutes: 0` is not for the next unlock only: the password is asked for again."""
    assert unlocked_keys(home)
    home.add_setting("UnlockMinutes: 0")
    home.fails("process", "--arn", ARN, AWS_SSO_FILE_PASSWORD="not the password")
    assert not unlocked_keys(home)
    home.add_setting("UnlockMinutes: 5")
    home.fails("process", "--arn", ARN, AWS_SSO_FILE_PASSWORD="not the password")
    home.succeeds("process", "--arn", ARN)
