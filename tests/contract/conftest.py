"""Real key stores, each in a home of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests import parts


@dataclass
class Daemon:
    """A session bus with a key store on it; `variables` lead to it."""

    folder: Path
    variables: dict[str, str]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, *command: str, content: bytes | None = None) -> "subprocess.Popen[bytes]":
        """Start a program that belongs to it, and hand it `content` by stdin."""
        process = subprocess.Popen(
            command,
            env=self.variables,
            stdin=subprocess.PIPE if content is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if content is not None:
            assert process.stdin is not None
            process.stdin.write(content)
            process.stdin.close()
        self.running.append(process)
        return process

    def stop(self) -> None:
        """End everything that was started, the last first."""
        for process in reversed(self.running):
            # The whole group: the bus starts services by itself when they are called.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def session_bus(folder: Path) -> Daemon:
    """Start a session bus of our own."""
    (folder / "run").mkdir(mode=0o700)
    daemon = Daemon(
        folder,
        {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PATH": os.environ["PATH"],
            "QT_QPA_PLATFORM": "offscreen",
            "LANG": "C.UTF-8",
        },
    )
    bus = daemon.start(parts.program("dbus-daemon"), "--session", "--nofork", "--print-address=1")
    assert bus.stdout is not None
    daemon.variables["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
    return daemon


def wait_for_name(daemon: Daemon, name: str) -> None:
    """Wait until a service is on the bus."""
    connection = open_dbus_connection(daemon.variables["DBUS_SESSION_BUS_ADDRESS"])
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    deadline = time.monotonic() + 60
    while True:
        owned = new_method_call(bus, "NameHasOwner", "s", (name,))
        if connection.send_and_get_reply(owned).body[0]:
            break
        assert time.monotonic() < deadline, f"{name} did not appear within a minute"
        time.sleep(0.05)
    connection.close()


def on_this_bus(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let libraries of this process find it."""
    address = daemon.variables["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)


StartDaemon = Callable[[], Daemon]


@pytest.fixture
def start_gnome_keyring(tmp_path: Path) -> Iterator[Callable[[bool], Daemon]]:
    """Start GNOME Keyring, unlocked or locked. A locked one has an unlocked past."""
    daemons: list[Daemon] = []

    def start(unlocked: bool) -> Daemon:
        folder = tmp_path / f"gnome-{len(daemons)}"
        if daemons:
            # The same keyring once more, as after the next login.
            daemons[-1].stop()
            shutil.rmtree(daemons[-1].folder / "run")
            folder = daemons[-1].folder
        folder.mkdir(exist_ok=True, mode=0o700)
        daemon = session_bus(folder)
        daemons.append(daemon)
        program = parts.program("gnome-keyring-daemon")
        more = ["--unlock"] if unlocked else []
        daemon.start(
            program,
            "--foreground",
            "--components=secrets",
            *more,
            content=b"pw" if unlocked else None,
        )
        wait_for_name(daemon, "org.freedesktop.secrets")
        return daemon

    yield start
    for daemon in daemons:
        daemon.stop()


@pytest.fixture
def start_kwallet(tmp_path: Path) -> Iterator[Callable[[bool], Daemon]]:
    """Start KWallet, opened or not."""
    daemons: list[Daemon] = []

    def start(opened: bool) -> Daemon:
        folder = tmp_path / "kwallet"
        folder.mkdir(mode=0o700)
        (folder / "config").mkdir()
        (folder / "config" / "kwalletrc").write_text(
            "[Wallet]\nEnabled=true\nFirst Use=false\nDefault Wallet=kdewallet\n"
            "Prompt on Open=false\nLeave Open=true\n",
            encoding="utf-8",
        )
        daemon = session_bus(folder)
        daemons.append(daemon)
        daemon.start(parts.program("kwalletd5"))
        wait_for_name(daemon, "org.kde.kwalletd5")
        if opened:
            connection = open_dbus_connection(daemon.variables["DBUS_SESSION_BUS_ADDRESS"])
            wallet = DBusAddress("/modules/kwalletd5", "org.kde.kwalletd5", "org.kde.KWallet")
            key = b"k" * 56
            call = new_method_call(wallet, "pamOpen", "sayi", ("kdewallet", key, 0))
            assert connection.send_and_get_reply(call).header.message_type.name == "method_return"
            connection.close()
        return daemon

    yield start
    for daemon in daemons:
        daemon.stop()


@pytest.fixture
def pass_variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A password store with a GnuPG key of its own; the variables that lead to it."""
    home = tmp_path / "pass"
    (home / "gnupg").mkdir(parents=True, mode=0o700)
    variables = {
        "HOME": str(home),
        "GNUPGHOME": str(home / "gnupg"),
        "PASSWORD_STORE_DIR": str(home / "store"),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    parts.program("pass")

    def run(*command: str) -> None:
        subprocess.run(command, env=variables, check=True, capture_output=True, timeout=120)

    identity = "test <test@example.invalid>"
    run(
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-gen-key",
        identity,
        "future-default",
        "default",
        "never",
    )
    run("pass", "init", "test@example.invalid")
    yield variables
    subprocess.run(["gpgconf", "--kill", "all"], env=variables, check=False, capture_output=True)


def hang(process: "subprocess.Popen[bytes]") -> None:
    """Let a daemon stop answering, without being gone."""
    process.send_signal(signal.SIGSTOP)
