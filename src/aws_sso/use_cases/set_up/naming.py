"""How profiles are named, with what that makes of the user's own roles."""

from collections.abc import Sequence

from aws_sso.domain.roles.roles import Role
from aws_sso.errors import SsoError, UsageError
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import ConfigEdits, Context

_OWN = "a template of my own"
_FORMATS = (
    "{{ .AccountIdPad }}:{{ .RoleName }}",
    "{{ .AccountAlias | nospace }}:{{ .RoleName }}",
    '{{ .AccountAlias | lower | replace " " "-" }}-{{ .RoleName | lower }}',
)


def ask_profile_format(context: Context, changes: ConfigEdits, roles: Sequence[Role]) -> None:
    """Ask for `ProfileFormat`, with examples."""
    current = context.settings.profile_format if context.settings else _FORMATS[0]
    template = context.given.profile_format
    if template is None:
        formats = list(dict.fromkeys([current, *_FORMATS]))
        options = [Option(one, _example(context, one, roles)) for one in formats]
        template = context.asker.choose(
            Choice(
                "How are profiles named?",
                "for --profile and AWS_PROFILE",
                [*options, Option(_OWN, _OWN)],
                current,
            )
        )
    if template == _OWN:
        template = context.asker.text(
            Question(
                "Template",
                "Go's text/template with sprig; see docs/profile-names.md",
                current,
                lambda text: _check_template(context, text, roles),
                preview=lambda text: _preview(context, text, roles),
            )
        )
    _check_template(context, template, roles)
    problems = context.ports.name_problems(template, roles)
    if problems:
        context.say(f"some of your roles cannot be told apart by that; {problems.remedy}")
    if template != current:
        changes["ProfileFormat",] = template


def _example(context: Context, template: str, roles: Sequence[Role]) -> str:
    return context.ports.profile_names(template, roles)[0]


def _preview(context: Context, template: str, roles: Sequence[Role]) -> str:
    try:
        return "  ".join(context.ports.profile_names(template, roles))
    except SsoError as error:
        return error.message


def _check_template(context: Context, template: str, roles: Sequence[Role]) -> None:
    if not all(context.ports.profile_names(template, roles)):
        raise UsageError("a role would have no name", "let the template print something")
