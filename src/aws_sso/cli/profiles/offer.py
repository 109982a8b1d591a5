"""Shows changes to `~/.aws/config`, asks, and writes them: for `config` and after a refresh."""

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.cli.asking import can_ask, confirm, is_at_terminal
from aws_sso.cli.output import say, warn
from aws_sso.cli.paging import page
from aws_sso.cli.reports.refresh import report_freshness
from aws_sso.domain.text.messages import profiles_outdated
from aws_sso.domain.text.printable import printable
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.fresh_roles import fresh_roles_of_all

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.parts.profiles import Profiles
    from aws_sso.use_cases.plan_profiles import ProfilePlan

_SHOWN = 100


def roles_for_profiles(parts: Parts) -> tuple["Role", ...]:
    """Return the roles of all instances, refreshing stale lists if possible.

    Raises any error from fetching an instance's roles for the first time.
    """
    roles: list[Role] = []
    may_ask = parts.may_sign_in
    for found in fresh_roles_of_all(parts.instances.all, may_ask=may_ask):
        report_freshness(found.freshness, found.instance)
        if found.problem:
            warn(found.problem.message)  # An instance without roles needs no profiles.
        roles += found.roles
    return tuple(roles)


def offer_profiles(parts: Parts, profiles: "Profiles", plan: "ProfilePlan", *, force: bool) -> bool:
    """Write the plan if the user agrees; returns whether each role has its profile now."""
    path = profiles.path
    if not plan.is_change:
        say(f"{path} already has all {plan.count} profiles")
        tell_left_out(plan)
        return not plan.left_out
    say(f"profiles: {plan.summary.in_words}")
    tell_left_out(plan)
    if not force:
        _show(parts, plan, str(path))
        if not confirm(parts, f"Write this to {path}?"):
            say("nothing was written")
            return False
    profiles.write(plan)
    say(f"{path} now has {plan.count} aws-sso profiles")
    tell_shadowed(plan)
    return not plan.left_out


def _show(parts: Parts, plan: "ProfilePlan", path: str) -> None:
    """Show the change in the pager on a terminal, else its beginning."""
    lines = [printable(line) for line in plan.diff(path).splitlines()]
    if not parts.flags.yes and is_at_terminal():
        # The pager scrolls earlier messages away.
        paged = [f"profiles: {plan.summary.in_words}", "", *lines, ""]
        if page(parts, "\n".join(paged)):
            return
    say("\n".join(lines[:_SHOWN]))
    if len(lines) > _SHOWN:
        say(f"… and {len(lines) - _SHOWN} more lines; run `aws-sso config --diff` to see all")


def tell_left_out(plan: "ProfilePlan") -> None:
    """List names without a profile, and say what to do."""
    if not plan.left_out:
        return
    count = len(plan.left_out)
    warn(f"{count:,} {'name was' if count == 1 else 'names were'} left out:")
    say("\n".join(f"  {one.in_words}" for one in plan.left_out))
    for remedy in dict.fromkeys(one.remedy for one in plan.left_out):
        say(f"hint: {remedy}")


def tell_shadowed(plan: "ProfilePlan") -> None:
    """Warn about profiles for which SDKs would not ask us."""
    for name in plan.shadowed:
        warn(
            f"the credentials file also has keys for `{name}`, which SDKs prefer; remove them there"
        )


def check_profiles(parts: Parts) -> None:
    """Offer to update `~/.aws/config` after a refresh, if `AutoConfigCheck` is set.

    Never fails the command that refreshed: errors become warnings.
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
            say(profiles_outdated(profiles.path))
            say("hint: run `aws-sso config` to update it")
    except SsoError as error:
        warn(f"could not check the profiles: {error.message}")
        if error.hint:
            say(f"hint: {error.hint}")
