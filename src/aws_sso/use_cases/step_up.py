"""Stepping up: from a role to a more powerful one in the same account, like `sudo`."""

from aws_sso.annotations import Protocol, Sequence
from aws_sso.domain.roles.not_found import not_found
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.settings.settings import AccountSettings, RoleSettings, Settings
from aws_sso.errors import RoleNotFoundError

_KEY = "Elevate"


class Roles(Protocol):
    """The last fetched roles of the role's instance."""

    def matching(self, choice: RoleChoice) -> Sequence[Role]: ...
    def in_account(self, account: str) -> Sequence[Role]: ...


def stronger_role(role: Role, settings: Settings, known: Roles) -> Role:
    """Return the role named by `Elevate`: this role's key in config.yaml, else its tag.

    Raises RoleNotFoundError if there is none, or the account does not have it.
    """
    where = f"`{role.role_name}` in account {role.account_id}"
    account = settings.instances[role.instance].accounts.get(role.account_id) or AccountSettings()
    own = account.roles.get(role.role_name) or RoleSettings()
    name = own.elevate or role.tags.get(_KEY)
    if not name:
        raise RoleNotFoundError(
            f"{where} has no `Elevate` role", f"set `{_KEY}: ROLE` for this role in config.yaml"
        )
    if name == role.role_name:
        raise RoleNotFoundError(f"{where} is already the more powerful role", None)
    choice = RoleChoice(account=role.account_id, role=name)
    found = next(iter(known.matching(choice)), None)
    if found is None:
        meant = not_found(known.in_account(role.account_id), choice)
        raise RoleNotFoundError(
            f"`{_KEY}` of {where} names `{name}`, which you do not have there", meant.hint
        )
    return found
