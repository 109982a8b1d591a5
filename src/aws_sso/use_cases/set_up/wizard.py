"""The wizard's questions in order, and the resulting changes to config.yaml."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.known_portal import KnownPortal
from aws_sso.domain.settings.settings import DEFAULT_INSTANCE, InstanceSettings
from aws_sso.domain.settings.typed import UNSET
from aws_sso.errors import ConfigError, SsoError, UsageError
from aws_sso.use_cases.fresh_roles import fresh_roles
from aws_sso.use_cases.install_completions import are_missing
from aws_sso.use_cases.set_up.address import ask_address, check_region, regions_of
from aws_sso.use_cases.set_up.asking import Choice, Option, Question
from aws_sso.use_cases.set_up.context import Context
from aws_sso.use_cases.set_up.draft import ConfigEdits
from aws_sso.use_cases.set_up.naming import ask_profile_format
from aws_sso.use_cases.set_up.other_keys import ask_other_keys, take_given_keys
from aws_sso.use_cases.set_up.stores import ask_store

_NEW = "another one"
_INSTANCES = "SSOConfig"


@frozen
class Plan:
    """The result of the answers; `completions` and `profiles` are true if they are wanted.

    `hints` are about things that were not asked.
    """

    edits: ConfigEdits
    completions: bool
    profiles: bool
    hints: tuple[str, ...] = ()


def ask_all(context: Context) -> Plan:
    """Ask for the start URL, its region if not found, profile names, and writing profiles.

    Everything else keeps its default, unless `--advanced` asks for it. Raises KeyboardInterrupt if
    the user quits.
    """
    edits: ConfigEdits = {}
    found, name = _instance(context)
    current = context.settings.instances.get(name) if context.settings and name else None
    start_url, region = ask_address(context, found, current)
    if not name:
        name = _name(context, found)
    edits[_INSTANCES, name, "SSORegion"] = region
    edits[_INSTANCES, name, "StartUrl"] = start_url
    _keep_default(context, edits, name)
    if context.given.advanced or context.given.store is not None:
        ask_store(context, edits)
    _ask_default_region(context, edits, region)
    take_given_keys(context, edits)
    roles = _own_roles(context, edits, name)
    ask_profile_format(context, edits, roles)
    if context.given.advanced:
        ask_other_keys(context, edits)
    completions, hints = _completions(context)
    return Plan(edits, completions, _profiles(context), hints)


def _instance(context: Context) -> tuple[KnownPortal | None, str]:
    """Return what to start with: an instance from another tool, or a configured one."""
    if context.given.instance:
        return None, context.given.instance
    if context.settings:
        known = context.settings.instances
        if len(known) == 1 or context.given.start_url:
            return None, _default_instance(context, known)
        options = [Option(name, f"{name} ({one.start_url})") for name, one in known.items()]
        answer = context.asker.choose(
            Choice(
                "Which instance?",
                "an AWS access portal where you sign in",
                [*options, Option("", _NEW)],
                _default_instance(context, known),
            )
        )
        return None, answer
    if context.given.start_url:
        return None, ""
    found = {one.start_url: one for one in context.ports.known_portals()}
    if not found:
        for hint in context.ports.hints_of_others():
            context.say(f"hint: {hint}")
        return None, ""
    options = [Option(url, f"{url} ({one.place})") for url, one in found.items()]
    answer = context.asker.choose(
        Choice(
            "Which AWS access portal?",
            "found in other tools' files, which are not changed",
            [*options, Option("", _NEW)],
            options[0].value,
        )
    )
    return found.get(answer), ""


def _default_instance(context: Context, known: Mapping[str, InstanceSettings]) -> str:
    assert context.settings is not None
    try:
        return context.settings.default_instance_name()
    except ConfigError:
        return next(iter(known))


def _keep_default(context: Context, edits: ConfigEdits, name: str) -> None:
    """Keep the only instance as the default when another is added."""
    known = context.settings.instances if context.settings else {}
    if context.settings is None or name in known or context.settings.default_instance:
        return
    if DEFAULT_INSTANCE not in (*known, name):
        edits["DefaultSSO",] = next(iter(known))


def _name(context: Context, found: KnownPortal | None) -> str:
    taken = context.settings.instances if context.settings else {}
    offered = DEFAULT_INSTANCE if DEFAULT_INSTANCE not in taken else found.name if found else ""
    if not taken and not context.given.advanced:
        return offered
    return context.asker.text(
        Question(
            "Instance name",
            "for `--sso`; any name you like",
            offered,
            lambda name: _check_name(name, taken),
            flag="--sso",
        )
    )


def _ask_default_region(context: Context, edits: ConfigEdits, sso_region: str) -> None:
    answer = context.given.default_region
    if answer is None:
        current = context.settings and context.settings.default_region
        answer = current or (UNSET if context.settings else sso_region)
        if context.given.advanced:
            answer = context.asker.text(
                Question(
                    "Default region",
                    f"AWS_REGION for roles without a more specific one; {UNSET} for none",
                    answer,
                    lambda text: None if text == UNSET else check_region(text),
                    [*regions_of(context, "aws"), UNSET],
                )
            )
    elif answer != UNSET:
        check_region(answer)
    context.change(edits, "DefaultRegion", None if answer == UNSET else answer)


def _own_roles(context: Context, edits: ConfigEdits, instance: str) -> Sequence[Role]:
    sign_in = context.given.sign_in
    if sign_in is None and context.given.profile_format is None:
        sign_in = not context.given.advanced or context.asker.confirm(
            "Sign in now?", "to name profiles after your own roles", offered=True
        )
    if not sign_in:
        return ()
    try:
        roles = context.ports.roles(context.draft.settings_with(edits), instance)
        refreshed = fresh_roles(roles, may_ask=True).refreshed
        if refreshed:
            context.tell_fetched(refreshed)
        return roles.all()
    except SsoError as error:
        context.say(f"{error.message}; continuing without your roles")
        return ()


def _completions(context: Context) -> tuple[bool, tuple[str, ...]]:
    """Return whether they are wanted, and a hint if nobody was asked."""
    if context.given.completions is not None:
        return context.given.completions, ()
    if not are_missing(context.ports.completions):
        return False, ()
    if not context.given.advanced:
        return False, ("run `aws-sso setup completions --install` to complete profiles with Tab",)
    wanted = context.asker.confirm(
        "Install shell completions?", "completes profiles with Tab; changes a start-up file",
        offered=True,
    )  # fmt: skip
    return wanted, ()


def _profiles(context: Context) -> bool:
    if context.given.profiles is not None:
        return context.given.profiles
    return context.asker.confirm(
        "Write profiles to ~/.aws/config?", "makes AWS_PROFILE work in every SDK",
        offered=True,
    )  # fmt: skip


def _check_name(name: str, taken: Mapping[str, InstanceSettings]) -> None:
    if not name or not name.isprintable() or set(name) & set('"$`%\\'):
        raise UsageError(
            "an instance name must not contain quotes, `$`, `%` or backslashes",
            "the name becomes part of command lines",
        )
    if name in taken:
        raise UsageError(f"instance `{name}` already exists", "choose another name")
