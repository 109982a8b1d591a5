"""Choosing one role by profile, ARN, or account and role."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.aws.arn import RoleArn, account_id
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.errors import RoleNotFoundError, UsageError

_SHOWN = 8
"""How many names are listed in an error."""


@frozen
class RoleChoice:
    """The user's choice of role; `account` is a 12-digit id."""

    profile: str | None = None
    arn: RoleArn | None = None
    account: str | None = None
    role: str | None = None

    def __bool__(self) -> bool:
        return any((self.profile, self.arn, self.account, self.role))

    def as_arn(self, partition: str) -> RoleArn | None:
        """Return the ARN, if account and role are named."""
        if self.arn:
            return self.arn
        if self.account and self.role and not self.profile:
            return RoleArn(partition, self.account, self.role)
        return None


def read_choice(
    profile: str | None, arn: str | None, account: str | None, role: str | None
) -> RoleChoice:
    """Check the flags; raises UsageError for an invalid ARN or id."""
    try:
        parsed = RoleArn.parse(arn) if arn else None
    except ValueError:
        raise UsageError(
            f"`{arn}` is not a role ARN",
            "a role ARN looks like arn:aws:iam::123456789012:role/Name",
        ) from None
    try:
        padded = account_id(account) if account else None
    except ValueError:
        raise UsageError(
            f"`{account}` is not an account id", "an account id has 12 digits"
        ) from None
    # The first one given decides: profile, then ARN, then account and role.
    if profile:
        return RoleChoice(profile=profile)
    if parsed:
        return RoleChoice(arn=parsed)
    return RoleChoice(account=padded, role=role or None)


def choice_from_variables(environ: Mapping[str, str]) -> RoleChoice:
    """Return the choice that the `AWS_SSO_ROLE_*` variables make; may be empty."""
    return read_choice(
        None,
        environ.get("AWS_SSO_ROLE_ARN"),
        environ.get("AWS_SSO_ACCOUNT_ID"),
        environ.get("AWS_SSO_ROLE_NAME"),
    )


def matches(role: Role, choice: RoleChoice) -> bool:
    """Return whether `choice` matches this role."""
    if choice.profile:
        return role.profile == choice.profile
    if choice.arn:
        return role.arn == str(choice.arn)
    return (role.account_id, role.role_name) == (choice.account, choice.role)


def the_one(found: Sequence[Role], choice: RoleChoice) -> Role | None:
    """Return the only matching role, None if none; raises RoleNotFoundError for several."""
    if len(found) > 1:
        raise RoleNotFoundError(
            f"profile name `{choice.profile}` belongs to {len(found)} roles: "
            f"{shortened([role.arn for role in found])}",
            "choose with `--arn`, or make names unique with `ProfileFormat` or `Profile`; "
            "`aws-sso cache` suggests a format",
        )
    return found[0] if found else None


def shortened(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
