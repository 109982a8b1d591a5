"""Our block in `~/.aws/config`, and the profiles in it."""

import configparser
import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.frozen import replace
from aws_sso.domain.profiles.entries import EntryForm, entry
from aws_sso.domain.profiles.name_problems import NameProblems, name_problems
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.profiles.summary import Summary
from aws_sso.domain.profiles.users_own import own_profiles
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.marked_block import BEGIN, END, with_block, without_block
from aws_sso.errors import ConfigError
from aws_sso.use_cases.plan_profiles import ProfilePlan, plan_profiles

ARN = "arn:aws:iam::000000000001:role/R"
ROLE = Role(
    "Default", "us-east-1", "https://x", "000000000001", "", "", "", "R", ARN, "", None, None,
    {}, None, "prof",
)  # fmt: skip
FORM = EntryForm("/usr/bin/aws-sso", None, {})
NONE = NameProblems({}, (), None)
BLOCK = f"{BEGIN}\n[profile old]\nx = y\n{END}\n"


def words_of(text: str) -> list[str]:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    (section,) = parser.sections()
    return shlex.split(parser[section]["credential_process"])


@given(st.text(alphabet="ab\r\n[]#= é\u2028\x0b", max_size=60), st.booleans())
def test_all_outside_the_block_stays(around: str, with_old: bool) -> None:
    """Whatever stands there, with or without a final newline or an earlier block of ours."""
    text = f"{around}\n{BLOCK}{around}" if with_old else around
    new = with_block(text, "[profile new]\n")
    before, _, rest = new.partition(BEGIN)
    inside, _, after = rest.partition(END)
    assert inside.split() == ["[profile", "new]"]
    if with_old:
        assert (before, after.lstrip("\r").removeprefix("\n")) == (f"{around}\n", around)
    else:
        assert before in (around, f"{around}\n", f"{around}\r\n")
        assert after in ("\n", "\r\n")
    assert with_block(new, "[profile new]\n") == new


def test_line_ends_are_those_of_the_file() -> None:
    """A file with CRLF keeps it in our block too."""
    new = with_block("[default]\r\nregion = x\r\n", "[profile new]\n")
    assert new == f"[default]\r\nregion = x\r\n{BEGIN}\r\n[profile new]\r\n{END}\r\n"


@pytest.mark.parametrize(
    "text", [BEGIN, END, BLOCK + BLOCK, f"{END}\n{BEGIN}\n", f"{BEGIN}\n{BLOCK}", BLOCK + END]
)
def test_damaged_marks_are_refused(text: str) -> None:
    """With the lines on which they stand."""
    with pytest.raises(
        ConfigError, match=r"the markers of the aws-sso block are damaged: .* on line \d"
    ):
        with_block(f"[default]\n{text}", "[profile new]\n")


def test_without_roles_no_block_is_made_and_an_old_one_is_emptied() -> None:
    """Roles that are gone lose their profiles."""
    assert with_block("[default]\n", "") == "[default]\n"
    assert with_block(BLOCK, "") == f"{BEGIN}\n{END}\n"
    assert without_block(f"a\n{BLOCK}b") == "a\nb"
    assert without_block("a") == "a"


def test_own_profiles_are_read_as_sdks_read_them() -> None:
    """Quotes, nested blocks, comments; not what is in our block."""
    text = (
        "# [profile no]\n[default]\nregion = x\ns3 =\n  max = 1\n  [profile no]\n"
        '[profile "a b"]\nsso_start_url = y\n[sso-session s]\nsso_region = z\n[profile c d]\n'
        f"{BLOCK}[profile late]\n"
    )
    found = own_profiles(text)
    assert [(own.name, own.line, own.keys) for own in found] == [
        ("default", 2, ("region", "s3")),
        ("a b", 7, ("sso_start_url",)),
        ("late", 16, ()),
    ]
    keys = own_profiles("[a b]\naws_access_key_id = x\n", credentials_file=True)
    assert [(own.name, own.keys) for own in keys] == [("a b", ("aws_access_key_id",))]


def test_an_entry_is_complete() -> None:
    """The form that the Go program writes, with what config.yaml adds after it."""
    form = EntryForm("/usr/bin/aws-sso", "clip", {"output": "json", "region": "eu-west-1"})
    assert entry(ROLE, "eu-west-3", form) == (
        "[profile prof]\n"
        f'credential_process = /usr/bin/aws-sso -u clip -S "Default" process --arn {ARN}\n'
        "region = eu-west-3\noutput = json\n\n"
    )
    assert "region = eu-west-1\n" in entry(ROLE, None, form)
    assert "region" not in entry(ROLE, None, FORM)


@pytest.mark.parametrize(
    "program",
    ["/opt/my tools/aws-sso", "/it's/aws-sso", "/a;b&c|d/aws-sso", "C:\\Program Files\\aws-sso.exe",
     "/ü(1)/aws-sso", "~/x/#/aws-sso", "/a*?/aws-sso"],
)  # fmt: skip
def test_a_path_means_the_same_to_shlex_and_to_a_shell(program: str) -> None:
    """Spaces and all that a shell gives meaning to, as long as it can be quoted for both."""
    text = entry(replace(ROLE, instance="My Org's"), None, replace(FORM, program=program))
    expected = [program, "-S", "My Org's", "process", "--arn", ARN]
    assert words_of(text) == expected
    line = text.split("credential_process = ")[1].split("\n")[0]
    said = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, encoding="utf-8", check=True
    )
    assert said.stdout.splitlines() == expected


