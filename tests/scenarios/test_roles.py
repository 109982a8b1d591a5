"""Names, tags, history and chains of roles, as the program shows them."""

import csv
import io
import json
import sys
from pathlib import Path

import pexpect
import pytest

from aws_sso.emulator.organization import NASTY_NAMES, Account, Organization, generated
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests.program import Program

TAGGED = """\
    Accounts:
      111122223333:
        Name: Play
        Tags: {Env: dev, Team: core}
        Roles:
          Admin: {Tags: {Env: prod}, Profile: play-admin}
"""
ADMIN = "arn:aws:iam::111122223333:role/Admin"


def tag_roles(program: Program) -> None:
    text = program.config.read_text(encoding="utf-8")
    program.configure(text.replace("AuthWorkflow", TAGGED + "AuthWorkflow", 1))


def test_tags_of_account_and_role_come_together(signed_in: Program) -> None:
    """Role tags beat account tags; `FirstTag` leads; built-in ones follow; JSON and CSV agree."""
    tag_roles(signed_in)
    signed_in.add_setting("FirstTag: Team")
    shown = signed_in.succeeds("tags", "--account", "111122223333", "--role", "Admin").out
    assert shown == (
        f"{ADMIN}\n  Team: core\n  Env: prod\n  AccountID: 111122223333\n  Role: Admin\n"
        "  Email: sandbox@example.com\n  AccountName: Play\n  AccountAlias: Example Sandbox\n"
        "  Profile: play-admin\n"
    )
    as_json = json.loads(signed_in.succeeds("tags", "--json").out)
    assert len(as_json) == 10
    rows = list(csv.DictReader(io.StringIO(signed_in.succeeds("tags", "--csv").out)))
    assert [(row["Arn"], row["Key"], row["Value"]) for row in rows] == [
        (role["Arn"], key, value) for role in as_json for key, value in role["Tags"].items()
    ]


def test_tags_of_nothing_are_an_error(signed_in: Program) -> None:
    """An account or role that is not there is named, with what is near."""
    assert "did you mean `Admin`?" in signed_in.fails("tags", "-R", "Admim").err
    assert "no roles in account 999999999999" in signed_in.fails("tags", "-A", "999999999999").err
    assert "no role `Admim` in account" in (
        signed_in.fails("tags", "-R", "Admim", "-A", "111122223333").err
    )


def test_env_var_tags_become_variables(signed_in: Program) -> None:
    """The user's tags and the built-in ones; those of the role before are unset."""
    tag_roles(signed_in)
    signed_in.add_setting("EnvVarTags: [Env, AccountName, Nothing]")
    ran = signed_in.succeeds(
        "eval", "--shell", "sh", "-p", "play-admin", AWS_SSO_TAG_OLD="left over"
    )
    assert "AWS_SSO_TAG_ENV='prod'" in ran.out.replace("=prod", "='prod'")
    assert "AWS_SSO_TAG_ACCOUNTNAME" in ran.out
    assert "AWS_SSO_TAG_NOTHING" not in ran.out
    assert "unset AWS_SSO_TAG_OLD" in ran.out


def test_the_history_tells_what_was_used(signed_in: Program) -> None:
    """`eval` and `exec` are remembered, `process` is not; only the latest are kept."""
    signed_in.add_setting("HistoryLimit: 2")
    history = signed_in.folder / "history.json"
    signed_in.succeeds("process", "--arn", ADMIN)
    assert not history.exists()
    for role in ("Admin", "ReadOnly", "PowerUser"):
        signed_in.run("eval", "--shell", "sh", "-A", "111122223333", "-R", role)
    signed_in.succeeds("exec", "--arn", ADMIN, "--", "true")
    kept = json.loads(history.read_text(encoding="utf-8"))["instances"]["Default"]
    assert len(kept) == 2
    assert kept[0]["arn"] == ADMIN
    tags = json.loads(signed_in.succeeds("tags", "--json", "-A", "111122223333").out)
    used = [role["Arn"] for role in tags if "m ago" in role["Tags"].get("History", "")]
    assert sorted(used) == sorted(use["arn"] for use in kept)


def test_a_broken_history_is_set_aside(signed_in: Program) -> None:
    """With a warning, and the role is used all the same."""
    history = signed_in.folder / "history.json"
    for broken in ("", "{", "[]", '{"version": 9}', '{"version": 1, "instances": {"Default": 3}}'):
        history.write_text(broken, encoding="utf-8")
        ran = signed_in.succeeds("exec", "--arn", ADMIN, "--", "true")
        assert "was damaged or from another version; renamed to history.json.damaged-" in ran.err
        assert (
            json.loads(history.read_text(encoding="utf-8"))["instances"]["Default"][0]["arn"]
            == ADMIN
        )


