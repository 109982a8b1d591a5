"""The role index answers as the list of roles would, and reads only what it must."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sso.adapters.files.role_index import Content, RoleIndex
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, matches

BASE = Role(
    "Default", "us-east-1", "https://x", "000000000001", "", "", "", "R", "", "", None, None
)
names = st.text(max_size=12)


def role(number: int, name: str, profile: str, tags: dict[str, str]) -> Role:
    account = f"{number:012d}"
    arn = str(RoleArn("aws", account, name))
    return replace(
        BASE, account_id=account, role_name=name, arn=arn, profile=profile, tags=tags, email="ä@x"
    )


NOWHERE = Path("/nowhere")


def index(path: Path, cache: Path, make: Callable[[], Content]) -> RoleIndex:
    return RoleIndex(str(path), "1", cache, make)


def never() -> Content:
    raise AssertionError("the file was there")


@given(
    st.lists(
        st.builds(
            role,
            st.integers(min_value=0, max_value=5),
            names.filter(lambda name: "/" not in name),
            names,
            st.dictionaries(names, names, max_size=2),
        ),
        max_size=20,
    ),
    names,
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_it_answers_as_the_whole_list_would(tmp_path: Path, roles: list[Role], prefix: str) -> None:
    """Any names: the file, and the roles it is made from, give the same."""
    path = tmp_path / "roles.jsonl"
    path.unlink(missing_ok=True)
    content = Content(tuple(roles), 7, 2)
    built = index(path, NOWHERE, lambda: content)
    assert built.roles() == tuple(roles)
    for find in (built, index(path, NOWHERE, lambda: content)):
        assert find.roles() == tuple(roles)
        assert (find.refreshed, find.missing) == (7, 2)
        lines = find.lines()
        assert lines is not None
        assert lines.numbered(range(len(roles))[::-1]) == roles[::-1]
        assert lines.roles() == tuple(roles)
        for one in (*roles, BASE):
            for choice in (
                RoleChoice(profile=one.profile or "none"),
                RoleChoice(account=one.account_id, role=one.role_name or "none"),
                RoleChoice(arn=RoleArn("aws", one.account_id, one.role_name)),
            ):
                expected = [r for r in roles if matches(r, choice)]
                assert sorted(map(repr, find.matching(choice))) == sorted(map(repr, expected))
        for start in (prefix, *(r.profile[:2] for r in roles)):
            expected = [r for r in roles if r.profile.startswith(start)]
            assert sorted(map(repr, find.profiles_with_prefix(start))) == sorted(
                map(repr, expected)
            )


def test_it_is_made_anew_when_a_source_changes(tmp_path: Path) -> None:
    """And only then."""
    source, path = tmp_path / "source", tmp_path / "state" / "roles.jsonl"
    one = Content((role(1, "R", "p", {}),), 1)
    index(path, source, lambda: one).roles()
    assert index(path, source, never).roles() == one.roles
    source.write_text("x", encoding="utf-8")
    other = Content((role(2, "R", "p", {}),), None)
    assert index(path, source, lambda: other).roles() == other.roles
    assert index(path, source, never).refreshed is None
    assert RoleIndex(str(path), "2", source, lambda: one).roles() == one.roles


@pytest.mark.parametrize(
    "damage", ["empty", "cut", "noise", "other", "wrong cells", "no roles", "a folder"]
)
def test_a_damaged_file_is_as_good_as_none(damage: str, tmp_path: Path) -> None:
    """The roles are worked out, and the file is written anew where it can be."""
    path = tmp_path / "roles.jsonl"
    content = Content(tuple(role(n, "R" * 50, f"p{n}", {"k": "v"}) for n in range(300)), 1)
    index(path, NOWHERE, lambda: content).roles()
    whole = path.read_bytes()
    if damage == "a folder":
        path.unlink()
        path.mkdir()
    else:
        half = len(whole) // 2
        path.write_bytes(
            {
                "empty": b"",
                "cut": whole[:half],
                "noise": whole[:4096] + bytes(range(256)) * (half // 256),
                "other": b'{"made_from": "1"}\n' + bytes(4096),
                "wrong cells": whole.replace(b'["000000000250", ', b"["),
                "no roles": whole.replace(b"[", b" "),
            }[damage]
        )
    lines = index(path, NOWHERE, lambda: content).lines()
    if lines is not None:
        assert lines.numbered([250, 0]) == [content.roles[250], content.roles[0]]
        assert lines.roles() == content.roles
    damaged = index(path, NOWHERE, lambda: content)
    assert damaged.roles() == content.roles
    assert damaged.matching(RoleChoice(profile="p250")) == (content.roles[250],)
    if damage != "a folder":
        assert index(path, NOWHERE, never).roles() == content.roles


def test_it_does_without_a_file_where_none_can_be(tmp_path: Path) -> None:
    """A read-only disk, or a file where the folder should be: slower, not wrong."""
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    (tmp_path / "state").chmod(0o600)
    content = Content((role(1, "R", "p", {}),), 1)
    found = index(tmp_path / "state" / "roles.jsonl", NOWHERE, lambda: content)
    assert found.matching(RoleChoice(profile="p")) == content.roles


def test_a_lookup_parses_only_the_lines_with_its_value(tmp_path: Path) -> None:
    """Of 10,000 roles: all other lines could be anything."""
    path = tmp_path / "roles.jsonl"
    content = Content(tuple(role(n, "R", f"p{n}", {}) for n in range(10_000)), 1)
    index(path, NOWHERE, lambda: content).roles()
    first, *lines = path.read_bytes().splitlines()
    others = [line if b'"p17"' in line else b"?" * len(line) for line in lines]
    assert others.count(lines[17]) == 1
    path.write_bytes(b"\n".join([first, *others, b""]))
    found = index(path, NOWHERE, never)
    account = "000000000017"
    for choice in (
        RoleChoice(profile="p17"),
        RoleChoice(arn=RoleArn("aws", account, "R")),
        RoleChoice(account=account, role="R"),
    ):
        assert found.matching(choice) == (content.roles[17],)
    assert found.in_account(account) == (content.roles[17],)
    assert found.profiles_with_prefix("p17") == [content.roles[17]]
    assert found.with_words(["p17"], 2) == (content.roles[17],)
