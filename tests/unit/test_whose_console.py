"""Whose console is meant: flags, environment, resource, or asking."""

import pytest

from aws_sso.domain.console.wish import read_wish
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import RoleNotFoundError, SsoError, UsageError
from aws_sso.use_cases.whose_console import Subject, subject_of
from tests.unit.console_world import ADMIN, BANK, BILLING, READER, SHOP, Roles, World
from tests.unit.roles import role

NEW = "444455556666"
QUEUE = "arn:aws:sqs:eu-west-1:{}:queue"
USER = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "made-up"}
SESSION = {**USER, "AWS_SESSION_TOKEN": "made-up too"}


def key_of(subject: Subject) -> str:
    """The access key that opens somebody's console."""
    assert subject.credentials is not None
    return subject.credentials.access_key_id


def test_what_the_user_said_comes_first() -> None:
    """The picker if asked for, then the flags, whatever the environment holds."""
    world = World({**SESSION, "AWS_SSO_ROLE_ARN": BILLING.arn, "AWS_PROFILE": "bank"})
    assert world.whose(prompt=True, profile=ADMIN.profile).role is READER
    assert world.whose(profile=ADMIN.profile).role is ADMIN
    assert world.asked == ["pick Default None", "confirm ReadOnly", "confirm Admin"]


def test_the_environment_has_its_order() -> None:
    """A role by its name, the keys in variables, `AWS_PROFILE`, and nothing of them the picker."""
    arn = {"AWS_SSO_ROLE_ARN": ADMIN.arn}
    profile = {"AWS_PROFILE": "bank"}
    assert World({**arn, **SESSION, **profile}).whose().role is ADMIN
    assert World({**SESSION, **profile}).whose().role.role_name == "somebody"
    assert World(profile).whose().role is BILLING
    world = World()
    world.whose()
    assert world.asked[0] == "pick Default None"


def test_half_of_the_keys_are_none() -> None:
    """As for the SDKs; so the next source counts."""
    environ = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_PROFILE": "bank"}
    assert World(environ).whose().role is BILLING


def test_a_resource_decides_the_account() -> None:
    """Sources of another account are passed by, `--role` alone is enough, a wrong role is told."""
    page = QUEUE.format(SHOP)
    world = World({"AWS_SSO_ROLE_ARN": BILLING.arn, "AWS_PROFILE": "bank"}, terminal=True)
    assert world.whose(page).role is READER
    assert world.asked[0] == f"pick Default {SHOP}"
    assert World().whose(page, role="Admin").role is ADMIN
    assert World({"AWS_SSO_ROLE_ARN": ADMIN.arn}).whose(page).role is ADMIN
    with pytest.raises(UsageError, match=f"in account {SHOP}, the role in {BANK}"):
        World(first=Roles([BILLING])).whose(page, profile="bank")


def test_the_best_role_of_an_account_is_taken_without_asking() -> None:
    """The only one, or the one used last; otherwise the user says, by a flag or the picker."""
    assert World().whose(QUEUE.format(BANK)).role is BILLING
    used = Roles([ADMIN, READER], [Use(ADMIN.arn, 5, 1)])
    assert World(first=used).whose(QUEUE.format(SHOP)).role is ADMIN
    with pytest.raises(UsageError, match="you have 2 roles") as caught:
        World().whose(QUEUE.format(SHOP))
    assert caught.value.hint == "add `--role` with one of: Admin, ReadOnly"


def test_an_account_in_no_list_has_only_missing_lists_fetched() -> None:
    """One after the other until it is there; lists that are there are not fetched again."""
    new = role(NEW, "New", "Only")
    world = World(first=Roles([ADMIN], to_come=[ADMIN, new]), second=Roles([], to_come=[BILLING]))
    assert world.whose(QUEUE.format(NEW)).role is new
    assert world.second.refreshed is None
    world = World(first=Roles([], to_come=[ADMIN]), second=Roles([], to_come=[new]))
    assert world.whose(QUEUE.format(NEW)).role is new
    with pytest.raises(RoleNotFoundError, match=f"no roles in account {NEW}"):
        World().whose(QUEUE.format(NEW))


def test_a_role_that_is_not_confirmed_gives_nothing() -> None:
    """Neither credentials nor a note that it was used."""
    world = World(refuses="Admin")
    with pytest.raises(SsoError, match="not confirmed"):
        world.whose(profile=ADMIN.profile)
    assert world.first.uses == []


