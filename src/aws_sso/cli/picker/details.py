"""Details of the selected role in the picker, and its help."""

from aws_sso.cli.picker.rows import Fragments, cell
from aws_sso.domain.roles.candidates import Candidate
from aws_sso.domain.roles.history import ago
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.printable import printable

DETAIL_LINES = 4
KEYS = (
    ("enter", "use the role"),
    ("esc, ctrl-c", "leave"),
    ("up, down, ctrl-k, ctrl-j", "move; also ctrl-p and ctrl-n"),
    ("page up, page down", "move by a screen; home, end: first, last"),
    ("tab", "complete a tag, or browse tags: a key, then a value, and so on"),
    ("ctrl-o", "open the role's console instead"),
    ("ctrl-y", "copy the role's ARN"),
    ("ctrl-u, ctrl-w", "delete the line, a word"),
    ("ctrl-z", "suspend; resume with `fg`"),
    ("f1", "show this help"),
)
SYNTAX = (
    ("shop adm", "words in any order, each part of a name, an id, an email or a tag"),
    ("shpadm", "or letters in order; beginnings of words count most"),
    ("Env=prod", "roles with a tag; quote a value with spaces"),
    ("arn:aws:…", "a pasted ARN"),
)


def details(candidate: Candidate | None, now: float, width: int) -> Fragments:
    """Return a few lines about a role, each with a newline."""
    if candidate is None:
        return [("", "\n" * DETAIL_LINES)]
    role = candidate.role
    about = [f"{candidate.account or role.account_id} ({role.account_id})", role.email]
    state = [f"profile {role.profile}", f"region {role.default_region}"]
    if candidate.expires > now:
        left = time_left(candidate.expires, now)
        state.append(f"credentials valid for {left}")
    if candidate.scopes:
        state.append(f"narrowed: {', '.join(candidate.scopes)}")
    if candidate.last:
        times = "once" if candidate.times == 1 else f"{candidate.times} times"
        state.append(f"used {times}, {ago(candidate.last, now)}")
    via = [f"via {role.via}"] if role.via else []
    tags = [f"{key}={value}" for key, value in role.tags.items()]
    lines = [
        ("class:title", "  ".join(text for text in about if text)),
        ("", role.arn),
        ("class:quiet", "  ".join(state)),
        ("class:quiet", "  ".join([*via, *tags])),
    ]
    return [piece for style, text in lines for piece in _line(text, width, style)]


def help_text(width: int) -> Fragments:
    """Return the help, one line per key."""
    lines: Fragments = [("class:title", "Keys\n")]
    for name, meaning in KEYS:
        lines += _pair(name, meaning, width)
    lines.append(("class:title", "\nSearch\n"))
    for name, meaning in SYNTAX:
        lines += _pair(name, meaning, width)
    return lines


def _pair(name: str, meaning: str, width: int) -> Fragments:
    first = 26 if width >= 70 else 12
    return [
        ("", "  "),
        *cell(name, first, "class:match", ()),
        *cell(meaning, max(1, width - first - 7), "", ()),
        ("", "\n"),
    ]


def _line(text: str, width: int, style: str) -> Fragments:
    return [*cell(printable(text), max(1, width - 5), style, ()), ("", "\n")]
