"""Shows how `~/.aws/config` would change, asks, and writes it: for `config` and after a refresh."""

from typing import TYPE_CHECKING

from aws_sso.cli.asking import can_ask, confirm
from aws_sso.cli.output import say, warn
from aws_sso.cli.reports.refresh import report_freshness
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.fresh_roles import fresh_roles_of_all

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.profiles import Profiles
    from aws_sso.use_cases.plan_profiles import ProfilePlan

_SHOWN = 100


def roles_for_profiles(parts: Parts) -> tuple["Role", ...]:
    """Return the roles of all instances, stale lists fetched anew where that is possible.

    Raises what kept us from fetching those of an instance that were never fetched.
    """
    roles: list[Role] = []
    may_ask = parts.settings.session.auto_login
    for found in fresh_roles_of_all(parts.instances.all, may_ask=may_ask):
        report_freshness(found.freshness, found.instance)
        if found.problem:
            warn(found.problem.message)  # An instance that gives no roles needs no profiles.
        roles += found.roles
    return tuple(roles)


def offer_profiles(parts: Parts, profiles: "Profiles", plan: "ProfilePlan", *, force: bool) -> bool:
    """Write what is planned if the user agrees; tells whether the file is as it should be."""
    path = profiles.path
    if not plan.is_change:
        say(f"{path} has all {plan.count} profiles already")
        return True
    if not force:
        lines = plan.diff(str(path)).splitlines()
        say("\n".join(lines[:_SHOWN]))
        if len(lines) > _SHOWN:
            say(f"… and {len(lines) - _SHOWN} more lines; `aws-sso config --diff` shows all")
        if not confirm(parts, f"Write this to {path}?"):
            say("nothing was written")
            return False
    profiles.write(plan)
    say(f"{path} has {plan.count} profiles of ours")
    tell_shadowed(plan)
    return True


def tell_shadowed(plan: "ProfilePlan") -> None:
    """Warn of profiles for which the SDKs would not ask us."""
    for name in plan.shadowed:
        warn(
            f"the credentials file has keys for `{name}` too, and the SDKs prefer those: "
            "remove them there"
        )


def check_profiles(parts: Parts) -> None:
    """Offer to bring `~/.aws/config` in step after a refresh, if `AutoConfigCheck` asks for that.

    Never fails the command that refreshed: what stands in the way is a warning.
    """
    if parts.flags.no_config_check or not parts.settings.profiles.auto_check:
        return
    from aws_sso.parts.profiles import Profiles

    try:
        profiles = Profiles(parts)
        plan = profiles.plan(profiles.known_roles())
        if not plan.is_change:
            return
        if can_ask(parts):
            offer_profiles(parts, profiles, plan, force=False)
        else:
            say(f"{profiles.path} is out of step with your roles")
            say("hint: `aws-sso config` updates it")
    except SsoError as error:
        warn(f"the profiles were not checked: {error.message}")
        if error.hint:
            say(f"hint: {error.hint}")
