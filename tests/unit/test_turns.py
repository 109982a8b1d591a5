"""One process has the turn; those who wait for it learn how its work ended."""

import subprocess
import sys
from pathlib import Path

import pytest

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.turns import SharedTurn
from aws_sso.errors import LockTimeoutError, NetworkError, SignInFailedError, SsoError
from aws_sso.refusals import OidcRefusedError

DENIED = SignInFailedError("the sign-in was denied", "try again")


def turn(
    folder: Path, *, began: float, now: float = 60.0, name: str = "sign-in", patience: float = 30.0
) -> SharedTurn:
    """A command's turn, as the command that began then has it now."""
    locks = Locks(folder / "locks", f"aws-sso at {began:.0f}", lambda message: None)
    return SharedTurn(locks, folder / "failures", name, patience, began, lambda: now)


def test_those_who_were_waiting_see_the_failure(tmp_path: Path) -> None:
    """The same kind of error with the same remedy."""
    turn(tmp_path, began=10, now=20).record_failure(DENIED)
    seen = turn(tmp_path, began=15).failure()
    assert type(seen) is SignInFailedError
    assert (seen.message, seen.hint) == (DENIED.message, DENIED.hint)


def test_a_later_command_tries_for_itself(tmp_path: Path) -> None:
    """What failed before it began is not its concern; nor is what failed elsewhere."""
    first = turn(tmp_path, began=10, now=20)
    assert first.failure() is None
    first.record_failure(DENIED)
    assert turn(tmp_path, began=21).failure() is None
    assert turn(tmp_path, began=10, name="role x").failure() is None


def test_only_the_last_failure_counts(tmp_path: Path) -> None:
    """Each takes the place of the one before."""
    turn(tmp_path, began=10, now=20).record_failure(DENIED)
    turn(tmp_path, began=10, now=30).record_failure(NetworkError("no network"))
    seen = turn(tmp_path, began=25).failure()
    assert type(seen) is NetworkError
    assert seen.message == "no network"


def test_an_error_with_more_than_a_text_keeps_its_text(tmp_path: Path) -> None:
    """Codes are for who did the work; the others only say why it failed."""
    refused = OidcRefusedError("slow_down", "too fast", "wait")
    turn(tmp_path, began=10, now=20).record_failure(refused)
    seen = turn(tmp_path, began=10).failure()
    assert type(seen) is SsoError
    assert (seen.message, seen.hint) == (refused.message, "wait")


def test_a_failure_that_cannot_be_noted_or_read_is_none(tmp_path: Path) -> None:
    """On a damaged note or a full disk each process finds out for itself."""
    (tmp_path / "failures").mkdir(mode=0o700)
    (tmp_path / "failures" / "sign-in.failure").write_text('{"at": ', encoding="utf-8")
    (tmp_path / "failures" / "sign-in.failure").chmod(0o600)
    assert turn(tmp_path, began=0).failure() is None
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "elsewhere" / "failures").write_text("in the way", encoding="utf-8")
    (tmp_path / "elsewhere" / "failures").chmod(0o600)
    turn(tmp_path / "elsewhere", began=0).record_failure(DENIED)
    assert turn(tmp_path / "elsewhere", began=0).failure() is None


HOLD = """
import sys
from pathlib import Path
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.turns import SharedTurn
folder = Path(sys.argv[1])
locks = Locks(folder / "locks", "aws-sso test", print)
with SharedTurn(locks, folder / "failures", "sign-in", 30.0, 0.0, lambda: 0.0).take():
    print("taken", flush=True)
    sys.stdin.readline()
"""


def test_one_process_has_it_and_the_next_gets_it(tmp_path: Path) -> None:
    """Nobody else while the block lasts, other work goes on, and the first to end gives it on."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "taken\n"
    with (
        pytest.raises(LockTimeoutError, match="`aws-sso test`"),
        turn(tmp_path, began=0, patience=0).take(),
    ):
        pass
    with turn(tmp_path, began=0, patience=0, name="role x").take():
        pass
    holder.communicate("go\n", timeout=30)
    with turn(tmp_path, began=0, patience=0).take():
        pass