def test_a_role_of_ours_is_noted_and_a_chain_has_no_duration() -> None:
    """AWS refuses `SessionDuration` for chains of roles."""
    world = World()
    subject = world.whose(profile=ADMIN.profile)
    assert key_of(subject) == "Admin"
    assert subject.sets_duration
    assert [use.arn for use in world.first.uses] == [ADMIN.arn]
    chained = role(SHOP, "Shop", "Next", via=ADMIN.arn)
    instance = world.ports().instances.chosen
    assert not subject_of(instance, chained).sets_duration


def test_a_narrowed_console_is_that_of_a_role_of_ours_or_none() -> None:
    """Keys from elsewhere are not narrowed, so they open none; a narrowed one has no duration."""
    assert not World(is_narrowed=True).whose(profile=ADMIN.profile).sets_duration
    with pytest.raises(UsageError, match="cannot narrow"):
        World(SESSION, is_narrowed=True).whose()


def test_keys_of_a_permission_set_are_a_role_of_ours() -> None:
    """In whichever instance, with its colors and profile; the keys stay those in the variables."""
    name = f"arn:aws:sts::{BANK}:assumed-role/AWSReservedSSO_Billing_0123456789abcdef/me"
    subject = World(SESSION, caller=name).whose()
    assert subject.role is BILLING
    assert key_of(subject) == "AKIAEXAMPLE"
    assert not subject.sets_duration


def test_other_keys_stand_for_themselves() -> None:
    """Without a default instance their session ends at the first one's portal."""
    world = World(SESSION, has_default=False)
    subject = world.whose()
    assert (subject.role.account_id, subject.role.role_name) == (SHOP, "somebody")
    assert subject.role.start_url == "https://Default"
    assert subject.region_of_keys == "eu-north-1"
    assert world.asked == ["sts eu-north-1"]
    assert World({**SESSION, "AWS_REGION": "eu-west-1"}).whose().region_of_keys == "eu-west-1"
    with pytest.raises(SsoError, match="did not say"):
        World(SESSION, caller="?").whose()


@pytest.mark.parametrize(
    ("caller", "minutes", "asked"),
    [
        (f"arn:aws:iam::{SHOP}:user/a.b@c", 90, "federation a-b-c-- 5400"),
        (f"arn:aws:iam::{SHOP}:user/{'x' * 64}", 720, f"federation {'x' * 32} 43200"),
        (f"arn:aws:iam::{SHOP}:root", 720, "federation root-- 3600"),
    ],
)
def test_long_term_keys_become_temporary(caller: str, minutes: int, asked: str) -> None:
    """By a name that STS takes, for as long as it gives."""
    world = World(USER, caller=caller)
    subject = world.whose(minutes=minutes)
    assert key_of(subject) == "federated AKIAEXAMPLE"
    assert world.asked[-1] == asked


def test_keys_of_another_account_are_not_made_temporary() -> None:
    """STS is not asked for a session that nobody uses, and cannot refuse it."""
    world = World(USER)
    assert world.whose(QUEUE.format(BANK)).role is BILLING
    assert world.asked == ["sts eu-north-1", "confirm Billing"]


def test_profiles_of_others() -> None:
    """Asked of the SDKs with their region, but not for a resource of a certain account."""
    world = World({"AWS_PROFILE": "mine"})
    subject = world.whose()
    assert key_of(subject) == "of mine"
    assert subject.role.profile == "mine"
    assert subject.region_of_keys == "eu-west-2"
    assert world.asked == ["profile mine", "sts eu-west-2"]
    world = World({"AWS_PROFILE": "mine"})
    assert world.whose(QUEUE.format(BANK)).role is BILLING
    assert world.asked == ["confirm Billing"]


def test_wishes_that_cannot_be_are_refused_at_once() -> None:
    """A region that is none, an ARN that is none."""
    with pytest.raises(UsageError, match="`Frankfurt` is not a region"):
        read_wish(RoleChoice(), None, "Frankfurt", 60)
    with pytest.raises(UsageError, match="is not an ARN"):
        read_wish(RoleChoice(), "arn:aws:sqs", None, 60)
    assert read_wish(RoleChoice(), QUEUE.format(SHOP), None, 60).account == SHOP
    assert read_wish(RoleChoice(), "arn:aws:s3:::bucket", None, 60).fits(BANK)
