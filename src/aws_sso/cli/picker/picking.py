"""Opens the picker on an instance's roles, and reports the result."""

import sys
from functools import partial

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.cli.asking import can_pick
from aws_sso.cli.output import warn
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.domain.roles.candidates import ListedCandidates
from aws_sso.domain.text.messages import CHOOSE_ROLE, NO_TERMINAL_FOR_PICKER, not_refreshed
from aws_sso.errors import PickerLeftError, SignInNeededError, SsoError, UsageError
from aws_sso.use_cases.candidates import Offering
from aws_sso.use_cases.find_role import no_roles

if TYPE_CHECKING:
    from aws_sso.annotations import Callable, Iterable, Sequence
    from aws_sso.cli.picker.picker import Look, Picked
    from aws_sso.domain.roles.candidates import Candidates
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.use_cases.refresh_behind import RefreshBehind
    from aws_sso.use_cases.refresh_roles import Refreshed


def pick(
    parts: "Parts", instance: "Instance", account: str | None = None, *, text: str = ""
) -> "Picked":
    """Let the user pick a role in an instance, or in one account; `text` is the first input.

    Raises UsageError without a terminal, PickerLeftError if the user left without picking.
    """
    if not can_pick(parts):
        raise UsageError(
            NO_TERMINAL_FOR_PICKER,
            CHOOSE_ROLE,
        )
    _fetch_first(parts, instance)
    expiries = instance.records.credential_expiries()
    uses = instance.roles.recently_used()
    name_format = parts.settings.profiles.name_format
    scopes: dict[str, tuple[str, ...]] = {}
    for (arn, scope), ends in instance.records.scoped_expiries().items():
        if ends > parts.now():
            scopes[arn] = (*scopes.get(arn, ()), scope)
    offering = Offering(instance.primary_tags, name_format, uses, expiries, scopes)

    def listed(roles: "Iterable[Role]") -> "Candidates":
        wanted = (role for role in roles if account in (None, role.account_id))
        return ListedCandidates(offering.candidates(wanted))

    index = instance.roles.index()
    offered: Candidates
    if account is None:
        offered = instance.roles.candidates(index, offering)
        if not offered:
            raise no_roles(instance.name, index.refreshed)
    else:
        offered = listed(index.in_account(account))
    from aws_sso.cli.picker.picker import Picker

    look, copy = _look(parts, instance.name), partial(_copy, parts)
    picker = Picker(offered, parts.now(), look, copy, text)
    behind = _behind(parts, instance, lambda roles: picker.offer(listed(roles)))
    try:
        with parts.desktop.terminal() as (source, screen):
            if behind:
                behind.start()
            picked = picker.run(source, screen)
    except EOFError:
        picked = None
    finally:
        if behind:
            _report(behind.stop())
    if picked is None:
        raise PickerLeftError("no role picked")
    return picked


def _fetch_first(parts: "Parts", instance: "Instance") -> None:
    """Fetch roles for the first time."""
    if instance.roles.refreshed is None:
        fetched = instance.roles.fetch(may_ask=parts.may_sign_in)
        report_refresh(fetched, brief=True)


def _behind(
    parts: "Parts", instance: "Instance", offer: "Callable[[Sequence[Role]], None]"
) -> "RefreshBehind | None":
    """Return a refresh of the roles behind the picker, if it is due and needs no sign-in."""
    roles = instance.roles
    if not roles.are_stale():
        return None
    try:
        known = roles.catalog()
        # This also unlocks the vault: once the picker is shown, nobody can be asked.
        if known is None or instance.likely_up.records.token() is None:
            return None
        return _quiet(parts, instance).roles.behind(known, offer)
    except SsoError as error:
        warn(not_refreshed(error.message))
        return None


def _quiet(parts: "Parts", instance: "Instance") -> "Instance":
    """Return the instance with silent parts: the screen belongs to the picker."""
    from aws_sso.parts.voice import NoProgress, Voice

    def unsaid(message: str) -> None:
        """Leave the screen alone."""

    voice = Voice(unsaid, unsaid, unsaid, NoProgress, lambda: False)
    quiet = parts.again(read_settings=parts.read_settings, vaults=parts.vaults, voice=voice)
    return quiet.instances.named(instance.name)


def _report(outcome: "Refreshed | SsoError | None") -> None:
    """Report what a refresh behind the picker changed, or why it failed."""
    if isinstance(outcome, SsoError):
        if not isinstance(outcome, SignInNeededError):
            warn(not_refreshed(outcome.message))
    elif outcome and (outcome.added or outcome.removed or outcome.catalog.missing):
        report_refresh(outcome, brief=True)


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
        # In `$(…)` the shell is waiting and cannot run `fg`.
        can_suspend=sys.stdout.isatty(),
    )


def _copy(parts: "Parts", text: str) -> str:
    """Copy a text and return a message."""
    try:
        parts.desktop.copy(text)
    except SsoError as error:
        return error.message
    return f"copied {text}"
