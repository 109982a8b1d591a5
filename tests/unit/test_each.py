"""What `each` makes of names that servers give, and of what commands print."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aws_sso.adapters.files.spill import SLOT, Spill
from aws_sso.cli.each.lines import Lines
from aws_sso.cli.each.live import cut
from aws_sso.cli.each.printing import AsJson, Ordered, Prefixes, Streamed
from aws_sso.cli.each.waiting import Waiting
from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.labels import file_names_of, labels_of
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.placeholders import filled
from aws_sso.use_cases.plan_each import plan_each
from aws_sso.use_cases.run_each import Ended, Outcome, Output
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


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 300_000)), max_size=30)
)
def test_waiting_output_comes_back_in_order(printed: list[tuple[int, int, int]]) -> None:
    """However much of three commands waits at a time, and though they share one file."""
    spill = Spill()
    waiting = [Waiting(spill) for _ in range(3)]
    expected: list[list[bytes]] = [[], [], []]
    for number, (command, stream, length) in enumerate(printed):
        content = bytes([number]) * length
        waiting[command].add(stream, content)
        expected[command].append(bytes([stream]) * length + content)
    for found, wanted in zip(waiting, expected, strict=True):
        pieces = list(found.taken())
        assert b"".join(content for _, content in pieces) == b"".join(
            one[len(one) // 2 :] for one in wanted
        )
        assert b"".join(bytes([stream]) * len(content) for stream, content in pieces) == b"".join(
            one[: len(one) // 2] for one in wanted
        )
        assert list(found.taken()) == []


def test_output_after_the_end_is_too_late_for_its_turn(capsys: pytest.CaptureFixture[str]) -> None:
    """A process that a killed command has left elsewhere may still print."""
    first, second = plan_each([role(role_name=name) for name in "ab"], [], {}).tasks
    printing = Ordered([first, second], Streamed(Prefixes([first, second], {})), Spill())
    printing.output(Output(first, "stdout", b"in time\n"))
    printing.ended(Ended(first, Outcome.TIMED_OUT))
    printing.output(Output(first, "stdout", b"late\n"))
    printing.output(Output(second, "stderr", b"its own\n"))
    printing.ended(Ended(second, Outcome.OK))
    printed = capsys.readouterr()
    assert "in time" in printed.out
    assert "late" not in printed.out
    assert "its own" in printed.err


def test_a_signal_spoils_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """It may come in the middle of one; the next begins on a line of its own."""

    class Interrupted:
        def put(self, content: bytes) -> int:
            return 0

        def take(self, place: int) -> bytes:
            raise KeyboardInterrupt

    printing = AsJson(lambda task: None, Interrupted())
    first, second = plan_each([role(), role(account_id="222233334444")], ("x",), {}).tasks
    printing.output(Output(first, "stdout", b"x" * SLOT * 2))
    with pytest.raises(KeyboardInterrupt):
        printing.ended(Ended(first, Outcome.OK))
    printing.output(Output(second, "stdout", b'"\xc3'))
    printing.output(Output(second, "stdout", b"\xa4\n\xc3"))
    printing.ended(Ended(second, Outcome.OK))
    spoiled, whole = capsys.readouterr().out.splitlines()
    with pytest.raises(json.JSONDecodeError):
        json.loads(spoiled)
    assert json.loads(whole)["stdout"] == '"ä\n\ufffd'


def test_places_are_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is as large as what waits at one time; on Windows alone it has a name."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spill = Spill()
    waiting = Waiting(spill)
    waiting.add(0, b"x" * (SLOT // 2))
    waiting.add(0, b"y" * (SLOT // 2))
    places = {spill.put(bytes([n]) * SLOT) for n in range(3)}
    assert places == {1, 2, 3}
    assert spill.take(2) == b"\x01" * SLOT
    assert spill.put(b"short") == 2
    assert spill.take(2) == b"short"
    assert list(waiting.taken()) == [(0, b"x" * (SLOT // 2)), (0, b"y" * (SLOT // 2))]
    assert {spill.put(b"") for _ in range(2)} == {0, 2}
    assert len(list(tmp_path.iterdir())) == (1 if sys.platform == "win32" else 0)
