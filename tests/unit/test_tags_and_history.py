"""Tags, history, names that cannot be used, loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.frozen import replace
from aws_sso.domain.profiles.name_problems import name_problems
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.roles.history import Use, ago, is_same_use, recent, with_use
from aws_sso.domain.roles.roles import Role, is_stale
from aws_sso.domain.roles.tags import account_label, tags_of
from aws_sso.domain.settings.chains import loops_in
from aws_sso.domain.settings.settings import AccountSettings, InstanceSettings, RoleSettings

BASE = Role(
    "Default", "us-east-1", "https://x", "000000000001", "", "Alias", "", "Admin", "arn", "", None,
    None, {"Env": "prod", "Email": "mine"}, None, "p",
)  # fmt: skip


def named(template: str, roles: list[Role]) -> list[Role]:
    name = profile_namer(template)
    return [replace(role, profile=role.own_profile or name(role)) for role in roles]


def test_own_tags_beat_built_in_ones() -> None:
    """And empty built-in ones are left out."""
    assert tags_of(BASE, "5m ago", "Role") == {
        "Role": "Admin",
        "Env": "prod",
        "Email": "mine",
        "AccountID": "000000000001",
        "AccountAlias": "Alias",
        "History": "5m ago",
        "Profile": "p",
    }
    assert next(iter(tags_of(BASE, first="Role"))) == "Role"
    assert next(iter(tags_of(BASE, first="Unknown"))) == "Env"


def test_an_account_is_called_by_the_first_tag_that_is_set() -> None:
    """AccountPrimaryTag."""
    assert account_label(BASE, ("AccountName", "AccountAlias", "Email")) == "Alias"
    assert account_label(BASE, ("Env",)) == "prod"
    assert account_label(BASE, ()) == ""


@given(
    st.dictionaries(st.sampled_from(["Env", "Email", "Role", "History"]), st.text(max_size=2)),
    st.lists(st.sampled_from([*tags_of(replace(BASE, via="v", email="e")), "None"]), max_size=4),
)
def test_an_account_is_called_as_its_tags_say(tags: dict[str, str], primary: list[str]) -> None:
    """Whichever tags there are, the user's or ours, empty or not."""
    role = replace(BASE, tags=tags)
    every = tags_of(role)
    assert account_label(role, primary) == next((every[k] for k in primary if every.get(k)), "")


def test_history_is_limited_by_number_and_age() -> None:
    """Latest first; counting goes on while a role is remembered."""
    uses: tuple[Use, ...] = ()
    for now, arn in enumerate("abcab"):
        uses = with_use(uses, arn, now * 60, 3, 0)
    assert uses == (Use("b", 240, 2), Use("a", 180, 2), Use("c", 120, 1))
    assert recent(uses, 240, 2, 0) == uses[:2]
    assert recent(uses, 241, 9, 2) == uses[:1] + uses[1:2]
    assert recent(uses, 240, 0, 0) == ()
    assert is_same_use(uses, "b", 299)
    assert not is_same_use(uses, "b", 300)
    assert not is_same_use(uses, "a", 299)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0m ago"), (59, "0m ago"), (3599, "59m ago"), (15600, "4h20m ago"), (-5, "0m ago"),
     (183600, "2d3h ago")],
)  # fmt: skip
def test_how_long_ago(seconds: int, text: str) -> None:
    """In the two greatest units."""
    assert ago(1_000_000 - seconds, 1_000_000) == text


def test_when_a_list_is_stale() -> None:
    """CacheRefresh in hours; 0 or less: never, unless there is no list."""
    assert is_stale(None, 0, 0)
    assert not is_stale(1, 10**9, 0)
    assert not is_stale(1, 10**9, -1)
    assert is_stale(0, 24 * 3600 + 1, 24)
    assert not is_stale(0, 24 * 3600, 24)


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from("AB"), st.sampled_from(["", "own", "x"])),
        max_size=8,
        unique_by=lambda each: each[:2],
    ),
    st.sampled_from(["{{ .RoleName }}", "x", "{{ .AccountName }}", "{{ .SSO }}-{{ .RoleName }}"]),
)
def test_a_suggested_format_tells_all_roles_apart(
    made: list[tuple[int, str, str]], template: str
) -> None:
    """The one in use or the suggested one does; none can exactly where `Profile`s are equal."""
    roles = [
        replace(BASE, account_id=f"{number:012d}", role_name=name, own_profile=own or None)
        for number, name, own in made
    ]
    problems = name_problems(named(template, roles), template, profile_namer)
    own = [role.own_profile for role in roles if role.own_profile]
    are_equal = len(own) > len(set(own))
    good = problems.suggestion if problems else template
    assert (good is None) == are_equal
    assert are_equal or not name_problems(named(good or "", roles), good or "", profile_namer)


def test_a_suggestion_changes_the_format_no_more_than_needed() -> None:
    """The part that tells the roles apart is added in the format's own manner."""
    roles = [replace(BASE, account_id=f"{n:012d}", role_name="Admin") for n in (1, 2)]
    template = "{{ .AccountAlias }}-{{ .RoleName }}"
    problems = name_problems(named(template, roles), template, profile_namer)
    assert problems.suggestion == template + "-{{ .AccountIdPad }}"
    assert list(problems.shared) == ["Alias-Admin"]
    two = [replace(roles[0], instance="One"), replace(roles[0], instance="Two")]
    found = name_problems(named(template, two), template, profile_namer)
    assert found.suggestion == template + "-{{ .SSO }}"


def test_problems_with_names_are_told_alike_wherever_they_show() -> None:
    """A count, the first names with their first owners, and that there are more."""

    def made(name: str, count: int) -> list[Role]:
        return [replace(BASE, arn=f"{name}{n}", profile=name) for n in range(count)]

    def told(*roles: Role) -> tuple[str, ...]:
        return name_problems(roles, "x", profile_namer).in_words

    assert told(*made("a", 1)) == ()
    assert told(*made("a\n", 2)) == (
        "1 profile name belongs to several roles, so `--profile` cannot choose between them:\n"
        "  `a\\n`: a\\n0 (Default), a\\n1 (Default)",
    )
    assert told(*made("", 1)) == ("1 role has no profile name: 0",)
    many, nameless = told(*(role for name in "abcdefg" for role in made(name, 6)), *made("", 3))
    lines = many.split("\n")
    assert lines[0].startswith("7 profile names belong to several roles, ")
    assert lines[1] == f"  `a`: {', '.join(f'a{n} (Default)' for n in range(5))}, …"
    assert (len(lines), lines[-1]) == (7, "  and 2 more")
    assert nameless == "3 roles have no profile name, for example 0"


def test_loops_are_found_each_once() -> None:
    """Of any length, with the chains that lead into them left out."""

    def via(name: str) -> RoleSettings:
        return RoleSettings(via=f"arn:aws:iam::000000000001:role/{name}")

    roles = {"A": via("B"), "B": via("C"), "C": via("B"), "D": via("D"), "E": via("Free")}
    instance = InstanceSettings(
        "x", "us-east-1", "https://x", accounts={"000000000001": AccountSettings(roles=roles)}
    )
    found = [[name for _, name in loop] for loop in loops_in(instance)]
    assert found == [["B", "C", "B"], ["D", "D"]]
