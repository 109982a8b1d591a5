"""`each` on a terminal: questions, colors, and what runs right now."""

import re
from pathlib import Path

from tests.program import Program
from tests.terminal.conftest import OpenTerminal


def test_it_shows_what_runs_and_cleans_up(
    shop: Program, open_terminal: OpenTerminal, tmp_path: Path
) -> None:
    """A line per command and the counts, gone at the end; output above in the account's color."""
    go = tmp_path / "go"
    script = f"echo begun; while ! [ -e {go} ]; do sleep 0.05; done; echo over"
    terminal = open_terminal(shop, columns=100)
    terminal.line(f"clear; aws-sso each shop-prod -- sh -c '{script}'; echo code-$?")
    terminal.comes_to(
        lambda lines: (
            any(re.fullmatch(r"0 of \d done", line) for line in lines)
            and any(re.fullmatch(r"  \S+:ReadOnly  \d+ s", line) for line in lines)
            and any(re.search(r":ReadOnly *\| begun", line) for line in lines)
        ),
        "progress",
    )
    colored = "\n".join(terminal.screen("-e"))
    assert re.search(r"\x1b\[36m\S+:ReadOnly *\|", colored)
    go.touch()
    lines = terminal.comes_to(lambda lines: "code-0" in lines, "the end")
    assert not any(re.fullmatch(r"  \S+:ReadOnly  \d+ s", line) for line in lines)
    assert not any(re.search(r"\d of \d done", line) for line in lines)
    assert sum(line.endswith("| over") for line in lines) >= 2


def test_it_asks_for_guarded_roles(shop: Program, open_terminal: OpenTerminal) -> None:
    """Anything but yes is no; Ctrl-C at the question runs nothing."""
    shop.add_setting("ConfirmTags: {Role: ReadOnly}")
    terminal = open_terminal(shop, columns=100)
    terminal.line("clear; aws-sso each shop-prod readonly -- echo ran-it; echo code-$?")
    terminal.shows("(guarded)", "1 of them guarded. Run it? [y/N]")
    terminal.line("n")
    terminal.shows("nothing was run", "code-1")
    terminal.line("clear; aws-sso each shop-prod readonly -- echo ran-it; echo code-$?")
    terminal.shows("Run it? [y/N]")
    terminal.line("y")
    terminal.shows("| ran-it", "code-0")


def test_ctrl_c_ends_it(shop: Program, open_terminal: OpenTerminal) -> None:
    """The commands get it too, and the summary says so."""
    terminal = open_terminal(shop, columns=100)
    terminal.line(
        "clear; aws-sso each shop-prod -- sh -c 'echo begun; exec sleep 600'; echo code-$?"
    )
    terminal.shows("| begun")
    terminal.keys("C-c")
    terminal.shows("interrupted", "code-130")


def test_output_cannot_forge_another_roles_line(
    shop: Program, open_terminal: OpenTerminal, tmp_path: Path
) -> None:
    """Commands print names from accounts: these move no cursor, and keep their colors."""
    command = tmp_path / "names"
    command.write_text(
        "printf 'one\\rforged | by return\\n\\033[1A\\033[2Kforged | by sequences\\n'\n"
        "printf '\\033[32mgreen\\ttab\\r\\n\\302\\233Kforged | by C1\\n' >&2\n",
        encoding="utf-8",
    )
    terminal = open_terminal(shop, columns=100)
    words = "shop-prod readonly"
    terminal.line(f"clear; aws-sso each {words} --ordered -- sh {command}; echo code-$?")
    lines = terminal.comes_to(lambda lines: "code-0" in lines, "the end")
    (label,) = {line.partition(" |")[0] for line in lines if "forged" in line}
    assert label.endswith(":ReadOnly")
    shown = [line.partition(" | ")[2] for line in lines if line.startswith(label)]
    assert {" ".join(line.split()) for line in shown} == {
        *("one", "forged | by return", "\\x1b[1A\\x1b[2Kforged | by sequences"),
        *("green tab", "\\x9bKforged | by C1"),
    }
    assert "\x1b[32mgreen" in "\n".join(terminal.screen("-e"))
