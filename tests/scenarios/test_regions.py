"""An instance in several regions: the next one is used while one is down, with its own secrets."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault
from aws_sso.emulator.world import World
from tests.internet import Answer, Internet, Request, an_internet
from tests.program import Program

FIRST, SECOND = "us-east-1", "eu-west-1"
PORTAL = "https://ssoins-0123456789abcdef.portal.{}.app.aws/"
ARN = "arn:aws:iam::111122223333:role/Admin"
OTHER = "arn:aws:iam::222233334444:role/Developer"
CONFIG = f"""\
SSOConfig:
  Default:
    SSORegion: {FIRST}
    SSORegions: [{SECOND}]
    StartUrl: {PORTAL.format(FIRST)}
AuthWorkflow: device_code
UrlAction: printurl
SecureStore: file
UnlockMinutes: 0
"""


class TwoRegions:
    """Two emulators, each behind the names of AWS's services in one region."""

    def __init__(self, internet: Internet, worlds: dict[str, World]) -> None:
        self.internet = internet
        self.worlds = worlds

    def hosts(self, region: str) -> tuple[str, str]:
        """Return the names of sign-in service and portal."""
        return f"oidc.{region}.amazonaws.com", f"portal.sso.{region}.amazonaws.com"

    def go_down(self, region: str, how: str) -> None:
        """Let a region's services fail: `gone`, `broken`, `silent`, `cut`, or with a status."""
        for host in self.hosts(region):
            if how == "gone":
                del self.internet.answers[host]
            elif how == "broken":
                self.internet.broken.add(host)
            elif how == "silent":
                self.internet.silent.add(host)
            elif how == "cut":
                self.internet.cut.add(host)
            else:
                self.internet.answers[host] = lambda request: (int(how), {}, b'{"message": "x"}')

    def come_up(self, region: str) -> None:
        """Let them work."""
        for host in self.hosts(region):
            self.internet.broken.discard(host)
            self.internet.cut.discard(host)
            self.internet.forward(host, self.worlds[region].base_url)

    def sent_to(self, region: str) -> str:
        """Return all that the services of a region were sent."""
        return "\n".join(self.internet.sent_to(host) for host in self.hosts(region))

    def calls(self, region: str) -> int:
        """Return how many requests they got."""
        return sum(len(self.internet.requests.get(host, [])) for host in self.hosts(region))

    def nothing_crossed(self) -> bool:
        """Return whether nothing that one region issued was sent to the other."""
        ways = ((FIRST, SECOND), (SECOND, FIRST))
        return not [
            secret
            for one, other in ways
            for secret in [
                *self.worlds[one].sign_in.issued,
                *self.worlds[one].sign_in.clients,
                *(text for keys in self.worlds[one].handed_out for text in keys),
            ]
            if secret in self.sent_to(other)
        ]


@pytest.fixture
def regions(tmp_path: Path, start_identity_center: StartIdentityCenter) -> Iterator[TwoRegions]:
    """Both regions up, with the same organization."""
    worlds = {}
    for region in (FIRST, SECOND):
        world = worlds[region] = start_identity_center().world
        world.auto_approve = True
        world.sign_in.start_urls[:] = [PORTAL.format(region)]
    hosts = [
        f"{service}.{region}.amazonaws.com"
        for region in worlds
        for service in ("oidc", "portal.sso")
    ]
    with an_internet(tmp_path, hosts) as internet:
        made = TwoRegions(internet, worlds)
        for region in worlds:
            made.come_up(region)
        yield made


@pytest.fixture
def user(tmp_path: Path, regions: TwoRegions) -> Program:
    """Somebody whose config.yaml names both regions."""
    center = RunningIdentityCenter(regions.worlds[FIRST])
    program = Program.in_new_home(tmp_path, center)
    for name in center.variables:
        del program.environ[name]
    program.environ.update(regions.internet.variables)
    program.configure(CONFIG)
    return program


def forget_outages(program: Program) -> None:
    """Let the minutes pass for which a region counts as down."""
    for path in (program.folder / "state" / "failures").glob("*region*.failure"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**kept, "at": time.time() - 301}), encoding="utf-8")


def test_the_first_region_serves_while_it_is_up(user: Program, regions: TwoRegions) -> None:
    """The others hear nothing."""
    user.succeeds("login")
    user.succeeds("process", "--arn", ARN)
    user.succeeds("cache")
    assert regions.calls(SECOND) == 0


@pytest.mark.parametrize("how", ["gone", "broken", "cut", "500", "503"])
def test_the_next_region_serves_while_one_is_down(
    how: str, user: Program, regions: TwoRegions
) -> None:
    """With a sign-in of its own, at its own portal; nothing of the first one is sent there."""
    user.succeeds("login")
    user.succeeds("process", "--arn", ARN)
    regions.go_down(FIRST, how)
    ran = user.succeeds("eval", "--arn", OTHER, "--shell", "bash")
    assert f"; trying {SECOND}" in ran.err
    assert f"in {SECOND}, at {PORTAL.format(SECOND)}" in ran.err
    assert "AWS_SESSION_TOKEN=" in ran.out
    assert f'"startUrl": "{PORTAL.format(SECOND)}"' in regions.sent_to(SECOND)
    assert regions.nothing_crossed()


