"""Fetching roles from services that are slow, limited or failing (scenarios 12 and 13)."""

import json
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import pytest

from aws_sso.emulator.organization import generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests.program import Program
from tests.waiting import until

NEVER_ENDS = 10**9


@contextmanager
def many(
    start: StartIdentityCenter, folder: Path, accounts: int
) -> Iterator[tuple[Program, RunningIdentityCenter]]:
    center = start(generated(accounts, 2))
    program = Program.in_new_home(folder, center)
    program.add_setting("Threads: 10")
    yield program, center


class Entry(TypedDict):
    """What these tests look at in an instance's entry in `cache.json`."""

    accounts: dict[str, dict[str, list[str]]]
    missing: list[str]


def entry_of(program: Program) -> Entry:
    cache = json.loads((program.folder / "cache.json").read_text(encoding="utf-8"))
    found: Entry = cache["instances"]["Default"]
    return found


def test_faults_and_throttling_on_the_way_do_no_harm(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Random 500s, dropped connections and a storm of 429: all is fetched, the user sees none."""
    with many(start_identity_center, tmp_path, 150) as (program, center):
        chance = random.Random(7)
        errors = ["InternalServerException", "drop", "TooManyRequestsException"]
        center.world.traffic.faults = [
            *(Fault("ListAccounts", error, nth=2) for error in errors),
            *(
                Fault("ListAccountRoles", chance.choice(errors), nth=chance.randint(1, 150))
                for _ in range(20)
            ),
            Fault("ListAccountRoles", "TooManyRequestsException", nth=60, count=25),
        ]
        ran = program.succeeds("login")
        assert "300 roles in 150 accounts" in ran.err
        assert "429" not in ran.err
        assert "warning" not in ran.err
        assert sum(center.world.traffic.refused.values()) > 25
        assert all(account["roles"] for account in entry_of(program)["accounts"].values())


def test_a_failure_at_account_620_loses_nothing(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """What was known stays, the accounts are named, the exit code says so, and the cause."""
    with many(start_identity_center, tmp_path, 665) as (program, center):
        program.succeeds("login")
        before = entry_of(program)["accounts"]
        program.add_setting("MaxRetry: 0")
        world = center.world
        world.traffic.faults = [
            Fault("ListAccountRoles", "InternalServerException", nth=620, count=NEVER_ENDS)
        ]
        ran = program.run("cache")
        assert (ran.code, ran.out) == (1, "")
        after = entry_of(program)
        assert after["accounts"] == before
        missing = after["missing"]
        assert len(missing) == 46
        assert "could not fetch the roles of 46 accounts" in ran.err
        assert all(account in ran.err for account in list(missing)[:20])
        assert "first error: " in ran.err
        assert "hint: run `aws-sso cache` again" in ran.err
        world.traffic.faults.clear()
        program.succeeds("cache")
        assert entry_of(program)["missing"] == []


def test_accounts_that_cannot_be_listed_leave_all_as_it_was(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """The third page of accounts fails: an error, and not half a list."""
    with many(start_identity_center, tmp_path, 250) as (program, center):
        program.succeeds("login")
        before = (program.folder / "cache.json").read_bytes()
        program.add_setting("MaxRetry: 0")
        center.world.traffic.faults = [Fault("ListAccounts", "InternalServerException", nth=3)]
        program.fails("cache")
        assert (program.folder / "cache.json").read_bytes() == before


@pytest.mark.parametrize("operation", ["ListAccounts", "ListAccountRoles"])
def test_ctrl_c_leaves_the_list_as_it_was(
    operation: str, tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Interrupted in the list of accounts or in their roles: nothing half-done, nothing missing."""
    with many(start_identity_center, tmp_path, 250) as (program, center):
        program.succeeds("login")
        before = (program.folder / "cache.json").read_bytes()
        for account in center.world.organization.accounts.values():
            account.roles.append("New")
        traffic = center.world.traffic
        traffic.reset()
        traffic.latency = 0.2
        running = program.start("cache")

        def is_halfway() -> bool:
            assert running.poll() is None
            return traffic.counts[operation] >= 2 and traffic.counts["ListAccountRoles"] >= 15

        until(is_halfway, "fifteen accounts' calls")
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
        assert running.returncode == 130, err
        assert b"could not be fetched" not in err
        assert (program.folder / "cache.json").read_bytes() == before


def test_known_roles_never_wait_for_a_stale_list(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """`process`, `list`, `eval` with a known role go on with an old list; `login` fetches anew."""
    with many(start_identity_center, tmp_path, 3) as (program, center):
        program.succeeds("login")
        cache = program.folder / "cache.json"
        content = json.loads(cache.read_text(encoding="utf-8"))
        content["instances"]["Default"]["refreshed"] -= 25 * 3600
        cache.write_text(json.dumps(content), encoding="utf-8")
        arn = "arn:aws:iam::000001000001:role/Role000"
        center.world.traffic.reset()
        program.succeeds("process", "--arn", arn)
        program.succeeds("list")
        program.succeeds("tags")
        program.succeeds("eval", "--shell", "sh", "--arn", arn)
        assert center.world.traffic.counts["ListAccounts"] == 0
        assert "6 roles in 3 accounts" in program.succeeds("login").err
        assert center.world.traffic.counts["ListAccounts"] == 1


def test_faults_after_a_refused_token_do_no_harm_either(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Scenarios 11 and 12: the page asked for again with a new token is retried like any other."""
    with many(start_identity_center, tmp_path, 150) as (program, center):
        program.succeeds("login")
        traffic = center.world.traffic
        traffic.reset()
        after = ["TooManyRequestsException", "InternalServerException", "drop"]
        traffic.faults = [
            Fault("ListAccounts", error) for error in ("UnauthorizedException", *after)
        ]
        ran = program.succeeds("cache")
        assert "300 roles in 150 accounts" in ran.err
        assert "warning" not in ran.err
        assert traffic.refused["ListAccounts"] == 4
        assert traffic.counts["ListAccounts"] == 6  # two pages, and one more for each refusal
        assert traffic.counts["CreateToken"] == 1
        assert entry_of(program)["missing"] == []
