"""Opens the picker on the roles of an instance, and says what came of it."""

from functools import partial
from typing import TYPE_CHECKING

from aws_sso.cli.asking import can_pick
from aws_sso.cli.output import warn
from aws_sso.cli.reports.refresh import report_freshness
from aws_sso.errors import PickerLeftError, SsoError, UsageError
from aws_sso.use_cases.candidates import candidates
from aws_sso.use_cases.fresh_roles import fresh_roles

if TYPE_CHECKING:
    from aws_sso.cli.picker.picker import Look, Picked
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


def pick(
    parts: "Parts", instance: "Instance", account: str | None = None, *, text: str = ""
) -> "Picked":
    """Let the user pick a role of an instance, of one account if given; `text` is typed in already.

    Raises UsageError without a terminal, PickerLeftError if the user left without a choice.
    """
    if not can_pick(parts):
        raise UsageError(
            "there is no terminal on which a role could be picked",
            "name one with `--profile`; `aws-sso list` shows them all",
        )
    settings, roles = parts.settings, instance.roles
    report_freshness(fresh_roles(roles, may_ask=settings.session.auto_login, old_will_do=True))
    expiries = instance.records.credential_expiries()
    offered = candidates(
        roles, expiries, instance.primary_tags, settings.profiles.name_format, account
    )
    from aws_sso.cli.picker.picker import Picker

    picker = Picker(offered, parts.now(), _look(parts, instance.name), partial(_copy, parts), text)
    try:
        with parts.desktop.terminal() as (source, screen):
            picked = picker.run(source, screen)
    except EOFError:
        picked = None
    if picked is None:
        raise PickerLeftError("no role was picked")
    return picked


def _look(parts: "Parts", instance: str) -> "Look":
    from aws_sso.cli.picker.colors import style_rules, unknown_colors
    from aws_sso.cli.picker.picker import Look

    settings = parts.settings
    for problem in unknown_colors(settings.picker.colors):
        warn(problem)
    return Look(
        f"{parts.purpose} ({instance})",
        style_rules(settings.picker.colors, colored=not parts.environ.get("NO_COLOR")),
        settings.picker.first_tag,
        settings.picker.full_text_search,
    )


def _copy(parts: "Parts", text: str) -> str:
    """Copy a text, and return what came of it."""
    try:
        parts.desktop.copy(text)
    except SsoError as error:
        return error.message
    return f"copied {text}"
