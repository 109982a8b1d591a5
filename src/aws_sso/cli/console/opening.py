"""Whose console is meant, and what opens it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aws_sso.adapters.aws.endpoints import endpoints_of
from aws_sso.adapters.aws.federation import FederationClient, federation_endpoint
from aws_sso.adapters.aws.sts import StsClient
from aws_sso.cli.output import tell_on_terminal, warn
from aws_sso.cli.picker.picking import pick
from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.aws.arn import RoleArn, partition_of
from aws_sso.domain.aws.caller import Caller
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.console.browser_profile import signing_in_to
from aws_sso.domain.console.destination import read_resource
from aws_sso.domain.roles.best_fit import best_role
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, choice_from_variables, not_found
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.shell.variables import CREDENTIAL_VARIABLES, REGION_VARIABLES, TRACKING_VARIABLE
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConfigError, SsoError, UsageError
from aws_sso.use_cases.open_console import ConsoleSession, console_url

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts

_ANYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
"""A session policy that takes nothing away: without one, such a session may do nothing at all."""
_BROWSER_START = 1.0


@dataclass(frozen=True, slots=True)
class ConsoleWish:
    """What the user said: role, place in the console, region, minutes, and whether to be asked."""

    choice: RoleChoice
    destination: str | None
    region: str | None
    minutes: int | None
    prompt: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose console: a role of ours, or whoever holds keys that came from elsewhere."""

    role: Role
    credentials: RoleCredentials
    sets_duration: bool
    region: str | None = None


def open_console(
    parts: "Parts",
    choice: RoleChoice,
    destination: str | None = None,
    region: str | None = None,
    minutes: int | None = None,
    *,
    prompt: bool = False,
) -> None:
    """Open the console of a role, as the user said or as the environment does."""
    _ConsoleOpening(parts, ConsoleWish(choice, destination, region, minutes, prompt)).open()


