"""`tags`: the roles with their tags."""

from aws_sso.cli import output
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.options.role import words_argument
from aws_sso.cli.paging import page
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.not_found import with_account_and_role
from aws_sso.domain.roles.selection import read_choice
from aws_sso.domain.roles.tags import tags_of
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


@declare("tags")
@words_argument
@option(
    "--account", "-A", metavar="ID", help="Only roles in this account.", completes=values.accounts
)
@option("--role", "-R", metavar="NAME", help="Only roles with this name.", completes=values.roles)
@flag("--csv", field="as_csv", help="Print CSV: role, key and value per line.")
@flag("--json", field="as_json", help="Print JSON.")
def command(
    parts: Parts,
    words: tuple[str, ...],
    account: str | None,
    role: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List roles with their tags: from config.yaml, and built-in ones.

    WORDs choose the roles, as in `list`.

    `FirstTag` comes first, then your own tags, then the built-in ones: AccountID, Role, Email,
    AccountName, AccountAlias, History, Profile, Via.
    """
    if as_csv and as_json:
        raise UsageError("`--csv` and `--json` cannot be combined")
    roles = with_account_and_role(
        parts.instance.roles.known(), read_choice(None, None, account, role)
    )
    if words:
        from aws_sso.domain.roles.filtering import roles_with

        roles = roles_with(words, roles, parts.instance.primary_tags)
    now = parts.now()
    used = {use.arn: ago(use.last, now) for use in parts.instance.roles.recently_used()}
    first = parts.settings.picker.first_tag
    tagged = [(one.arn, tags_of(one, used.get(one.arn, ""), first)) for one in roles]
    if as_csv:
        lines = [(arn, key, value) for arn, tags in tagged for key, value in tags.items()]
        output.write(output.as_csv(["Arn", "Key", "Value"], lines))
    elif as_json:
        output.write(output.json_text([{"Arn": arn, "Tags": tags} for arn, tags in tagged]))
    else:
        text = "\n".join(output.listing(arn, tags) for arn, tags in tagged)
        if not page(parts, text):
            output.write(text)
