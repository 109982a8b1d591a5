"""`help`: explain a command or a topic."""

import click

from aws_sso.cli.command_table import SHOWN
from aws_sso.cli.help.topics import TOPICS, topic_named
from aws_sso.cli.options.declared import argument, declare
from aws_sso.cli.options.values import Item, SoFar
from aws_sso.cli.output import write
from aws_sso.cli.paging import page
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


def _known(_: SoFar, incomplete: str) -> list[Item]:
    """Complete commands and topics."""
    known = [(entry.name, entry.summary) for entry in SHOWN]
    known += [(topic.name, topic.title) for topic in TOPICS]
    return [Item(name, help=text) for name, text in known if name.startswith(incomplete)]


@declare("help", needs_config=False)
@argument("words", metavar="[COMMAND|TOPIC]", many=True, completes=_known)
def command(parts: Parts, words: tuple[str, ...]) -> None:
    """Explain a command, or one of these topics:

    options, environment, exit-codes, configuration, fields, profile-names, files.
    """
    from aws_sso.cli.by_click.program import root

    text = _explained(root().make_context("aws-sso", [], resilient_parsing=True), words)
    if not page(parts, text):
        write(text)


def _explained(root: click.Context, words: tuple[str, ...]) -> str:
    topic = topic_named(words[0]) if len(words) == 1 else None
    if topic:
        return topic.text(root.make_formatter())
    at = root
    for word in words:
        group = at.command
        found = group.get_command(at, word) if isinstance(group, click.Group) else None
        if found is None:
            known = group.list_commands(at) if isinstance(group, click.Group) else []
            raise _unknown(word, known if at is not root else [*known, *(t.name for t in TOPICS)])
        at = click.Context(found, info_name=word, parent=at)
    return at.get_help() + "\n"


def _unknown(word: str, known: list[str]) -> UsageError:
    near = nearest(word, known)
    meant = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    topics = ", ".join(topic.name for topic in TOPICS)
    return UsageError(
        f"no command or topic `{word}`{meant}",
        f"run `aws-sso help` to list commands; topics: {topics}",
    )
