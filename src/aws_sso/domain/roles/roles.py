"""Roles: the ones that Identity Center lists, combined with config.yaml."""

from aws_sso.annotations import Callable, Mapping
from aws_sso.domain.aws.arn import RoleArn, role_arn
from aws_sso.domain.frozen import frozen, made, replace
from aws_sso.domain.settings.settings import (
    DEFAULT_REGION,
    AccountSettings,
    InstanceSettings,
    RoleSettings,
    Settings,
)

_NO_ROLE_SETTINGS = RoleSettings()
_NO_ACCOUNT_SETTINGS = AccountSettings()


@frozen
class Account:
    """An account as listed by AWS.

    `roles` are the names of the roles granted there, `access` the ARNs of the IAM roles given there
    by Account Access.
    """

    account_id: str
    name: str
    email: str
    roles: tuple[str, ...]
    access: tuple[str, ...] = ()


@frozen
class Catalog:
    """All accounts of one instance, as last fetched; `refreshed` is in Unix seconds.

    `missing` are the ids of accounts whose roles could not be fetched; their last known roles stay.
    """

    sso_region: str
    start_url: str
    refreshed: int
    accounts: tuple[Account, ...]
    missing: tuple[str, ...] = ()
    tenant: str | None = None


def is_stale(refreshed: int | None, now: float, refresh_hours: int) -> bool:
    """Return whether roles fetched at that time are older than `CacheRefresh`.

    Times are Unix seconds, None for never. `refresh_hours` of 0 or less disables the check, except
    for roles never fetched. A time in the future was recorded with a wrong clock, so the roles may
    be of any age.
    """
    if refreshed is None:
        return True
    from aws_sso.domain.session.clock import is_in_future

    if refresh_hours > 0 and is_in_future(refreshed, now):
        return True
    return refresh_hours > 0 and now - refreshed > refresh_hours * 3600


@frozen
class Role:
    """A role that the user may use.

    `account_alias` is the account's name in Identity Center, `account_name` its name in
    config.yaml. `profile` is the role's name for `--profile` and `~/.aws/config`. `via` is the ARN
    of the role to assume it from, with `source_identity`, `external_id` and `duration_seconds`.
    """

    instance: str
    sso_region: str
    start_url: str
    account_id: str
    account_name: str
    account_alias: str
    email: str
    role_name: str
    arn: str
    default_region: str
    via: str | None
    source_identity: str | None
    tags: Mapping[str, str] = made(factory=dict)
    own_profile: str | None = None
    profile: str = ""
    external_id: str | None = None
    duration_seconds: int | None = None
    tenant: str | None = None


def access_role_name(arn: str) -> str:
    """Return the name of an IAM role with its path, which no role of a permission set has."""
    return arn.partition(":role/")[2]


def shadowed_arns(catalog: Catalog) -> list[str]:
    """Return the ARNs from Account Access that stand for roles of permission sets here.

    These are named by the ARN of a role without a path. So that an ARN never means two roles, the
    permission set's role keeps it.
    """
    return [
        arn
        for account in catalog.accounts
        for arn in account.access
        if access_role_name(arn) in account.roles
    ]


def access_arns(catalog: Catalog | None) -> frozenset[str]:
    """Return the ARNs that mean roles of Account Access here, and not of permission sets."""
    if catalog is None:
        return frozenset()
    arns = {arn for account in catalog.accounts for arn in account.access}
    return frozenset(arns.difference(shadowed_arns(catalog)))


def roles_of(
    settings: Settings,
    instance: InstanceSettings,
    catalog: Catalog | None,
    profile_name: Callable[[Role], str],
) -> tuple[Role, ...]:
    """Return all roles of an instance, sorted by account id and role name.

    Includes roles that config.yaml defines with `Via`, whether or not the portal lists them.
    `profile_name` names the roles that have no `Profile` in config.yaml.
    """
    listed = {account.account_id: account for account in catalog.accounts} if catalog else {}
    chained = {
        account
        for account, entry in instance.accounts.items()
        if any(role.via for role in entry.roles.values())
    }
    found = []
    for account_id in sorted(listed.keys() | chained):
        account = listed.get(account_id) or Account(account_id, "", "", ())
        entry = instance.accounts.get(account_id) or _NO_ACCOUNT_SETTINGS
        names = set(account.roles) | {name for name, role in entry.roles.items() if role.via}
        found += [_role(settings, instance, account, entry, name) for name in sorted(names)]
        if catalog and catalog.tenant and catalog.tenant == instance.tenant:
            found += [
                _access_role(settings, instance, account, arn)
                for arn in account.access
                if access_role_name(arn) not in names
            ]
    return tuple(replace(role, profile=role.own_profile or profile_name(role)) for role in found)


def _role(
    settings: Settings,
    instance: InstanceSettings,
    account: Account,
    entry: AccountSettings,
    name: str,
) -> Role:
    own = entry.roles.get(name) or _NO_ROLE_SETTINGS
    return Role(
        instance=instance.name,
        sso_region=instance.sso_region,
        start_url=instance.start_url,
        account_id=account.account_id,
        account_name=entry.name or "",
        account_alias=account.name,
        email=account.email,
        role_name=name,
        arn=role_arn(instance.sso_region, account.account_id, name),
        default_region=_region(settings, instance, entry, own) or DEFAULT_REGION,
        via=own.via,
        source_identity=own.source_identity,
        tags={**entry.tags, **own.tags},
        own_profile=own.profile,
        external_id=own.external_id,
        duration_seconds=own.duration_seconds,
    )


def _access_role(
    settings: Settings, instance: InstanceSettings, account: Account, arn: str
) -> Role:
    """Build a role of Account Access; it is known by the ARN that IAM gives it."""
    entry = instance.accounts.get(account.account_id) or _NO_ACCOUNT_SETTINGS
    role = _role(settings, instance, account, entry, access_role_name(arn))
    return replace(role, arn=arn, via=None, tenant=instance.tenant)


def _region(
    settings: Settings, instance: InstanceSettings, account: AccountSettings, role: RoleSettings
) -> str | None:
    """Return the most specific region in config.yaml."""
    regions = (role.default_region, account.default_region, instance.default_region)
    return next((region for region in regions if region), settings.default_region)


def configured_region(settings: Settings, role: Role) -> str | None:
    """Return a role's region from config.yaml; None if only our default applies."""
    instance = settings.instances[role.instance]
    account = instance.accounts.get(role.account_id) or _NO_ACCOUNT_SETTINGS
    own = account.roles.get(role.role_name) or _NO_ROLE_SETTINGS
    return _region(settings, instance, account, own)


def role_from_arn(
    settings: Settings, instance: InstanceSettings, arn: RoleArn, beside: Role | None = None
) -> Role:
    """Build a role from its ARN alone, for roles that are not in the list.

    `beside` is a known role of the same account, if any: it has the account's names.
    """
    entry = instance.accounts.get(arn.account_id) or _NO_ACCOUNT_SETTINGS
    alias, email = (beside.account_alias, beside.email) if beside else ("", "")
    account = Account(arn.account_id, alias, email, ())
    if instance.tenant and arn.path != "/":
        role = _access_role(settings, instance, account, str(arn))
    else:
        role = _role(settings, instance, account, entry, arn.role_name)
    return replace(role, profile=role.own_profile or "")
