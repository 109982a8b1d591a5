"""Scenario 31: whatever of ours somebody else may use is refused, named, and mended by `doctor`."""

import itertools
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

import pytest

from aws_sso import hotlane
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.domain.text.file_names import file_name
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import others, parts
from tests.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
INSTANCE = f"vault/{file_name('Default')}"
RECORD = f"{INSTANCE}/role-credentials/{file_name(ARN)}.sealed"
INDEX = f"state/roles/{file_name('Default')}.jsonl"
LOCK = f"state/locks/{file_name(f'Default role {ARN}')}.lock"
FAILURE = f"state/failures/{file_name(f'Default role {ARN}')}.failure"
READ_BY: dict[str, tuple[str, ...]] = {
    "config.yaml": ("list",),
    "cache.json": ("cache",),
    "history.json": ("tags",),
    "completion.bash": ("setup", "shell", "--shell", "bash"),
    "state/settings.json": ("list",),
    "state/endpoints.json": ("cache",),
    INDEX: ("list",),
    LOCK: ("process", "--sts-refresh", "--arn", ARN),
    FAILURE: ("process", "--sts-refresh", "--arn", ARN),
    "vault/vault.json": ("process", "--arn", ARN),
    RECORD: ("process", "--arn", ARN),
    f"{INSTANCE}/token/token.sealed": ("process", "--sts-refresh", "--arn", ARN),
}
"""Files of ours, each with a command that reads it."""
DERIVED = (INDEX, FAILURE, "state/settings.json", "state/endpoints.json", "history.json")
FOLDERS: dict[str, tuple[str, ...]] = {
    "": ("list",),
    "state": ("list",),
    "state/roles": ("list",),
    "vault": ("process", "--arn", ARN),
    f"{INSTANCE}/role-credentials": ("process", "--arn", ARN),
}


@pytest.fixture
def used(signed_in: Program) -> Program:
    """A home in which each of our files is there."""
    # One endpoint that no variable names, so that it is looked up and kept.
    del signed_in.environ["AWS_ENDPOINT_URL_STS"]
    signed_in.succeeds("eval", "--shell", "sh", "-p", PROFILE)
    signed_in.succeeds("list")
    signed_in.succeeds("setup", "shell", "--shell", "bash")
    failure = signed_in.folder / FAILURE
    failure.parent.mkdir(mode=0o700, exist_ok=True)
    failure.write_text(
        '{"at": 0, "kind": "SsoError", "message": "long ago", "hint": null}', encoding="utf-8"
    )
    failure.chmod(0o600)
    for name in READ_BY:
        assert (signed_in.folder / name).is_file(), name
    return signed_in


def refused(program: Program, path: Path, *command: str) -> str:
    """Run a command that must refuse a file; returns what it said."""
    ran = program.fails(*command)
    assert ran.err.count("error: ") == 1
    (error,) = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert str(path) in error, ran.err
    return ran.err


def test_a_file_that_others_may_write_is_refused(used: Program) -> None:
    """Scenario 31: with its name and the command that mends it; mended, all is well."""
    for name, command in READ_BY.items():
        path = used.folder / name
        path.chmod(0o666)
        said = refused(used, path, *command)
        chmod = f"chmod {'644' if '/' not in name else '600'} {quote(str(path))}"
        assert f"hint: run `{chmod}`\n" in said
        subprocess.run(shlex.split(chmod), check=True)
    used.succeeds("process", "--arn", ARN)


def test_a_file_of_somebody_else_is_refused(used: Program) -> None:
    """Scenario 31: even if its mode lets nobody else in by now."""
    for name, command in READ_BY.items():
        path = used.folder / name
        others.give_away(path)
        said = refused(used, path, *command)
        assert f"belongs to another user (uid {others.UID})" in said
        assert f"chown -h {os.geteuid()} {quote(str(path))}" in said
        os.chown(path, os.geteuid(), -1)


def test_a_folder_that_others_may_write_to_is_refused(used: Program) -> None:
    """Scenario 31: they could put another file in the place of ours."""
    for name, command in FOLDERS.items():
        path = used.folder / name
        path.chmod(0o777)
        chmod = f"chmod 7{'55' if not name else '00'} {quote(str(path))}"
        assert chmod in refused(used, path, *command)
        path.chmod(0o700)
        others.give_away(path)
        assert "belongs to another user" in refused(used, path, *command)
        os.chown(path, os.geteuid(), -1)


