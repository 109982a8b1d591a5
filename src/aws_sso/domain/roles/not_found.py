"""Why no role matches what a user chose, with the nearest names."""

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, shortened
from aws_sso.domain.roles.tags import account_label
from aws_sso.domain.text.messages import CHOOSE_ROLE, LIST_ROLES
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import RoleNotFoundError, UsageError

_NEAR = 3
"""How many names are suggested."""


def with_account_and_role(roles: Sequence[Role], choice: RoleChoice) -> Sequence[Role]:
    """Return the roles with this account, name or both; raises RoleNotFoundError if none."""
    found = [
        role
        for role in roles
        if choice.account in (None, role.account_id) and choice.role in (None, role.role_name)
    ]
    if found:
        return found
    if choice.account:
        raise _no_such_role(roles, choice.account, choice.role or "")
    raise RoleNotFoundError(
        f"no role named `{choice.role}`",
        _meant(choice.role or "", sorted({role.role_name for role in roles})),
    )


def not_found(
    roles: Sequence[Role], choice: RoleChoice, primary_tags: Sequence[str] = ()
) -> RoleNotFoundError | UsageError:
    """Explain why no role matches, with the nearest names.

    Returns a UsageError for half a choice. `primary_tags` are the tags that name accounts.
    """
    if choice.profile:
        return no_such_profile(choice.profile, (), [role.profile for role in roles])
    if choice.arn:
        return _no_such_role(roles, choice.arn.account_id, choice.arn.role_name)
    if choice.account and choice.role:
        return _no_such_role(roles, choice.account, choice.role)
    if choice.role:
        return UsageError(
            f"`--role {choice.role}` needs an account too",
            _accounts_having(roles, choice.role, primary_tags),
        )
    if choice.account:
        names = sorted({role.role_name for role in roles if role.account_id == choice.account})
        return UsageError(
            f"`--account {choice.account}` needs a role too",
            f"add `--role` with one of: {shortened(names)}" if names else _accounts(roles),
        )
    return UsageError("no role chosen", CHOOSE_ROLE)


def no_such_profile(
    name: str,
    having: Sequence[str],
    names: Sequence[str],
    refreshed: int | None = None,
    now: float = 0.0,
) -> RoleNotFoundError:
    """Return the error for a profile name that is not in `names`.

    Suggests names `having` its words first, then the most similar. `refreshed` is when the list was
    fetched, in Unix seconds.
    """
    lowered = {one.lower(): one for one in reversed(names)}
    alike = [lowered[one] for one in nearest(name.lower(), lowered, _NEAR, 0.5)]
    near = list(dict.fromkeys([*having, *alike]))[:_NEAR]
    meant = f"did you mean {_any_of(near)}? " if near else "run `aws-sso list` to see all roles; "
    age = f"the list was fetched {ago(refreshed, now)}; " if refreshed is not None else ""
    return RoleNotFoundError(
        f"no role has the profile name `{name}`",
        f"{meant}{age}run `aws-sso cache` to look for new roles",
    )


def _any_of(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _no_such_role(roles: Sequence[Role], account: str, name: str) -> RoleNotFoundError:
    in_account = [role for role in roles if role.account_id == account]
    if in_account:
        return RoleNotFoundError(
            f"no role `{name}` in account {account}",
            _meant(name, [role.role_name for role in in_account]),
        )
    near = nearest(account, {role.account_id for role in roles})
    meant = f"did you mean {near[0]}? " if near else ""
    return RoleNotFoundError(f"no roles in account {account}", f"{meant}{_accounts(roles)}")


def _accounts_having(roles: Sequence[Role], name: str, primary_tags: Sequence[str]) -> str:
    having = [role for role in roles if role.role_name == name]
    if not having:
        return _meant(name, sorted({role.role_name for role in roles}))
    labels = {role.account_id: account_label(role, primary_tags) for role in having}
    ids = [f"{number} ({label})" if label else number for number, label in labels.items()]
    return f"add `--account` with one of: {shortened(ids)}"


def _accounts(roles: Sequence[Role]) -> str:
    count = len({role.account_id for role in roles})
    return f"run `aws-sso list` to see your {count} accounts"


def _meant(text: str, names: Sequence[str]) -> str:
    lowered = {name.lower(): name for name in reversed(names)}
    near = nearest(text.lower(), lowered, _NEAR, 0.5)
    if near:
        return f"did you mean {_any_of([lowered[name] for name in near])}?"
    return LIST_ROLES
