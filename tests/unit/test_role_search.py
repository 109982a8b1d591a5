"""Finding the role a person means, from what he types."""

import json
from pathlib import Path
from string import ascii_letters, digits

from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.roles.candidates import Candidate, ListedCandidates
from aws_sso.domain.roles.query import RoleQuery, TagCondition, read_query, tag_term
from aws_sso.domain.roles.search import RoleSearch
from aws_sso.domain.text.fuzzy import fit
from tests.unit.roles import role

TABLE = json.loads(
    (Path(__file__).parent.parent / "data" / "picker_queries.json").read_text(encoding="utf-8")
)
NOW = 1_800_000_000.0
ENOUGH = 57 / 60
TYPED = st.characters(exclude_categories=("C", "Z"), exclude_characters='"')
"""What a tag's value is made of, spaces apart."""


def of_table() -> list[Candidate]:
    return [
        Candidate(
            role(one["id"], one["name"], name, email=one["email"], tags=one["tags"]), one["name"]
        )
        for one in TABLE["accounts"]
        for name in sorted(one["roles"])
    ]


def label(candidate: Candidate) -> str:
    return f"{candidate.account}/{candidate.role.role_name}"


def called(*names: str) -> list[Candidate]:
    """An account of each name, with one role."""
    return [
        Candidate(role(f"11110000000{number}", name, "Admin"), name)
        for number, name in enumerate(names)
    ]


def search(candidates: list[Candidate], query: str, full_text: bool = True) -> list[Candidate]:
    finder = RoleSearch(ListedCandidates(candidates), NOW, full_text)
    return [candidates[number] for number in finder.matches(read_query(query))]


def test_the_role_that_a_person_expects_comes_first() -> None:
    """For at least 57 of 60 queries: acronyms, words out of order, parts of ids, typos, tags."""
    candidates = of_table()
    finder = RoleSearch(ListedCandidates(candidates), NOW, full_text=True)
    wrong = []
    for query, expected in TABLE["queries"]:
        found = [candidates[number] for number in finder.matches(read_query(query))]
        first = label(found[0]) if found else None
        if first != expected:
            wrong.append((query, expected, [label(one) for one in found[:3]]))
    assert len(TABLE["queries"]) >= 60
    assert 1 - len(wrong) / len(TABLE["queries"]) >= ENOUGH, wrong


def test_frequent_and_recent_use_decides_between_equals() -> None:
    """But not against a better match."""
    one, two = role("111100000001", "Shop A", "Admin"), role("111100000002", "Shop B", "Admin")
    other = role("111100000003", "Administration", "ReadOnly")
    often = Candidate(two, "Shop B", last=int(NOW) - 3600, times=5)
    candidates = [Candidate(one, "Shop A"), often, Candidate(other, "Administration")]
    assert search(candidates, "admin")[0] is often
    assert search(candidates, "")[0] is often
    assert search(candidates, "administration")[0].role is other


def test_a_query_is_read_as_typed() -> None:
    """Words, conditions with and without quotes, an ARN; an open quote is no trouble."""
    assert read_query("Shop-Prod  ADMIN") == RoleQuery(("shop", "prod", "admin"), ())
    assert read_query('Env=Prod Team="a b" x') == RoleQuery(
        ("x",), (TagCondition("env", "prod"), TagCondition("team", "a b"))
    )
    assert read_query('Team="a b').conditions == (TagCondition("team", "a b"),)
    assert read_query("arn:aws:iam::1:role/X").arn == "arn:aws:iam::1:role/X"
    assert read_query("Übung") == read_query("ubung")
    assert read_query("🚀").words == ("🚀",)
    assert not read_query("   ")


@given(st.lists(st.text(alphabet=TYPED, min_size=1), min_size=1, max_size=4).map(" ".join))
def test_tags_can_be_typed_as_they_are_offered(value: str) -> None:
    """What Tab puts in finds the value again."""
    tagged = Candidate(role("111100000001", "A", "R", tags={"Key": value}), "A")
    assert search([tagged], tag_term("Key", value)) == [tagged]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.text(max_size=12))
def test_any_query_on_any_names_gives_some_of_the_roles_once(names: list[str], query: str) -> None:
    """Nothing is found twice, and nothing breaks."""
    candidates = called(*names)
    for text in (query, *names):
        found = search(candidates, text)
        assert len(set(map(id, found))) == len(found)


@given(st.text(alphabet=ascii_letters + digits, min_size=1), st.lists(st.text(), max_size=5))
def test_a_name_finds_its_own_role(name: str, others: list[str]) -> None:
    """A plain one, whatever the others are called."""
    candidates = called(*others, name)
    assert candidates[-1] in search(candidates, name)


@given(st.text(alphabet="abc", min_size=1, max_size=4), st.text(alphabet="abcABC -", max_size=12))
def test_a_fit_is_there_exactly_if_the_letters_are_in_order(letters: str, shown: str) -> None:
    """Whatever stands between them."""
    rest = iter(shown.lower())
    there = all(letter in rest for letter in letters)
    assert (fit(letters, shown.lower(), shown) is not None) == there


@given(
    st.lists(
        st.tuples(st.text(alphabet="abcABC -", max_size=3), st.sampled_from("abcABC")),
        min_size=1,
        max_size=4,
    ),
    st.text(alphabet="abcABC -", max_size=3),
)
def test_the_positions_of_a_fit_spell_the_letters(pieces: list[tuple[str, str]], end: str) -> None:
    """In order, each once, and with a score in its bounds."""
    letters = "".join(letter for _, letter in pieces).lower()
    shown = "".join(between + letter for between, letter in pieces) + end
    found = fit(letters, shown.lower(), shown)
    assert found is not None
    assert "".join(shown.lower()[at] for at in found.positions) == letters
    assert list(found.positions) == sorted(set(found.positions))
    assert 0 <= found.score <= 1.5


def test_letters_at_the_beginnings_of_words_are_better() -> None:
    """An acronym beats the same letters anywhere."""
    acronym = fit("sa", "shop admin", "Shop Admin")
    anywhere = fit("sa", "mesa", "mesa")
    hump = fit("ro", "readonly", "ReadOnly")
    assert acronym is not None
    assert anywhere is not None
    assert hump is not None
    assert acronym.positions == (0, 5)
    assert hump.positions == (0, 4)
    assert acronym.score > hump.score > anywhere.score


def test_only_tags_if_that_is_wanted() -> None:
    """`FullTextSearch: false`: words are beginnings of values."""
    candidates = of_table()
    found = search(candidates, "prod", full_text=False)
    assert {one.role.tags["Env"] for one in found} == {"prod"}
    assert search(candidates, "hop", full_text=False) == []
