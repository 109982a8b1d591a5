"""Values reach a shell's variables unchanged, and none of them runs anything (scenario 17)."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sso.domain.shell.shells import SHELLS, env_file, render
from aws_sso.domain.shell.variables import EnvironmentChanges, changes_to_clear
from aws_sso.emulator.organization import NASTY_NAMES
from aws_sso.errors import SsoError, UsageError
from tests import parts
from tests.program import Program

RUN: dict[str, tuple[Callable[[], list[str]], list[str]]] = {
    # How to start it, and ways to evaluate what `cat lines` prints; `DUMP` prints the environment.
    "bash": (lambda: [parts.program("bash"), "--norc", "-c"], ["eval $(cat lines); DUMP"]),
    "zsh": (
        lambda: [parts.program("zsh"), "-f", "-c"],
        ["eval $(cat lines); DUMP", 'eval "$(cat lines)"; DUMP'],
    ),
    "ksh": (lambda: [parts.program("ksh"), "-c"], ["eval $(cat lines); DUMP"]),
    "sh": (lambda: [parts.program("sh"), "-c"], ['eval "$(cat lines)"; DUMP']),
    "dash": (lambda: [parts.program("dash"), "-c"], ['eval "$(cat lines)"; DUMP']),
    "fish": (
        lambda: [parts.program("fish"), "--no-config", "-c"],
        ["cat lines | source; DUMP", "eval (cat lines); DUMP"],
    ),
    "tcsh": (lambda: [parts.program("tcsh"), "-f", "-c"], ['eval "`cat lines`"; DUMP']),
    "xonsh": (lambda: [parts.xonsh(), "--no-rc", "-c"], ["execx($(cat lines)); DUMP"]),
    "nushell": (lambda: [parts.nushell(), "-n", "-c"], ["cat lines | from json | load-env; DUMP"]),
    "elvish": (
        lambda: [parts.program("elvish"), "-norc", "-c"],
        ["eval (cat lines | slurp); DUMP"],
    ),
}
WAYS = [(shell, number) for shell, (_, ways) in RUN.items() for number in range(len(ways))]
DUMP = (
    "import json, os; "
    "json.dump({k: v for k, v in os.environ.items() if k[:2] == 'T_'}, open('dumped', 'w'))"
)
PIECES = [
    *("$(touch pwned)", "`touch pwned`", "; touch pwned;", "| touch pwned", "& touch pwned"),
    *("$HOME", "${HOME}", "%PATH%", "%s", "!!", "!x", "#", "~", "*", "?", "[a]", "{a,b}", "<", ">"),
    *("'", '"', "''", '""', "\\", "\\\\", "\\'", "\\n", "$'", "$", "`", "(", ")", "=", "-", "--"),
    *("\n", "\t", "\r", "\x1b[31m", "\x07", "  ", " ", ":", ",", "@", "^", "|", "a", "Team", "é"),
    *("株式", "🚀", "‘", "’", "“", "\u2028", "\xa0", "\u202e", "null", "0", "'''", '"""'),
]


def hostile_names(count: int) -> list[str]:
    """Names made of what broke tools, the same ones each time."""
    chance = random.Random(20_240_229)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(count)]


