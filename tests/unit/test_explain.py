"""What is known of a shell's identity and of a role, as values; sentences are told elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Account, Catalog, Role
from aws_sso.domain.roles.selection import RoleChoice, matches, read_choice
from aws_sso.domain.server.handed_out import HandedOut
from aws_sso.domain.shell.identity import (
    Origin,
    ProfileUse,
    SdkProfile,
    sdk_profile,
    shell_identity,
)
from aws_sso.domain.shell.sdk_chain import Profiles, SdkFiles
from aws_sso.errors import FileAccessError
from aws_sso.use_cases.explain import (
    ExplainPorts,
    FetchedList,
    KnownRole,
    MissingRole,
    explain_role,
)
from tests.unit.roles import role

SHOP, BANK = "111122223333", "222233334444"
ADMIN = role(SHOP, "Shop", "Admin", profile="shop")
CHAINED = role(SHOP, "Shop", "Next", profile="next", via=ADMIN.arn)
BILLING = role(BANK, "Bank", "Billing", profile="bank")
OURS = {"credential_process": f"/usr/bin/aws-sso process --arn {ADMIN.arn}"}
KEYS = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "made-up"}
VARIABLES = {name.upper(): value for name, value in KEYS.items()}
NOTHING = SdkFiles({}, {})


def files(config: Profiles, credentials: Profiles | None = None) -> SdkFiles:
    return SdkFiles(config, credentials or {})


def origin(environ: Mapping[str, str], read: SdkFiles) -> Origin | None:
    winner = shell_identity(environ, read).winner
    return winner.origin if winner else None


def test_who_is_behind_the_winner() -> None:
    """Ours and others, in variables and profiles; nothing at all; an error."""
    by_profile = {"AWS_PROFILE": "shop"}
    assert origin({}, NOTHING) is None
    assert origin(VARIABLES, NOTHING) is Origin.OTHER_VARIABLES
    assert origin({**VARIABLES, "AWS_SSO_ROLE_ARN": ADMIN.arn}, NOTHING) is Origin.OUR_VARIABLES
    assert origin(by_profile, NOTHING) is Origin.ERROR
    assert origin(by_profile, files({"shop": OURS})) is Origin.OUR_PROCESS
    assert origin(by_profile, files({"shop": {"credential_process": "other"}})) is Origin.OTHER
    assert origin(by_profile, files({"shop": KEYS})) is Origin.OTHER
    sso = {"sso_account_id": SHOP, "sso_role_name": "Admin"}
    assert origin(by_profile, files({"shop": sso})) is Origin.SDK_SIGN_IN


@pytest.mark.parametrize(
    ("text", "ends"),
    [("2001-09-09T01:46:40Z", 1_000_000_000), ("soon", None), ("", None)],
)
def test_variables_of_ours_tell_whose_they_are_and_until_when(text: str, ends: int | None) -> None:
    """An end that cannot be read is not known."""
    environ = {"AWS_SSO_ROLE_ARN": ADMIN.arn, "AWS_SSO_SESSION_EXPIRATION": text}
    winner = shell_identity({**VARIABLES, **environ}, NOTHING).winner
    assert winner is not None
    assert (winner.role_arn, winner.ends) == (ADMIN.arn, ends)


def test_what_is_not_reached_is_told() -> None:
    """And whether it is variables that stand in the way, which can be unset."""
    identity = shell_identity({**VARIABLES, "AWS_PROFILE": "shop"}, files({"shop": OURS}))
    assert [source.botocore for source in identity.shadowed] == ["custom-process"]
    assert identity.winner is not None
    assert identity.winner.is_variables
    identity = shell_identity({"AWS_PROFILE": "shop"}, files({"shop": {**OURS, **KEYS}}))
    assert [source.botocore for source in identity.shadowed] == ["config-file"]
    assert identity.winner is not None
    assert not identity.winner.is_variables


def test_what_sdks_make_of_a_profile() -> None:
    """Ours; another role's or none; ours with something before it."""
    assert sdk_profile(ADMIN, {}, files({"shop": OURS})).use is ProfileUse.OURS
    assert sdk_profile(BILLING, {}, files({"bank": OURS})).use is ProfileUse.ABSENT
    assert sdk_profile(ADMIN, {}, NOTHING).use is ProfileUse.ABSENT
    shadowed = sdk_profile(ADMIN, {}, files({"shop": OURS}, {"shop": KEYS}))
    assert shadowed == SdkProfile(ProfileUse.SHADOWED, "keys of `shop` in the credentials file")
    assert sdk_profile(ADMIN, VARIABLES, files({"shop": OURS})).told == "environment variables"


@dataclass
class Roles:
    """The roles of an instance, as fetched at a time."""

    known: list[Role]
    fetched: Catalog | None

    @property
    def refreshed(self) -> int | None:
        return self.fetched.refreshed if self.fetched else None

    def all(self) -> Sequence[Role]:
        return self.known

    def catalog(self) -> Catalog | None:
        return self.fetched


