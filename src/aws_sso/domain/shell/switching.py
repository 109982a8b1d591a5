"""Switching a shell to another role, and back."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.scope.wish import SCOPE_VARIABLE
from aws_sso.domain.shell.current import VARIABLES, ShellRole, role_of_shell
from aws_sso.domain.shell.variables import (
    CREDENTIAL_VARIABLES,
    PREVIOUS_VARIABLE,
    EnvironmentChanges,
    changes_to_clear,
)
from aws_sso.errors import UsageError


@frozen
class PreviousRole:
    """A shell's previous role, stored in `AWS_SSO_PREVIOUS` as `ARN INSTANCE`.

    Its scope follows after a tab, so that going back never widens access.
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
                "no role to go back to in this shell",
                "name a role, or run it without a name to pick one",
            ) from None


def held(environ: Mapping[str, str]) -> ShellRole | None:
    """Return the role that we set in an environment's variables."""
    role = role_of_shell(environ, lambda _: None)
    return role if role and role.source == VARIABLES else None


def check_can_switch(environ: Mapping[str, str], shell: str) -> None:
    """Raise UsageError if `AWS_PROFILE` would win, or keys from elsewhere would be lost."""
    if environ.get("AWS_PROFILE"):
        raise UsageError(
            "AWS_PROFILE is set, and programs would use it instead",
            _unsetting(("AWS_PROFILE",), shell),
        )
    if environ.get("AWS_ACCESS_KEY_ID") and not environ.get("AWS_SSO_ROLE_ARN"):
        raise UsageError(
            "this shell has credentials in AWS_ACCESS_KEY_ID that are not from aws-sso",
            _unsetting(CREDENTIAL_VARIABLES, shell),
        )


def switched(changes: EnvironmentChanges, environ: Mapping[str, str]) -> EnvironmentChanges:
    """Return a role's changes, including the way back to the current role."""
    before = held(environ)
    if before is None or str(before.arn) == changes.set.get("AWS_SSO_ROLE_ARN"):
        return changes
    return EnvironmentChanges({**changes.set, **_way_back(before, environ)}, changes.unset)


def left(role: ShellRole, environ: Mapping[str, str]) -> EnvironmentChanges:
    """Return the changes that remove a role, including the way back to it."""
    return EnvironmentChanges(_way_back(role, environ), changes_to_clear(environ).unset)


def name_of(role: ShellRole | Role) -> str:
    """Return a role's display name: its profile, else account and role."""
    if role.profile:
        return role.profile
    if isinstance(role, Role):
        return f"{role.account_id}:{role.role_name}"
    return f"{role.arn.account_id}:{role.arn.role_name}"


def _way_back(role: ShellRole, environ: Mapping[str, str]) -> dict[str, str]:
    scope = environ.get(SCOPE_VARIABLE, "")
    return {PREVIOUS_VARIABLE: str(PreviousRole(role.arn, role.instance or "", scope))}


def _unsetting(names: Sequence[str], shell: str) -> str:
    """Return the command that unsets variables in a shell that has `assume`."""
    if shell == "powershell":
        return f"Remove-Item {', '.join(f'Env:{name}' for name in names)}"
    return f"{'set -e' if shell == 'fish' else 'unset'} {' '.join(names)}"
