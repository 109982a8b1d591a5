"""Choosing one role by profile, ARN, or account and role name; explains a choice that fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from aws_sso.domain.account_id import account_id
from aws_sso.domain.arn import RoleArn
from aws_sso.domain.roles import Role, accounts_of
from aws_sso.errors import RoleNotFoundError, UsageError

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """What the user said about the role; `account` is a 12-digit id."""

    profile: str | None = None
    arn: RoleArn | None = None
    account: str | None = None
    role: str | None = None

    def __bool__(self) -> bool:
        return any((self.profile, self.arn, self.account, self.role))

    def as_arn(self, partition: str) -> RoleArn | None:
        """Return the one ARN it means, if it names account and role."""
        if self.arn:
            return self.arn
        if self.account and self.role and not self.profile:
            return RoleArn(partition, self.account, self.role)
        return None


def read_choice(
    profile: str | None, arn: str | None, account: str | None, role: str | None
) -> RoleChoice:
    """Check what the flags say; raises UsageError for an ARN or id that cannot be one."""
    try:
        parsed = RoleArn.parse(arn) if arn else None
    except ValueError:
        raise UsageError(
            f"`{arn}` is not the ARN of a role",
            "it looks like arn:aws:iam::123456789012:role/Name",
        ) from None
    try:
        padded = account_id(account) if account else None
    except ValueError:
        raise UsageError(
            f"`{account}` is not an account id", "an account id has 12 digits"
        ) from None
    # The first that is given decides: a profile beats an ARN, and that beats account and role.
    if profile:
        return RoleChoice(profile=profile)
    if parsed:
        return RoleChoice(arn=parsed)
    return RoleChoice(account=padded, role=role or None)


def choice_from_variables(environ: Mapping[str, str]) -> RoleChoice:
    """Return the choice that `AWS_SSO_ROLE_ARN` or its companions make, maybe an empty one."""
    return read_choice(
        None,
        environ.get("AWS_SSO_ROLE_ARN"),
        environ.get("AWS_SSO_ACCOUNT_ID"),
        environ.get("AWS_SSO_ROLE_NAME"),
    )


def choose(roles: Sequence[Role], choice: RoleChoice) -> Role:
    """Return the role that `choice` means.

    Raises RoleNotFoundError when there is none or more than one, with the nearest names as hint,
    and UsageError for half a choice.
    """
    if choice.profile:
        return _by_profile(roles, choice.profile)
    if choice.arn:
        return _by_arn(roles, choice.arn)
    if choice.account and choice.role:
        return _by_account_and_role(roles, choice.account, choice.role)
    if choice.role:
        raise UsageError(
            f"`--role {choice.role}` needs an account too", _accounts_having(roles, choice.role)
        )
    if choice.account:
        names = sorted({role.role_name for role in roles if role.account_id == choice.account})
        raise UsageError(
            f"`--account {choice.account}` needs a role too",
            f"add `--role` with one of: {_shorten(names)}" if names else _accounts(roles),
        )
    raise UsageError("no role chosen", "name one with `--profile`; `aws-sso list` shows them all")


def _by_profile(roles: Sequence[Role], profile: str) -> Role:
    found = [role for role in roles if role.profile == profile]
    if len(found) == 1:
        return found[0]
    if found:
        raise RoleNotFoundError(
            f"the profile name `{profile}` belongs to {len(found)} roles: "
            f"{_shorten([role.arn for role in found])}",
            "choose by `--arn`, or make names differ with `ProfileFormat` or `Profile`",
        )
    raise RoleNotFoundError(
        f"there is no role with the profile name `{profile}`",
        _meant(profile, [role.profile for role in roles]),
    )


def _by_arn(roles: Sequence[Role], arn: RoleArn) -> Role:
    for role in roles:
        if role.arn == str(arn):
            return role
    return _by_account_and_role(roles, arn.account_id, arn.role_name, exact=False)


def _by_account_and_role(
    roles: Sequence[Role], account: str, name: str, exact: bool = True
) -> Role:
    in_account = [role for role in roles if role.account_id == account]
    if exact:
        for role in in_account:
            if role.role_name == name:
                return role
    if in_account:
        raise RoleNotFoundError(
            f"there is no role `{name}` in account {account}",
            _meant(name, [role.role_name for role in in_account]),
        )
    near = get_close_matches(account, [known for known, _ in accounts_of(tuple(roles))], n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise RoleNotFoundError(
        f"there is no account {account} with roles for you", f"{meant}{_accounts(roles)}"
    )


def _accounts_having(roles: Sequence[Role], name: str) -> str:
    having = tuple(role for role in roles if role.role_name == name)
    if not having:
        return _meant(name, sorted({role.role_name for role in roles}))
    ids = [f"{number} ({alias})" if alias else number for number, alias in accounts_of(having)]
    return f"add `--account` with one of: {_shorten(ids)}"


def _accounts(roles: Sequence[Role]) -> str:
    count = sum(1 for _ in accounts_of(tuple(roles)))
    return f"`aws-sso list` shows your {count} accounts"


def _meant(text: str, names: Sequence[str]) -> str:
    lowered = {name.lower(): name for name in reversed(names)}
    near = get_close_matches(text.lower(), lowered, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(f'`{lowered[name]}`' for name in near)}?"
    return "`aws-sso list` shows all roles, `aws-sso cache` looks for new ones"


def _shorten(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