def test_a_silent_region_is_given_up_in_time_for_an_sdk(user: Program, regions: TwoRegions) -> None:
    """`process` still answers within the minute that SDKs wait, by a session of the next one."""
    user.succeeds("login")
    regions.go_down(FIRST, "gone")
    user.succeeds("cache")
    regions.come_up(FIRST)
    forget_outages(user)
    regions.go_down(FIRST, "silent")
    began = time.monotonic()
    assert json.loads(user.succeeds("process", "--arn", ARN).out)["AccessKeyId"]
    assert time.monotonic() - began < 50


def test_a_region_that_is_down_is_not_asked_by_every_command(
    user: Program, regions: TwoRegions
) -> None:
    """It is left alone for minutes; then it is the first again, with the session it had."""
    user.succeeds("login")
    regions.go_down(FIRST, "503")
    user.succeeds("cache")
    asked = regions.calls(FIRST)
    ran = user.succeeds("process", "--arn", ARN)
    assert "trying" not in ran.err
    user.succeeds("cache")
    assert regions.calls(FIRST) == asked
    regions.come_up(FIRST)
    forget_outages(user)
    user.succeeds("process", "--arn", OTHER)
    assert regions.calls(FIRST) > asked
    assert regions.worlds[FIRST].traffic.counts["StartDeviceAuthorization"] == 1
    assert regions.nothing_crossed()


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("GetRoleCredentials", "ForbiddenException"),
        ("GetRoleCredentials", "ResourceNotFoundException"),
        ("ListAccounts", "InvalidRequestException"),
    ],
)
def test_a_refusal_is_an_answer(
    operation: str, error: str, user: Program, regions: TwoRegions
) -> None:
    """No other region is asked whether it would say yes."""
    user.succeeds("login")
    regions.worlds[FIRST].traffic.faults.append(Fault(operation, error, count=99))
    user.fails(*(("cache",) if operation == "ListAccounts" else ("process", "--arn", ARN)))
    assert regions.calls(SECOND) == 0


def test_a_denied_sign_in_is_an_answer(user: Program, regions: TwoRegions) -> None:
    """Nobody is asked to sign in a second time, elsewhere."""
    regions.worlds[FIRST].traffic.faults.append(Fault("CreateToken", "AccessDeniedException"))
    user.fails("login")
    assert regions.calls(SECOND) == 0


@pytest.mark.parametrize("status", [None, 503])
def test_a_code_that_cannot_be_confirmed_is_not_the_last_one(
    status: int | None, user: Program, regions: TwoRegions
) -> None:
    """A region that goes down while its page is open: the next one has a page when that expires."""
    host = regions.hosts(FIRST)[0]
    up = regions.internet.answers[host]

    def answer(request: Request) -> Answer:
        code, headers, body = up(request)
        if request.path != "/device_authorization":
            return code, headers, body
        if status is None:
            del regions.internet.answers[host]
        else:
            regions.internet.answers[host] = lambda _: (status, {}, b"")
        return code, headers, json.dumps({**json.loads(body), "expiresIn": 2}).encode()

    regions.internet.answers[host] = answer
    ran = user.succeeds("login")
    assert f"; trying {SECOND}" in ran.err
    assert f"in {SECOND}, at {PORTAL.format(SECOND)}" in ran.err
    assert regions.nothing_crossed()


def test_what_is_cached_serves_whatever_is_down(user: Program, regions: TwoRegions) -> None:
    """Credentials of the first region are good everywhere: nobody has to sign in again."""
    user.add_setting("UnlockMinutes: 5")
    user.succeeds("login")
    given = user.succeeds("process", "--arn", ARN).out
    regions.go_down(FIRST, "503")
    user.succeeds("cache")
    assert user.succeeds("process", "--arn", ARN).out == given
    other = user.succeeds("process", "--arn", OTHER).out
    regions.come_up(FIRST)
    forget_outages(user)
    assert user.succeeds("process", "--arn", OTHER).out == other
    user.succeeds("flush")


def test_with_all_regions_down_the_first_reason_is_said(user: Program, regions: TwoRegions) -> None:
    """Not the last one's."""
    regions.go_down(FIRST, "503")
    regions.go_down(SECOND, "gone")
    ran = user.fails("login")
    assert ran.err.splitlines()[-2].startswith("error: the sign-in service refused: server_error")


def test_signing_out_ends_the_sessions_of_all_regions(user: Program, regions: TwoRegions) -> None:
    """Each portal gets its own token; nothing is kept."""
    user.succeeds("login")
    regions.go_down(FIRST, "503")
    user.succeeds("cache")
    regions.come_up(FIRST)
    user.succeeds("logout")
    for world in regions.worlds.values():
        assert [session.over for session in world.sign_in.sessions] == [True]
    assert not list((user.folder / "vault").rglob("*.sealed"))
    assert regions.nothing_crossed()


def test_the_doctor_looks_at_every_region(user: Program, regions: TwoRegions) -> None:
    """By its own portal."""
    out = user.run("doctor").all
    assert f"{PORTAL.format(FIRST)} is in {FIRST}" in out
    assert f"{PORTAL.format(SECOND)} is in {SECOND}" in out
    regions.go_down(SECOND, "gone")
    assert f"https://oidc.{SECOND}.amazonaws.com" in user.run("doctor").all


def test_regions_of_another_partition_are_an_error(user: Program) -> None:
    """Their accounts and roles are others."""
    user.configure(CONFIG.replace(f"[{SECOND}]", "[cn-north-1]"))
    assert "`SSORegions`: found `cn-north-1`" in user.fails("list").err
    user.configure(CONFIG.replace(f"[{SECOND}]", "[Ireland]"))
    assert "`SSORegions`: found `Ireland`" in user.fails("list").err
