"""The picker shows what is known at once, and refreshes a stale list behind it."""

import json

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program
from tests.terminal.conftest import OpenTerminal
from tests.waiting import until

NEW = "999988887777"


@pytest.fixture
def stale(signed_in: Program, identity_center: RunningIdentityCenter) -> Program:
    """A home whose list is a day old, while a role came and a role went."""
    cache = signed_in.folder / "cache.json"
    content = json.loads(cache.read_text(encoding="utf-8"))
    content["instances"]["Default"]["refreshed"] -= 25 * 3600
    cache.write_text(json.dumps(content), encoding="utf-8")
    accounts = identity_center.world.organization.accounts
    accounts[NEW].roles.append("Newcomer")
    accounts["111122223333"].roles.remove("Admin")
    return signed_in


def test_rows_appear_behind_what_is_typed(
    stale: Program, open_terminal: OpenTerminal, identity_center: RunningIdentityCenter
) -> None:
    """The text and the selected role stay; the next list is the new one."""
    traffic = identity_center.world.traffic
    traffic.latency = 2.0
    terminal = open_terminal(stale)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    terminal.shows("Example Sandbox           111122223333  Admin")
    terminal.types("newcomer")
    terminal.shows("> newcomer", "/10")
    traffic.latency = 0.0
    terminal.comes_to(
        lambda lines: (
            lines[0].split() == [">", "newcomer", "1/10"]
            and any(line.startswith("> ") and "Newcomer" in line for line in lines[1:])
        ),
        "the new role, and not the one that is gone",
    )
    terminal.keys("Enter")
    terminal.shows("1 added, 1 removed", f"{NEW}:Newcomer")
    assert f"{NEW}:Newcomer" in stale.succeeds("list", "Profile").out


def test_leaving_early_leaves_the_list_as_it_was(
    stale: Program, open_terminal: OpenTerminal, identity_center: RunningIdentityCenter
) -> None:
    """Nothing half-done, and nobody waits for the rest."""
    before = (stale.folder / "cache.json").read_bytes()
    traffic = identity_center.world.traffic
    traffic.reset()
    traffic.latency = 1.0
    terminal = open_terminal(stale)
    terminal.line("aws-sso exec; echo code-$?")
    terminal.shows(" 10/10")
    until(lambda: traffic.counts["ListAccountRoles"], "a call for roles")
    terminal.keys("C-c")
    lines = terminal.shows("code-130")
    assert "error: no role picked" in lines
    assert not any("warning" in line for line in lines)
    assert (stale.folder / "cache.json").read_bytes() == before


def test_without_a_session_the_old_list_is_picked_from(
    stale: Program, open_terminal: OpenTerminal, identity_center: RunningIdentityCenter
) -> None:
    """No sign-in is asked for while the picker is open; the one for the role comes after it."""
    stale.succeeds("flush", "-t", "sso")
    before = dict(identity_center.world.traffic.counts)
    terminal = open_terminal(stale)
    terminal.line("aws-sso exec -- printenv AWS_SSO_PROFILE")
    terminal.shows(" 10/10")
    terminal.types("billing")
    terminal.shows("1/10")
    assert dict(identity_center.world.traffic.counts) == before
    terminal.keys("Enter")
    terminal.shows(f"\n{NEW}:Billing")


def test_a_server_that_fails_does_not_disturb_the_picker(
    stale: Program, open_terminal: OpenTerminal
) -> None:
    """Why the list is old is said afterwards."""
    stale.add_setting("MaxRetry: 0")
    terminal = open_terminal(stale, AWS_ENDPOINT_URL_SSO="http://127.0.0.1:1")
    terminal.line("aws-sso exec; echo code-$?")
    terminal.shows(" 10/10")
    terminal.keys("C-c")
    terminal.shows("code-130")
