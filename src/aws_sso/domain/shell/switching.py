"""Switching a shell from one role to another, and the way back."""

from collections.abc import Mapping

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.current import SCOPE_VARIABLE, Holding, ShellRole, role_of_shell
from aws_sso.domain.shell.variables import (
    CREDENTIAL_VARIABLES,
    PREVIOUS_VARIABLE,
    EnvironmentChanges,
    changes_to_clear,
)
from aws_sso.errors import UsageError


@frozen
class PreviousRole:
    """The role that a shell had before, as `AWS_SSO_PREVIOUS` holds it: `ARN INSTANCE`.

    After a tab comes what it was narrowed to, so that nobody comes back to more than they left.
    """

    arn: RoleArn
    instance: str
    scope: str = ""

    def __str__(self) -> str:
        return f"{self.arn} {self.instance}" + (f"\t{self.scope}" if self.scope else "")

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "PreviousRole":
        """Return the role to go back to; raises UsageError without one."""
        arn, _, rest = environ.get(PREVIOUS_VARIABLE, "").partition(" ")
        instance, _, scope = rest.partition("\t")
        try:
            return cls(RoleArn.parse(arn), instance, scope)
        except ValueError:
            raise UsageError(
                "no role to go back to in this shell", "name one; without a name you pick one"
            ) from None


def held(environ: Mapping[str, str]) -> ShellRole | None:
    """Return the role of ours that is in an environment's variables."""
    role = role_of_shell(environ, lambda _: None)
    return role if role and role.holding is Holding.VARIABLES else None


def check_can_switch(environ: Mapping[str, str]) -> None:
    """Raise UsageError where programs would use something else, or keys not ours would be lost."""
    if environ.get("AWS_PROFILE"):
        raise UsageError(
            "AWS_PROFILE is set, and programs would use that instead", "unset AWS_PROFILE"
        )
    if environ.get("AWS_ACCESS_KEY_ID") and not environ.get("AWS_SSO_ROLE_ARN"):
        raise UsageError(
            "this shell has credentials in AWS_ACCESS_KEY_ID that are not from aws-sso",
            f"unset {' '.join(CREDENTIAL_VARIABLES)}",
        )


def switched(changes: EnvironmentChanges, environ: Mapping[str, str]) -> EnvironmentChanges:
    """Return a role's changes with the way back to the one that the environment has now."""
    before = held(environ)
    if before is None or str(before.arn) == changes.set.get("AWS_SSO_ROLE_ARN"):
        return changes
    return EnvironmentChanges({**changes.set, **_way_back(before, environ)}, changes.unset)


def left(role: ShellRole, environ: Mapping[str, str]) -> EnvironmentChanges:
    """Return what takes a role away, with the way back to it."""
    return EnvironmentChanges(_way_back(role, environ), changes_to_clear(environ).unset)


def name_of(role: ShellRole | Role) -> str:
    """Return what to call a role: its profile, else account and role."""
    if role.profile:
        return role.profile
    if isinstance(role, Role):
        return f"{role.account_id}:{role.role_name}"
    return f"{role.arn.account_id}:{role.arn.role_name}"


def _way_back(role: ShellRole, environ: Mapping[str, str]) -> dict[str, str]:
    scope = environ.get(SCOPE_VARIABLE, "")
    return {PREVIOUS_VARIABLE: str(PreviousRole(role.arn, role.instance or "", scope))}
