"""Explains a role: what is known about it, or why it may be missing. Does not ask AWS."""

from aws_sso.annotations import Callable, Iterator, Mapping, Protocol, Sequence
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.not_found import not_found
from aws_sso.domain.roles.roles import Catalog, Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.domain.shell.identity import ProfileUse, SdkProfile, sdk_profile
from aws_sso.domain.shell.sdk_chain import SdkFiles
from aws_sso.errors import SsoError

_RESERVED = "AWSReservedSSO_"


class Roles(Protocol):
    """The roles of an instance."""

    @property
    def refreshed(self) -> int | None: ...
    def all(self) -> Sequence[Role]: ...
    def catalog(self) -> Catalog | None: ...


class Records(Protocol):
    """When an instance's secrets expire, in Unix seconds."""

    def credential_expiries(self) -> Mapping[str, int]: ...
    def scoped_expiries(self) -> Mapping[tuple[str, str], int]: ...
    def token_expiry(self) -> int: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> Roles: ...
    @property
    def records(self) -> Records: ...


class Instances(Protocol):
    """The instances to search."""

    @property
    def searched(self) -> Sequence[Instance]: ...
    def matching(self, choice: RoleChoice, /) -> Iterator[tuple[Instance, Sequence[Role]]]: ...


@frozen
class ExplainPorts:
    """What explaining needs; `sdk_files` raises SsoError for files that SDKs cannot read.

    `handed_out` returns a role's hand-outs by single-command servers, latest last.
    """

    instances: Instances
    environ: Mapping[str, str]
    sdk_files: Callable[[], SdkFiles]
    handed_out: Callable[[str], Sequence[HandedOut]]
    now: Callable[[], float]


@frozen
class KnownRole:
    """What is known about a role; all times are in Unix seconds.

    `listed` is when Identity Center listed it, None if only config.yaml defines it. `credentials`
    and `session` are their expiry; None without credentials or a valid session. `scoped` is the
    expiry of narrowed credentials, by scope.
    """

    role: Role
    instance: str
    listed: int | None
    credentials: int | None
    session: int | None
    sdk: SdkProfile
    scoped: Mapping[str, int]
    handed_out: Sequence[HandedOut]


@frozen
class FetchedList:
    """When an instance's roles were fetched (Unix seconds), None if never.

    `lacks_account` is true if the account's roles could not be fetched then.
    """

    instance: str
    fetched: int | None
    lacks_account: bool


@frozen
class MissingRole:
    """Why a role may be missing: no list has it, and when the lists were fetched.

    `permission_set` is the role to use instead, if the ARN names a role that AWS created from it.
    """

    problem: SsoError
    account: str | None
    lists: tuple[FetchedList, ...]
    permission_set: RoleArn | None


def explain_role(ports: ExplainPorts, choice: RoleChoice) -> tuple[KnownRole, ...] | MissingRole:
    """Return what is known about the chosen roles, else why there may be none."""
    for instance, found in ports.instances.matching(choice):
        return tuple(_known(ports, instance, role) for role in found)
    return _missing(ports.instances.searched, choice)


def _known(ports: ExplainPorts, instance: Instance, role: Role) -> KnownRole:
    session = instance.records.token_expiry()
    return KnownRole(
        role,
        instance.name,
        instance.roles.refreshed if _is_listed(instance.roles.catalog(), role) else None,
        instance.records.credential_expiries().get(role.arn),
        session if session > ports.now() else None,
        _profile(ports, role),
        {
            scope: ends
            for (arn, scope), ends in instance.records.scoped_expiries().items()
            if arn == role.arn
        },
        ports.handed_out(role.arn),
    )


def _is_listed(catalog: Catalog | None, role: Role) -> bool:
    return any(
        account.account_id == role.account_id and role.role_name in account.roles
        for account in (catalog.accounts if catalog else ())
    )


def _profile(ports: ExplainPorts, role: Role) -> SdkProfile:
    try:
        files = ports.sdk_files()
    except SsoError as error:
        return SdkProfile(ProfileUse.UNREADABLE, error.message)
    return sdk_profile(role, ports.environ, files)


def _missing(instances: Sequence[Instance], choice: RoleChoice) -> MissingRole:
    known = [role for instance in instances for role in instance.roles.all()]
    account = choice.arn.account_id if choice.arn else choice.account
    return MissingRole(
        not_found(known, choice),
        account,
        tuple(_fetched_list(instance, account) for instance in instances),
        _permission_set(choice.arn) if choice.arn else None,
    )


def _fetched_list(instance: Instance, account: str | None) -> FetchedList:
    refreshed, catalog = instance.roles.refreshed, instance.roles.catalog()
    lacks = refreshed is not None and catalog is not None and account in catalog.missing
    return FetchedList(instance.name, refreshed, lacks)


def _permission_set(arn: RoleArn) -> RoleArn | None:
    """Return our role whose name in the account is `AWSReservedSSO_NAME_SUFFIX`."""
    if not arn.role_name.startswith(_RESERVED):
        return None
    name = arn.role_name.removeprefix(_RESERVED).rpartition("_")[0]
    return RoleArn(arn.partition, arn.account_id, name)
