"""How profiles are named, with examples from the user's own roles."""

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import replace
from aws_sso.domain.profiles.name_problems import NameProblems, name_problems
from aws_sso.domain.profiles.names import PLAIN, profile_namer
from aws_sso.domain.roles.roles import Role
from aws_sso.errors import SsoError, UsageError
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import Context
from aws_sso.use_cases.set_up.draft import ConfigEdits

_OWN = "my own template"
_FORMATS = (
    PLAIN,
    "{{ .AccountAlias | nospace }}:{{ .RoleName }}",
    '{{ .AccountAlias | lower | replace " " "-" }}-{{ .RoleName | lower }}',
)
_SHOWN_NAMES = 3
_SAMPLE = Role(
    instance="Default",
    sso_region="us-east-1",
    start_url="https://d-1234567890.awsapps.com/start",
    account_id="111122223333",
    account_name="Shop",
    account_alias="Example Shop",
    email="shop@example.com",
    role_name="Developer",
    arn="arn:aws:iam::111122223333:role/Developer",
    default_region="us-east-1",
    via=None,
    source_identity=None,
)
"""Shown until the user's own roles are known."""


def ask_profile_format(context: Context, edits: ConfigEdits, roles: Sequence[Role]) -> None:
    """Ask for `ProfileFormat`, with examples."""
    current = context.settings.profiles.name_format if context.settings else _FORMATS[0]
    template = context.given.profile_format
    if template is None:
        formats = list(dict.fromkeys([current, *_FORMATS]))
        options = [Option(one, _example(one, roles)) for one in formats]
        template = context.asker.choose(
            Choice(
                "How should profiles be named?",
                "for --profile and AWS_PROFILE",
                [*options, Option(_OWN, _OWN)],
                current,
            )
        )
    if template == _OWN:
        template = context.asker.text(
            Question(
                "Template",
                "Go's text/template with sprig; see `aws-sso help profile-names`",
                current,
                lambda text: _check_template(text, roles),
                preview=lambda text: _preview(text, roles),
            )
        )
    _check_template(template, roles)
    problems = _problems(template, roles)
    if problems:
        context.say(f"some of your roles would share a name; {problems.remedy}")
    if template != current:
        edits["ProfileFormat",] = template


def _example(template: str, roles: Sequence[Role]) -> str:
    return _names(template, roles)[0]


def _preview(template: str, roles: Sequence[Role]) -> str:
    try:
        return "  ".join(_names(template, roles))
    except SsoError as error:
        return error.message


def _check_template(template: str, roles: Sequence[Role]) -> None:
    if not all(_names(template, roles)):
        raise UsageError(
            "a role would have no name", "change the template so that it always prints something"
        )


def _names(template: str, roles: Sequence[Role]) -> list[str]:
    """Return the names that a template gives some roles; raises ConfigError if it fails."""
    name = profile_namer(template)
    step = max(1, len(roles) // _SHOWN_NAMES)
    return [name(role) for role in (roles or (_SAMPLE,))[::step][:_SHOWN_NAMES]]


def _problems(template: str, roles: Sequence[Role]) -> NameProblems:
    """Return the unusable names."""
    name = profile_namer(template)
    named = [replace(role, profile=role.own_profile or name(role)) for role in roles]
    return name_problems(named, template, profile_namer)
