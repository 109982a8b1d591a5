"""Answers completion requests from shells.

The shell calls us with `_AWS_SSO_COMPLETE` set to its name. bash passes the line in variables,
since it does not split it as we need; zsh and fish pass the words as arguments, with the word being
typed last. We print a line that says what follows (`values`, `nospace`, `files`, or `command N` for
a separate command line that begins at word N, for bash at character N), then one value per line;
for zsh and fish with a tab and its meaning. PowerShell passes the words as JSON in a variable and
gets JSON, because it would drop empty arguments and decode our output with some code page.
"""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.cli.completion.plain import option_value
from aws_sso.cli.options.values import COMMAND, FILES, NO_SPACE, Item
from aws_sso.domain.shell.command_line import Typed, as_typed, typed
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.printable import printable

SHELL = "_AWS_SSO_COMPLETE"
LINE = "_AWS_SSO_LINE"
WORD_BREAKS = "_AWS_SSO_WORDBREAKS"
LISTING = "_AWS_SSO_LISTING"
PROGRAM = "_AWS_SSO_PROGRAM"
WORDS = "_AWS_SSO_WORDS"
_LIST_ONLY = "63"  # $COMP_TYPE when bash only shows the candidates: `?`
_ASSUME = "assume"
_HELPERS = (_ASSUME, "aws-sso-profile")
"""Shell functions that run `assume`, whatever the user named the first one."""


def answer(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the output for the calling shell; "" if there are no completions."""
    if environ[SHELL] == "bash":
        so_far = typed(environ.get(LINE, ""), environ.get(WORD_BREAKS, ""))
        program = environ.get(PROGRAM) or "".join(so_far.words[:1])
        what, items = _completions(program, so_far.words[1:], so_far.last, environ)
        if what.startswith("command "):
            what = f"command {so_far.starts[int(what.split()[1])]}"
        return _text(what, _for_bash(items, so_far, environ.get(LISTING) == _LIST_ONLY))
    if environ[SHELL] == "powershell":
        return _for_powershell(environ)
    *before, last = arguments or [""]
    if environ[SHELL] == "fish":
        last = typed(last).last
    what, items = _completions(environ.get(PROGRAM, ""), before, last, environ)
    return _text(what, [f"{item.value}\t{printable(item.help or '')}" for item in items])


def _completions(
    program: str,
    words: Sequence[str],
    last: str,
    environ: Mapping[str, str],
) -> tuple[str, list[Item]]:
    """Return what follows, and the values if any."""
    words = list(words)
    if program.endswith(_HELPERS):
        words = [_ASSUME, *words]
    attached = ""
    if last.startswith("--") and "=" in last:
        attached = last[: last.index("=") + 1]
    items = option_value(words, last, environ)
    if items is None:
        from aws_sso.cli.by_click.program import completions

        items = completions(words, last, environ)
    for item in items:
        if item.kind == COMMAND:
            return f"command {len(words) + 1 - int(item.value)}", []
        if item.kind == FILES:
            return "files", []
    fit = [
        Item(attached + item.value, item.kind, item.help)
        for item in items
        if item.value.isprintable()
    ]
    goes_on = any(item.kind == NO_SPACE for item in items)
    return ("nospace" if goes_on else "values"), fit


def _for_bash(items: Sequence[Item], so_far: Typed, list_only: bool) -> list[str]:
    """Return the values as bash inserts them, or shows them with their meaning."""
    if list_only and len(items) > 1 and any(item.help for item in items):
        return [f"{item.value}  -- {printable(item.help or '')}" for item in items]
    return [as_typed(item.value, so_far) for item in items]


def _for_powershell(environ: Mapping[str, str]) -> str:
    """Return ASCII JSON: what follows, and completions quoted for PowerShell."""

    from aws_sso.domain.shell.powershell import word

    try:
        given = parsed(environ.get(WORDS) or "[]")
    except ValueError:
        given = []
    words = [str(one) for one in given] if isinstance(given, list) and given else [""]
    what, items = _completions(environ.get(PROGRAM, ""), words[:-1], words[-1], environ)
    kind, _, first = what.partition(" ")
    found = [
        # Neither the displayed text nor the meaning may be empty.
        {"text": word(i.value), "shown": i.value, "help": printable(i.help or "") or i.value}
        for i in items
        if i.value
    ]
    return written({"what": kind, "first": int(first or 0), "items": found}) + "\n"


def _text(what: str, lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in [what, *lines])
