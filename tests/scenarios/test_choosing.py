"""What is typed for a role, where there is no terminal: exact names only, and no waiting."""

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

ADMIN = "111122223333:Admin"
COMMANDS = (
    ("exec", "-p"),
    ("eval", "--shell", "bash", "-p"),
    ("credentials", "-p"),
    ("console", "-p"),
    ("process", "-p"),
    ("ecs", "load", "-p"),
    ("ecs", "run", "-p"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_typo_asks_nobody(
    command: tuple[str, ...], signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The answer is the nearest name and how old the list is; even a stale one is not fetched."""
    signed_in.add_setting("CacheRefresh: 0")
    before = dict(identity_center.world.traffic.counts)
    ran = signed_in.fails(*command, "111122223333:Admim")
    assert "no role has the profile name `111122223333:Admim`" in ran.err
    assert f"hint: did you mean `{ADMIN}`" in ran.err
    assert "the list was fetched 0m ago; run `aws-sso cache` to look for new roles" in ran.err
    assert dict(identity_center.world.traffic.counts) == before


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_words_are_not_taken_but_named(command: tuple[str, ...], signed_in: Program) -> None:
    """Even where only one role has them: a script means what it says."""
    ran = signed_in.fails(*command, "break shop")
    assert "hint: did you mean `333344445555:BreakGlass`?" in ran.err


def test_a_new_role_named_in_full_is_asked_of_aws_alone(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """By ARN, or account and role: one call, no list; the account's names are known."""
    world = identity_center.world
    world.organization.accounts["111122223333"].roles.append("Brand-New")
    signed_in.add_setting("EnvVarTags: [AccountAlias]")
    for choice in (
        ("--arn", "arn:aws:iam::111122223333:role/Brand-New"),
        ("-A", "111122223333", "-R", "Brand-New"),
    ):
        before = dict(world.traffic.counts)
        ran = signed_in.succeeds("--sts-refresh", "eval", "--format", "env", *choice)
        assert "AWS_SSO_TAG_ACCOUNTALIAS='Example Sandbox'" in ran.out.replace('"', "'")
        after = dict(world.traffic.counts)
        assert {k: n - before.get(k, 0) for k, n in after.items() if n != before.get(k, 0)} == {
            "GetRoleCredentials": 1
        }


def test_a_new_role_in_a_guarded_account_is_guarded(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """`ConfirmTags` on what Identity Center calls the account holds for it too."""
    identity_center.world.organization.accounts["111122223333"].roles.append("Brand-New")
    signed_in.add_setting("ConfirmTags: {AccountAlias: Example Sandbox}")
    choice = ("-A", "111122223333", "-R", "Brand-New")
    assert "needs confirmation" in signed_in.fails("exec", *choice, "--", "true", code=2).err


def test_a_role_that_is_not_there_is_refused_in_plain_words(signed_in: Program) -> None:
    """AWS says no, and that is it."""
    ran = signed_in.fails("exec", "-A", "111122223333", "-R", "Admim", "--", "true")
    assert "AWS denied access to role `Admim` in account 111122223333" in ran.err


def test_the_list_is_fetched_once_where_there_is_none(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """The first command that needs a name fetches it; `process` does not."""
    assert "no role" in program.fails("process", "-p", ADMIN).err
    assert "ListAccounts" not in identity_center.world.traffic.counts
    program.succeeds("exec", "-p", ADMIN, "--", "true")
    program.fails("exec", "-p", "nothing", "--", "true")
    assert identity_center.world.traffic.counts["ListAccounts"] == 1
