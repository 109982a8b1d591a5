"""Rows of the picker: what reaches the edge of the terminal."""

import pytest

from aws_sso.cli.picker.rows import RowLayout
from aws_sso.domain.roles.candidates import Candidate, ListedCandidates
from aws_sso.domain.roles.query import read_query
from tests.unit.roles import role

WIDTH = 80


@pytest.mark.parametrize(
    ("filled", "selected", "reaches_the_edge"),
    [(False, False, False), (False, True, True), (True, False, True), (True, True, True)],
)
def test_a_background_reaches_the_edge(
    filled: bool, selected: bool, reaches_the_edge: bool
) -> None:
    """The selected row's always, the others' if `SuggestionBGColor` gives them one."""
    candidate = Candidate(role("111122223333", "Shop", "Admin"), "Shop")
    layout = RowLayout(ListedCandidates([candidate]), 0, filled=filled)
    row = layout.row(candidate, read_query(""), layout.columns(WIDTH), selected=selected)
    line = "".join(fragment[1] for fragment in row)
    assert line.endswith("\n")
    assert (len(line) - 1 >= WIDTH - 2) is reaches_the_edge