@dataclass
class Instance:
    """An instance, and when its secrets end."""

    name: str
    roles: Roles
    expiries: dict[str, int] = field(default_factory=dict)
    session: int = 0
    scoped: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def records(self) -> "Instance":
        return self

    def credential_expiries(self) -> Mapping[str, int]:
        return self.expiries

    def scoped_expiries(self) -> Mapping[tuple[str, str], int]:
        return self.scoped

    def token_expiry(self) -> int:
        return self.session


@dataclass
class Instances:
    """The instances to look in."""

    searched: list[Instance]

    def matching(self, choice: RoleChoice) -> Iterator[tuple[Instance, Sequence[Role]]]:
        for one in self.searched:
            if found := [role for role in one.roles.known if matches(role, choice)]:
                yield one, found


SHOP_LISTED = Catalog("us-east-1", "https://x", 500, (Account(SHOP, "Shop", "", ("Admin",)),))


HANDED_OUT = HandedOut(900, ADMIN.arn, "read-only", "agent (process 7)")


def ports(*instances: Instance) -> ExplainPorts:
    return ExplainPorts(
        Instances(list(instances)),
        {},
        lambda: files({"shop": OURS}),
        lambda arn: [HANDED_OUT] if arn == ADMIN.arn else [],
        lambda: 1000,
    )


def known(here: ExplainPorts, profile: str) -> tuple[KnownRole, ...]:
    """Return what is known of the roles with a profile name."""
    found = explain_role(here, RoleChoice(profile=profile))
    assert not isinstance(found, MissingRole)
    return found


def test_a_role_that_is_known() -> None:
    """Where it is from, and when its credentials and the session end."""
    first = Instance("Default", Roles([ADMIN, CHAINED], SHOP_LISTED), {ADMIN.arn: 1200}, 1300)
    here = ports(first, Instance("Other", Roles([ADMIN, BILLING], None)))
    ours = SdkProfile(ProfileUse.OURS)
    assert known(here, "shop") == (
        KnownRole(ADMIN, "Default", 500, 1200, 1300, ours, {}, [HANDED_OUT]),
    )
    (chained,) = known(here, "next")
    assert (chained.listed, chained.credentials) == (None, None), "defined in config.yaml"
    (other,) = known(here, "bank")
    assert (other.instance, other.session) == ("Other", None)


def test_what_narrowed_credentials_are_at_hand_is_told() -> None:
    """Of that role only."""
    one = Instance("Default", Roles([ADMIN, CHAINED], SHOP_LISTED))
    one.scoped = {(ADMIN.arn, "read-only"): 1100, (CHAINED.arn, "look"): 1200}
    (admin,) = known(ports(one), "shop")
    assert admin.scoped == {"read-only": 1100}


def test_a_session_that_is_over_is_none() -> None:
    """Its end says nothing to anybody."""
    one = Instance("Default", Roles([ADMIN], SHOP_LISTED), session=1000)
    (admin,) = known(ports(one), "shop")
    assert admin.session is None


def test_all_roles_of_a_name_are_told_of() -> None:
    """A profile name may belong to several."""
    twin = replace(BILLING, profile="shop")
    one = Instance("Default", Roles([ADMIN, twin], SHOP_LISTED))
    assert [found.role for found in known(ports(one), "shop")] == [ADMIN, twin]


def test_files_that_sdks_cannot_read_are_part_of_the_answer() -> None:
    """The rest of it is told all the same."""

    def broken() -> SdkFiles:
        raise FileAccessError("AWS SDKs cannot read it")

    one = Instance("Default", Roles([ADMIN], SHOP_LISTED))
    (admin,) = known(replace(ports(one), sdk_files=broken), "shop")
    assert admin.sdk == SdkProfile(ProfileUse.UNREADABLE, "AWS SDKs cannot read it")


def test_a_role_that_is_missing() -> None:
    """Nearest names, how old each list is, and whether the account is missing in it."""
    incomplete = replace(SHOP_LISTED, missing=(BANK,))
    here = ports(
        Instance("Default", Roles([ADMIN], incomplete)), Instance("Other", Roles([BILLING], None))
    )
    missing = explain_role(here, read_choice(None, None, BANK, "Biling"))
    assert isinstance(missing, MissingRole)
    assert missing.problem.hint == "did you mean `Billing`?"
    assert missing.account == BANK
    assert missing.lists == (
        FetchedList("Default", 500, lacks_account=True),
        FetchedList("Other", None, lacks_account=False),
    )
    assert missing.permission_set is None


def test_the_role_that_aws_made_of_a_permission_set_is_recognized() -> None:
    """People paste its ARN from the console of their account."""
    name = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_B_0123456789abcdef"
    reserved = f"arn:aws:iam::{SHOP}:role/{name}"
    missing = explain_role(
        ports(Instance("Default", Roles([ADMIN], SHOP_LISTED))),
        read_choice(None, reserved, None, None),
    )
    assert isinstance(missing, MissingRole)
    assert str(missing.permission_set) == f"arn:aws:iam::{SHOP}:role/A_B"