def test_nobody_else_may_even_read_vault_and_state(used: Program) -> None:
    """Scenario 31: a mode of 0644 is refused there, and nowhere else."""
    for name, command in READ_BY.items():
        path = used.folder / name
        path.chmod(0o644)
        if "/" in name:
            assert "other users may read" in refused(used, path, *command)
            path.chmod(0o600)
    used.succeeds("tags")


def test_a_browser_that_somebody_else_named_does_not_run(
    used: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 31: another user writes `settings.json`, where the folder once let them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        shutil.copytree(used.home, home)
        home.chmod(0o755)
        (home / ".aws-sso").chmod(0o755)
        program = used.having(HOME=str(home))
        program.home = home
        program.succeeds("flush", "--type", "sso")
        program.succeeds("list")
        (program.folder / "state").chmod(0o777)
        settings, seen = program.folder / "state" / "settings.json", Path(folder) / "seen"
        settings.chmod(0o644)
        content = json.loads(settings.read_text(encoding="utf-8"))
        content["settings"]["url_exec_command"] = ["touch", f"{seen}%s"]
        script = 'rm -f "$1" && printf %s "$2" > "$1"'
        planted = others.as_other(script, str(settings), json.dumps(content))
        assert planted.returncode == 0, planted.stderr
        said = refused(program, program.folder / "state", "login")
        assert "chmod 700" in said
        (program.folder / "state").chmod(0o700)
        refused(program, settings, "login")
        assert not list(Path(folder).glob("seen*"))
        program.succeeds("doctor", "--fix", "--yes")
        program.succeeds("login")
        assert len(identity_center.world.sign_in.sessions) == 2


@pytest.mark.parametrize("name", ["config.yaml", "cache.json", "state/settings.json", RECORD])
def test_links_are_followed_if_they_are_ours(name: str, used: Program, tmp_path: Path) -> None:
    """Scenario 31: each link on the way, and the file at its end, meet the rule."""
    path, real, between = used.folder / name, tmp_path / "real", tmp_path / "between"
    path.rename(real)
    between.symlink_to(real)
    path.symlink_to(between)
    used.succeeds(*READ_BY[name])
    others.give_away(between)
    assert "belongs to another user" in refused(used, between, *READ_BY[name])
    between.unlink()
    between.symlink_to(real)
    others.give_away(real)
    assert "belongs to another user" in refused(used, path, *READ_BY[name])


def test_a_group_of_nobody_but_us_is_nobody_else(used: Program) -> None:
    """Scenario 31: Debian gives each user a group and a umask of 002. Other groups have others."""
    others.needed()
    paths = [used.config, used.folder / "state" / "settings.json", used.folder / "vault"]
    modes = [0o664, 0o660, 0o770]
    for path, mode in zip(paths, modes, strict=True):
        os.chown(path, -1, os.getgid())
        path.chmod(mode)
    used.succeeds("process", "--arn", ARN)
    for path, mode in zip(paths, modes, strict=True):
        os.chown(path, -1, 1)  # `daemon`, which a user of that name has as its own
        path.chmod(mode)
        refused(used, path, "process", "--arn", ARN)
        os.chown(path, -1, os.getgid())
        path.chmod(mode)


def test_a_list_of_access_lets_nobody_in_unseen(used: Program) -> None:
    """Scenario 31: with one, the group's bits are those of everybody on the list."""
    others.needed()
    setfacl = parts.program("setfacl")
    used.config.chmod(0o600)
    subprocess.run([setfacl, "-m", f"u:{others.UID}:rw", str(used.config)], check=True)
    assert "other users may write to" in refused(used, used.config, "list")


def make_pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def make_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)
    path.chmod(0o600)


def make_device(path: Path) -> None:
    others.needed()
    os.mknod(path, 0o020600, os.makedev(1, 5))  # /dev/zero: has no end


def make_folder(path: Path) -> None:
    path.mkdir(mode=0o700)


def test_what_is_no_file_is_an_error_and_nothing_waits(used: Program) -> None:
    """Scenario 31: a pipe, socket, device or folder in the place of a file of ours.

    What is derived from other files counts as missing; all others are an error that names them.
    """
    makers = itertools.cycle([make_pipe, make_socket, make_device, make_folder, make_pipe])
    for name, command in READ_BY.items():
        path = used.folder / name
        kept = path.with_suffix(".kept")
        path.rename(kept)
        for make in itertools.islice(makers, 3):
            make(path)
            ran = used.run(*command, timeout=30)
            if name in DERIVED:
                assert ran.code == 0, ran.err
            else:
                assert ran.code == 1, ran.all
                assert re.search(f"cannot (read|open lock) {re.escape(str(path))}", ran.err)
            remove(path)
        kept.rename(path)
    assert used.succeeds("process", "--arn", ARN).err == ""


