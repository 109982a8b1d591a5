"""`login`: sign in, and fetch the roles if the list is stale."""

from datetime import UTC, datetime

import click

from aws_sso.cli.global_options import SsoCommand
from aws_sso.cli.name_report import report_names
from aws_sso.cli.output import say
from aws_sso.cli.profile_offer import check_profiles
from aws_sso.cli.refresh_report import report_refresh
from aws_sso.cli.wiring import Wiring
from aws_sso.domain.text.expiry import time_left


@click.command("login", cls=SsoCommand)
@click.option("--force", is_flag=True, help="End the session first and begin a new one.")
@click.option("--threads", type=click.IntRange(1, 100), help="Calls to AWS at the same time.")
@click.pass_obj
def command(wiring: Wiring, force: bool, threads: int | None) -> int:
    """Sign in to an Identity Center instance.

    Nothing happens while the session is good. A session that can be renewed silently is. Fetches
    accounts and roles afterwards if the list of them is missing or old.
    """
    wiring.prepare_folder()
    instance = wiring.instance
    if force:
        instance.sign_out()
    before = instance.sign_in.current()
    token = before or instance.sign_in.token(may_ask=True)
    left = time_left(token.expires, datetime.fromtimestamp(wiring.now(), UTC))
    until = datetime.fromtimestamp(token.expires).astimezone().strftime("%H:%M %Z").strip()
    how = "already signed in" if before else "signed in"
    say(f"{how} to `{instance.name}`, for {left} (until {until})")
    if instance.cache_is_stale():
        code = report_refresh(instance.fetch_roles(may_ask=True, threads=threads), brief=True)
        report_names(instance.name_problems())
        check_profiles(wiring)
        return code
    return 0
