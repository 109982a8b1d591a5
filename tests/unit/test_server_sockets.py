"""Where a server's socket lies, and what is there beside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.adapters.server import unix_socket
from aws_sso.adapters.server.registry import Registry
from aws_sso.domain.server.running import RunningServer
from aws_sso.errors import NetworkError, UnsafeFileError


@pytest.fixture
def short() -> Iterator[Path]:
    """A private folder with a short path."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def test_a_socket_lies_beside_its_servers_file(short: Path) -> None:
    """If the path is not too long for one."""
    assert unix_socket.private_place(short, "12345678", None) == short / "12345678.sock"


def test_a_path_that_is_too_long_leads_to_the_runtime_folder(short: Path) -> None:
    """If that is private, else to a new folder that is."""
    far = short / ("x" * 90)
    place = unix_socket.private_place(far, "12345678", str(short))
    assert place == short / "aws-sso-12345678.sock"
    short.chmod(0o750)
    for runtime in (str(short), "relative", str(short / "absent"), "", None):
        place = unix_socket.private_place(far, "12345678", runtime)
        assert place.parent.stat().st_mode & 0o777 == 0o700
        assert place.parent.stat().st_uid == os.geteuid()
        unix_socket.remove(place)
        assert not place.parent.exists()


def test_a_server_is_found_while_it_listens(short: Path) -> None:
    """Then it is gone, until the next one clears it away; an unsafe folder is not believed."""
    registry = Registry(short / "servers", None)
    assert registry.running() == []
    first = registry.announce(RunningServer("127.0.0.1", 4000, False, "a" * 32))
    assert [one.port for one in registry.running()] == [4000]
    assert registry.gone() == []
    assert first.socket is not None
    first.socket.close()  # as the kernel does for a process that is killed
    assert registry.running() == []
    assert [one.port for one in registry.gone()] == [4000]
    second = registry.announce(RunningServer("127.0.0.1", 5000, False, "b" * 32))
    assert [one.port for one in registry.running()] == [5000]
    assert registry.gone() == []
    (short / "servers" / "other.json").write_text(
        (short / "servers" / f"{'b' * 32}.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (short / "servers" / "other.json").chmod(0o600)
    assert len(registry.running()) == 1, "a file tells of the server that it is named for only"
    (short / "servers").chmod(0o777)
    with pytest.raises(UnsafeFileError):
        registry.running()
    (short / "servers").chmod(0o700)
    second.withdraw()
    assert second.socket is not None
    second.socket.close()
    assert [one.name for one in (short / "servers").iterdir()] == ["other.json"]


def test_a_socket_that_cannot_be_made_is_an_error(short: Path) -> None:
    """With the reason."""
    with pytest.raises(NetworkError, match="cannot listen"):
        unix_socket.listen_at(short / "absent" / "s.sock")
