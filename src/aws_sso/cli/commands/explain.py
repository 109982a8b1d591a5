"""`explain`: why this shell, or a profile, has its identity."""

from aws_sso.cli.explanation import role_lines, shell_lines
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, option
from aws_sso.cli.output import write
from aws_sso.domain.roles.selection import read_choice
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.shell.identity import shell_identity
from aws_sso.domain.text.printable import printable
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.explain import ExplainPorts, explain_role


@declare("explain", needs_config=False)
@option("--profile", "-p", metavar="NAME", help="Profile to explain.", completes=values.profiles)
@option("--arn", "-a", metavar="ARN", help="Role to explain.", completes=values.arns)
def command(parts: Parts, profile: str | None, arn: str | None) -> None:
    """Show which credentials AWS SDKs use here and why, or what is known about a role.

    Without an option: all places where SDKs look, in order, which one wins, and what it shadows.
    With one: whether and since when the role is known, why it may be missing, when its credentials
    and the session expire, and what in this shell is in its way. Does not call AWS.
    """
    choice = read_choice(profile, arn, None, None)
    if choice:
        handed_out = parts.files.handed_out.of_role
        ports = ExplainPorts(parts.instances, parts.environ, parts.sdk.files, handed_out, parts.now)
        found = explain_role(ports, choice)
        lines = role_lines(found, parts.sdk.config_path(), parts.now())
    else:
        lines = shell_lines(shell_identity(parts.environ, parts.sdk.files()), parts.now())
        if scope := parts.environ.get(SCOPE_VARIABLE):
            lines.append(f"this shell's credentials are narrowed to: {scope}")
    write("".join(f"{printable(line)}\n" for line in lines))
