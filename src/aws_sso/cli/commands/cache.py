"""`cache`: fetch accounts and roles."""

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.name_report import report_names
from aws_sso.cli.profile_offer import check_profiles
from aws_sso.cli.refresh_report import report_refresh
from aws_sso.cli.wiring import Wiring


@click.command("cache", cls=SsoCommand)
@click.option("--threads", type=click.IntRange(1, 100), help="Calls to AWS at the same time.")
@click.pass_obj
def command(wiring: Wiring, threads: int | None) -> int:
    """Fetch accounts and roles now, and say what came and went since last time.

    Accounts that cannot be fetched keep the roles known before, and are named.
    """
    wiring.prepare_folder()
    refreshed = wiring.instance.fetch_roles(may_ask=wiring.auto_login, threads=threads)
    code = report_refresh(refreshed)
    report_names(wiring.instance.name_problems())
    check_profiles(wiring)
    return code
