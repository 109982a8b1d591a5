"""Splits a template into text and the lexemes of its actions."""

import re

from aws_sso.domain.frozen import frozen
from aws_sso.domain.template.errors import TemplateError

LEFT, RIGHT = "{{", "}}"
_SPACE = " \t\r\n"
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<declare>:=) | (?P<assign>=) | (?P<pipe>\|) | (?P<comma>,)
  | (?P<open>\() | (?P<close>\))
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<raw>`[^`]*`)
  | (?P<char>'(?:[^'\\\n]|\\.[^']*)')
  | (?P<number>[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+
        |(?:[0-9][0-9_]*)?\.?[0-9][0-9_]*(?:\.(?![A-Za-z_]))?(?:[eE][+-]?[0-9_]+)?)(?![\w]))
  | (?P<field>\.[^\W\d]\w*)
  | (?P<variable>\$\w*)
  | (?P<name>[^\W\d]\w*)
  | (?P<dot>\.)
    """,
    re.VERBOSE,
)


@frozen
class Lexeme:
    """A piece: `kind` is `text`, `left`, `right` or one of the names in the pattern above."""

    kind: str
    text: str
    line: int
    column: int
    after_space: bool = False


def lexemes(source: str) -> list[Lexeme]:
    """Return all lexemes of a template, ending with one of kind `end`.

    Handles trim markers and comments. Raises TemplateError.
    """
    found: list[Lexeme] = []
    position = 0
    trim = False
    while True:
        start = source.find(LEFT, position)
        text = source[position:] if start < 0 else source[position:start]
        if trim:
            text = text.lstrip(_SPACE)
        if start < 0:
            _add_text(found, text, source, position)
            found.append(Lexeme("end", "", *_place(source, len(source))))
            return found
        inside = start + len(LEFT)
        if source[inside : inside + 1] == "-" and source[inside + 1 : inside + 2] in _SPACE_OR_END:
            text = text.rstrip(_SPACE)
            inside += 1
        _add_text(found, text, source, position)
        comment = re.compile(r"[ \t\r\n]*/\*").match(source, inside)
        if comment:
            position, trim = _after_comment(source, start, comment.end())
            continue
        found.append(Lexeme("left", LEFT, *_place(source, start)))
        position, trim = _action(source, inside, found)


_SPACE_OR_END = (" ", "\t", "\r", "\n")


def _action(source: str, position: int, found: list[Lexeme]) -> tuple[int, bool]:
    """Add the lexemes of an action; returns its end, and whether to trim the text after it."""
    after_space = True
    depth = 0
    while True:
        if source.startswith(RIGHT, position):
            found.append(Lexeme("right", RIGHT, *_place(source, position)))
            return position + len(RIGHT), False
        if re.compile(r"[ \t\r\n]-}}").match(source, position):
            found.append(Lexeme("right", RIGHT, *_place(source, position)))
            return position + 2 + len(RIGHT), True
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            line, column = _place(source, min(position, len(source) - 1))
            shown = source[position : position + 1]
            problem = f"unexpected character {shown!r}" if shown else "unclosed action"
            raise TemplateError("parse", problem, line, column)
        if match.lastgroup == "space":
            trimmed = re.compile(r"[ \t\r\n]+-}}").match(source, position)
            if trimmed:
                found.append(Lexeme("right", RIGHT, *_place(source, trimmed.end() - 2)))
                return trimmed.end(), True
            after_space = True
        else:
            depth += {"open": 1, "close": -1}.get(match.lastgroup, 0)
            place = _place(source, position)
            if depth < 0:
                raise TemplateError("parse", "unexpected `)`", *place)
            found.append(Lexeme(match.lastgroup, match.group(), *place, after_space))
            after_space = False
        position = match.end()


def _after_comment(source: str, start: int, position: int) -> tuple[int, bool]:
    end = source.find("*/", position)
    closing = re.compile(r"(?:[ \t\r\n]+(-))?}}").match(source, end + 2) if end >= 0 else None
    if closing is None:
        raise TemplateError("parse", "unclosed comment", *_place(source, start))
    return closing.end(), closing.group(1) is not None


def _add_text(found: list[Lexeme], text: str, source: str, position: int) -> None:
    if text:
        found.append(Lexeme("text", text, *_place(source, position)))


def _place(source: str, position: int) -> tuple[int, int]:
    line = source.count("\n", 0, position) + 1
    return line, position - (source.rfind("\n", 0, position) + 1) + 1
