"""The pages of the documentation, and the code blocks on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests import parts

DOCS = parts.ROOT / "docs"
ELSEWHERE = {DOCS / "tutorial" / "first-steps.md"}
"""tests/terminal/test_tutorial.py types it, in the demo's home."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line of its first line of text, its language and its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where to look for it."""
        return f"{self.page.name}:{self.line}"


def pages() -> list[Path]:
    """Return all pages whose examples are run."""
    return sorted({*DOCS.rglob("*.md")} - ELSEWHERE)


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.S | re.M):
        yield Block(page, text.count("\n", 0, found.start(2)) + 1, found[1].strip(), found[2])


@dataclass(frozen=True)
class Command:
    """A command line that a block shows, after `prompt`, and the lines that it prints."""

    block: Block
    typed: str
    prints: list[str]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a `console` block; a line that ends in `\\` goes on in the next."""
    typed: str | None = None
    prints: list[str] = []
    for line in block.text.replace("\\\n", " ").splitlines():
        if prompt := re.match(r"(?:\w+)?\$ ", line):
            if typed is not None:
                yield Command(block, typed, prints)
            typed, prints = line[prompt.end() :], []
        elif typed is None:
            raise AssertionError(f"{block.place}: output without a command: {line}")
        elif line:
            prints.append(line)
    if typed is not None:
        yield Command(block, typed, prints)


def read_yaml(text: str) -> Any:
    """Read YAML; account ids stay as written, and are not taken for octal numbers."""
    return yaml.safe_load(re.sub(r"^( *)(\d{12}):", r'\1"\2":', text, flags=re.M))
