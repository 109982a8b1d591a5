"""Values reach a shell's variables unchanged, and none of them runs anything."""

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sso.domain.shells import render
from aws_sso.domain.variables import Changes
from aws_sso.emulator.organisation import NASTY_NAMES
from aws_sso.errors import SsoError, UsageError
from tests import parts

EVALUATE = {
    "bash": "eval $LINES_TO_EVALUATE",
    "zsh": "eval ${=LINES_TO_EVALUATE}",
    "sh": 'eval "$LINES_TO_EVALUATE"',
    "fish": "printf %s $LINES_TO_EVALUATE | source",
}


def values_in(shell: str, values: list[str], folder: object) -> list[str]:
    """Set variables in a real shell, and return what it has in them then."""
    changes = Changes({f"V{number}": value for number, value in enumerate(values)})
    names = " ".join(f'"$V{number}"' for number in range(len(values)))
    done = subprocess.run(
        [parts.program(shell), "-c", f"{EVALUATE[shell]}\nprintf '%s\\0' {names}"],
        env={
            "LINES_TO_EVALUATE": render(changes, shell),
            "PATH": "/usr/bin:/bin",
            "HOME": "/",
            "LANG": "C.UTF-8",
        },
        cwd=str(folder),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("shell", EVALUATE)
def test_awkward_names_arrive_unchanged(shell: str, tmp_path: object) -> None:
    """Even where the user leaves the quotes out round `$(…)`, with files of evil names about."""
    folder = tmp_path / "with files"  # type: ignore[operator]
    folder.mkdir()
    (folder / "';touch pwned;'").touch()
    values = [*NASTY_NAMES, "", " ", "a  b", "*", "~", "!!", "#", "\\", "'", '"', "\r", "a\n\nb"]
    assert values_in(shell, values, folder) == values
    assert [path.name for path in folder.iterdir()] == ["';touch pwned;'"]


@pytest.mark.parametrize("shell", EVALUATE)
def test_any_text_arrives_unchanged(shell: str, tmp_path: object) -> None:
    """Whatever characters; NUL apart, which no variable can hold."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
    def check(values: list[str]) -> None:
        assert values_in(shell, ["x", *values], tmp_path) == ["x", *values]

    check()


def test_a_nul_character_and_an_unknown_shell_are_refused() -> None:
    """With an error, not with a cut value."""
    with pytest.raises(SsoError, match="NUL"):
        render(Changes({"X": "a\0b"}), "bash")
    with pytest.raises(UsageError, match="cannot write for the shell `cmd`"):
        render(Changes({}), "cmd")
