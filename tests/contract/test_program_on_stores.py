"""The real program on real key stores."""

import ctypes
import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.contract.conftest import Daemon, hang
from tests.program import Program

PROFILE = "111122223333:Admin"


def use(program: Program, store: str | None, variables: dict[str, str]) -> None:
    """Choose a store in config.yaml, or none, and lead the program to it, without a password."""
    lines = program.config.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("SecureStore")]
    program.configure("\n".join([*kept, *([f"SecureStore: {store}"] if store else [])]) + "\n")
    del program.environ["AWS_SSO_FILE_PASSWORD"]
    for name in ("DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "PASSWORD_STORE_DIR"):
        if name in variables:
            program.environ[name] = variables[name]


@pytest.mark.parametrize("store", ["secret-service", "kwallet", "pass"])
def test_a_session_on_each_store(
    store: str, program: Program, request: pytest.FixtureRequest
) -> None:
    """Sign in, use, sign out: nobody is asked for anything, and nothing of it is left."""
    if store == "pass":
        variables = request.getfixturevalue("pass_variables")
    elif store == "kwallet":
        variables = request.getfixturevalue("start_kwallet")(True).variables
    else:
        variables = request.getfixturevalue("start_gnome_keyring")(True).variables
    use(program, store, variables)
    program.succeeds("login")
    first = program.succeeds("process", "-p", PROFILE)
    assert program.succeeds("process", "-p", PROFILE).out == first.out
    vault = json.loads((program.folder / "vault" / "vault.json").read_text(encoding="utf-8"))
    assert (vault["store"], vault["store_fields"]) == (store, {})
    program.succeeds("logout")
    assert not list(program.folder.rglob("*.sealed"))


def test_a_keyring_that_answers_is_the_default(
    program: Program, start_gnome_keyring: Callable[[bool], Daemon]
) -> None:
    """Found out at first use, and said; from then on vault.json knows."""
    use(program, None, start_gnome_keyring(True).variables)
    ran = program.succeeds("login")
    assert "storing the vault's keys in your keyring (Secret Service)" in ran.err
    assert "keyring" not in program.succeeds("process", "-p", PROFILE).err
    vault = json.loads((program.folder / "vault" / "vault.json").read_text(encoding="utf-8"))
    assert vault["store"] == "secret-service"


def test_a_locked_keyring_loses_nothing(
    program: Program,
    start_gnome_keyring: Callable[[bool], Daemon],
    identity_center: RunningIdentityCenter,
) -> None:
    """Scenario 4: an error while it is locked, nothing overwritten, all there once it is open."""
    program.add_setting("UnlockMinutes: 0")
    use(program, "secret-service", start_gnome_keyring(True).variables)
    program.succeeds("login")
    first = program.succeeds("process", "-p", PROFILE)
    before = {p: p.read_bytes() for p in (program.folder / "vault").rglob("*") if p.is_file()}
    locked = start_gnome_keyring(False).variables["DBUS_SESSION_BUS_ADDRESS"]
    program.environ["DBUS_SESSION_BUS_ADDRESS"] = locked
    ran = program.fails("process", "-p", PROFILE)
    assert "the Secret Service" in ran.err
    assert "hint: unlock your keyring" in ran.err
    assert {p: p.read_bytes() for p in before} == before
    opened = start_gnome_keyring(True).variables["DBUS_SESSION_BUS_ADDRESS"]
    program.environ["DBUS_SESSION_BUS_ADDRESS"] = opened
    assert program.succeeds("process", "-p", PROFILE).out == first.out
    assert len(identity_center.world.sign_in.sessions) == 1


@pytest.mark.parametrize("thread", ["any", "main", "other"])
def test_ctrl_c_while_the_keyring_hangs(
    thread: str, program: Program, start_gnome_keyring: Callable[[bool], Daemon]
) -> None:
    """Scenario 5: out at once, whichever thread the system tells; no lock is left behind."""
    daemon = start_gnome_keyring(True)
    use(program, "secret-service", daemon.variables)
    program.succeeds("login")
    hang(daemon.running[-1])
    running = program.start("--level", "debug", "login", "--force")
    wait_until_it_talks_to_the_bus(running.pid)
    if thread == "any":
        running.send_signal(signal.SIGINT)
    else:
        interrupt_thread(running.pid, main=thread == "main")
    _, err = running.communicate(timeout=10)
    assert running.returncode == 130, err
    assert b"Traceback" not in err
    daemon.running[-1].send_signal(signal.SIGCONT)
    program.succeeds("login", "--force")


def interrupt_thread(pid: int, *, main: bool) -> None:
    """Send SIGINT to one thread of a process (tgkill(2)), as the system may choose to."""
    threads = {int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()}
    chosen = pid if main else (threads - {pid}).pop()
    assert ctypes.CDLL(None).tgkill(pid, chosen, int(signal.SIGINT)) == 0


def wait_until_it_talks_to_the_bus(pid: int) -> None:
    """Wait until a process has loaded what speaks D-Bus, and a thread of it is at work."""
    deadline = time.monotonic() + 60
    while len(list(Path(f"/proc/{pid}/task").iterdir())) < 2:
        assert time.monotonic() < deadline, "it never called the keyring"
        time.sleep(0.02)


def test_moving_from_a_file_to_the_keyring_and_back(
    program: Program, start_gnome_keyring: Callable[[bool], Daemon]
) -> None:
    """The session goes along; the password is no longer needed."""
    program.succeeds("login")
    first = program.succeeds("process", "-p", PROFILE)
    address = start_gnome_keyring(True).variables["DBUS_SESSION_BUS_ADDRESS"]
    program.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    program.succeeds("setup", "store", "secret-service")
    password = program.environ["AWS_SSO_FILE_PASSWORD"]
    use(program, "secret-service", {})
    assert program.succeeds("process", "-p", PROFILE).out == first.out
    program.environ["AWS_SSO_FILE_PASSWORD"] = password
    program.succeeds("setup", "store", "file")
    program.add_setting("SecureStore: file")
    assert program.succeeds("process", "-p", PROFILE).out == first.out