def environment_in(
    shell: str, changes: EnvironmentChanges, folder: Path, way: int = 0, **environ: str
) -> dict[str, str]:
    """Evaluate the lines in a real shell, and return the variables T_… that its children have."""
    (folder / "lines").write_bytes(render(changes, shell).encode())
    (folder / "dump.py").write_text(DUMP, encoding="utf-8")
    start, ways = RUN[shell]
    done = subprocess.run(
        [*start(), ways[way].replace("DUMP", f"{sys.executable} dump.py")],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", **environ},
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done
    found: dict[str, str] = json.loads((folder / "dumped").read_text(encoding="utf-8"))
    return found


def fit(shell: str, value: str) -> bool:
    return shell != "tcsh" or "\n" not in value


@pytest.mark.parametrize(("shell", "way"), WAYS)
def test_hostile_names_arrive_unchanged(shell: str, way: int, tmp_path: Path) -> None:
    """300 of them, all known awkward ones, with files of evil names about; nothing runs."""
    (tmp_path / ";touch pwned;").touch()
    values = [*NASTY_NAMES, "", " ", "a  b", "a\n\nb", "\n", *hostile_names(300)]
    expected = {f"T_{n}": value for n, value in enumerate(values) if fit(shell, value)}
    before = {"T_OLD": "left over", "T_OTHER": "stays"}
    found = environment_in(
        shell, EnvironmentChanges(expected, ("T_OLD", "T_NONE")), tmp_path, way, **before
    )
    assert found == {**expected, "T_OTHER": "stays"}
    here = {path.name for path in tmp_path.iterdir()} - {".cache", ".config", ".local"}
    assert here == {";touch pwned;", "lines", "dump.py", "dumped"}


@pytest.mark.parametrize(("shell", "way"), WAYS)
def test_any_text_arrives_unchanged(shell: str, way: int, tmp_path: Path) -> None:
    """Whatever characters; NUL apart, which no variable can hold."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
    def check(values: list[str]) -> None:
        expected = {f"T_{n}": value for n, value in enumerate(values) if fit(shell, value)}
        assert environment_in(shell, EnvironmentChanges(expected), tmp_path, way) == expected

    check()


def test_every_shell_we_write_for_is_tried_or_said_not_to_be() -> None:
    """PowerShell is not to be had here; csh is tcsh by another name; `tests/windows` has cmd."""
    assert set(SHELLS) - set(RUN) == {"powershell", "csh", "cmd"}


def test_powershell_text_follows_its_rules() -> None:
    """Not run: single quotes doubled, everything unusual by its code, one variable a line."""
    values = {"A": 'it\'s $(x) `n "q"', "B": "’a’\nb", "C": "", "D": "🚀", "E": "é"}
    assert render(EnvironmentChanges(values, ("GONE",)), "pwsh") == (
        "Remove-Item Env:GONE -ErrorAction SilentlyContinue\n"
        "$env:A = 'it''s $(x) `n \"q\"'\n"
        "$env:B = ''+[char]8217+'a'+[char]8217+[char]10+'b'\n"
        "$env:C = ''\n"
        "$env:D = ''+[char]55357+[char]56960\n"
        "$env:E = ''+[char]233\n"
    )
    for name in hostile_names(300):
        line = render(EnvironmentChanges({"X": name}), "powershell")
        assert line.isascii()
        assert line.count("\n") == 1


def test_cmd_lines_are_whole_or_refused() -> None:
    """cmd.exe can quote nothing: what has a meaning within quotes there is refused by name."""
    values = {"A": "a b&c|d>e^f(g)'h", "B": ""}
    assert render(EnvironmentChanges(values, ("GONE",)), "cmd") == (
        'set "GONE="\nset "A=a b&c|d>e^f(g)\'h"\nset "B="\n'
    )
    beyond = "characters other than printable ASCII"
    for bad, named in (
        ("\n", "a line end"),
        ("\r", "a line end"),
        ('"', '`"`'),
        ("%", "`%`"),
        ("!", "`!`"),
        ("é", beyond),
        ("\x1b", beyond),
    ):
        with pytest.raises(SsoError, match=f"the value of NAME: it contains {named}"):
            render(EnvironmentChanges({"NAME": f"a{bad}b"}), "cmd")


def test_env_files_are_read_by_a_shell_and_hold_one_line_each(tmp_path: Path) -> None:
    """What is plain stays plain, for programs that know no quotes."""
    plain = "wJalr/K7+x=="
    assert (
        env_file(EnvironmentChanges({"AWS_SECRET_ACCESS_KEY": plain}))
        == f"AWS_SECRET_ACCESS_KEY={plain}\n"
    )
    values = {f"T_{n}": name for n, name in enumerate(hostile_names(300)) if "\n" not in name}
    text = env_file(EnvironmentChanges(values, ("GONE",)))
    assert len(text.split("\n")) == len(values) + 1
    (tmp_path / "env").write_text(text, encoding="utf-8")
    (tmp_path / "dump.py").write_text(DUMP, encoding="utf-8")
    subprocess.run(
        ["sh", "-c", f"set -a; . ./env; {sys.executable} dump.py"], cwd=tmp_path, check=True
    )
    assert json.loads((tmp_path / "dumped").read_text(encoding="utf-8")) == values
    assert env_file(EnvironmentChanges({"X": "a'b\nc"})) == 'X="a\'b\\nc"\n'


def test_what_cannot_be_held_is_refused() -> None:
    """With an error, not with a cut value."""
    for write in (lambda c: render(c, "bash"), env_file):
        with pytest.raises(SsoError, match="NUL"):
            write(EnvironmentChanges({"X": "a\0b"}))
    with pytest.raises(UsageError, match="does not support the shell `rc`"):
        render(EnvironmentChanges({}), "rc")
    with pytest.raises(SsoError, match="csh cannot read a value with a newline"):
        render(EnvironmentChanges({"X": "a\nb"}), "tcsh")


@pytest.mark.parametrize("shell", RUN)
def test_the_shell_that_calls_is_detected(shell: str, program: Program, tmp_path: Path) -> None:
    """By the process tree, whatever `$SHELL` says; `sh` is whoever stands behind that name."""
    start, _ = RUN[shell]
    done = subprocess.run(
        [*start(), "aws-sso eval --clear; echo"],
        env={**program.environ, "SHELL": "/bin/none", "AWS_SSO_TAG_X": "1"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    expected = render(changes_to_clear({"AWS_SSO_TAG_X": "1"}), shell)
    assert done.stdout.decode().strip() == expected.strip()
