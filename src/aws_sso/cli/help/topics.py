"""Topics of `aws-sso help`, from the same tables as the documentation."""

import click

from aws_sso.annotations import Callable, Iterable
from aws_sso.cli.by_click.commands import global_options
from aws_sso.cli.options.environment import EXIT_CODES, FILES, READ
from aws_sso.domain.frozen import frozen

Pairs = Iterable[tuple[str, str]]


@frozen
class Topic:
    """A topic: its name, its title, and its content as names with their meaning."""

    name: str
    title: str
    pairs: Callable[[], Pairs]

    def text(self, formatter: click.HelpFormatter) -> str:
        """Return the topic, laid out for a terminal."""
        with formatter.section(self.title):
            formatter.write_dl(list(self.pairs()))
        return formatter.getvalue()


def _options() -> Pairs:
    context = click.Context(click.Command("aws-sso"))
    records = (option.get_help_record(context) for option in global_options())
    return [record for record in records if record is not None]


def _keys() -> Pairs:
    from aws_sso.domain.settings import keys

    for owner, table in (
        ("", keys.TOP_KEYS),
        ("instance: ", keys.INSTANCE_KEYS),
        ("account: ", keys.ACCOUNT_KEYS),
        ("role: ", keys.ROLE_KEYS),
        ("OnePassword: ", keys.ONE_PASSWORD_KEYS),
    ):
        for key in table:
            yield f"{owner}{key.name}", f"{key.meaning} ({key.expected()})"


def _fields() -> Pairs:
    from aws_sso.domain.roles.fields import FIELDS

    return [(field.name, field.meaning) for field in FIELDS.values()]


def _profile_names() -> Pairs:
    from aws_sso.domain.profiles.names import PLAIN
    from aws_sso.domain.template.library import FUNCTIONS, SPECIAL

    yield "ProfileFormat", "a key of config.yaml: a template in Go's text/template language"
    yield "default", PLAIN
    yield "example", "{{ .AccountAlias | nospace }}:{{ .RoleName }}"
    yield "fields", "the fields in `aws-sso help fields`, and SSORegion, StartUrl, Tags"
    yield "functions", ", ".join(sorted((*FUNCTIONS, *SPECIAL)))


TOPICS = (
    Topic("options", "Global options, before or after the command's name", _options),
    Topic("environment", "Environment variables", lambda: READ),
    Topic("exit-codes", "Exit codes", lambda: EXIT_CODES),
    Topic("configuration", "Keys of config.yaml", _keys),
    Topic("fields", "Fields of `list`", _fields),
    Topic("profile-names", "Profile names", _profile_names),
    Topic("files", "Files", lambda: FILES),
)


def topic_named(name: str) -> Topic | None:
    """Return a topic."""
    return next((topic for topic in TOPICS if topic.name == name), None)