def remove(path: Path) -> None:
    """Remove what is in the place of a file, if it is still there."""
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


@pytest.fixture
def quick(signed_in: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """A home whose `process` takes the hot lane."""
    signed_in.add_setting("UnlockMinutes: 5")
    signed_in.succeeds("process", "--arn", ARN)
    for name in [name for name in os.environ if name.startswith("AWS")]:
        monkeypatch.delenv(name)
    for name, value in signed_in.environ.items():
        monkeypatch.setenv(name, value)
    if hotlane.answer(["process", "--arn", ARN]) is None:
        parts.needed("a kernel that lets us keep keys", None)
    yield signed_in
    vault = json.loads((signed_in.folder / "vault" / "vault.json").read_text(encoding="utf-8"))[
        "vault_id"
    ]
    Unlocked(KernelKeyring(), 5).drop(vault)


HOT = ("", "config.yaml", "state", "state/hotlane", "vault", "vault/vault.json", RECORD)


def test_the_hot_lane_has_the_same_rule(quick: Program) -> None:
    """Scenario 31: it leaves what others may use to the normal path, which refuses it."""
    arguments = ["process", "--arn", ARN]
    for name in HOT:
        path = quick.folder / name
        mode = path.stat().st_mode
        path.chmod(mode | 0o022)
        assert hotlane.answer(arguments) is None, name
        path.chmod(mode)
        others.give_away(path)
        assert hotlane.answer(arguments) is None, name
        os.chown(path, os.geteuid(), -1)
        kept = path.with_name(f"{path.name}.kept")
        path.rename(kept)
        path.symlink_to(kept.name)
        others.give_away(path)
        assert hotlane.answer(arguments) is None, name
        path.unlink()
        kept.rename(path)
        quick.succeeds(*arguments)  # writes the snapshot anew, where times have changed
        assert hotlane.answer(arguments), name


@pytest.mark.parametrize("name", ["state/hotlane", RECORD])
def test_the_hot_lane_waits_for_no_pipe(name: str, quick: Program) -> None:
    """Scenario 31: it is left to the normal path, which ends with an error or without it."""
    (quick.folder / name).unlink()
    make_pipe(quick.folder / name)
    code = f"from aws_sso.hotlane import answer; print(answer(['process', '--arn', '{ARN}']))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=quick.environ, capture_output=True, encoding="utf-8", timeout=20, check=True,
    )  # fmt: skip
    assert done.stdout == "None\n"


def examined(program: Program, *arguments: str) -> list[dict[str, str]]:
    """Return what the doctor says of permissions."""
    ran = program.run("doctor", "--json", *arguments)
    return [one for one in json.loads(ran.out) if one["check"] == "permissions"]


def test_the_doctor_names_and_mends_each_of_them(used: Program) -> None:
    """Scenario 31: all at once, each with its command; after `--fix` nothing is left of it."""
    writable = [name for name in READ_BY if name != FAILURE]
    for name in writable:
        (used.folder / name).chmod(0o666)
    readable = used.folder / "handed-out.jsonl"
    readable.touch(0o644)
    foreign = used.folder / FAILURE
    others.give_away(foreign)
    (used.folder / "state").chmod(0o770)
    os.chown(used.folder / "state", -1, 1)
    found = examined(used)
    assert {one["status"] for one in found} == {"broken"}
    for path in [
        *(used.folder / name for name in writable),
        readable,
        foreign,
        used.folder / "state",
    ]:
        (one,) = [one for one in found if f" {path} " in f" {one['message']} "]
        assert one["fixable"]
        assert quote(str(path)) in one["hint"]
    assert [one["status"] for one in examined(used, "--fix", "--yes")] == ["ok"]
    used.succeeds("process", "--arn", ARN)


def test_files_that_are_not_ours_are_warned_about_only(used: Program, tmp_path: Path) -> None:
    """Scenario 31: `~/.aws/config`, and the file that a variable names."""
    config, bundle = used.home / ".aws" / "config", tmp_path / "ca.pem"
    used.succeeds("config", "--force")
    config.chmod(0o666)
    bundle.write_text(
        (Path(__file__).parents[1] / "data" / "picker_queries.json").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    others.give_away(bundle)
    used.succeeds("config", "--force")
    found = examined(used.having(AWS_CA_BUNDLE=str(bundle)))
    assert {one["status"] for one in found} == {"warning"}
    assert [str(path) in one["message"] for path, one in zip([config, bundle], found, strict=True)]
