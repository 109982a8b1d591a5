"""No text file is opened without its encoding: on Windows it would be in the system's code page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTERS = ("run", "Popen", "check_output", "check_call", "call")
TEXT_MODES = ("text", "universal_newlines")
OTHER_OPENS = ("os", "webbrowser", "tarfile", "gzip")
"""Modules whose `open` takes bytes, or opens no file."""


def without_encoding(source: str) -> Iterator[int]:
    """Yield the lines of calls that read or write text, and do not say in which encoding."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_text(node):
            named = {keyword.arg for keyword in node.keywords}
            if "encoding" not in named:
                yield node.lineno


def _is_text(call: ast.Call) -> bool:
    """Tell whether a call opens text, as far as its words show; `None` as a keyword is `**`."""
    function, values = call.func, [*call.args]
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if isinstance(function, ast.Name) and function.id == "open":
        return _is_text_mode(named.get("mode") or (values[1] if len(values) > 1 else None))
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value.id if isinstance(function.value, ast.Name) else ""
    if function.attr == "read_text":
        return not values
    if function.attr == "write_text":
        return len(values) == 1 and owner != "formatter"  # click's
    if function.attr in STARTERS:
        return any(mode in named for mode in TEXT_MODES)
    if function.attr == "open" and owner not in OTHER_OPENS and (values or named):
        return _is_text_mode(named.get("mode") or (values[0] if values else None))
    return False


def _is_text_mode(mode: ast.expr | None) -> bool:
    if mode is None:
        return True
    return isinstance(mode, ast.Constant) and str(mode.value).strip("+") in ("r", "w", "a", "x")


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "open('x', 'w')",
        "open('x', mode='a')",
        "path.open('w')",
        "path.read_text()",
        "path.write_text('x')",
        "subprocess.run(['x'], text=True)",
        "subprocess.Popen(['x'], universal_newlines=True)",
    ],
)
def test_every_way_to_open_text_is_noticed(source: str) -> None:
    """By the call's words alone."""
    assert list(without_encoding(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'rb')",
        "open('x', encoding='utf-8')",
        "path.open('wb')",
        "path.read_text('utf-8')",
        "path.write_text('x', encoding='utf-8')",
        "subprocess.run(['x'])",
        "os.open('x', 0)",
        "store.open()",
    ],
)
def test_bytes_and_named_encodings_are_right(source: str) -> None:
    """So is what opens something else."""
    assert list(without_encoding(source)) == []


@pytest.mark.parametrize("folder", ["src", "tests", "scripts", "benchmarks"])
def test_no_text_is_opened_without_its_encoding(folder: str) -> None:
    """In the program, and in what is around it."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
        for line in without_encoding(path.read_text(encoding="utf-8"))
    ]
    assert found == []
