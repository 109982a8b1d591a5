"""What people bring from aws-sso-cli 2.3: its config.yaml, its commands and flags, its output."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest

from aws_sso.adapters.config.reading import load_settings
from aws_sso.cli.by_click.program import root
from aws_sso.domain.settings import keys as settings_keys
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests import parts
from tests.program import Program
from tests.serving import credential_server

DATA = Path(__file__).parent.parent / "data"
THERE: Any = json.loads((DATA / "aws_sso_cli_2_3.json").read_text(encoding="utf-8"))
PAGE = parts.ROOT / "docs" / "reference" / "aws-sso-cli.md"
OURS_ONLY = {
    *("AuthWorkflow", "BareCommand", "BrowserProfile", "ConfirmTags", "ConsoleVia", "CsvHeader"),
    *("OnePassword", "Policies", "SecretServiceCollection", "UnlockMinutes", "UrlOneTime"),
    *("AllowEndpoints", "ExecKeepsPassword", "NestedExec", "SSORegions", "Tenant"),
}
"""Keys that its documentation does not have."""


def command_at(name: str) -> click.Command | None:
    """Our command of that name; None if there is none."""
    found: click.Command | None = root()
    context = click.Context(root())
    for word in name.split():
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(context, word)
    return found


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options of a command, those of every command included, by each of their names."""
    context = click.Context(command, help_option_names=["-h", "--help"])
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    return {name: option for option in options for name in option.opts}


def rows() -> list[tuple[str, set[str], str]]:
    """The table of the page: command, names of flags, what happens here."""
    found = []
    table = PAGE.read_text(encoding="utf-8").partition("## Every command")[2].partition("\n\n## ")
    for line in table[0].splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and (cells[0].startswith("`") or cells[0] == "(all)"):
            found.append((cells[0].strip("`"), set(re.findall("`([^`]+)`", cells[1])), cells[2]))
    return found


FLAGS = [
    (name, flag)
    for name, flags in (("list", THERE["everywhere"]), *THERE["commands"].items())
    for flag in flags
]


@pytest.mark.parametrize(("name", "flag"), FLAGS, ids=[f"{name} {one[0]}" for name, one in FLAGS])
def test_each_flag_is_here_or_the_page_says_that_it_is_not(
    name: str, flag: tuple[str, str | None, str | None]
) -> None:
    """Under both its names, with a value where it has one there."""
    told = [here for command, flags, here in rows() if command == name and flag[0] in flags]
    command = command_at(name)
    if told and told[0].startswith("not here"):
        assert command is None or flag[0] not in options_of(command)
        return
    assert command is not None
    options = options_of(command)
    for one in filter(None, flag[:2]):
        assert one in options, one
        assert options[one].is_flag == (flag[2] is None), one


def test_the_page_has_each_command_with_all_its_flags() -> None:
    """No more, no fewer."""
    told: dict[str, set[str]] = {}
    for command, flags, here in rows():
        assert here.startswith(("the same", "not here")), here
        told.setdefault(command, set()).update(flags)
    known = {"(all)": THERE["everywhere"], **THERE["commands"]}
    assert told == {
        name: {one for flag in flags for one in flag[:2] if one} for name, flags in known.items()
    }


def test_its_config_loads_without_a_warning() -> None:
    """Every key that its documentation has, and every one of ours that is not ours alone."""
    path = DATA / "aws_sso_cli_config.yaml"
    loaded = load_settings(path)
    assert loaded.warnings == ()
    text = path.read_text(encoding="utf-8")
    tables = (
        *(settings_keys.TOP_KEYS, settings_keys.INSTANCE_KEYS, settings_keys.ACCOUNT_KEYS),
        settings_keys.ROLE_KEYS,
    )
    names = {key.name for table in tables for key in table} - OURS_ONLY
    names -= {"Scopes", "Elevate", "DurationSeconds"}
    assert {name for name in names if f"{name}:" not in text} == set()


