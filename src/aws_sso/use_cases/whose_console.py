"""Whose console to open: one of our roles, or the owner of keys from elsewhere."""

from aws_sso.annotations import Callable, Generic, Iterator, Mapping, Protocol, Sequence, TypeVar
from aws_sso.domain.console.region import users_region
from aws_sso.domain.console.wish import ConsoleWish
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.roles.best_fit import best_role
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.not_found import not_found
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.errors import UsageError
from aws_sso.use_cases.keys_from_elsewhere import (
    Sts,
    holder_of,
    keys_in_variables,
    temporary_keys,
)


class Roles(Protocol):
    """The roles of an instance and their uses; `refreshed` is None if never fetched."""

    @property
    def refreshed(self) -> int | None: ...
    def fetch_first(self) -> None: ...
    def all(self) -> Sequence[Role]: ...
    def recently_used(self) -> Sequence[Use]: ...
    def note_use(self, role: Role, /) -> None: ...


class CredentialSource(Protocol):
    """The source of an instance's role credentials; narrowed ones if `is_narrowed`."""

    @property
    def is_narrowed(self) -> bool: ...
    def of(self, role: Role, /) -> RoleCredentials: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def settings(self) -> InstanceSettings: ...
    @property
    def roles(self) -> Roles: ...
    @property
    def credentials(self) -> CredentialSource: ...


OneInstance = TypeVar("OneInstance", bound=Instance)
OneInstance_co = TypeVar("OneInstance_co", bound=Instance, covariant=True)


class Instances(Protocol[OneInstance_co]):
    """The instances in config.yaml: the chosen one, and those to search, the chosen one first.

    `chosen` raises ConfigError if there are several and no default.
    """

    @property
    def chosen(self) -> OneInstance_co: ...
    @property
    def first(self) -> OneInstance_co: ...
    @property
    def searched(self) -> Sequence[OneInstance_co]: ...
    def matching(
        self, choice: RoleChoice, /
    ) -> Iterator[tuple[OneInstance_co, Sequence[Role]]]: ...
    def having(self, account: str, /) -> Iterator[OneInstance_co]: ...


class ProfileKeys(Protocol):
    """The keys of a profile that is not ours, and its region if it has one."""

    @property
    def credentials(self) -> RoleCredentials: ...
    @property
    def region(self) -> str | None: ...


@frozen
class WhoseConsolePorts(Generic[OneInstance]):
    """What finding out needs.

    `sts` returns a region's STS. `choose` returns the role for a choice, and its instance. `pick`
    lets the user pick a role in an instance, in one account if given. `confirm` raises SsoError
    unless a role may be used.
    """

    instances: Instances[OneInstance]
    environ: Mapping[str, str]
    sts: Callable[[str], Sts]
    keys_of_profile: Callable[[str], ProfileKeys]
    has_terminal: Callable[[], bool]
    choose: Callable[[RoleChoice], tuple[OneInstance, Role]]
    pick: Callable[[OneInstance, str | None], Role]
    confirm: Callable[[Role], None]


@frozen
class Subject:
    """The console's owner: a role, and the credentials that open it (None: the portal opens it).

    `sets_duration` is false for credentials whose sessions cannot outlast them. `region_of_keys`
    comes with keys that are not ours.
    """

    role: Role
    credentials: RoleCredentials | None
    sets_duration: bool
    region_of_keys: str | None = None


def whose_console(ports: WhoseConsolePorts[OneInstance], wish: ConsoleWish) -> Subject:
    """Find out from the user's choice, else the environment, else by asking.

    Raises SsoError if it is impossible.
    """
    return _Search(ports, wish).subject()


def subject_of(instance: Instance, role: Role) -> Subject:
    """Return a listed role, already confirmed, with what opens its console, and record its use.

    With `ConsoleVia: portal`, that is the portal. It knows only the roles of permission sets, and
    cannot narrow; the rest is still opened with credentials.
    """
    narrowed = instance.credentials.is_narrowed
    by_portal = instance.settings.console_via == "portal" and not narrowed
    if by_portal and _unknown_to_portal(role) is None:
        instance.roles.note_use(role)
        return Subject(role, None, sets_duration=False)
    credentials = instance.credentials.of(role)
    instance.roles.note_use(role)
    # AWS refuses a duration for role chains, and sessions cannot outlast narrowed credentials.
    sets_duration = role.via is None and not narrowed
    return Subject(role, credentials, sets_duration=sets_duration)


def _shared(role: Role) -> Subject:
    """Return a role for a link to it; a link gives no access, so no confirmation is needed."""
    if kind := _unknown_to_portal(role):
        raise UsageError(
            f"the portal cannot open `{role.role_name}` in account {role.account_id}: it is {kind}",
            "choose a role from Identity Center",
        )
    return Subject(role, None, sets_duration=False)


