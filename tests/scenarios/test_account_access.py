"""IAM roles that Account Access gives to the users of a tenant, beside those of permission sets."""

import json
from datetime import UTC, datetime

import pytest

from aws_sso.emulator.organization import Account
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from aws_sso.emulator.world import World
from tests.program import Program
from tests.scenarios.test_endpoints import Stranger, stranger  # noqa: F401

TENANT = "aa-emulated"
SANDBOX = "111122223333"
TEAM = f"arn:aws:iam::{SANDBOX}:role/team/deploy/Pipeline"
PLAIN = f"arn:aws:iam::{SANDBOX}:role/Auditor"
SAME = f"arn:aws:iam::{SANDBOX}:role/Admin"
ELSEWHERE = "arn:aws:iam::444455556666:role/team/Admin"


@pytest.fixture
def world(identity_center: RunningIdentityCenter) -> World:
    """A tenant with roles in a known account and in another one."""
    accounts = identity_center.world.organization.accounts
    accounts[SANDBOX].access_roles = ["team/deploy/Pipeline", "Auditor", "Admin"]
    accounts["444455556666"] = Account("444455556666", "Example Partner", "", [], ["team/Admin"])
    return identity_center.world


def add_tenant(program: Program, tenant: str = TENANT) -> None:
    """Let config.yaml name the tenant."""
    text = program.config.read_text(encoding="utf-8")
    text = text.replace("    SSORegion:", f"    Tenant: {tenant}\n    SSORegion:", 1)
    program.config.write_text(text, encoding="utf-8")


@pytest.fixture
def user(program: Program, world: World) -> Program:
    """Somebody signed in, whose config.yaml names the tenant."""
    add_tenant(program)
    program.succeeds("login")
    return program


def listed(program: Program) -> list[str]:
    """Return the ARNs of all roles in the list."""
    return [one["Arn"] for one in json.loads(program.succeeds("list", "Arn", "--json").out)]


def test_roles_of_the_tenant_are_listed_with_the_others(user: Program, world: World) -> None:
    """By the ARNs that IAM gives them; in an account that has nothing else, too."""
    found = listed(user)
    assert {TEAM, PLAIN, ELSEWHERE} <= set(found)
    assert f"arn:aws:iam::{SANDBOX}:role/ReadOnly" in found
    ran = user.succeeds("list", "pipeline", "--csv", "AccountId", "RoleName", "Profile")
    assert f"{SANDBOX},team/deploy/Pipeline,{SANDBOX}:team/deploy/Pipeline" in ran.out
    cached = json.loads((user.folder / "cache.json").read_text(encoding="utf-8"))
    entry = cached["instances"]["Default"]
    assert entry["tenant"] == TENANT
    assert entry["accounts"]["444455556666"] == {
        "name": "Example Partner", "email": "", "roles": [], "access": [ELSEWHERE],
    }  # fmt: skip


@pytest.mark.parametrize("arn", [TEAM, PLAIN, ELSEWHERE])
def test_their_credentials_are_got_like_any_others(arn: str, user: Program, world: World) -> None:
    """By `process`, `eval` and `exec`; a second time from the vault."""
    account, role = arn.split(":")[4], arn.partition(":role/")[2]
    given = json.loads(user.succeeds("process", "--arn", arn).out)
    assert given["AccountId"] == account
    assert world.handed_out_for == [f"{account}/{role}"]
    assert json.loads(user.succeeds("process", "-p", f"{account}:{role}").out) == given
    out = user.succeeds("eval", "--account", account, "--role", role, "--shell", "bash").out
    assert given["AccessKeyId"] in out
    assert f"AWS_SSO_ROLE_ARN={arn}" in out.replace("'", "")
    shown = user.succeeds("exec", "--arn", arn, "--", "env").out
    assert f"AWS_ACCESS_KEY_ID={given['AccessKeyId']}" in shown
    assert world.traffic.counts["access:GetRoleCredentials"] == 1
    assert world.traffic.counts["GetRoleCredentials"] == 0


