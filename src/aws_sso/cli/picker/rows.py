"""Roles as lines of the picker: columns that fit the width, with matched letters marked."""

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.utils import get_cwidth

from aws_sso.annotations import Sequence
from aws_sso.cli.picker.colors import DOTS
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.candidates import Candidate, Candidates
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.query import RoleQuery, plain_text
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.fuzzy import fit
from aws_sso.domain.text.printable import printable

Fragments = StyleAndTextTuples

_GAP = 2
_MARK = 2
_WIDEST_NAME = 44
_LEAST_NAME = 8
_ID, _EXPIRES, _USED = 12, 8, 12
# The terminal width from which there is room for a column.
_ROOM_FOR_ID, _ROOM_FOR_EXPIRY, _ROOM_FOR_USE, _ROOM_FOR_PROFILE = 60, 74, 88, 110


@frozen
class Columns:
    """Column widths; 0 for a hidden column."""

    dot: int
    account: int
    number: int
    role: int
    profile: int
    expires: int
    used: int
    rest: int = 0
    """The remaining width."""


class RowLayout:
    """Lays out rows based on all candidates, so that columns do not move.

    `filled` if rows have a background, which must reach the edge; the selected one always has.
    """

    def __init__(self, candidates: Candidates, now: float, *, filled: bool = False) -> None:
        self._now = now
        self._filled = filled
        texts = candidates.texts
        self._account = _widest(texts.accounts)
        self._role = _widest(texts.role_names)
        self._profile = _widest(texts.profiles)
        self._has_dots = bool(texts.colors)
        with_credentials = candidates.numbered(candidates.with_credentials)
        self._has_expiry = any(one.expires > now for one in with_credentials)
        self._has_use = bool(candidates.used)

    def columns(self, width: int) -> Columns:
        """Return the columns for a terminal width."""
        dot = 2 if self._has_dots else 0
        number = _ID if width >= _ROOM_FOR_ID else 0
        expires = _EXPIRES if self._has_expiry and width >= _ROOM_FOR_EXPIRY else 0
        used = _USED if self._has_use and width >= _ROOM_FOR_USE else 0
        wanted = [self._account, self._role]
        if self._profile and width >= _ROOM_FOR_PROFILE:
            wanted.append(self._profile)
        others = sum(w + _GAP for w in (number, expires, used) if w)
        room = width - _MARK - dot - others - _GAP * (len(wanted) - 1) - 1
        account, role, *more = _shared(room, wanted)
        rest = max(0, room - account - role - sum(more) - _GAP)
        return Columns(dot, account, number, role, more[0] if more else 0, expires, used, rest)

    def headings(self, columns: Columns) -> Fragments:
        """Return the line above the rows, with its newline."""
        line: Fragments = [("class:quiet", " " * (_MARK + columns.dot))]
        for name, width in (
            ("account", columns.account),
            ("id", columns.number),
            ("role", columns.role),
            ("profile", columns.profile),
            ("expires", columns.expires),
            ("used", columns.used),
        ):
            if width:
                line += cell(name, width, "class:quiet", ())
        return [*line, ("", "\n")]

    def row(
        self, candidate: Candidate, query: RoleQuery, columns: Columns, *, selected: bool
    ) -> Fragments:
        """Return one line, with its newline."""
        role = candidate.role
        base = "class:selected" if selected else "class:row"
        quiet = "class:selected.quiet" if selected else "class:quiet"
        line: Fragments = [(base, "> " if selected else "  ")]
        if columns.dot:
            color = role.tags.get("Color", "").lower()
            dot = (f"{base} class:dot-{color} noreverse", "●") if color in DOTS else (base, " ")
            line += [dot, (base, " ")]
        account_marks, role_marks = marks(candidate, query)
        line += cell(candidate.account, columns.account, base, account_marks)
        if columns.number:
            line += cell(
                role.account_id, columns.number, quiet, _in_one_piece(role.account_id, query)
            )
        line += cell(printable(role.role_name), columns.role, base, role_marks)
        if columns.profile:
            profile = printable(role.profile) if candidate.shows_profile else ""
            line += cell(profile, columns.profile, quiet, _in_one_piece(profile, query))
        if columns.expires:
            text = ""
            if candidate.expires > self._now:
                text = time_left(candidate.expires, self._now)
            line += cell(text, columns.expires, base if selected else "class:fresh", ())
        if columns.used:
            text = ago(candidate.last, self._now) if candidate.last else ""
            line += cell(text, columns.used, base if selected else "class:recent", ())
        # Spaces that nobody sees are a sixth of the work for a key.
        line.append((base, " " * columns.rest + "\n" if selected or self._filled else "\n"))
        return line


def marks(candidate: Candidate, query: RoleQuery) -> tuple[frozenset[int], frozenset[int]]:
    """Return which letters of account and role match the words of a query."""
    account, role = candidate.account, printable(candidate.role.role_name)
    shown = f"{account} {role}"
    plain = plain_text(shown)
    found: set[int] = set()
    if len(plain) == len(shown):
        for word in query.words:
            at = plain.find(word)
            if at >= 0:
                found.update(range(at, at + len(word)))
            elif letters := fit(word, plain, shown):
                found.update(letters.positions)
    border = len(account) + 1
    return (
        frozenset(at for at in found if at < border),
        frozenset(at - border for at in found if at >= border),
    )


def cell(text: str, width: int, style: str, marked: Sequence[int] | frozenset[int]) -> Fragments:
    """Return text cut or padded to `width` cells, with the gap after it."""
    shown = _cut(text, width)
    space = " " * (width - get_cwidth(shown) + _GAP)
    if not marked:
        return [(style, shown + space)]
    pieces: Fragments = []
    for at, letter in enumerate(shown):
        look = f"{style} class:match" if at in marked and letter != "…" else style
        if pieces and pieces[-1][0] == look:
            pieces[-1] = (look, pieces[-1][1] + letter)
        else:
            pieces.append((look, letter))
    return [*pieces, (style, space)]


def _in_one_piece(text: str, query: RoleQuery) -> frozenset[int]:
    plain = plain_text(text)
    found: set[int] = set()
    for word in query.words:
        at = plain.find(word)
        if at >= 0 and len(plain) == len(text):
            found.update(range(at, at + len(word)))
    return frozenset(found)


def _cut(text: str, width: int) -> str:
    if get_cwidth(text) <= width:
        return text
    kept, used = "", 0
    for letter in text:
        used += get_cwidth(letter)
        if used > width - 1:
            break
        kept += letter
    return f"{kept}…" if width > 0 else ""


def _widest(texts: Sequence[str]) -> int:
    # ASCII letters are one cell wide; asking for each of 10,000 names would take 5 ms.
    width = len if all(map(str.isascii, texts)) else get_cwidth
    return min(_WIDEST_NAME, max(map(width, texts), default=0))


def _shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Give each column the width it wants; if there is too little, shrink the widest first."""
    widths = list(wanted)
    while sum(widths) > max(room, _LEAST_NAME * len(widths)):
        widths[widths.index(max(widths))] -= 1
    return widths
