"""`config` and `setup profiles`: a named profile in `~/.aws/config` for each role."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.output import write
from aws_sso.cli.profiles.offer import (
    offer_profiles,
    roles_for_profiles,
    tell_left_out,
    tell_shadowed,
)
from aws_sso.domain.settings.allowed_words import PROFILE_URL_ACTIONS
from aws_sso.domain.text.marked_block import with_block
from aws_sso.errors import FAILURE, UsageError
from aws_sso.parts.parts import Parts
from aws_sso.parts.profiles import Profiles


@declare("config")
@flag("--diff", help="Print the change as a diff, and write nothing.")
@flag(
    "--print",
    field="print_only",
    help="Print the profiles, between their markers, and write nothing.",
)
@flag("--force", help="Write without asking.")
@option(
    "--open",
    field="open_action",
    allowed=PROFILE_URL_ACTIONS,
    metavar="ACTION",
    help="How these profiles open URLs: open, exec, clip…",
)
@option(
    "--aws-config",
    metavar="FILE",
    help="Write to this file. [$AWS_CONFIG_FILE]",
    completes=values.files,
)
def command(
    parts: Parts,
    diff: bool,
    print_only: bool,
    force: bool,
    open_action: str | None,
    aws_config: str | None,
) -> int:
    """Write a named profile for each role of all instances to `~/.aws/config`.

    They go between two marker lines; everything outside is left unchanged. Each gets its
    credentials from `aws-sso process`, so that `AWS_PROFILE` works with every SDK. Shows the change
    and asks first. Profiles of roles that are gone are removed. A name is skipped and listed if
    several roles share it, if you have your own profile with that name, or if it cannot be written.
    The exit code is then 1.
    """
    if sum((diff, print_only, force)) > 1:
        raise UsageError("`--diff`, `--print` and `--force` cannot be combined")
    parts.files.prepare_folder()
    profiles = Profiles(parts, aws_config)
    plan = profiles.plan(roles_for_profiles(parts), open_action)
    if print_only:
        write(with_block("", plan.entries))
    elif diff:
        write(plan.diff(str(profiles.path)))
        tell_shadowed(plan)
    if print_only or diff:
        tell_left_out(plan)
        return FAILURE if plan.left_out else 0
    if not offer_profiles(parts, profiles, plan, force=force):
        return FAILURE
    return 0