def test_one_that_is_in_no_list_yet_is_asked_for_by_its_path(user: Program, world: World) -> None:
    """An ARN with a path is no role of a permission set."""
    world.organization.accounts[SANDBOX].access_roles.append("new/Role")
    user.succeeds("process", "--arn", f"arn:aws:iam::{SANDBOX}:role/new/Role")
    assert world.handed_out_for == [f"{SANDBOX}/new/Role"]


def test_an_arn_never_means_two_roles(user: Program, world: World) -> None:
    """A permission set's role keeps the ARN that it has here; what is left out is said."""
    assert listed(user).count(SAME) == 1
    user.succeeds("process", "--arn", SAME)
    assert world.traffic.counts["access:GetRoleCredentials"] == 0
    ran = user.succeeds("cache")
    assert (
        f"1 role of the tenant left out: a permission set's role has the same ARN here: {SAME}"
        in (ran.err)
    )


@pytest.mark.parametrize("how", [(), ("--read-only",)])
def test_credentials_go_when_their_arn_means_another_role(
    how: tuple[str, ...], user: Program, world: World
) -> None:
    """A permission set took the ARN over, and then gave it back: nobody gets the other's keys."""
    account = world.organization.accounts[SANDBOX]
    team = user.succeeds("process", "--arn", TEAM).out
    asked = world.traffic.counts

    def keys() -> tuple[str, int, int]:
        out = user.succeeds("process", "--arn", PLAIN, *how).out
        return out, asked["access:GetRoleCredentials"], asked["GetRoleCredentials"]

    tenants, by_access, by_portal = keys()
    assert (by_access, by_portal) == (2, 0)
    account.roles.append("Auditor")
    user.run("cache")
    sets, by_access, by_portal = keys()
    assert (by_access, by_portal) == (2, 1)
    assert keys() == (sets, 2, 1)
    account.roles.remove("Auditor")
    user.run("cache")
    again, by_access, by_portal = keys()
    assert (by_access, by_portal) == (3, 1)
    assert len({tenants, sets, again}) == 3
    # All others keep theirs, and a refresh without a change drops none.
    user.run("cache")
    assert keys() == (again, 3, 1)
    assert user.succeeds("process", "--arn", TEAM).out == team


def test_profiles_name_them_by_their_arn(user: Program, world: World) -> None:
    """Real SDKs get their credentials by it."""
    text = user.succeeds("config", "--print").out
    assert f"process --arn {TEAM}\n" in text
    assert f"[profile {SANDBOX}:team/deploy/Pipeline]" in text


def test_the_portal_does_not_open_another_role_of_that_name(user: Program, world: World) -> None:
    """Its links name permission sets: a tenant's role is opened with credentials, not shared."""
    text = user.config.read_text(encoding="utf-8")
    user.configure(text.replace("    Tenant", "    ConsoleVia: portal\n    Tenant", 1))
    opened = user.succeeds("console", "--arn", PLAIN, "-u", "printurl").out
    assert "SigninToken=" in opened
    assert world.handed_out_for[-1] == f"{SANDBOX}/Auditor"
    ran = user.fails("console", "--arn", PLAIN, "--share", code=2)
    assert "the portal cannot open `Auditor`" in ran.err
    assert "/#/console?" in user.succeeds("console", "--arn", SAME, "-u", "printurl").out


def test_their_duration_is_asked_for(user: Program, world: World) -> None:
    """`DurationSeconds` of the role; without it the service's default."""
    text = user.config.read_text(encoding="utf-8")
    more = f"""\
    Accounts:
      {SANDBOX}:
        Roles:
          team/deploy/Pipeline: {{DurationSeconds: 7200, Profile: pipeline}}
"""
    user.config.write_text(text.replace("AuthWorkflow", f"{more}AuthWorkflow", 1), encoding="utf-8")
    for arn, seconds in ((TEAM, 7200), (PLAIN, 3600)):
        given = json.loads(user.succeeds("process", "--arn", arn).out)
        ends = datetime.fromisoformat(given["Expiration"])
        assert abs((ends - datetime.now(UTC)).total_seconds() - seconds) < 120
    assert user.succeeds("process", "-p", "pipeline").out
    world.longest_access = 3600
    ran = user.fails("process", "--arn", TEAM, "--sts-refresh")
    assert "Account Access refused (400): ValidationException: sessionDuration" in ran.err


