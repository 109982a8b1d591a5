"""The tool against a local Identity Center, which behaves like the real one, failures included."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from account_report import NotAllowedError, report, sign_in

from aws_sso.emulator.organization import Account, Organization, generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault

REGION = "us-east-1"
TOOL = Path(__file__).parent.parent / "src" / "account_report.py"


def company() -> Organization:
    """A company with two accounts: a new one for each test, which may change it."""
    return Organization.of(
        [
            Account("111122223333", "Shop", "shop@example.com", ["Admin", "ReadOnly"]),
            Account("444455556666", "Billing", "billing@example.com", ["Billing"]),
        ]
    )


@pytest.fixture
def center(
    start_identity_center: StartIdentityCenter, monkeypatch: pytest.MonkeyPatch
) -> RunningIdentityCenter:
    """An Identity Center with two accounts, and botocore led to it."""
    center = start_identity_center(company())
    center.world.auto_approve = True
    for name, value in center.variables.items():
        monkeypatch.setenv(name, value)
    return center


def token(center: RunningIdentityCenter) -> str:
    """Sign in as somebody who allows it at once."""
    return sign_in(center.start_url, REGION, lambda _: None, lambda _: None)


def test_accounts_and_roles_are_listed(center: RunningIdentityCenter) -> None:
    """After one sign-in."""
    assert list(report(token(center), REGION)) == [
        "111122223333 Shop: Admin, ReadOnly",
        "444455556666 Billing: Billing",
    ]
    assert center.world.traffic.counts["CreateToken"] == 1


def test_it_waits_until_the_user_decides(center: RunningIdentityCenter) -> None:
    """It shows the code, asks again after a pause, and takes a no for a no."""
    center.world.auto_approve = False
    shown: list[str] = []

    def decide(_: float) -> None:
        code = shown[0].rpartition("(code ")[2].rstrip(")")
        center.world.sign_in.decide_device(code, False)

    with pytest.raises(NotAllowedError):
        sign_in(center.start_url, REGION, shown.append, decide)
    assert center.world.traffic.counts["CreateToken"] == 2


def test_many_accounts_and_a_busy_service(
    start_identity_center: StartIdentityCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """250 accounts come in three pages; refused calls are made again."""
    center = start_identity_center(generated(accounts=250, roles=1))
    center.world.auto_approve = True
    for name, value in center.variables.items():
        monkeypatch.setenv(name, value)
    center.world.traffic.faults = [Fault("ListAccounts", "TooManyRequestsException", nth=2)]
    assert len(list(report(token(center), REGION))) == 250
    assert center.world.traffic.counts["ListAccounts"] == 4


def test_an_account_that_was_taken_away_is_no_error(center: RunningIdentityCenter) -> None:
    """Between the list of accounts and the question about its roles."""
    lines = report(token(center), REGION)
    assert next(lines) == "111122223333 Shop: Admin, ReadOnly"
    center.world.organization.accounts["444455556666"].roles.clear()
    assert next(lines) == "444455556666 Billing: none"


def test_the_program_itself(center: RunningIdentityCenter) -> None:
    """As a process, led to the emulator by variables."""
    done = subprocess.run(
        [sys.executable, str(TOOL), center.start_url, REGION],
        env={**os.environ, **center.variables},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert re.search(r"open http://\S+ \(code \S+\)", done.stderr)
    assert len(done.stdout.splitlines()) == 2
