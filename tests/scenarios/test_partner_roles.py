"""Roles of partners: behind a role of ours, with an external id, as an STS that checks it sees."""

import json
import time

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

HUB, PARTNER = "111122223333", "999988887777"
PROFILE = f"{PARTNER}:Reports"
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"AWS": f"arn:aws:iam::{HUB}:role/Admin"},
    "Condition": {"StringEquals": {"sts:ExternalId": "0042/shop"}},
}


def partner(**keys: str) -> str:
    """The part of config.yaml for a partner's role."""
    lines = "".join(f"            {key}: {value}\n" for key, value in keys.items())
    return (
        f"    Accounts:\n      '{PARTNER}':\n        Roles:\n          Reports:\n"
        f"            Via: arn:aws:iam::{HUB}:role/Admin\n{lines}"
    )


@pytest.fixture
def home(program: Program, identity_center: RunningIdentityCenter) -> Program:
    """A home, and a partner whose role wants an external id."""
    identity_center.world.sessions.trust_policies[f"{PARTNER}/Reports"] = json.dumps(
        {"Version": "2012-10-17", "Statement": [TRUST]}
    )
    return program


def reconfigure(home: Program, **keys: str) -> None:
    text = home.config.read_text(encoding="utf-8")
    before, _, after = text.partition("AuthWorkflow")
    home.configure(before.partition("    Accounts")[0] + partner(**keys) + "AuthWorkflow" + after)


def test_the_external_id_goes_to_the_partner(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """And the life that is asked for; `explain` shows both roles and the id."""
    reconfigure(home, ExternalId="0042/shop", DurationSeconds="900")
    ran = home.succeeds("process", "-p", PROFILE)
    session = identity_center.world.sessions.of(json.loads(ran.out)["AccessKeyId"])
    assert session is not None
    assert (session.account, session.role) == (PARTNER, "Reports")
    assert session.keys.expires <= time.time() + 900
    told = home.succeeds("explain", "-p", PROFILE).out
    assert f"via          arn:aws:iam::{HUB}:role/Admin, external id 0042/shop" in told


def test_the_index_of_roles_keeps_both_settings(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """The second command finds the role there instead of working it out."""
    reconfigure(home, ExternalId="0042/shop", DurationSeconds="900")
    home.succeeds("cache")
    home.succeeds("list")
    ran = home.succeeds("process", "-p", PROFILE)
    session = identity_center.world.sessions.of(json.loads(ran.out)["AccessKeyId"])
    assert session is not None
    assert session.keys.expires <= time.time() + 900


@pytest.mark.parametrize("keys", [{}, {"ExternalId": "0042/other"}], ids=["none", "another"])
def test_without_it_the_partner_refuses(home: Program, keys: dict[str, str]) -> None:
    """The error says what AWS said, and which setting is missing."""
    reconfigure(home, **keys)
    ran = home.fails("process", "-p", PROFILE)
    assert "AssumeRole was refused" in ran.err
    assert "if it requires an external id, set `ExternalId`" in ran.err