def _unknown_to_portal(role: Role) -> str | None:
    """Return what a role is if the portal does not know it, but maybe another one of that name."""
    if role.via is not None:
        return "a chained role (`Via`)"
    return "a role of account access manager (`Tenant`)" if role.tenant is not None else None


class _Search(Generic[OneInstance]):
    """Searches in the order given in the command's help."""

    def __init__(self, ports: WhoseConsolePorts[OneInstance], wish: ConsoleWish) -> None:
        self._ports = ports
        self._instances = ports.instances
        self._wish = wish

    def subject(self) -> Subject:
        if self._wish.prompt:
            return self._asked()
        if self._wish.choice:
            return self._chosen(self._wish.choice)
        found = self._of_variables() or self._of_profile()
        if found:
            return found
        account = self._wish.account
        return self._asked() if account is None else self._of_account(account)

    def _chosen(self, choice: RoleChoice) -> Subject:
        account = self._wish.account
        if account and choice.role and not choice.account and not choice.arn:
            choice = replace(choice, account=account)
        instance, role = self._ports.choose(choice)
        if not self._wish.fits(role.account_id):
            raise UsageError(
                f"the resource is in account {account}, the role in {role.account_id}",
                "omit the role, or choose one in that account",
            )
        return self._with(instance, role)

    def _with(self, instance: OneInstance, role: Role) -> Subject:
        if self._wish.shares:
            return _shared(role)
        self._ports.confirm(role)
        return subject_of(instance, role)

    def _asked(self) -> Subject:
        account = self._wish.account
        instance = self._having(account) if account else self._instances.chosen
        return self._with(instance, self._ports.pick(instance, account))

    def _of_account(self, account: str) -> Subject:
        instance = self._having(account)
        roles = [role for role in instance.roles.all() if role.account_id == account]
        current = self._ports.environ.get("AWS_SSO_ROLE_ARN")
        role = best_role(roles, instance.roles.recently_used(), current)
        if role is None and not self._ports.has_terminal():
            names = ", ".join(role.role_name for role in roles)
            raise UsageError(
                f"you have {len(roles)} roles in account {account} and used none recently",
                f"add `--role` with one of: {names}",
            )
        return self._with(instance, role or self._ports.pick(instance, account))

    def _having(self, account: str) -> OneInstance:
        """Return the first instance with roles in an account; fetches only missing lists."""
        if found := next(self._instances.having(account), None):
            return found
        instances = self._instances.searched
        for instance in instances:
            if instance.roles.refreshed is None:
                instance.roles.fetch_first()
                if found := next(self._instances.having(account), None):
                    return found
        known = [role for instance in instances for role in instance.roles.all()]
        raise not_found(known, RoleChoice(account=account, role="*"))

    def _of_variables(self) -> Subject | None:
        """Return the owner from variables: a named role, or the owner of the keys in them."""
        environ = self._ports.environ
        named = choice_from_variables(environ)
        if named and self._wish.fits(named.arn.account_id if named.arn else named.account):
            return self._chosen(named)
        keys = keys_in_variables(environ)
        return self._of_keys(keys, "", None) if keys else None

    def _of_profile(self) -> Subject | None:
        """Return the owner from `AWS_PROFILE`: one of our roles, or another profile."""
        name = self._ports.environ.get("AWS_PROFILE")
        if not name:
            return None
        for instance, found in self._instances.matching(RoleChoice(profile=name)):
            if len(found) == 1:
                role = found[0]
                return self._with(instance, role) if self._wish.fits(role.account_id) else None
        if self._wish.account:
            return None  # Do not ask AWS for an identity that is not used.
        other = self._ports.keys_of_profile(name)
        return self._of_keys(other.credentials, name, other.region)

    def _of_keys(self, keys: RoleCredentials, profile: str, region: str | None) -> Subject | None:
        """Return the owner of keys from elsewhere; None if the page is not theirs."""
        if self._wish.shares:
            raise UsageError(
                "cannot link to keys that are not from aws-sso",
                "choose one of your roles with `--profile NAME`",
            )
        if self._instances.first.credentials.is_narrowed:
            raise UsageError(
                "cannot narrow keys that are not from aws-sso",
                "choose one of your roles with `--profile NAME`",
            )
        own = region or users_region(self._ports.environ)
        region = own or self._instances.first.settings.sso_region
        sts = self._ports.sts(region)
        holder = holder_of(keys, profile, region, self._instances, sts)
        if not self._wish.fits(holder.role.account_id):
            return None
        usable = temporary_keys(holder, self._wish.minutes, sts)
        return Subject(holder.role, usable, sets_duration=False, region_of_keys=region)
