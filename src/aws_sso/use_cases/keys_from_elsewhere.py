"""Keys that did not come from us: whose they are, and how they open a console."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.aws.caller import Caller
from aws_sso.domain.console.browser_profile import signing_in_to
from aws_sso.domain.console.login import LONGEST
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.domain.shell.variables import CREDENTIAL_VARIABLES
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError

_ANYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
"""A session policy that takes nothing away: without one, such a session may do nothing at all."""
_LONGEST_OF_ROOT = 60
"""Minutes that GetFederationToken gives an account's root: STS API reference."""


class Sts(Protocol):
    """The calls of STS that tell who somebody is, and make long-term keys temporary."""

    def caller_arn(self, credentials: RoleCredentials, /) -> str: ...
    def federation_token(
        self, keys: RoleCredentials, name: str, policy: str, duration: int, /
    ) -> RoleCredentials: ...


class HasSettings(Protocol):
    """An instance."""

    @property
    def settings(self) -> InstanceSettings: ...


class Instances(Protocol):
    """The instances in which the holder may have a role of ours."""

    @property
    def first(self) -> HasSettings: ...
    def matching(self, choice: RoleChoice, /) -> Iterator[tuple[object, Sequence[Role]]]: ...


@frozen
class KeyHolder:
    """Who holds keys: `role` is the one of ours that they are of, else what stands for it."""

    keys: RoleCredentials
    caller: Caller
    role: Role


def keys_in_variables(environ: Mapping[str, str]) -> RoleCredentials | None:
    """Return the keys in `AWS_ACCESS_KEY_ID` and its companions; None without them."""
    key, secret, token = (environ.get(name) or "" for name in CREDENTIAL_VARIABLES)
    if not (key and secret):
        return None
    return RoleCredentials(key, Secret(secret), Secret(token), 0)


def holder_of(
    keys: RoleCredentials, profile: str, region: str, instances: Instances, sts: Sts
) -> KeyHolder:
    """Ask AWS who holds keys; `profile` and `region` are those that the keys are used with.

    Raises what `sts` raises, and SsoError for an answer that makes no sense.
    """
    try:
        caller = Caller.from_arn(sts.caller_arn(keys))
    except ValueError:
        raise SsoError("AWS does not tell whose credentials these are") from None
    return KeyHolder(keys, caller, _role_of(caller, profile, region, instances))


def temporary_keys(holder: KeyHolder, minutes: int, sts: Sts) -> RoleCredentials:
    """Return keys that open a console: temporary ones as they are, else a federated session's."""
    if holder.keys.session_token:
        return holder.keys
    who = holder.caller.name
    limit = _LONGEST_OF_ROOT if who == "root" else LONGEST
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in who)
    # Two characters at least, 32 at most.
    return sts.federation_token(holder.keys, f"{name}--"[:32], _ANYTHING, min(minutes, limit) * 60)


def _role_of(caller: Caller, profile: str, region: str, instances: Instances) -> Role:
    if caller.permission_set:
        choice = RoleChoice(account=caller.account_id, role=caller.permission_set)
        for _, found in instances.matching(choice):
            return found[0]
    return replace(
        signing_in_to(instances.first.settings),
        account_id=caller.account_id,
        role_name=caller.name,
        arn=str(RoleArn(caller.partition, caller.account_id, caller.name)),
        profile=profile,
        default_region=region,
    )
