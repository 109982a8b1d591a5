"""Many processes at the same time: nothing lost, nothing done twice."""

import json

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

PROFILE = "111122223333:Admin"


def test_many_processes_share_one_renewal(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 1, smaller: an expired token, a good refresh token: one CreateToken."""
    world = identity_center.world
    world.sign_in.token_ttl = 30
    signed_in.succeeds("login", "--force")
    world.sign_in.token_ttl = 3600
    world.traffic.reset()
    running = [signed_in.start("process", "-p", PROFILE) for _ in range(12)]
    answers = [one.communicate(timeout=120) for one in running]
    assert [one.returncode for one in running] == [0] * 12, answers
    assert len({json.loads(out)["AccessKeyId"] for out, _ in answers}) == 1
    assert dict(world.traffic.counts) == {"CreateToken": 1, "GetRoleCredentials": 1}


def test_many_processes_store_different_roles(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 3: every role's credentials are there afterwards."""
    listed = signed_in.succeeds("list", "--csv", "Profile").out.splitlines()[1:]
    running = [signed_in.start("process", "-p", profile) for profile in listed]
    assert [one.wait(timeout=120) for one in running] == [0] * 10
    expiring = json.loads(signed_in.succeeds("list", "--json", "ExpiresEpoch").out)
    assert all(row["ExpiresEpoch"] != "0" for row in expiring)


def test_many_processes_begin_a_vault_together(program: Program) -> None:
    """First use by several at once: one vault, one key, everybody signed in or told so."""
    running = [program.start("login") for _ in range(6)]
    ends = [(one.communicate(timeout=120), one.returncode) for one in running]
    assert [code for _, code in ends] == [0] * 6, ends
    assert len(json.loads((program.folder / "vault" / "vault.json").read_text())["key_ids"]) == 1
    assert len(list((program.folder / "vault").rglob("token.sealed"))) == 1
    assert not list(program.folder.rglob("*.damaged-*"))
