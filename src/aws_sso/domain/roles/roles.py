"""Roles: what Identity Center lists and config.yaml adds, put together."""

from collections.abc import Callable, Mapping

from aws_sso.domain.aws.arn import RoleArn, role_arn
from aws_sso.domain.frozen import frozen, made, replace
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.settings.settings import (
    DEFAULT_REGION,
    AccountSettings,
    InstanceSettings,
    RoleSettings,
    Settings,
)


@frozen
class Account:
    """An account as the portal lists it; `roles` are the names of the roles granted there."""

    account_id: str
    name: str
    email: str
    roles: tuple[str, ...]


@frozen
class Catalog:
    """All accounts of one instance as fetched last; `refreshed` is in Unix seconds.

    `missing` are ids of accounts whose roles could not be fetched and are shown as last known.
    """

    sso_region: str
    start_url: str
    refreshed: int
    accounts: tuple[Account, ...]
    missing: tuple[str, ...] = ()


def is_stale(refreshed: int | None, now: float, refresh_hours: int) -> bool:
    """Tell whether roles fetched then (Unix seconds, None for never) are older than `CacheRefresh`.

    `refresh_hours` of 0 or less switches that off, but for roles that were never fetched. A time
    in the future was noted under a wrong clock: they may be of any age.
    """
    if refreshed is None:
        return True
    if refresh_hours > 0 and is_in_future(refreshed, now):
        return True
    return refresh_hours > 0 and now - refreshed > refresh_hours * 3600


@frozen
class Role:
    """A role somebody may use.

    `account_alias` is the name Identity Center gives the account, `account_name` the one that
    config.yaml gives it. `profile` is its name in `--profile` and `~/.aws/config`.
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


def roles_of(
    settings: Settings,
    instance: InstanceSettings,
    catalog: Catalog | None,
    profile_name: Callable[[Role], str],
) -> tuple[Role, ...]:
    """Return all roles of an instance, ordered by account id and role name.

    Roles that config.yaml defines with `Via` are roles too, whether the portal lists them or not.
    `profile_name` names those that config.yaml gives no `Profile`.
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
        entry = instance.accounts.get(account_id) or AccountSettings()
        names = set(account.roles) | {name for name, role in entry.roles.items() if role.via}
        for name in sorted(names):
            found.append(_role(settings, instance, account, entry, name))
    return tuple(replace(role, profile=role.own_profile or profile_name(role)) for role in found)


def _role(
    settings: Settings,
    instance: InstanceSettings,
    account: Account,
    entry: AccountSettings,
    name: str,
) -> Role:
    own = entry.roles.get(name) or RoleSettings()
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
    )


def _region(
    settings: Settings, instance: InstanceSettings, account: AccountSettings, role: RoleSettings
) -> str | None:
    """Return the most specific region that config.yaml gives."""
    regions = (role.default_region, account.default_region, instance.default_region)
    return next((region for region in regions if region), settings.default_region)


def configured_region(settings: Settings, role: Role) -> str | None:
    """Return the region that config.yaml gives a role; None where it has only our default."""
    instance = settings.instances[role.instance]
    account = instance.accounts.get(role.account_id) or AccountSettings()
    own = account.roles.get(role.role_name) or RoleSettings()
    return _region(settings, instance, account, own)


def role_from_arn(
    settings: Settings, instance: InstanceSettings, arn: RoleArn, beside: Role | None = None
) -> Role:
    """Return a role by its ARN alone, for when it is in no list of roles.

    `beside` is a role of the same account, where one is known: it tells the account's names.
    """
    entry = instance.accounts.get(arn.account_id) or AccountSettings()
    alias, email = (beside.account_alias, beside.email) if beside else ("", "")
    account = Account(arn.account_id, alias, email, ())
    role = _role(settings, instance, account, entry, arn.role_name)
    return replace(role, profile=role.own_profile or "")