class _ConsoleOpening:
    """Opens the console as a wish says."""

    def __init__(self, parts: "Parts", wish: ConsoleWish) -> None:
        self._parts = parts
        self._wish = wish
        if wish.region and not is_region_name(wish.region):
            raise UsageError(f"`{wish.region}` is not a region", "a region is like `eu-west-1`")
        said = wish.destination or ""
        self._resource = read_resource(said) if said.startswith("arn:") else None
        self._account = self._resource.owner if self._resource else None

    def open(self) -> None:
        """Open it; raises SsoError with what stands in the way."""
        subject = self._subject()
        partition = RoleArn.parse(subject.role.arn).partition
        region = self._region(subject, partition)
        endpoint = federation_endpoint(partition, region, self._parts.environ)
        url = console_url(
            ConsoleSession(
                subject.credentials,
                partition,
                region,
                subject.role.start_url,
                subject.sets_duration,
            ),
            self._wish.destination,
            self._wish.minutes or self._parts.settings.console_duration,
            FederationClient(self._parts.network.https, endpoint),
            warn,
        )
        opener = self._parts.urls.for_console(subject.role)
        opener.open(url.reveal())
        opener.wait_for_failure(_BROWSER_START)
        tell_on_terminal(
            f"the console of `{subject.role.role_name}` in account {subject.role.account_id}"
        )

    def _subject(self) -> _Subject:
        """Find out in the order that the command's help tells."""
        wish = self._wish
        if wish.prompt:
            return self._asked()
        if wish.choice:
            return self._chosen(wish.choice)
        named = choice_from_variables(self._parts.environ)
        if named and self._fits(named.arn.account_id if named.arn else named.account):
            return self._chosen(named)
        holder = self._holder_of_variables()
        if holder and self._fits(holder.role.account_id):
            return holder
        profile = self._of_profile()
        if profile:
            return profile
        return self._asked() if self._account is None else self._of_account(self._account)

    def _fits(self, account: str | None) -> bool:
        return self._account is None or account == self._account

    def _chosen(self, choice: RoleChoice) -> _Subject:
        if self._account and choice.role and not choice.account and not choice.arn:
            choice = replace(choice, account=self._account)
        by_account = self._account and choice.account == self._account
        instance = self._having(choice.account) if by_account else self._parts.instance
        role = instance.roles.find(choice)
        if not self._fits(role.account_id):
            raise UsageError(
                f"the resource is in account {self._account}, the role in {role.account_id}",
                "leave the role out, or choose one of that account",
            )
        return self._with(instance, role)

    def _with(self, instance: "Instance", role: Role) -> _Subject:
        confirm_role(self._parts, role)
        credentials = instance.credentials.of(role)
        instance.roles.note_use(role)
        return _Subject(role, credentials, sets_duration=role.via is None)

    def _asked(self) -> _Subject:
        instance = self._having(self._account) if self._account else self._parts.instance
        return self._with(instance, pick(self._parts, instance, self._account).role.role)

    def _of_account(self, account: str) -> _Subject:
        instance = self._having(account)
        roles = _in_account(instance, account)
        current = self._parts.environ.get("AWS_SSO_ROLE_ARN")
        role = best_role(roles, instance.roles.recently_used(), current)
        if role is None and not self._parts.desktop.has_terminal():
            names = ", ".join(role.role_name for role in roles)
            raise UsageError(
                f"you have {len(roles)} roles in account {account}, and used none lately",
                f"add `--role` with one of: {names}",
            )
        if role is None:
            role = pick(self._parts, instance, account).role.role
        return self._with(instance, role)

    def _having(self, account: str | None) -> "Instance":
        """Return the first instance that has roles in an account, fetching old lists if need be."""
        instances = self._parts.instances.searched
        for instance in instances:
            if _in_account(instance, account):
                return instance
        for instance in instances:
            if instance.roles.are_stale():
                instance.roles.fetch(may_ask=self._parts.settings.auto_login)
                if _in_account(instance, account):
                    return instance
        known = [role for instance in instances for role in instance.roles.all()]
        raise not_found(known, RoleChoice(account=account, role="*"))

    def _of_profile(self) -> _Subject | None:
        """Return who `AWS_PROFILE` means: a role of ours, or another profile of the SDKs."""
        name = self._parts.environ.get("AWS_PROFILE")
        if not name:
            return None
        for instance in self._parts.instances.searched:
            found = instance.roles.matching(RoleChoice(profile=name))
            if len(found) == 1:
                return self._with(instance, found[0]) if self._fits(found[0].account_id) else None
        if self._account:
            return None  # Asking AWS who that is, and then not to use it, helps nobody.
        from aws_sso.adapters.sdk.profiles import credentials_of_profile

        other = credentials_of_profile(name)
        return self._holder(other.credentials, other.region, name)

    def _holder_of_variables(self) -> _Subject | None:
        environ = self._parts.environ
        key, secret, token = (environ.get(name) or "" for name in CREDENTIAL_VARIABLES)
        if not (key and secret):
            return None
        return self._holder(RoleCredentials(key, Secret(secret), Secret(token), 0), None, "")

    def _holder(self, keys: RoleCredentials, region: str | None, profile: str) -> _Subject:
        """Return whoever holds keys that are not from us; long-term ones become temporary."""
        region = region or self._environment_region() or self._instance().settings.sso_region
        state = self._parts.locations.state / "endpoints.json"
        endpoint = endpoints_of(region, self._parts.environ, state).sts
        sts = StsClient(self._parts.network.https, endpoint, region)
        try:
            caller = Caller.from_arn(sts.caller_arn(keys))
        except ValueError:
            raise SsoError("AWS does not tell whose credentials these are") from None
        if not keys.session_token:
            limit = 60 if caller.name == "root" else 720
            minutes = min(self._wish.minutes or self._parts.settings.console_duration, limit)
            name = "".join(c if c.isalnum() and c.isascii() else "-" for c in caller.name)
            keys = sts.federation_token(keys, f"{name}--"[:32], _ANYTHING, minutes * 60)
        return _Subject(self._role_of(caller, profile, region), keys, False, region)

    def _role_of(self, caller: Caller, profile: str, region: str) -> Role:
        """Return the role of ours that the caller has, else what stands for it."""
        if caller.permission_set:
            choice = RoleChoice(account=caller.account_id, role=caller.permission_set)
            for instance in self._parts.instances.searched:
                if found := instance.roles.matching(choice):
                    return found[0]
        arn = RoleArn(caller.partition, caller.account_id, caller.name)
        return replace(
            signing_in_to(self._instance().settings),
            account_id=caller.account_id,
            role_name=caller.name,
            arn=str(arn),
            profile=profile,
            default_region=region,
        )

    def _instance(self) -> "Instance":
        """Return the instance to whose portal people go back: the default one, else the first."""
        try:
            return self._parts.instance
        except ConfigError:
            return self._parts.instances.first

    def _region(self, subject: _Subject, partition: str) -> str:
        wanted = self._wish.region
        if wanted and partition_of(wanted) != partition:
            raise UsageError(
                f"the region `{wanted}` is not in the role's partition `{partition}`",
                "choose a region of that partition, or another role",
            )
        others = (
            subject.region,
            self._environment_region(subject.role),
            subject.role.default_region,
        )
        fitting = [r for r in others if r and partition_of(r) == partition]
        return wanted or next(iter(fitting), subject.role.sso_region)

    def _environment_region(self, role: Role | None = None) -> str | None:
        """Return the region that the user set; one that we set counts for its own role only."""
        environ = self._parts.environ
        found = next((environ[name] for name in REGION_VARIABLES[::-1] if environ.get(name)), None)
        if found is None or not is_region_name(found):
            return None
        ours = found == environ.get(TRACKING_VARIABLE)
        return found if not ours or (role and role.arn == environ.get("AWS_SSO_ROLE_ARN")) else None


def _in_account(instance: "Instance", account: str | None) -> Sequence[Role]:
    return [role for role in instance.roles.all() if role.account_id == account]
