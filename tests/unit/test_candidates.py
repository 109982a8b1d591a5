"""What the picker offers from an index, of which it looks at as little as it can."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from prompt_toolkit.application.current import set_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import DummyInput
from prompt_toolkit.output.vt100 import Vt100_Output

from aws_sso.adapters.files.role_index import Content, RoleIndex
from aws_sso.adapters.files.role_lines import RoleLines
from aws_sso.adapters.files.role_texts import RoleTexts
from aws_sso.cli.picker.picker import Look, Picker
from aws_sso.cli.picker.rows import RowLayout
from aws_sso.domain.profiles.names import PLAIN
from aws_sso.domain.roles.candidates import ListedCandidates, Texts, texts_of
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.query import read_query
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.search import RoleSearch
from aws_sso.use_cases.candidates import IndexedCandidates, Offering
from tests.unit.roles import role

NOW = 1_800_000_000.0
COUNT = 400
PRIMARY = ("AccountName", "AccountAlias")
ALL = [
    role(
        f"{number // 4:012d}",
        ("Example Team {}", "Übung {}", "two\nlines {}", "株式会社 {}")[number // 4 % 4].format(
            number // 4
        ),
        ("Admin", "ReadOnly", "Billing", "Deployer")[number % 4],
        email=f"aws+{number}@example.com",
        tags={"Env": "prod", "Color": "red"} if number % 7 == 0 else {},
        own_profile="mine" if number == 17 else None,
    )
    for number in range(COUNT)
]
GONE = "arn:aws:iam::999999999999:role/Gone"
USES = (
    Use(ALL[300].arn, int(NOW) - 60, 3),
    Use(GONE, int(NOW) - 70, 1),
    Use(ALL[5].arn, int(NOW) - 90_000, 1),
)
EXPIRIES = {ALL[9].arn: int(NOW) + 600, GONE: int(NOW) + 600, ALL[8].arn: int(NOW) - 600}
QUERIES = (
    *("", "a", "adm", "ReadOnly 12", "tema 12 amdin", "ubung", "two lines", "000000000007"),
    *("株式", "aws+33", "Env=prod", "Env=prod bil", ALL[11].arn, "no such role at all"),
)


class Few:
    """Lines of an index that nobody may read as a whole."""

    def __init__(self, lines: RoleLines) -> None:
        self.numbered = lines.numbered

    def roles(self) -> Sequence[Role]:
        raise AssertionError("all roles were read")


def offered(
    folder: Path, profile_format: str = PLAIN, *, only_few: bool = False
) -> IndexedCandidates:
    """Return the candidates of an index and its texts, both from files."""
    content, at = Content(tuple(ALL), 1), str(folder / "index")
    index = RoleIndex(at, profile_format, Path("/nowhere"), lambda: content, PRIMARY)
    assert index.roles() == content.roles
    lines, making = index.lines(), offering(profile_format)
    assert lines is not None
    kept = RoleTexts(str(folder / "texts"), lines.made_from).kept
    kept(lambda: texts_of(making.candidates(lines.roles())))
    return IndexedCandidates(Few(lines) if only_few else lines, kept(never), making)


def never() -> Texts:
    raise AssertionError("the file was there")


def offering(profile_format: str = PLAIN) -> Offering:
    return Offering(PRIMARY, profile_format, USES, EXPIRIES)


def first_screen(picker: Picker) -> str:
    """Return what a picker draws first."""
    drawn = io.StringIO()
    screen = Vt100_Output(drawn, lambda: Size(50, 140), term="xterm-256color")
    app = picker.application(DummyInput(), screen)

    async def draw() -> None:
        app.renderer.render(app, app.layout)

    with set_app(app):
        asyncio.run(draw())
    return drawn.getvalue()


@pytest.mark.parametrize("profile_format", [PLAIN, "{{ .AccountAlias }}"])
def test_an_index_offers_what_a_list_does(tmp_path: Path, profile_format: str) -> None:
    """The same numbers for every query, looked at one at a time or all together."""
    listed = ListedCandidates(offering(profile_format).candidates(ALL))
    expected = RoleSearch(listed, NOW, full_text=True)
    for query in map(read_query, QUERIES):
        found = offered(tmp_path, profile_format)
        finder = RoleSearch(found, NOW, full_text=True)
        numbers = expected.matches(query)
        assert finder.matches(query) == numbers
        assert found.numbered(numbers) == listed.numbered(numbers)
        finder.prepare()
        assert finder.matches(query) == numbers
        assert found.all() == listed.all()
        assert (len(found), found.used) == (len(listed), [300, 5])
        assert set(found.with_credentials) == set(listed.with_credentials) == {8, 9}
        for width in (40, 80, 200):
            columns = RowLayout(listed, NOW).columns(width)
            assert RowLayout(found, NOW).columns(width) == columns


@pytest.mark.parametrize(
    ("text", "count", "first"),
    [("", "400/400", 300), ("tema 32 bililng", "/400", 130), ("readonly", "100/400", 5)],
)
def test_a_first_screen_needs_few_roles(tmp_path: Path, text: str, count: str, first: int) -> None:
    """With nothing typed, and with words and typos: right, and not all roles are read."""
    found = offered(tmp_path, only_few=True)
    shown = first_screen(Picker(found, NOW, Look("aws-sso exec", {}), str, text))
    assert count in shown
    assert ALL[first].arn in shown
