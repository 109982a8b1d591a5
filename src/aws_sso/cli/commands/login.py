"""`login`: sign in, and fetch the roles if the list is stale."""

from datetime import datetime

from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.output import say
from aws_sso.cli.profiles.offer import check_profiles
from aws_sso.cli.reports.names import report_names
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.domain.text.expiry import time_left
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.fresh_roles import fresh_roles


@declare("login")
@flag("--force", "-f", help="End the session first and start a new one.")
@option("--threads", bounds=(1, 100), help="Number of parallel calls to AWS.")
@option(
    "--trust-portal",
    metavar="URL",
    help="Accept this portal as the new target of your company's start URL.",
)
@option(
    "--redirect-port",
    bounds=(1, 65535),
    metavar="PORT",
    help="Port of 127.0.0.1 that the browser returns to, for `ssh -L`. Implies `pkce`.",
)
def command(
    parts: Parts,
    force: bool,
    threads: int | None,
    trust_portal: str | None,
    redirect_port: int | None,
) -> int:
    """Sign in to an Identity Center instance.

    Does nothing while the session is valid, and renews it silently if possible. Then fetches
    accounts and roles if the list is missing or stale.
    """
    if redirect_port and parts.flags.auth_workflow == "device_code":
        raise UsageError("`--redirect-port` cannot be combined with `--auth-workflow device_code`")
    parts.files.prepare_folder()
    instance = parts.instance
    if trust_portal:
        instance.trust_portal(trust_portal)
    if force:
        instance.sign_out()
    before = instance.current_token()
    token = before or instance.token(may_ask=True, must_keep=True, redirect_port=redirect_port or 0)
    left = time_left(token.expires, parts.now())
    until = datetime.fromtimestamp(token.expires).astimezone().strftime("%H:%M %Z").strip()
    how = "already signed in" if before else "signed in"
    say(f"{how} to `{instance.name}`; session valid for {left} (until {until})")
    refreshed = fresh_roles(instance.roles, may_ask=True, threads=threads).refreshed
    if refreshed:
        code = report_refresh(refreshed, brief=True)
        report_names(instance.roles.name_problems())
        check_profiles(parts)
        return code
    return 0
