"""Files are replaced whole; locks name their holder and end with it."""

import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aws_sso.adapters.files.files import (
    make_private_folder,
    read_bytes,
    set_aside,
    sweep_temporary_files,
    write_atomically,
)
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import check_folder, read_ours
from aws_sso.errors import FileAccessError, LockTimeoutError, UnsafeFileError


def test_a_link_stays_a_link_and_a_mode_stays_that_mode(tmp_path: Path) -> None:
    """People keep such files in folders under version control."""
    target = tmp_path / "dotfiles" / "config"
    target.parent.mkdir()
    target.write_bytes(b"old")
    target.chmod(0o640)
    link = tmp_path / "config"
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    write_atomically(tmp_path / "fresh", b"")
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o600


def test_a_failed_write_leaves_the_old_content_and_no_litter(tmp_path: Path) -> None:
    """A full disk, here the one that is always full."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from aws_sso.adapters.files.files import write_atomically\n"
        "from aws_sso.errors import FileAccessError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_atomically(Path(sys.argv[1]), b'x' * 5000)\n"
        "except FileAccessError as error:\n    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, encoding="utf-8", check=True
    )
    assert re.search("cannot write .*: File too large", done.stdout)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_missing_is_none_and_unreadable_is_an_error(tmp_path: Path) -> None:
    """Never the same."""
    assert read_bytes(tmp_path / "none") is None
    with pytest.raises(FileAccessError):
        read_bytes(tmp_path)


def test_a_link_is_followed_where_the_current_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which says nothing about a file with an absolute path."""
    (tmp_path / "real").write_text("content", encoding="utf-8")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert read_ours(tmp_path / "link") == b"content"


def test_a_folder_on_nothing_is_one_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a drive of Windows that is not there: even the topmost folder is missing."""
    monkeypatch.setattr("os.path.exists", lambda path: False)
    with pytest.raises(FileAccessError, match="cannot create folder /proc/nowhere/at-all"):
        make_private_folder("/proc/nowhere/at-all")


def test_damaged_files_are_set_aside_under_free_names(tmp_path: Path) -> None:
    """None of them is overwritten."""
    for number in (1, 2):
        (tmp_path / "x").write_text(str(number), encoding="utf-8")
        set_aside(tmp_path / "x")
    assert [(tmp_path / f"x.damaged-{n}").read_text(encoding="utf-8") for n in (1, 2)] == ["1", "2"]


def test_litter_of_dead_writers_is_swept_and_of_living_ones_not(tmp_path: Path) -> None:
    """Told by the process id in the name."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f".x.{dead.pid}.0011.tmp").touch()
    (tmp_path / f".x.{os.getpid()}.0011.tmp").touch()
    sweep_temporary_files(tmp_path)
    assert os.listdir(tmp_path) == [f".x.{os.getpid()}.0011.tmp"]


def test_folders_are_made_private_and_checked(tmp_path: Path) -> None:
    """Each that is made has mode 0700; one that others may write to is refused."""
    make_private_folder(tmp_path / "a" / "b")
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (tmp_path / "a").chmod(0o777)
    with pytest.raises(UnsafeFileError, match="other users may write to"):
        check_folder(tmp_path / "a")
    (tmp_path / "a").chmod(0o755)
    check_folder(tmp_path / "a")
    with pytest.raises(UnsafeFileError, match="other users may read"):
        check_folder(tmp_path / "a", hidden=True)


def test_memory_is_kept_private_and_given_back_to_what_follows() -> None:
    """No core dumps of ours; a program that replaces us has the usual."""
    code = (
        "import ctypes, os, sys\n"
        "from aws_sso.adapters.vault.kernel_keyring import keep_memory_private\n"
        "show = 'import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)'\n"
        "print(keep_memory_private())\n"
        "exec(show)\n"
        "os.execv(sys.executable, [sys.executable, '-c', show])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == ["True", "0", "1"]


HOLD = """
import sys, time
from pathlib import Path
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import check_folder, read_ours
with Locks(Path(sys.argv[1]), "aws-sso test", print).hold("x"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path) -> object:
    """A process that holds the lock `x`."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.wait()


def test_waiting_ends_with_the_holders_name(
    tmp_path: Path, holder: "subprocess.Popen[bytes]"
) -> None:
    """Said once after a second, and again in the error."""
    said: list[str] = []
    with (
        pytest.raises(LockTimeoutError, match=rf"`aws-sso test` \(process {holder.pid}\)"),
        Locks(tmp_path, "me", said.append).hold("x", timeout=3),
    ):
        pass
    assert said == [f"waiting for `aws-sso test` (process {holder.pid})"]


def test_a_killed_holder_lets_go(tmp_path: Path, holder: "subprocess.Popen[bytes]") -> None:
    """The kernel sees to that."""
    threading.Timer(0.2, holder.kill).start()
    with Locks(tmp_path, "me", lambda message: None).hold("x", timeout=30):
        pass


def test_locks_of_other_names_are_free(tmp_path: Path, holder: object) -> None:
    """One role's fetch does not hold up another's."""
    with Locks(tmp_path, "me", lambda message: None).hold("y", timeout=0):
        pass


def test_a_reader_makes_no_writer_fail(tmp_path: Path) -> None:
    """Windows refuses to replace a file that somebody has open: the writer tries again."""
    path = tmp_path / "read"
    path.write_bytes(b"old")
    code = "import sys; file = open(sys.argv[1], 'rb'); print('open', flush=True); sys.stdin.read()"
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == b"open"
    threading.Timer(0.3, reader.stdin.close).start()
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    reader.stdout.close()
    assert reader.wait(60) == 0


REPLACE = """
import sys
from pathlib import Path
from aws_sso.adapters.files.files import write_atomically
for count in range(30):
    write_atomically(Path(sys.argv[1]), b"%d " % count * 1000)
"""


def test_a_writer_makes_no_reader_fail(tmp_path: Path) -> None:
    """Windows refuses to open a file that was just replaced: the reader tries again."""
    path = tmp_path / "written"
    write_atomically(path, b"first")
    writer = subprocess.Popen([sys.executable, "-c", REPLACE, str(path)])
    looks = 0
    while writer.poll() is None:
        for content in (read_bytes(path), read_ours(path)):
            assert content
            assert len(set(content.split(b" "))) <= 2, "whole"
            looks += 1
    assert writer.returncode == 0
    assert looks > 2
