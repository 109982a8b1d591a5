"""The messages that the documentation explains are ones that the program prints."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("how-to/troubleshooting.md", "how-to/signing-in.md")
OTHERS = {"Unable to locate credentials"}
"""Messages of SDKs."""


@cache
def messages() -> str:
    """Return all texts of the program, one per line, with … for what is put in."""
    texts = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                values = (v.value if isinstance(v, ast.Constant) else "…" for v in node.values)
                texts.append("".join(map(str, values)))
    return "\n".join(" ".join(text.split()) for text in texts)


def explained() -> Iterator[str]:
    """Yield the messages in the first column of the tables."""
    for name in PAGES:
        for line in (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines():
            if match := re.match(r"\| `((?!aws-sso )[^`]*[a-z] [^`]*)` \|", line):
                yield match[1].replace(" ahead of", " …").replace("AssumeRole", "…")


def printed(message: str) -> bool:
    """Whether the program has all parts of a message."""
    parts = [part.strip() for part in re.split(r"…|\bN\b", message)]
    return all(part in messages() for part in parts if len(part) > 3)


@pytest.mark.parametrize("message", sorted({*explained()} - OTHERS))
def test_a_message_that_is_explained_exists(message: str) -> None:
    """Word for word, except for what is put in."""
    assert printed(message)


def test_they_are_found() -> None:
    """Else nothing above proves anything."""
    assert len({*explained()}) > 10
    assert not printed("nobody ever prints this … (process N)")
