"""Roles behind other roles (`Via`), against an STS that checks policies."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.domain.text.expiry import seconds_of
from tests.clients.conftest import HUB, Cloud
from tests.clients.shaky_sts import Shaky, refusal, shaky_way_to
from tests.program import Program

CHAINS = f"""\
    Accounts:
      "{HUB}":
        Roles:
          Next: {{Via: "arn:aws:iam::{HUB}:role/Hub", SourceIdentity: somebody}}
          Short:
            {{Via: "arn:aws:iam::{HUB}:role/Hub", ExternalId: partner-42, DurationSeconds: 900}}
          Last: {{Via: "arn:aws:iam::{HUB}:role/Next"}}
          Forbidden: {{Via: "arn:aws:iam::{HUB}:role/Powerless"}}
          LoopA: {{Via: "arn:aws:iam::{HUB}:role/LoopB"}}
          LoopB: {{Via: "arn:aws:iam::{HUB}:role/LoopA"}}
"""


@pytest.fixture
def chained(tmp_path: Path, cloud: Cloud) -> Program:
    """A home whose config.yaml knows roles that Identity Center does not."""
    program = Program.in_new_home(tmp_path, cloud.center)
    program.environ["AWS_ENDPOINT_URL_STS"] = cloud.sts
    text = program.config.read_text(encoding="utf-8")
    program.configure(text.replace("AuthWorkflow", CHAINS + "AuthWorkflow", 1))
    program.succeeds("login")
    return program


def test_a_chained_role_is_listed_and_works(chained: Program) -> None:
    """It is a role like others; a real client is who it says; the session's name stays."""
    listed = chained.succeeds("list", "--csv", "RoleName", "Via", "-P", f"AccountId={HUB}").out
    assert f"Next,arn:aws:iam::{HUB}:role/Hub" in listed
    aws = str(Path(sys.executable).parent / "aws")
    identity = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    ran = chained.succeeds("exec", "-A", HUB, "-R", "Next", "--", aws, *identity)
    assert ran.out == f"arn:aws:sts::{HUB}:assumed-role/Next/emulated-user\n"
    assert '"Version": 1' in chained.succeeds("process", "-p", f"{HUB}:Next").out


def test_a_chain_of_three_roles_works(chained: Program) -> None:
    """Identity Center's role, the one behind it, the one behind that."""
    aws = str(Path(sys.executable).parent / "aws")
    identity = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    ran = chained.succeeds("exec", "-p", f"{HUB}:Last", "--", aws, *identity)
    assert ran.out == f"arn:aws:sts::{HUB}:assumed-role/Last/emulated-user\n"


def test_a_chained_role_lasts_as_long_as_config_says(chained: Program) -> None:
    """STS is asked for that; it takes the external id too."""
    credentials = json.loads(chained.succeeds("process", "-p", f"{HUB}:Short").out)
    left = seconds_of(credentials["Expiration"]) - time.time()
    assert 800 < left <= 900


def test_a_forbidden_chain_gives_the_reason(chained: Program) -> None:
    """What AWS says, and what has to be allowed."""
    ran = chained.fails("process", "-p", f"{HUB}:Forbidden")
    assert "AssumeRole was refused" in ran.err
    assert "not authorized to perform: sts:AssumeRole" in ran.err
    assert "hint: check that the trust policy" in ran.err


def test_a_chain_that_loops_is_an_error(chained: Program) -> None:
    """With the way round, and at once."""
    ran = chained.fails("process", "-p", f"{HUB}:LoopA")
    assert "circular `Via`" in ran.err
    assert "LoopA -> " in ran.err


@pytest.fixture
def shaky(chained: Program, cloud: Cloud) -> Iterator[Shaky]:
    """The way on which that home's calls get to STS."""
    with shaky_way_to(cloud.sts) as shaky:
        chained.environ["AWS_ENDPOINT_URL_STS"] = shaky.url
        yield shaky


def test_failures_of_sts_that_pass_are_waited_out(chained: Program, shaky: Shaky) -> None:
    """Throttling, faults of the service with and without its XML, dropped connections."""
    passing = [
        (400, refusal("Throttling")),
        (503, refusal("ServiceUnavailable")),
        (502, "<html>bad gateway</html>"),
        None,
    ]
    shaky.faults = [*passing]
    ran = chained.succeeds("process", "-p", f"{HUB}:Next")
    assert '"Version": 1' in ran.out
    assert "made up" not in ran.err
    assert shaky.actions == [*["GetCallerIdentity"] * 5, "AssumeRole"]


def test_throttling_without_end_ends_after_the_retries(chained: Program, shaky: Shaky) -> None:
    """`MaxRetry` counts for STS as it does for the portal; the error says what it was."""
    chained.add_setting("MaxRetry: 2")
    shaky.faults = [(400, refusal("Throttling"))] * 9
    ran = chained.fails("process", "-p", f"{HUB}:Next")
    assert "STS refused (400): Throttling: made up: Throttling" in ran.err
    assert "hint: try again in a minute" in ran.err
    assert len(shaky.actions) == 3


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken", "RegionDisabledException"])
def test_a_no_of_sts_is_not_asked_again(chained: Program, shaky: Shaky, code: str) -> None:
    """One call, and AWS's reason."""
    shaky.faults = [(403, refusal(code))] * 9
    ran = chained.fails("process", "-p", f"{HUB}:Next")
    assert f"GetCallerIdentity was refused: made up: {code}" in ran.err
    assert shaky.actions == ["GetCallerIdentity"]
