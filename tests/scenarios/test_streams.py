"""Streams that are closed or full: stdout is data or nothing, and nothing ends in a traceback."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")

ARN = "arn:aws:iam::111122223333:role/Admin"
PROFILE = "111122223333:Admin"
PROCESS = ("process", "--arn", ARN)
EVAL = ("eval", "--shell", "bash", "-p", PROFILE)
COMMANDS = (
    ("--version",),
    ("--help",),
    PROCESS,
    EVAL,
    ("list", "--csv"),
    ("setup", "completions", "--source", "--shell", "bash"),
)
UNKNOWN = ("eval", "--shell", "bash", "--arn", "arn:aws:iam::111122223333:role/Nobody")


def in_shell(
    program: Program, arguments: tuple[str, ...], streams: str, **environ: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program by a shell that sets the streams up, such as `2>&-`."""
    script = f'exec "$@" {streams}'
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", sys.executable, "-m", "aws_sso", *arguments],
        env={**program.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )


@pytest.fixture
def used(signed_in: Program) -> Program:
    """A home whose vault is open, and which takes the hot lane."""
    signed_in.add_setting("UnlockMinutes: 5")
    for _ in range(2):
        signed_in.succeeds(*PROCESS)
    return signed_in


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_messages_never_reach_stdout(used: Program, streams: str) -> None:
    """`eval "$(aws-sso eval … 2>&-)"` runs nothing but what `eval` prints."""
    done = in_shell(used, UNKNOWN, streams)
    assert (done.returncode, done.stdout) == (1, b"")
    for command in COMMANDS:
        expected = in_shell(used, command, "")
        done = in_shell(used, command, streams)
        assert (done.returncode, done.stdout) == (0, expected.stdout), command


def test_no_file_gets_the_number_of_a_closed_stream(used: Program) -> None:
    """What is said with stderr closed is not written into a file of ours, or of a child."""
    marked = b"nobody-must-write-this"
    for streams in ("2>&-", "<&- 2>&-", "<&- >&- 2>&-"):
        in_shell(used, ("process", "--arn", marked.decode()), streams)
        in_shell(used, ("cache", "--level", "trace"), streams)
    for path in used.folder.rglob("*"):
        if path.is_file():
            assert marked not in path.read_bytes(), path
            assert b"GET http" not in path.read_bytes(), path
    note = used.home / "note"
    child = "import os, sys; os.fstat(0), os.fstat(1), os.fstat(2); open(sys.argv[1], 'w').close()"
    in_shell(
        used, ("exec", "-p", PROFILE, "--", sys.executable, "-c", child, str(note)), "<&- 2>&-"
    )
    assert note.exists()


@pytest.mark.parametrize(
    ("streams", "number"), [(">/dev/full", errno.ENOSPC), (">&-", errno.EBADF)]
)
def test_what_cannot_be_written_is_an_error(used: Program, streams: str, number: int) -> None:
    """As for other programs: a sentence on stderr, and exit code 1; the hot lane too."""
    expected = f"error: cannot write to stdout: {os.strerror(number)}\n"
    for command in COMMANDS:
        done = in_shell(used, command, streams)
        assert (done.returncode, done.stderr.decode()) == (1, expected), command
        assert in_shell(used, command, f"{streams} 2>&-").returncode == 1
    assert in_shell(used, ("no-such-command",), streams).returncode == 2


def test_a_reader_that_went_away_ends_us_quietly(used: Program) -> None:
    """By SIGPIPE, as `head` ends other programs; the hot lane too."""
    read, write = os.pipe()
    os.close(read)
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "aws_sso", *command],
            env=used.environ,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b""), command
    os.close(write)


NAMES = ("Ünï Cödé Ltd.", "株式会社サンプル", "🚀 rocket")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "ascii:strict"])
def test_names_come_out_right_whatever_the_locale(
    tmp_path: Path, start_identity_center: StartIdentityCenter, encoding: str
) -> None:
    """Data is UTF-8, as from programs that know no locale; messages show what they can."""
    accounts = [
        Account(f"{index}" * 12, name, "x@example.com", ["Admin"])
        for index, name in enumerate(NAMES, 1)
    ]
    center = start_identity_center(Organization.of(accounts))
    program = Program.in_new_home(tmp_path, center)
    program = program.having(PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONCOERCECLOCALE="0")
    program.add_setting("ProfileFormat: '{{.AccountAlias}}'")
    program.succeeds("login")
    listed = json.loads(program.succeeds("list", "--json", "AccountAlias", "Profile").out)
    assert {row["AccountAlias"] for row in listed} == set(NAMES)
    for arguments in (("list",), ("list", "--csv", "Profile"), ("config", "--print"), ("tags",)):
        out = program.succeeds(*arguments).out
        assert all(name in out for name in NAMES), arguments
    for name in NAMES:
        assert name in program.succeeds("eval", "--format", "env", "-p", name).out
        program.succeeds("process", "-p", name)
        done = in_shell(program, ("process", "-p", name + "x"), "")
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.startswith(b"error: ")
        assert b"unexpected" not in done.stderr
