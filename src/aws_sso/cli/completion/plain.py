"""Completes option values without click; usually profile names."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.cli.command_table import entry_named
from aws_sso.cli.options.declared import Declared, Option
from aws_sso.cli.options.everywhere import EVERYWHERE
from aws_sso.cli.options.plain import leading, options_of
from aws_sso.cli.options.values import Item, SoFar
from aws_sso.parts.flags import NAMES, flags_from_variables, merged


def option_value(
    words: Sequence[str], incomplete: str, environ: Mapping[str, str]
) -> list[Item] | None:
    """Return completions for the last option's value; None if something else follows.

    `words` are the words before the completed one, without the program.
    """
    before = leading(EVERYWHERE, words[:-1])
    if before is None or not before[1]:
        return None
    general, (name, *others) = before
    entry = entry_named(name)
    if entry is None:
        return None
    command = entry.load()
    if not isinstance(command, Declared):
        return None
    options = [*(one for one in command.parameters if isinstance(one, Option)), *EVERYWHERE]
    asked = next((one for one in options if words[-1] in one.names and not one.is_flag), None)
    if asked is None or asked.completes is None:
        return None
    found = options_of(options, others, stops=True)
    if found is None or found[1]:
        return None
    given = found[0]
    flags = merged(merged(flags_from_variables(environ), general), given)
    values = {field: one for field, one in given.items() if field not in NAMES}
    return asked.completes(SoFar(flags, environ, values), incomplete)