def test_scopes_are_asked_for_only_with_a_tenant(program: Program, world: World) -> None:
    """Each set of scopes has a registration and a token of its own."""
    program.succeeds("login")
    (client,) = world.sign_in.clients.values()
    assert client.scopes == ["sso:account:access"]
    assert world.traffic.counts["access:ListRoles"] == 0
    add_tenant(program)
    ran = program.succeeds("process", "--arn", TEAM)
    assert "asks you to sign in" in ran.err
    scopes = [one.scopes for one in world.sign_in.clients.values()]
    assert scopes[1:] == [
        ["sso:account:access", "account_access:read_only", "account_access:assume"]
    ]
    program.succeeds("process", "--arn", f"arn:aws:iam::{SANDBOX}:role/ReadOnly")
    assert len(world.sign_in.clients) == 2


def test_a_role_that_was_taken_away_is_said_to_be(user: Program, world: World) -> None:
    """By AccessDenied, without another sign-in."""
    world.organization.accounts[SANDBOX].access_roles.remove("team/deploy/Pipeline")
    ran = user.fails("process", "--arn", TEAM)
    assert "team/deploy/Pipeline" in ran.err
    assert world.traffic.counts["CreateToken"] == 1


def test_a_token_that_died_is_renewed(user: Program, world: World) -> None:
    """As with the portal: silently, once."""
    world.sign_in.expire_access_tokens()
    user.succeeds("process", "--arn", TEAM)
    world.sign_in.expire_access_tokens()
    user.succeeds("cache")
    assert world.traffic.counts["RegisterClient"] == 1


@pytest.mark.parametrize("error", ["AccessDeniedException", "InternalServerException"])
def test_without_the_tenants_list_the_last_one_stays(
    error: str, user: Program, world: World
) -> None:
    """The roles of permission sets are fresh; the exit code says that something is missing."""
    before = listed(user)
    user.add_setting("MaxRetry: 0")
    world.traffic.faults.append(Fault("access:ListRoles", error, count=99))
    ran = user.run("cache")
    assert ran.code == 1
    assert "the tenant's roles could not be fetched and are shown as last known: " in ran.err
    assert listed(user) == before


def test_many_roles_come_in_pages(program: Program, world: World) -> None:
    """A hundred at a time."""
    names = [f"team/Role{number:03d}" for number in range(250)]
    world.organization.accounts[SANDBOX].access_roles = names
    add_tenant(program)
    program.succeeds("login")
    assert world.traffic.counts["access:ListRoles"] == 3
    assert len([arn for arn in listed(program) if ":role/team/Role" in arn]) == 250


def test_another_tenant_is_an_error_that_names_the_setting(program: Program, world: World) -> None:
    """What AWS does not know, and what cannot be one."""
    add_tenant(program, "aa-unknown")
    ran = program.run("login")
    assert ran.code == 1
    assert "hint: check `Tenant` in config.yaml" in ran.err
    add_tenant(program, "arn:aws")
    assert "`Tenant`" in program.fails("list").err


def test_roles_of_a_tenant_go_with_it(user: Program, world: World) -> None:
    """Without the setting, or with another one, they are none."""
    text = user.config.read_text(encoding="utf-8")
    user.config.write_text(text.replace(f"    Tenant: {TENANT}\n", ""), encoding="utf-8")
    assert not {TEAM, PLAIN, ELSEWHERE} & set(listed(user))


def test_what_a_stranger_gave_for_it_is_not_served_later(
    user: Program,
    world: World,
    stranger: Stranger,  # noqa: F811
) -> None:
    """Neither its answers nor our token cross over: both are bound to Account Access too."""
    variable = {"AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME": stranger.url}
    user.add_setting("AutoLogin: false")
    ran = user.having(**variable).fails("process", "--arn", TEAM)
    assert "aws-sso login" in ran.err
    assert stranger.told == []
    user.succeeds("process", "--arn", TEAM)
