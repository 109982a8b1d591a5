"""What `each` makes of names that servers give, and of what commands print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aws_sso.cli.each.lines import Lines
from aws_sso.cli.each.live import cut
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.labels import file_names_of, labels_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.placeholders import filled
from tests.unit.roles import role as made_role

NAMES = st.text(max_size=200)


def role(**fields: str) -> Role:
    """Return a role with some fields of its own."""
    return replace(made_role("111122223333", "Shop", "Admin"), **fields)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=20))
def test_file_names_are_safe_and_unlike(names: list[tuple[str, str, str]]) -> None:
    """Whatever accounts and roles are called: no other folder, no option, no two the same."""
    roles = [role(instance=i, account_id=a, role_name=r) for i, a, r in names]
    found = file_names_of(roles)
    assert len({name.lower() for name in found}) == len(roles)
    assert all("/" not in name and "\0" not in name and name not in (".", "..") for name in found)
    assert all(name.isascii() and name.isprintable() and len(name) < 200 for name in found)
    assert not any(name.startswith(("-", ".")) for name in found)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_labels_are_printable_and_unlike(names: list[tuple[str, str]]) -> None:
    """A line of output is never taken for another role's."""
    found = labels_of([role(instance=i, profile=p) for i, p in names])
    assert len(set(found)) == len(found)
    assert all(name.isprintable() and name and "|" not in name for name in found)
    assert labels_of([role(profile="prod:Admin | ok")]) == ("prod:Admin \\x7c ok",)


def test_placeholders_are_replaced_in_arguments_only() -> None:
    """Anything else in braces, and the command's own name, stay."""
    one = role(account_id="012345670123", role_name="Admin", profile="shop/prod:Admin")
    command = ("{role}", "a={account}", "{profile}{role}", "{Role: RoleName}", "{{account}}")
    assert filled(command, one) == (
        *("{role}", "a=012345670123", "shop/prod:AdminAdmin", "{Role: RoleName}"),
        "{012345670123}",
    )


@pytest.mark.parametrize(
    "name",
    [
        *("", "a b", "a;b", "$(x)", "`x`", "a\nb", "a\n", "ä", "x'", '"', "a\0", "*", "~"),
        *("-x", "--x=y", "..", "../x", "a/../b"),
        *("/etc/passwd", "@/etc/passwd", "file:///etc/passwd", "fileb://x", "=x", "+x", ".x"),
    ],
)
def test_what_is_not_plain_is_not_put_in(name: str) -> None:
    """The placeholder is named, not the value."""
    with pytest.raises(ValueError, match=r"^\{profile\}$"):
        filled(("sh", "-c", "x {profile}"), role(profile=name))
    assert filled(("sh", "-c", "x {account}"), role(profile=name))


@given(st.lists(st.binary(max_size=50)))
def test_no_byte_of_output_is_lost(pieces: list[bytes]) -> None:
    """In whatever pieces it comes."""
    lines = Lines()
    found = [line for piece in pieces for line in lines.add(piece)] + lines.end()
    whole = b"".join(pieces)
    assert b"\n".join(found) == whole.removesuffix(b"\n")


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    """It comes in parts."""
    lines = Lines()
    found = [line for _ in range(100) for line in lines.add(b"x" * 10_000)]
    assert len(found) > 10


@given(NAMES.filter(str.isprintable), st.integers(1, 80))
def test_a_line_of_progress_never_wraps(name: str, cells: int) -> None:
    """Or what is drawn next would leave a part of it: wide characters take two cells."""
    assert cell_len(cut(name, cells)) <= cells
    assert cut("abc", 80) == "abc"
    assert cut("株式会社", 5) in ("株式", "株式 ")
