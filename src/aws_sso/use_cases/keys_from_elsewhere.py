"""Keys from elsewhere: whose they are, and how they open a console."""

from aws_sso.annotations import Iterator, Mapping, Protocol, Sequence
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
"""A session policy that removes nothing: without one, such a session may do nothing."""
_LONGEST_OF_ROOT = 60
"""Minutes that GetFederationToken allows for an account's root: STS API reference."""


class Sts(Protocol):
    """STS calls that identify callers, and turn long-term keys into temporary ones."""

    def caller_arn(self, credentials: RoleCredentials, /) -> str: ...
    def federation_token(
        self, keys: RoleCredentials, name: str, policy: str, duration: int, /
    ) -> RoleCredentials: ...


class HasSettings(Protocol):
    """An instance."""

    @property
    def settings(self) -> InstanceSettings: ...


class Instances(Protocol):
    """The instances in which the caller may have one of our roles."""

    @property
    def first(self) -> HasSettings: ...
    def matching(self, choice: RoleChoice, /) -> Iterator[tuple[object, Sequence[Role]]]: ...


@frozen
class KeyHolder:
    """The owner of keys; `role` is one of our roles, else a stand-in."""

    keys: RoleCredentials
    caller: Caller
    role: Role


def keys_in_variables(environ: Mapping[str, str]) -> RoleCredentials | None:
    """Return the keys in the `AWS_ACCESS_KEY_ID` variables; None without them."""
    key, secret, token = (environ.get(name) or "" for name in CREDENTIAL_VARIABLES)
    if not (key and secret):
        return None
    return RoleCredentials(key, Secret(secret), Secret(token), 0)


def holder_of(
    keys: RoleCredentials, profile: str, region: str, instances: Instances, sts: Sts
) -> KeyHolder:
    """Ask AWS whose keys these are; `profile` and `region` are the ones they are used with.

    Raises the errors of `sts`, and SsoError for an invalid answer.
    """
    try:
        caller = Caller.from_arn(sts.caller_arn(keys))
    except ValueError:
        raise SsoError("AWS did not say whose credentials these are") from None
    return KeyHolder(keys, caller, _role_of(caller, profile, region, instances))


def temporary_keys(holder: KeyHolder, minutes: int, sts: Sts) -> RoleCredentials:
    """Return keys that open a console: temporary ones unchanged, else a federated session's."""
    if holder.keys.session_token:
        return holder.keys
    who = holder.caller.name
    limit = _LONGEST_OF_ROOT if who == "root" else LONGEST
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in who)
    # 2 to 32 characters.
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
