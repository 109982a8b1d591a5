"""`process`: credentials for the SDKs' `credential_process`."""

from aws_sso.cli.options.declared import declare, option
from aws_sso.cli.options.role import min_ttl_option, role_options
from aws_sso.cli.options.scope import scope_options
from aws_sso.cli.output import write
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError
from aws_sso.parts.hot_lane import prepare_hot_lane
from aws_sso.parts.parts import Parts
from aws_sso.parts.time_limit import SDK_TIME


@declare("process", needs_config=False, time_limit=SDK_TIME)
@role_options
@min_ttl_option
@scope_options
@option(
    "--format",
    field="as_format",
    allowed=("sdk", "claude"),
    default="sdk",
    help="`claude` prints the format of Claude Code's `awsCredentialExport`.",
)
def command(parts: Parts, choice: RoleChoice, min_ttl: int, as_format: str) -> None:
    """Print a role's credentials as JSON, for `credential_process` in ~/.aws/config.

    Prints only this JSON on stdout. Ignores the AWS_SSO_ROLE_… and AWS_SSO_ACCOUNT_ID variables.
    Never takes longer than SDKs wait.
    """
    if parts.flags.url_action in ("print", "printurl"):
        raise UsageError(
            f"`process` cannot be used with `--url-action {parts.flags.url_action}`: programs run "
            "it, so nobody would see the URL",
            "use `open` or `exec`, or sign in first with `aws-sso login`",
        )
    instance = parts.instance
    found = instance.roles.find_offline(choice)
    credentials = instance.credentials.for_sdk(found, min_ttl=min_ttl * 60)
    if as_format == "claude":
        write(credentials.claude_json() + "\n")
    else:
        write(credentials.process_json(found.account_id) + "\n")
    prepare_hot_lane(parts)