def test_shared_profile_names_are_explained_with_a_remedy(signed_in: Program) -> None:
    """The suggestion works: pasted into config.yaml there is nothing to complain of."""
    signed_in.add_setting("ProfileFormat: '{{ .RoleName }}'")
    ran = signed_in.succeeds("cache")
    assert "belong to several roles, so `--profile` cannot choose between them:" in ran.err
    assert "`Admin`: arn:aws:iam::" in ran.err
    suggested = ran.err.split("hint: to tell all roles apart, set `")[1].split("`")[0]
    both = signed_in.fails("process", "-p", "Admin").err
    assert "profile name `Admin` belongs to " in both
    assert ADMIN in both
    signed_in.add_setting(suggested)
    assert "warning" not in signed_in.succeeds("cache").err
    assert signed_in.succeeds("process", "-p", "Admin:111122223333").out


def test_half_a_choice_names_the_accounts_as_the_user_does(signed_in: Program) -> None:
    """`AccountPrimaryTag` says what an account is called; an empty list: its id only."""
    tag_roles(signed_in)
    assert (
        "111122223333 (Play)"
        in signed_in.fails("eval", "--shell", "bash", "-R", "Admin", code=2).err
    )
    signed_in.add_setting("AccountPrimaryTag: [Email]")
    ran = signed_in.fails("eval", "--shell", "bash", "-R", "Admin", code=2)
    assert "111122223333 (sandbox@example.com)" in ran.err
    signed_in.add_setting("AccountPrimaryTag: []")
    assert "111122223333," in signed_in.fails("eval", "--shell", "bash", "-R", "Admin", code=2).err


def test_lists_of_nasty_names_read_back_equal(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Scenario 17: CSV by Python's csv and JSON by json give the names as they are, in order."""
    center = start_identity_center(generated(len(NASTY_NAMES) * 2, 2, nasty=True))
    program = Program.in_new_home(tmp_path, center)
    program.add_setting("ProfileFormat: '{{ .AccountAlias }}/{{ .AccountIdPad }}/{{ .RoleName }}'")
    program.succeeds("login")
    expected = sorted(
        (account_id, account.name, role)
        for account_id, account in center.world.organization.accounts.items()
        for role in account.roles
    )
    fields = ("AccountIdPad", "AccountAlias", "RoleName", "Profile")
    rows = list(csv.DictReader(io.StringIO(program.succeeds("list", "--csv", *fields).out)))
    listed = json.loads(program.succeeds("list", "--json", *fields).out)
    assert rows == listed
    assert [tuple(row[name] for name in fields[:3]) for row in listed] == expected
    assert [row["Profile"] for row in listed] == [f"{a}/{i}/{r}" for i, a, r in expected]
    text = program.succeeds("list", *fields).out
    assert text == program.succeeds("list", *fields).out
    assert len(text.splitlines()) == len(expected) + 2
    assert "\x1b" not in text


@pytest.mark.parametrize("command", ["list", "tags"])
def test_names_move_no_cursor_as_csv_either(
    command: str, tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """A terminal gets them printable; programs get them exactly."""
    name = "\x1b]0;x\x07\x1b[2J\n\u202e\x9b1A"
    center = start_identity_center(Organization.of([Account("111122223333", name, "", ["Admin"])]))
    program = Program.in_new_home(tmp_path, center)
    program.succeeds("login")
    arguments = ["-m", "aws_sso", command, "--csv"]
    terminal = pexpect.spawn(
        sys.executable, arguments, env=program.environ, encoding="utf-8", dimensions=(24, 999)
    )
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert isinstance(terminal.before, str)
    assert terminal.before.replace("\r\n", "").isprintable()
    assert "\\x1b[2J\\n\\u202e\\x9b1A" in terminal.before
    assert name in program.succeeds(command, "--csv").out


def test_a_loop_of_roles_is_told_at_load_and_refused_at_use(signed_in: Program) -> None:
    """Written out; all other roles work."""
    text = signed_in.config.read_text(encoding="utf-8")
    loop = """\
    Accounts:
      111122223333:
        Roles:
          A: {Via: "arn:aws:iam::111122223333:role/B"}
          B: {Via: "arn:aws:iam::111122223333:role/C"}
          C: {Via: "arn:aws:iam::111122223333:role/A"}
"""
    signed_in.configure(text.replace("AuthWorkflow", loop + "AuthWorkflow", 1))
    ran = signed_in.succeeds("process", "--arn", ADMIN)
    written = "111122223333:A -> 111122223333:B -> 111122223333:C -> 111122223333:A"
    assert f"circular `Via`: {written}" in ran.err
    refused = signed_in.fails("process", "-A", "111122223333", "-R", "B")
    assert "role/B -> arn:aws:iam::111122223333:role/C -> " in refused.err
