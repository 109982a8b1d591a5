"""`list-sso-roles`: the roles that Identity Center reports now."""

from aws_sso.cli import output
from aws_sso.cli.options.declared import declare
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.parts.parts import Parts

_FIELDS = ("AccountId", "AccountName", "RoleName")


@declare("list-sso-roles")
def command(parts: Parts) -> int:
    """Ask AWS for all accounts and roles, and list them without what config.yaml adds."""
    parts.files.prepare_folder()
    refreshed = parts.instance.roles.fetch(may_ask=parts.settings.session.auto_login, threads=None)
    accounts = refreshed.catalog.accounts
    rows = [(one.account_id, one.name, role) for one in accounts for role in one.roles]
    output.write(output.table(_FIELDS, rows))
    return report_refresh(refreshed, silent=True)
