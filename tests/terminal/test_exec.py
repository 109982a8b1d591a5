"""`exec` on a terminal: as if the command had been started without us (scenario 24)."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests import parts
from tests.program import Program

PROFILE = "111122223333:Admin"


@pytest.fixture
def bash(signed_in: Program) -> Iterator["pexpect.spawn[str]"]:
    """An interactive bash with our program on PATH."""
    (signed_in.home / ".bashrc").write_text("PS1='$ '; MARK=from-bashrc\n", encoding="utf-8")
    process = pexpect.spawn(
        parts.program("bash"),
        ["-i"],
        env={**signed_in.environ, "TERM": "xterm", "SHELL": parts.program("bash")},
        cwd=str(signed_in.home),
        encoding="utf-8",
        timeout=60,
    )
    process.expect(r"\$ ")
    yield process
    process.close(force=True)


def test_stopped_and_continued_like_any_command(bash: "pexpect.spawn[str]") -> None:
    """Ctrl-Z and `fg` act on the child itself, Ctrl-C ends it, and there is no parent left over."""
    bash.sendline(f"aws-sso exec -p {PROFILE} -- sh -c 'echo run''ning; read x; echo got-$x'")
    bash.expect("running")
    bash.sendcontrol("z")
    bash.expect("Stopped")
    bash.sendline("jobs -l; echo jo''bs")
    bash.expect(r"\[1\]\+ +(\d+) Stopped.*\njobs\r")
    command = Path(f"/proc/{bash.match.group(1)}/cmdline").read_bytes()
    assert command.startswith(b"sh\0-c\0"), command
    bash.sendline("fg")
    bash.expect("sh -c")
    bash.sendline("input")
    bash.expect("got-input")
    bash.sendline(f"aws-sso exec -p {PROFILE} -- sh -c 'echo wai''ting; exec sleep 600'")
    bash.expect("waiting")
    bash.sendcontrol("c")
    bash.sendline("echo code-$?")
    bash.expect("code-130")


def test_a_signal_that_ends_the_child_is_seen_as_such(bash: "pexpect.spawn[str]") -> None:
    """By the shell that started us: 128 and the signal's number."""
    bash.sendline(f"aws-sso exec -p {PROFILE} -- sh -c 'kill -TERM $$'; echo code-$?")
    bash.expect("code-143")
    bash.sendline(f"aws-sso exec -p {PROFILE} -- sh -c 'exit 7'; echo code-$?")
    bash.expect("code-7")
    bash.sendline(f"echo piped | aws-sso exec -p {PROFILE} -- cat; echo code-$?")
    bash.expect("piped\r\ncode-0")


def test_the_subshell_is_the_users_own(bash: "pexpect.spawn[str]") -> None:
    """With its start-up file, `AWS_SSO_PROFILE` for the prompt, and no second one inside."""
    bash.sendline(f"aws-sso exec -p {PROFILE}")
    bash.expect("starting a shell with `111122223333:Admin`")
    bash.sendline('echo "<$MARK><$AWS_SSO_PROFILE><$BASH_VERSION>"')
    bash.expect(r"<from-bashrc><111122223333:Admin><\d")
    bash.sendline(f"aws-sso exec -p {PROFILE}; echo code-$?")
    bash.expect("are already set")
    bash.expect("code-2")
    bash.sendline("exit 3")
    bash.sendline("echo code-$?")
    bash.expect("code-3")


def test_a_closed_terminal_ends_the_child(signed_in: Program, tmp_path: Path) -> None:
    """It gets SIGHUP itself: nothing from aws-sso stands between."""
    note = tmp_path / "pid"
    process = pexpect.spawn(
        sys.executable,
        ["-m", "aws_sso", "exec", "-p", PROFILE, "--", "sh", "-c",
         f"echo $$ > {note}; echo rea''dy; exec sleep 600"],
        env=signed_in.environ,
        encoding="utf-8",
        timeout=60,
    )  # fmt: skip
    process.expect("ready")
    assert int(note.read_text(encoding="utf-8")) == process.pid
    os.close(process.child_fd)
    process.closed = True
    _, status = os.waitpid(process.pid, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGHUP


CHILD = """
import os, signal
signal.signal(signal.SIGWINCH, lambda *_: None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])
print("ready", flush=True)
signal.sigwait([signal.SIGWINCH])
size = os.get_terminal_size()
print("size", size.lines, size.columns, flush=True)
print("got", input(), flush=True)
"""


def test_a_resized_window_reaches_the_child(bash: "pexpect.spawn[str]", signed_in: Program) -> None:
    """The child has the terminal itself, and gets SIGWINCH."""
    (signed_in.home / "child.py").write_text(CHILD, encoding="utf-8")
    bash.sendline(f"aws-sso exec -p {PROFILE} -- {sys.executable} child.py")
    bash.expect("ready")
    bash.setwinsize(33, 111)
    bash.expect("size 33 111")
    bash.sendline("go on")
    bash.expect("got go on")
