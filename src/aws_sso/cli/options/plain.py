"""Parses plain command lines from the command's declaration, without click.

A plain line is what people and scripts type every day: options with full names and allowed values,
nothing missing, nothing unknown. For anything else this returns None, and click parses the line
again, with its errors and hints. If both can parse a line, the results are equal.
"""

from aws_sso.annotations import Any, Sequence
from aws_sso.cli.options.declared import Argument, Declared, Option

Given = dict[str, Any]
ALONE = "*"
"""The value of an `after_equals` option without one."""


def read(
    declared: Declared, everywhere: Sequence[Option], words: Sequence[str]
) -> tuple[Given, Given] | None:
    """Return the values of a command's own fields and of the global options.

    `words` are the words after the command's name. The former are complete, the latter contain only
    what was given.
    """
    own = [one for one in declared.parameters if isinstance(one, Option)]
    arguments = [one for one in declared.parameters if isinstance(one, Argument)]
    if len(arguments) > 1:
        return None
    taken = options_of([*own, *everywhere], words, bool(arguments) and arguments[0].is_command)
    if taken is None:
        return None
    given, rest, before = taken
    names = {one.field for one in everywhere}
    general = {field: found for field, found in given.items() if field in names}
    values: Given = {}
    for one in own:
        if one.field in given:
            values[one.field] = given[one.field]
        elif one.required:
            return None
        else:
            values[one.field] = () if one.many else one.default
    for argument in arguments:
        if argument.is_command:
            values["after_dashes"] = before is not None
        if argument.before_dashes:
            values[argument.before_dashes] = len(rest) if before is None else before
        if (argument.required and not rest) or (not argument.many and len(rest) > 1):
            return None
        if argument.allowed and not set(rest) <= set(argument.allowed):
            return None
        values[argument.field] = tuple(rest) if argument.many else next(iter(rest), None)
    if rest and not arguments:
        return None
    return values, general


def leading(everywhere: Sequence[Option], words: Sequence[str]) -> tuple[Given, list[str]] | None:
    """Return the options before the command's name, and the words from the name on."""
    found = options_of(everywhere, words, stops=True)
    return None if found is None or found[2] is not None else found[:2]


def options_of(
    options: Sequence[Option], words: Sequence[str], stops: bool
) -> tuple[Given, list[str], int | None] | None:
    """Return the options, the other words, and how many of them came before a `--`.

    With `stops`, options end at the first other word.
    """
    by_name = {name: one for one in options for name in one.names}
    given: Given = {}
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            return given, [*rest, *words[at:]], len(rest)
        if not word.startswith("-") or word == "-":
            if stops:
                return given, [word, *words[at:]], None
            rest.append(word)
            continue
        name, equals, text = word.partition("=") if word.startswith("--") else (word, "", "")
        option = by_name.get(name)
        if option is None or (option.is_flag and equals):
            return None
        if option.is_flag:
            given[option.field] = True
            continue
        if option.after_equals and not equals:
            text = ALONE
        elif not equals:
            # A value that looks like an option is accepted only where click does so too.
            if at == len(words) or words[at].startswith("-"):
                return None
            text = words[at]
            at += 1
        value = _value(option, text)
        if value is None:
            return None
        if option.many:
            given[option.field] = (*given.get(option.field, ()), value)
        else:
            given[option.field] = value
    return given, rest, None


def _value(option: Option, text: str) -> str | int | None:
    if option.allowed:
        return text if text in option.allowed else None
    if option.bounds is None:
        return text
    if not option.whole or not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    least, most = option.bounds
    return int(text) if least <= int(text) and (most is None or int(text) <= most) else None
