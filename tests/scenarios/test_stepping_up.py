"""Inside a shell with a role: stepping up, switching, and credentials that have expired."""

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

READ_ONLY = "arn:aws:iam::111122223333:role/ReadOnly"
SHOW = ("printenv", "AWS_SSO_ROLE_NAME")
ACCOUNTS = """\
    Accounts:
      111122223333:
        Roles:
          ReadOnly: {Elevate: Admin}
      222233334444: {Tags: {Elevate: Developer}}
      333344445555: {Roles: {ReadOnly: {Elevate: Admim}}}
"""


@pytest.fixture
def home(signed_in: Program) -> Program:
    """A home in which some roles have a stronger one."""
    text = signed_in.config.read_text(encoding="utf-8")
    signed_in.configure(text.replace("AuthWorkflow", ACCOUNTS + "AuthWorkflow", 1))
    return signed_in


def inside(program: Program, arn: str, **environ: str) -> Program:
    """The program in a shell of `exec` with a role."""
    ran = program.succeeds("exec", "--arn", arn, "--", "env")
    there = dict(line.split("=", 1) for line in ran.out.splitlines() if line.startswith("AWS_"))
    return program.having(**{**there, **environ})


def test_elevate_goes_to_the_stronger_role(home: Program) -> None:
    """From the role that is chosen, or that of the shell; by the key, or a tag of the account."""
    assert home.succeeds("exec", "--elevate", "--arn", READ_ONLY, "--", *SHOW).out == "Admin\n"
    ran = inside(home, READ_ONLY).succeeds("exec", "--elevate", *SHOW)
    assert ran.out == "Admin\n"
    assert "was `111122223333:ReadOnly`, now `111122223333:Admin`" in ran.err
    by_tag = ("--arn", "arn:aws:iam::222233334444:role/ReadOnly")
    assert home.succeeds("exec", "--elevate", *by_tag, "--", *SHOW).out == "Developer\n"


def test_eval_elevates_too(home: Program) -> None:
    """From the role of the shell."""
    ran = inside(home, READ_ONLY).succeeds("eval", "--elevate", "--format", "env")
    assert "AWS_SSO_ROLE_NAME=Admin" in ran.out.replace("'", "")


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("111122223333:Admin", "`Admin` in account 111122223333 has no `Elevate` role"),
        ("222233334444:Developer", "is already the more powerful role"),
        ("333344445555:ReadOnly", "names `Admim`, which you do not have there"),
    ],
)
def test_a_stronger_role_that_is_not_there_is_explained(
    role: str, message: str, home: Program, identity_center: RunningIdentityCenter
) -> None:
    """And nothing is asked of AWS."""
    before = dict(identity_center.world.traffic.counts)
    assert message in home.fails("exec", "--elevate", "-p", role, "--", "true").err
    assert dict(identity_center.world.traffic.counts) == before


def test_the_stronger_role_is_guarded_not_the_one_before(home: Program) -> None:
    """`ConfirmTags` on the stronger one asks; one on the weaker one does not."""
    home.add_setting("ConfirmTags: {Role: Admin}")
    ran = home.fails("exec", "--elevate", "--arn", READ_ONLY, "--", "true", code=2)
    assert "`Admin` in account 111122223333 needs confirmation" in ran.err
    home.add_setting("ConfirmTags: {Role: ReadOnly}")
    assert home.succeeds("exec", "--elevate", "--arn", READ_ONLY, "--", *SHOW).out == "Admin\n"


def test_a_nested_exec_is_refused_or_switches(home: Program) -> None:
    """As `NestedExec` says."""
    shell = inside(home, READ_ONLY)
    refused = shell.fails("exec", "-p", "111122223333:Admin", *SHOW, code=2)
    assert "this shell already has a role" in refused.err
    assert "hint: switch this shell with `assume NAME`, or leave it with `exit`" in refused.err
    home.add_setting("NestedExec: switch")
    ran = shell.succeeds("exec", "-p", "111122223333:Admin", *SHOW)
    assert ran.out == "Admin\n"
    assert "was `111122223333:ReadOnly`, now `111122223333:Admin`" in ran.err


def test_expired_credentials_never_stand_in_the_way(home: Program) -> None:
    """The role of the shell is renewed, or another one used."""
    shell = inside(home, READ_ONLY, AWS_SSO_SESSION_EXPIRATION="2020-01-01T00:00:00Z")
    assert shell.succeeds("exec", *SHOW).out == "ReadOnly\n"
    assert shell.succeeds("exec", "-p", "111122223333:Admin", *SHOW).out == "Admin\n"


def test_a_foreign_profile_is_left_by_what_works(signed_in: Program) -> None:
    """`eval --clear` would not unset it."""
    ran = signed_in.fails("exec", "-p", "111122223333:Admin", code=2, AWS_PROFILE="foo")
    assert "hint: `unset AWS_PROFILE`; or replace them with `--overwrite-env` (`-O`)" in ran.err


def test_a_flag_without_its_value_leads_to_the_commands_own_help(program: Program) -> None:
    """Not to that of the program as a whole."""
    ran = program.fails("exec", "-p", code=2)
    assert "`aws-sso exec --help`" in ran.err
