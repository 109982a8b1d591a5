"""Everything that finding out whose console is meant asks, made up for tests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.console.wish import read_wish
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.not_found import not_found
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, matches
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.settings.settings import InstanceSettings
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConfigError, SsoError
from aws_sso.use_cases.whose_console import Subject, WhoseConsolePorts, whose_console
from tests.unit.roles import role

SHOP, BANK = "111122223333", "222233334444"
ADMIN, READER = role(SHOP, "Shop", "Admin"), role(SHOP, "Shop", "ReadOnly")
BILLING = role(BANK, "Bank", "Billing", profile="bank")


@dataclass
class Roles:
    """The roles of an instance; `to_come` are found by the first fetching."""

    known: list[Role]
    uses: list[Use] = field(default_factory=list)
    to_come: list[Role] | None = None

    @property
    def refreshed(self) -> int | None:
        return 1 if self.to_come is None else None

    def all(self) -> Sequence[Role]:
        return self.known

    def matching(self, choice: RoleChoice) -> Sequence[Role]:
        return [one for one in self.known if matches(one, choice)]

    def fetch_first(self) -> None:
        self.known, self.to_come = self.to_come or [], None

    def recently_used(self) -> Sequence[Use]:
        return self.uses

    def note_use(self, role: Role) -> None:
        self.uses.insert(0, Use(role.arn, 1, 1))


@dataclass
class Credentials:
    """Gives every role keys that are named for it."""

    is_narrowed: bool = False

    def of(self, role: Role) -> RoleCredentials:
        return RoleCredentials(role.role_name, Secret("secret"), Secret("token"), 1)


@dataclass
class Instance:
    """An instance of config.yaml."""

    settings: InstanceSettings
    roles: Roles
    credentials: Credentials = field(default_factory=Credentials)


@dataclass
class Instances:
    """Two instances; without a default one if the test says so."""

    searched: list[Instance]
    has_default: bool = True

    @property
    def chosen(self) -> Instance:
        if not self.has_default:
            raise ConfigError("no default")
        return self.searched[0]

    @property
    def first(self) -> Instance:
        return self.searched[0]

    def matching(self, choice: RoleChoice) -> Iterator[tuple[Instance, Sequence[Role]]]:
        for one in self.searched:
            if found := one.roles.matching(choice):
                yield one, found

    def having(self, account: str) -> Iterator[Instance]:
        for one in self.searched:
            if any(role.account_id == account for role in one.roles.known):
                yield one


@dataclass(frozen=True)
class Keys:
    """The keys of a profile that is not ours."""

    credentials: RoleCredentials
    region: str | None


@dataclass
class World:
    """Everything that is asked, what it answers, and what was asked of it."""

    environ: Mapping[str, str] = field(default_factory=dict)
    caller: str = f"arn:aws:iam::{SHOP}:user/somebody"
    terminal: bool = False
    refuses: str = ""
    is_narrowed: bool = False
    first: Roles = field(default_factory=lambda: Roles([ADMIN, READER]))
    second: Roles = field(default_factory=lambda: Roles([BILLING]))
    has_default: bool = True
    asked: list[str] = field(default_factory=list)

    def whose(
        self,
        destination: str | None = None,
        minutes: int = 60,
        *,
        prompt: bool = False,
        profile: str | None = None,
        arn: RoleArn | None = None,
        account: str | None = None,
        role: str | None = None,
    ) -> Subject:
        """Return whose console it is."""
        said = RoleChoice(profile, arn, account, role)
        wish = read_wish(said, destination, None, minutes, prompt=prompt)
        return whose_console(self.ports(), wish)

    def instances(self) -> Instances:
        named = (("Default", self.first), ("Other", self.second))
        both = [
            Instance(
                InstanceSettings(name, "eu-north-1", f"https://{name}"),
                roles,
                Credentials(self.is_narrowed),
            )
            for name, roles in named
        ]
        return Instances(both, self.has_default)

    def choose(self, choice: RoleChoice) -> tuple[Instance, Role]:
        instances = self.instances()
        for instance, found in instances.matching(choice):
            return instance, found[0]
        every = [role for one in instances.searched for role in one.roles.known]
        raise not_found(every, choice)

    def ports(self) -> WhoseConsolePorts[Instance]:
        return WhoseConsolePorts(
            instances=self.instances(),
            environ=self.environ,
            sts=self.sts,
            keys_of_profile=self.keys_of_profile,
            has_terminal=lambda: self.terminal,
            choose=self.choose,
            pick=self.pick,
            confirm=self.confirm,
        )

    def sts(self, region: str) -> "World":
        self.asked.append(f"sts {region}")
        return self

    def caller_arn(self, keys: RoleCredentials) -> str:
        return self.caller

    def federation_token(
        self, keys: RoleCredentials, name: str, policy: str, duration: int
    ) -> RoleCredentials:
        self.asked.append(f"federation {name} {duration}")
        return RoleCredentials(f"federated {keys.access_key_id}", Secret("s"), Secret("t"), 1)

    def keys_of_profile(self, name: str) -> Keys:
        self.asked.append(f"profile {name}")
        return Keys(RoleCredentials(f"of {name}", Secret("s"), Secret("t"), 0), "eu-west-2")

    def pick(self, instance: Instance, account: str | None) -> Role:
        self.asked.append(f"pick {instance.settings.name} {account}")
        return instance.roles.known[-1]

    def confirm(self, role: Role) -> None:
        self.asked.append(f"confirm {role.role_name}")
        if role.role_name == self.refuses:
            raise SsoError("not confirmed")