@pytest.mark.parametrize("bad", ['"', "$", "`", "%", "\n", "\x1b", "a\\\\b", "end\\"])
def test_what_shells_would_take_apart_is_refused(bad: str) -> None:
    """In the path and in the instance's name."""
    with pytest.raises(ConfigError, match="not safe in a `credential_process` line"):
        entry(ROLE, None, replace(FORM, program=f"/x/{bad}"))
    with pytest.raises(ConfigError, match="the instance name"):
        entry(replace(ROLE, instance=f"x{bad}"), None, FORM)


@given(st.text(min_size=1, max_size=30))
def test_any_profile_name_is_read_back_or_refused(name: str) -> None:
    """botocore reads a section's name as a shell would."""
    try:
        text = entry(replace(ROLE, profile=name), None, FORM)
    except ConfigError:
        assert "]" in name or not name.isprintable() or name != name.strip()
        return
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    (section,) = parser.sections()
    assert shlex.split(section) == ["profile", name]
    assert [own.name for own in own_profiles(text)] == [name]


@pytest.mark.parametrize("key", ["credential_process", "sso_session", "a b", "a=b", "", "x\ny"])
def test_variables_that_would_break_a_profile_are_refused(key: str) -> None:
    """`ConfigVariables` cannot keep the SDKs from asking us, or begin a new line."""
    with pytest.raises(ConfigError, match="`ConfigVariables`"):
        entry(ROLE, None, replace(FORM, variables={key: "x"}))
    with pytest.raises(ConfigError, match="`ConfigVariables`"):
        entry(ROLE, None, replace(FORM, variables={"ok": "x\n[profile evil]"}))


def planned(roles: list[Role], text: str = "", credentials: str = "") -> ProfilePlan:
    template = "{{ .RoleName }}"
    problems = name_problems(roles, template, profile_namer)
    return plan_profiles(roles, lambda role: None, FORM, problems, text, credentials, {})


def left_out(plan: ProfilePlan) -> list[str]:
    return [one.in_words for one in plan.left_out]


def test_a_name_with_two_owners_is_left_out_of_both() -> None:
    """Two roles, of two instances too; a role and the user's own profile, even an SSO one."""
    fine = replace(ROLE, profile="fine")
    shared = planned([ROLE, fine, replace(ROLE, instance="Other")])
    assert left_out(shared) == [f"`prof`: 2 roles share this name: {ARN} (Default), {ARN} (Other)"]
    assert "{{ .SSO }}" in planned([ROLE, replace(ROLE, instance="Other")]).left_out[0].remedy
    assert shared.entries == entry(fine, None, FORM)
    text = "[default]\n[profile prof]\nsso_start_url = x\n"
    own = planned([ROLE, fine], text)
    (told,) = left_out(own)
    assert told.startswith("`prof`: line 2 of the file has your own profile of this name, with")
    assert ARN in told
    assert own.after == text + f"{BEGIN}\n{entry(fine, None, FORM)}{END}\n"


def test_one_name_that_cannot_be_written_blocks_no_other() -> None:
    """None at all, one with a bracket, one of an instance that shells would take apart."""
    bad = [
        replace(ROLE, profile=""),
        replace(ROLE, profile="a]b"),
        replace(ROLE, profile="ok", instance="x$(y)"),
    ]
    plan = planned([*bad, ROLE])
    assert [one.name for one in plan.left_out] == ["", "a]b", "ok"]
    assert all(one.remedy for one in plan.left_out)
    assert (plan.count, plan.entries) == (1, entry(ROLE, None, FORM))


def test_what_would_spoil_every_profile_is_an_error() -> None:
    """The program's path and `ConfigVariables` are in all of them."""
    form = replace(FORM, program='/x/"')
    with pytest.raises(ConfigError, match="the path of this program"):
        plan_profiles([ROLE], lambda role: None, form, NONE, "", "", {})


def test_a_name_that_goes_is_shown_with_its_reason() -> None:
    """It must not move to another account unseen: both owners lose it."""
    before = planned([ROLE, replace(ROLE, profile="fine")]).after
    plan = planned([ROLE, replace(ROLE, profile="fine"), replace(ROLE, instance="Other")], before)
    assert "-[profile prof]    # left out: 2 roles share this name\n" in plan.diff("config")
    assert "[profile prof]" not in plan.after
    assert plan.summary == Summary(0, 0, 1)
    assert not plan.summary.only_adds


def test_a_change_is_summed_up_in_numbers() -> None:
    """Of profiles, not of lines."""
    new = [replace(ROLE, profile=f"p{number}") for number in range(2000)]
    before = planned([ROLE, replace(ROLE, profile="old")]).after
    form = replace(FORM, variables={"output": "json"})
    after = plan_profiles([ROLE, *new], lambda role: None, form, NONE, before, "", {})
    assert after.summary.in_words == "2,000 added, 1 changed, 1 removed"
    assert planned([ROLE]).summary == Summary(1, 0, 0)


def test_static_keys_of_the_same_name_are_told() -> None:
    """The SDKs look at the credentials file first."""
    plan = planned([ROLE], credentials="[prof]\naws_access_key_id = x\n[other]\n")
    assert plan.shadowed == ("prof",)
    assert planned([ROLE], credentials="[prof]\nregion = x\n").shadowed == ()


def test_a_diff_shows_no_secret_of_the_user() -> None:
    """Lines near ours may hold keys."""
    text = "[default]\naws_secret_access_key = canary\nmy_token=canary\n"
    shown = planned([ROLE], text).diff("config")
    assert "canary" not in shown
    assert " aws_secret_access_key = …" in shown
    assert "+[profile prof]" in shown
    assert planned([ROLE], planned([ROLE], text).after).diff("config") == ""
