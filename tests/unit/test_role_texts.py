"""The picker's texts in a file: the same as worked out, and only of the same index."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_sso.adapters.files.role_texts import RoleTexts
from aws_sso.domain.roles.candidates import Texts

SOME = Texts(("a", "b"), ("x", ""), ("",), ("w",), ("é\x85\u2028\ud800",), (), (), ())
OTHERS = Texts(("c",), ("z",), (), (), (), (), (), ())


def never() -> Texts:
    raise AssertionError("the file was there")


def kept(path: Path, made_from: str, work_out: Callable[[], Texts]) -> Texts:
    return RoleTexts(str(path), made_from).kept(work_out)


@given(st.lists(st.lists(st.text(max_size=5), max_size=3), min_size=8, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_texts_are_read_as_worked_out(tmp_path: Path, every: list[list[str]]) -> None:
    """Any characters; a space stands for a line break."""
    path = tmp_path / "texts"
    path.unlink(missing_ok=True)
    texts = kept(path, "1", lambda: Texts(*every))
    assert texts == Texts(*([one.replace("\n", " ") for one in kind] for kind in every))
    assert kept(path, "1", never) == texts


def test_texts_of_another_index_are_worked_out(tmp_path: Path) -> None:
    """And replace the old ones."""
    path = tmp_path / "state" / "texts"
    kept(path, "1", lambda: SOME)
    kept(path, "2", lambda: OTHERS)
    assert kept(path, "1", lambda: SOME).names == ["x", ""]
    assert kept(path, "1", never).arns == ["a", "b"]


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "other"])
def test_damaged_texts_are_worked_out(damage: str, tmp_path: Path) -> None:
    """The file is written again."""
    path = tmp_path / "texts"
    kept(path, "1", lambda: SOME)
    whole = path.read_bytes()
    first, _, rest = whole.partition(b"\n")
    damaged = {
        "empty": b"",
        "cut": whole[:-3],
        "noise": first + b"\n" + b"\xff" * len(rest),
        "other": first.replace(b"names", b"gnome") + b"\n" + rest,
    }
    path.write_bytes(damaged[damage])
    assert kept(path, "1", lambda: SOME).names == ["x", ""]
    assert path.read_bytes() == whole


def test_texts_need_no_file(tmp_path: Path) -> None:
    """A file where the folder should be: slower, not wrong."""
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    (tmp_path / "state").chmod(0o600)
    assert kept(tmp_path / "state" / "texts", "1", lambda: SOME).names == ["x", ""]
