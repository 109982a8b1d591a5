"""Which variables `eval` and `exec` set, above all the region's rules."""

import pytest

from aws_sso.domain.frozen import replace
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.shell.variables import changes_for, changes_to_clear
from aws_sso.domain.text.secret import Secret

ROLE = Role(
    instance="Default",
    sso_region="us-east-1",
    start_url="https://x.example.com/",
    account_id="000000000007",
    account_name="",
    account_alias="",
    email="",
    role_name="Admin",
    arn="arn:aws:iam::000000000007:role/Admin",
    default_region="eu-west-1",
    via=None,
    source_identity=None,
    tags={"Env": "prod", "Cost-Center é": "1"},
    profile="p",
)
KEYS = RoleCredentials("ASIA", Secret("s"), Secret("t"), 0)
OURS = {"AWS_DEFAULT_REGION": "r", "AWS_REGION": "r", "AWS_SSO_DEFAULT_REGION": "r"}
NEW = dict.fromkeys(OURS, "eu-west-1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, NEW),
        (OURS, NEW),
        ({"AWS_DEFAULT_REGION": ""}, NEW),
        ({"AWS_REGION": "mine"}, {"AWS_REGION": "mine"}),
        ({"AWS_DEFAULT_REGION": "mine"}, {"AWS_DEFAULT_REGION": "mine"}),
        (
            {"AWS_DEFAULT_REGION": "mine", "AWS_SSO_DEFAULT_REGION": "r"},
            {"AWS_DEFAULT_REGION": "mine"},
        ),
        ({"AWS_SSO_DEFAULT_REGION": "r"}, NEW),
    ],
)
def test_a_region_of_the_users_own_is_kept(before: dict[str, str], after: dict[str, str]) -> None:
    """Set only where there is none, or where the one there came from us."""
    done = changes_for(ROLE, KEYS, before, []).applied_to(before)
    assert {name: done[name] for name in done if "REGION" in name} == after


def test_no_region_leaves_all_alone_and_overwrite_replaces() -> None:
    """The two flags."""
    untouched = changes_for(ROLE, KEYS, OURS, [], set_region=False).applied_to(OURS)
    assert {name: untouched[name] for name in OURS} == OURS
    mine = {"AWS_REGION": "mine"}
    replaced = changes_for(ROLE, KEYS, mine, [], overwrite_region=True).applied_to(mine)
    assert {name: replaced[name] for name in NEW} == NEW


def test_tags_become_variables_and_old_ones_go() -> None:
    """Only those asked for that the role has; names in capitals with `_`."""
    before = {"AWS_SSO_TAG_OLD": "x"}
    done = changes_for(ROLE, KEYS, before, ["Env", "Cost-Center é", "None"]).applied_to(before)
    tags = {name: done[name] for name in done if name.startswith("AWS_SSO_TAG_")}
    assert tags == {"AWS_SSO_TAG_ENV": "prod", "AWS_SSO_TAG_COST_CENTER__": "1"}


def test_only_names_that_we_give_are_unset() -> None:
    """An environment may hold any name, and a shell would run this one where it is unset."""
    before = {"AWS_SSO_TAG_OLD": "x", "AWS_SSO_TAG_$(touch owned)": "x", "AWS_SSO_TAG_A;id": "x"}
    for changes in (changes_for(ROLE, KEYS, before, []), changes_to_clear(before)):
        assert [name for name in changes.unset if "TAG" in name] == ["AWS_SSO_TAG_OLD"]


def test_clearing_undoes_exactly_what_was_set() -> None:
    """What was there before is there afterwards, a region of the user's own too."""
    for before in ({"PATH": "x"}, {"PATH": "x", "AWS_REGION": "mine"}):
        with_role = changes_for(ROLE, KEYS, before, ["Env"]).applied_to(before)
        assert changes_to_clear(with_role).applied_to(with_role) == before


def test_the_end_stands_there_for_sdks_and_for_prompts() -> None:
    """RFC 3339 under the name that SDKs know, Unix seconds for shells that can subtract."""
    keys = RoleCredentials("ASIA", Secret("s"), Secret("t"), 1_800_000_000)
    done = changes_for(ROLE, keys, {}, []).set
    assert done["AWS_CREDENTIAL_EXPIRATION"] == "2027-01-15T08:00:00Z"
    assert done["AWS_SSO_SESSION_EXPIRATION"] == "2027-01-15T08:00:00Z"
    assert done["AWS_SSO_EXPIRATION_EPOCH"] == "1800000000"


@pytest.mark.parametrize(
    ("tags", "confirm_tags", "color"),
    [
        ({"Color": "Orange"}, {}, "orange"),
        ({"Color": "orange", "Confirm": "true"}, {}, "red"),
        ({"Color": "green", "Env": "prod"}, {"Env": "prod"}, "red"),
        ({"Color": "$(touch x)"}, {}, None),
        ({}, {"Env": "*"}, None),
    ],
)
def test_the_prompts_color_is_that_of_the_role(
    tags: dict[str, str], confirm_tags: dict[str, str], color: str | None
) -> None:
    """Red if it asks before it is used, else its `Color`; that of the role before does not stay."""
    before = {"AWS_SSO_COLOR": "pink"}
    changes = changes_for(replace(ROLE, tags=tags), KEYS, before, [], confirm_tags=confirm_tags)
    assert changes.applied_to(before).get("AWS_SSO_COLOR") == color


def test_clearing_keeps_the_way_back() -> None:
    """`AWS_SSO_PREVIOUS` is what `assume -` goes by."""
    before = {"AWS_SSO_PREVIOUS": "arn:aws:iam::000000000007:role/Admin Default"}
    assert changes_to_clear(before).applied_to(before) == before
