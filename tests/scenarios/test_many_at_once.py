"""Many processes at the same time: nothing lost, nothing done twice."""

import json
import os
import random
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from aws_sso.emulator import browser
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import writers
from tests.program import BROWSER, Program
from tests.waiting import until

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
    assert (
        len(
            json.loads((program.folder / "vault" / "vault.json").read_text(encoding="utf-8"))[
                "key_ids"
            ]
        )
        == 1
    )
    assert len(list((program.folder / "vault").rglob("token.sealed"))) == 1
    assert not list(program.folder.rglob("*.damaged-*"))


def end_all(running: "list[subprocess.Popen[bytes]]") -> list[tuple[int, str, str]]:
    """Wait for all of them, and return exit code and output of each."""
    ends = []
    for one in running:
        out, err = one.communicate(timeout=120)
        ends.append((one.returncode, out.decode(), err.decode()))
    return ends


def test_many_processes_open_one_sign_in(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 2: no refresh token: one sign-in, and everybody gets its token."""
    world = identity_center.world
    signed_in.succeeds("flush", "--type", "all")
    world.traffic.reset()
    sessions = len(world.sign_in.sessions)
    ends = end_all([signed_in.start("process", "-p", PROFILE) for _ in range(12)])
    assert [code for code, _, _ in ends] == [0] * 12, ends
    assert len(world.sign_in.sessions) == sessions + 1
    asked = [err for _, _, err in ends if "asks you to sign in" in err]
    assert len(asked) == 1
    assert world.traffic.counts["GetRoleCredentials"] == 1


def test_a_denial_ends_all_that_wait(signed_in: Program, tmp_path: Path) -> None:
    """Scenario 2: the user says no once; nobody opens a second tab."""
    decided = tmp_path / "decided"
    slowly = f"until [ -e {decided} ]; do sleep 0.1; done; exec {shlex.join(BROWSER[:-1])} $0 deny"
    signed_in.add_setting(f"UrlExecCommand: {json.dumps(['sh', '-c', slowly, '%s'])}")
    signed_in.succeeds("flush", "--type", "all")
    notes = [tmp_path / f"{number}.err" for number in range(12)]
    running = []
    for path in notes:
        with path.open("wb") as file:
            command = [sys.executable, "-m", "aws_sso", "process", "-p", PROFILE]
            running.append(
                subprocess.Popen(
                    command,
                    env=signed_in.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=file,
                    start_new_session=True,
                )
            )

    def said(text: str) -> int:
        return sum(text in path.read_text(encoding="utf-8") for path in notes)

    until(
        lambda: said("waiting for") == 11 and said("asks you to sign in") == 1, "all but one wait"
    )
    decided.touch()
    assert [one.communicate(timeout=120)[0] for one in running] == [b""] * 12
    assert [one.returncode for one in running] == [1] * 12
    assert said("the sign-in was denied in the browser") == 12
    assert said("asks you to sign in") == 1


def test_a_role_that_is_refused_is_asked_for_once(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """403 for one is 403 for all that waited for it."""
    identity_center.world.organization.accounts["111122223333"].roles.remove("Admin")
    identity_center.world.traffic.latency = 1  # in which the others begin
    ends = end_all([signed_in.start("process", "-p", PROFILE) for _ in range(12)])
    assert [code for code, _, _ in ends] == [1] * 12
    assert all("AWS denied access to role `Admin`" in err for _, _, err in ends)
    # Those that began after the first answer ask again, rightly; the others do not.
    assert identity_center.world.traffic.counts["GetRoleCredentials"] < 12


def test_a_killed_holder_is_replaced(
    signed_in: Program, identity_center: RunningIdentityCenter, tmp_path: Path
) -> None:
    """Scenario 2: `kill -9` of the one that opened the page: another opens one, the rest none."""
    opened = tmp_path / "opened"
    # A browser that only notes the page: nobody has decided yet.
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" >> {opened}\n', encoding="utf-8")
    script.chmod(0o755)
    signed_in.add_setting(f"UrlExecCommand: {[str(script), '%s']}")
    signed_in.succeeds("flush", "--type", "all")
    running = [signed_in.start("eval", "-p", PROFILE, "--shell", "bash") for _ in range(6)]
    first = wait_for_lines(opened, 1)
    lock = next(signed_in.folder.glob("state/locks/*sign-in.lock"))
    holder = json.loads(lock.read_text(encoding="utf-8"))["pid"]
    os.kill(holder, signal.SIGKILL)
    second = wait_for_lines(opened, 2)
    assert second[0] == first[0]
    assert browser.decide(second[1]) == 200
    ends = end_all(running)
    assert sorted(code for code, _, _ in ends) == [-9, 0, 0, 0, 0, 0], ends
    assert len(opened.read_text(encoding="utf-8").splitlines()) == 2


def wait_for_lines(path: Path, count: int) -> list[str]:
    """Wait until a file has so many lines, and return them."""

    def lines() -> list[str]:
        whole = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return whole if len(whole) >= count else []

    return until(lines, f"{count} lines in {path}")


def test_writers_and_readers_with_kills_lose_nothing(tmp_path: Path) -> None:
    """What a writer reported as stored is there; no reader sees a torn or an older record."""
    chance = random.Random(7)
    seen = dict.fromkeys(range(4), 0)
    reader = writers.vault_in(tmp_path)
    for _ in range(12):
        running = {number: writers.start(tmp_path, number) for number in seen}
        reported = {number: writers.reports(writer) for number, writer in running.items()}
        for _ in range(chance.randrange(5, 60)):
            for number in seen:
                count = writers.stored_count(reader, number)
                assert count >= seen[number]
                seen[number] = count
        for number, writer in running.items():
            reported[number] = max(reported[number], writers.kill(writer))
        for number, count in reported.items():
            assert writers.stored_count(reader, number) >= count
