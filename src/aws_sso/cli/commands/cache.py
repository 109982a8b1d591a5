"""`cache`: fetch accounts and roles."""

from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.profiles.offer import check_profiles
from aws_sso.cli.reports.names import report_names
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.parts.parts import Parts


@declare("cache")
@option("--threads", bounds=(1, 100), help="Number of parallel calls to AWS.")
@flag("--silent", help="Print only problems.")
def command(parts: Parts, threads: int | None, silent: bool) -> int:
    """Fetch accounts and roles now, and show what changed since last time.

    Accounts that cannot be fetched keep their known roles, and are listed.
    """
    parts.files.prepare_folder()
    refreshed = parts.instance.roles.fetch(may_ask=parts.may_sign_in, threads=threads)
    code = report_refresh(refreshed, silent=silent)
    report_names(parts.instance.roles.name_problems())
    check_profiles(parts)
    return code
