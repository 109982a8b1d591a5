"""Long lists on a terminal go through the pager."""

from tests.program import Program
from tests.terminal.conftest import OpenTerminal


def test_a_long_list_goes_through_the_pager(
    signed_in: Program, open_terminal: OpenTerminal
) -> None:
    """`$PAGER`, for `list` and `tags`; a short list, a pipe and CSV go without."""
    pager = signed_in.home / "pager"
    pager.write_text("#!/bin/sh\nsed -n '$=' > paged; head -3\n", encoding="utf-8")
    pager.chmod(0o755)
    paged = signed_in.home / "paged"
    terminal = open_terminal(signed_in, rows=10, PAGER=str(pager))
    direct = ("list glass", "list | cat", "list --csv", "list --json", "tags | cat")
    for number, command in enumerate(direct):
        terminal.line(f"clear; aws-sso {command}; echo do''ne-{number}")
        terminal.shows(f"done-{number}")
        assert not paged.exists(), command
    terminal.line("clear; PAGER=cat aws-sso list; echo wi''thout")
    terminal.shows("without")
    assert not paged.exists()
    for long in ("list", "tags"):
        terminal.line(f"clear; aws-sso {long}; echo pa''ged-{long}")
        terminal.shows(f"paged-{long}")
        assert int(paged.read_text(encoding="utf-8")) > 10, long
