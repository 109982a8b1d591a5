"""Asks before a guarded role is used."""

from aws_sso.domain.roles.confirmation import (
    is_confirmed,
    is_in_use,
    name_to_type,
    needs_confirmation,
)
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.text.messages import SAY_YES
from aws_sso.domain.text.printable import printable
from aws_sso.errors import SsoError, UsageError
from aws_sso.parts.parts import Parts


def confirm_role(parts: Parts, role: Role) -> None:
    """Make the user type the account's name, if config.yaml requires it for this role.

    Not again for the shell's current role, unless that is narrowed and more is wanted. Raises
    UsageError if nobody can be asked, and SsoError for another answer.
    """
    if parts.flags.yes or not needs_confirmation(role, parts.settings.roles.confirm_tags):
        return
    wanted = parts.scope.text if parts.scope else ""
    if is_in_use(role, parts.environ) and parts.environ.get(SCOPE_VARIABLE, "") in ("", wanted):
        return
    if not parts.desktop.has_terminal():
        raise UsageError(
            f"`{role.role_name}` in account {role.account_id} needs confirmation, but there is no "
            "terminal",
            SAY_YES,
        )
    primary = parts.settings.roles.account_primary_tag
    name = name_to_type(role, primary)
    question = f"`{printable(role.role_name)}` is a guarded role. Type `{name}`: "
    if not is_confirmed(role, primary, parts.desktop.ask_line(question)):
        raise SsoError("wrong account name; nothing was done", None)
