"""`list` and `tags` by words: the same search as the picker's, but for letters and typos."""

import csv
import io
import json
import shlex
from pathlib import Path

import pytest

from aws_sso.domain.roles.names import all_names, elsewhere, stand_in
from aws_sso.domain.roles.query import read_query
from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import StartIdentityCenter
from tests.program import Program
from tests.unit.roles import role

TABLE = json.loads(
    (Path(__file__).parent.parent / "data/picker_queries.json").read_text(encoding="utf-8")
)


def listed(program: Program, *arguments: str) -> list[str]:
    """The roles in a list, as ACCOUNT/ROLE."""
    ran = program.succeeds("list", "--csv", "AccountAlias", "RoleName", *arguments)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    return [f"{row['AccountAlias']}/{row['RoleName']}" for row in rows]


def is_literal(query: str, expected: str) -> bool:
    """Whether every word of a query of the table stands in the role that it means."""
    name, _, role_name = expected.partition("/")
    one = next(account for account in TABLE["accounts"] if account["name"] == name)
    meant = role(one["id"], name, role_name, email=one["email"], tags=one["tags"])
    return stand_in(read_query(query).words, f"{all_names(meant, name)} {elsewhere(meant)}")


def test_queries_of_the_picker_list_the_role_they_mean(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Those of its table whose words stand literally; the others mean nothing to a list."""
    accounts = [
        Account(one["id"], one["name"], one["email"], one["roles"]) for one in TABLE["accounts"]
    ]
    center = start_identity_center(Organization.of(accounts))
    program = Program.in_new_home(tmp_path, center)
    tags = {one["id"]: {"Tags": one["tags"]} for one in TABLE["accounts"]}
    text = program.config.read_text(encoding="utf-8")
    entry = f"    Accounts: {json.dumps(tags, ensure_ascii=False)}\n"
    program.configure(text.replace("AuthWorkflow", f"{entry}AuthWorkflow", 1))
    program.succeeds("login")
    literal = [(query, meant) for query, meant in TABLE["queries"] if is_literal(query, meant)]
    assert len(literal) > 30
    missed = {q: meant for q, meant in literal if meant not in listed(program, *shlex.split(q))}
    assert missed == {}
    assert "no role matches `shprdadm`" in program.fails("list", "shprdadm").err


def test_names_of_fields_are_columns_and_all_else_are_words(signed_in: Program) -> None:
    """Exactly their names, old ones too; after `--` all are words."""
    out = signed_in.succeeds("list", "--csv", "Profile", "shop", "ARN", "Read").out
    assert out.splitlines()[0] == "Profile,Arn"
    assert len(out.splitlines()) == 3
    assert listed(signed_in, "read", "sandbox") == ["Example Sandbox/ReadOnly"]
    assert "no role matches `Arn`" in signed_in.fails("list", "--", "Arn").err
    assert "no role matches `arn`" in signed_in.fails("list", "arn").err
    assert listed(signed_in, "--", "break") == ["Example Shop Production/BreakGlass"]


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_nothing_found_is_said_and_fails(form: tuple[str, ...], signed_in: Program) -> None:
    """Like grep: exit 1, and no bare header on stdout."""
    ran = signed_in.fails("list", *form, "shop", "nowhere")
    assert "error: no role matches `shop nowhere`" in ran.err
    assert "begins with `x`" in signed_in.fails("list", *form, "-P", "RoleName=x").err


def test_a_mistyped_column_is_named(signed_in: Program) -> None:
    """It was a word, and nothing has it."""
    assert "hint: the column is `AccountIdPad`" in signed_in.fails("list", "AcountIdPad").err


def test_a_prefix_without_a_field_leads_to_one_with_values(signed_in: Program) -> None:
    """And to words."""
    ran = signed_in.fails("list", "-P", "shop", code=2)
    assert (
        "for example `--prefix AccountAlias=Example`; to search all fields, use `aws-sso list shop`"
        in ran.err
    )


def test_tags_take_words_too(signed_in: Program) -> None:
    """The same ones."""
    found = json.loads(signed_in.succeeds("tags", "--json", "shop", "break").out)
    assert [one["Arn"] for one in found] == ["arn:aws:iam::333344445555:role/BreakGlass"]
    assert "no role matches `nowhere`" in signed_in.fails("tags", "nowhere").err


def test_a_value_keeps_its_spaces(signed_in: Program) -> None:
    """The shell has taken its quotes away."""
    assert listed(signed_in, "AccountAlias=shop prod", "read") == [
        "Example Shop Production/ReadOnly"
    ]