def test_its_old_key_names_load_too(tmp_path: Path) -> None:
    """Of versions before 2, also without a warning."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "SSOConfig: {D: {SSORegion: us-east-1, StartUrl: 'https://x.example.com/start'}}\n"
        "ConfigUrlAction: open\nUrlAction: exec\nUrlActionExec: [open, '%s']\n",
        encoding="utf-8",
    )
    assert load_settings(path).warnings == ()


def test_csv_can_go_without_its_header(signed_in: Program) -> None:
    """For scripts that read the lines of the Go program: by a flag, and for good."""
    fields = ("list", "--csv", "Profile", "-P", "Profile=111122223333:A")
    assert signed_in.succeeds(*fields).out == "Profile\n111122223333:Admin\n"
    assert signed_in.succeeds(*fields, "--no-header").out == "111122223333:Admin\n"
    signed_in.add_setting("CsvHeader: false")
    assert signed_in.succeeds(*fields).out == "111122223333:Admin\n"


def test_a_table_can_go_without_its_header(signed_in: Program) -> None:
    """Without the line under it, too; JSON has none."""
    fields = ("list", "Profile", "-P", "Profile=111122223333:A", "--no-header")
    assert signed_in.succeeds(*fields).out == "111122223333:Admin\n"
    signed_in.fails(*fields, "--json", code=2)


def test_cache_can_be_silent(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """As long as nothing goes wrong."""
    ran = signed_in.succeeds("cache", "--silent")
    assert ran.all == ""
    identity_center.world.traffic.faults.append(
        Fault("ListAccountRoles", "ResourceNotFoundException", 1, 1)
    )
    ran = signed_in.run("cache", "--silent")
    assert ran.code == 1
    assert "could not fetch the roles of 1 account" in ran.err


def test_a_sign_in_can_be_forced_with_f(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The session before is ended."""
    signed_in.succeeds("login", "-f")
    assert identity_center.world.traffic.counts["Logout"] == 1


def test_the_roles_of_aws_are_listed_as_they_are_now(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """`list-sso-roles` asks AWS, every time."""
    before = identity_center.world.traffic.counts["ListAccounts"]
    listed = signed_in.succeeds("list-sso-roles").out
    assert re.search(r"^111122223333 .* Admin$", listed, re.MULTILINE)
    assert identity_center.world.traffic.counts["ListAccounts"] > before
    assert "list-sso-roles" not in signed_in.succeeds("--help").out


def test_profiles_of_credentials_are_parted_by_commas(signed_in: Program) -> None:
    """`-p a,b` and `-p a -p b` mean the same."""
    names = ("111122223333:Admin", "222233334444:Admin")
    together = signed_in.succeeds("credentials", "-p", ",".join(names)).out
    assert all(f"[{name}]" in together for name in names)
    assert signed_in.succeeds("credentials", "-p", names[0], "-p", names[1]).out == together


def test_a_profile_with_a_comma_in_its_name_is_one(signed_in: Program) -> None:
    """An exact name comes first."""
    signed_in.add_setting('ProfileFormat: "{{ .AccountIdPad }},{{ .RoleName }}"')
    printed = signed_in.succeeds("credentials", "-p", "111122223333,Admin").out
    assert printed.startswith("[111122223333,Admin]")


@pytest.mark.parametrize("words", [("start", "--port", "4144"), ("stop",), ()])
def test_ecs_docker_says_what_to_do_instead(program: Program, words: tuple[str, ...]) -> None:
    """An error, whatever is asked of it; the help shows what containers need."""
    ran = program.fails("ecs", "docker", *words)
    assert "is not supported, and not needed" in ran.err
    assert "`aws-sso ecs server`" in ran.err
    shown = program.succeeds("ecs", "docker", *words[:1], "--help").out if not words else ""
    assert not shown or "--format compose" in shown
    assert "docker" not in program.succeeds("ecs", "--help").out


def test_roles_are_loaded_by_arn_by_account_and_role_and_by_variable(signed_in: Program) -> None:
    """`-a`, `-A` with `-R`, into the slot of its name with `-s`, or the role of this shell."""
    arn = "arn:aws:iam::111122223333:role/Admin"
    with credential_server(signed_in) as server:
        load = ("ecs", "load", "--server", server.url.partition("://")[2])
        assert "filled with `111122223333:Admin`" in signed_in.succeeds(*load, "-a", arn).err
        by_names = signed_in.succeeds(*load, "-A", "111122223333", "-R", "ReadOnly", "-s")
        assert "the slot `111122223333:ReadOnly` is" in by_names.err
        by_variable = signed_in.succeeds(*load, AWS_SSO_ROLE_ARN=arn)
        assert "the default slot is filled with `111122223333:Admin`" in by_variable.err


def test_a_narrowed_shell_loads_its_role_as_narrow_as_it_is(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The variables of the shell say both."""
    signed_in.add_setting("ExecKeepsPassword: true")
    with credential_server(signed_in) as server:
        host = server.url.partition("://")[2]
        ran = signed_in.succeeds(
            *("exec", "-p", "111122223333:Admin", "--read-only", "--"),
            *("aws-sso", "ecs", "load", "--server", host),
        )
        assert "filled with" in ran.err
        _, answer = server.ask("/")
    session = identity_center.world.sessions.of(answer["AccessKeyId"])
    assert session is not None
    assert session.scoped == 1
