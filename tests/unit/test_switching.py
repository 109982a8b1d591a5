"""Who a shell is, where it can go, and the way back."""

import pytest

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.frozen import replace
from aws_sso.domain.profiles.entries import EntryForm, entry
from aws_sso.domain.profiles.role_behind import role_behind
from aws_sso.domain.shell.current import PROFILE, SERVER, VARIABLES, ProfileRole, role_of_shell
from aws_sso.domain.shell.start_up import ShellParts, check_function_name
from aws_sso.domain.shell.switching import (
    PreviousRole,
    check_can_switch,
    held,
    left,
    switched,
)
from aws_sso.domain.shell.variables import EnvironmentChanges
from aws_sso.errors import UsageError
from tests.unit.roles import role

ARN = "arn:aws:iam::111122223333:role/Admin"
OTHER = "arn:aws:iam::111122224444:role/Admin"
SHELL = {
    "AWS_ACCESS_KEY_ID": "ASIA",
    "AWS_SSO": "My SSO",
    "AWS_SSO_ROLE_ARN": ARN,
    "AWS_SSO_PROFILE": "shop",
    "AWS_SSO_SESSION_EXPIRATION": "2027-01-15T08:00:00Z",
}


@pytest.mark.parametrize("name", ["shop", "two words", "it's", 'a "b" c', "back\\slash", "ünï"])
def test_the_role_behind_a_profile_is_read_as_we_write_it(name: str) -> None:
    """Whatever the profile and the instance are called."""
    one = replace(role("111122223333", "x", "Admin", profile=name), instance="My SSO")
    form = EntryForm("/opt/my tools/aws-sso", "open", {"output": "json"})
    text = "[profile other]\nregion = x\n\n" + entry(one, "eu-west-1", form)
    found = role_behind(text, name)
    assert found == ProfileRole(RoleArn.parse(one.arn), one.instance)
    assert role_behind(text, "other") is None
    assert role_behind(text, "absent") is None


def test_profiles_of_the_users_own() -> None:
    """Without an instance; of another program; the default one."""
    text = (
        f"[default]\ncredential_process=aws-sso process -a {ARN}\n"
        "[profile theirs]\ncredential_process = other-tool --arn x\n"
        "[profile 'broken]\ncredential_process = aws-sso process --arn nonsense\n"
    )
    assert role_behind(text, "default") == ProfileRole(RoleArn.parse(ARN), None)
    assert role_behind(text, "theirs") is None
    assert role_behind(text, "broken") is None


def test_variables_come_before_profiles() -> None:
    """As SDKs look; a role's name alone is no credential."""
    behind = ProfileRole(RoleArn.parse(OTHER), "Default")
    found = role_of_shell({**SHELL, "AWS_PROFILE": "p"}, lambda _: behind)
    assert found
    assert (found.source, str(found.arn), found.ends) == (VARIABLES, ARN, 1_800_000_000)
    only_named = {"AWS_SSO_ROLE_ARN": ARN, "AWS_PROFILE": "p"}
    by_profile = role_of_shell(only_named, lambda _: behind)
    assert by_profile
    assert (by_profile.source, str(by_profile.arn)) == (PROFILE, OTHER)
    server = {"AWS_SSO_ROLE_ARN": ARN, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/"}
    served = role_of_shell(server, lambda _: behind)
    assert served
    assert served.source == SERVER
    assert (
        role_of_shell({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_PROFILE": "p"}, lambda _: behind) is None
    )
    assert role_of_shell({**SHELL, "AWS_SSO_ROLE_ARN": "nonsense"}, lambda _: None) is None


def test_the_way_back_leads_to_the_role_before() -> None:
    """With its instance; not when the same role is taken again."""
    to_other = EnvironmentChanges({"AWS_SSO_ROLE_ARN": OTHER})
    back = switched(to_other, SHELL).set
    assert PreviousRole.of(back) == PreviousRole(RoleArn.parse(ARN), "My SSO")
    again = EnvironmentChanges({"AWS_SSO_ROLE_ARN": ARN})
    assert switched(again, SHELL) is again
    assert switched(to_other, {}) is to_other
    here = held(SHELL)
    assert here
    after = left(here, SHELL).applied_to(SHELL)
    assert PreviousRole.of(after) == PreviousRole(RoleArn.parse(ARN), "My SSO")
    assert "AWS_ACCESS_KEY_ID" not in after
    narrowed = {**SHELL, "AWS_SSO_SCOPE": "policy=/a b/c.json"}
    for changes in (switched(to_other, narrowed), left(here, narrowed)):
        way = PreviousRole(RoleArn.parse(ARN), "My SSO", "policy=/a b/c.json")
        assert PreviousRole.of(changes.set) == way
    with pytest.raises(UsageError, match="no role to go back to"):
        PreviousRole.of({"AWS_SSO_PREVIOUS": "nonsense"})


def test_what_keeps_a_shell_from_switching() -> None:
    """A profile that would win, and keys that would be lost; not our own."""
    check_can_switch(SHELL, "bash")
    for environ in ({"AWS_PROFILE": "x"}, {"AWS_ACCESS_KEY_ID": "AKIA"}):
        with pytest.raises(UsageError):
            check_can_switch(environ, "bash")


@pytest.mark.parametrize(
    ("shell", "hint"),
    [
        ("zsh", "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"),
        ("fish", "set -e AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"),
        (
            "powershell",
            "Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY, Env:AWS_SESSION_TOKEN",
        ),
    ],
)
def test_the_way_out_is_a_command_of_the_shell(shell: str, hint: str) -> None:
    """People paste it."""
    with pytest.raises(UsageError) as found:
        check_can_switch({"AWS_ACCESS_KEY_ID": "AKIA"}, shell)
    assert found.value.hint == hint


def test_a_script_tells_its_parts() -> None:
    """So that installing it again keeps them."""
    for parts in (ShellParts(), ShellParts("assume"), ShellParts("a-b", prompt=True)):
        assert ShellParts.of(f"{parts.note}rest\n") == parts
    assert ShellParts.of("") == ShellParts.of("# something else\n") == ShellParts()
    check_function_name("a-b_C1")
    for name in ("", "a b", "-a", "1a", "é", "a;b", "while", "aws-sso"):
        with pytest.raises(UsageError):
            check_function_name(name)
