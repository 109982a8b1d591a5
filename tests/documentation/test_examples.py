"""Every example of the documentation, as it is printed, in a home of the sample organization."""

import contextlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from aws_sso.emulator.organization import sample
from tests import parts
from tests.documentation.conftest import SAMPLE
from tests.documentation.languages import HANDLERS, NOT_RUN
from tests.documentation.pages import DOCS, Command, blocks, commands, pages
from tests.program import Program
from tests.usual_ports import usual_ports

WITH_EXAMPLES = [page for page in pages() if [*blocks(page)]]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: str(page.relative_to(DOCS)))
def test_the_examples_of_a_page_work_as_printed(page: Path, home: Program) -> None:
    """In their order, each block in a new shell."""
    run_examples(page, home)


def run_examples(page: Path, home: Program) -> None:
    """Run the blocks of a page."""
    on_it = [*blocks(page)]
    ports = any(re.search("ecs server|aws-sso emulator", block.text) for block in on_it)
    with usual_ports() if ports else contextlib.nullcontext():
        for block in on_it:
            language = block.language or "no language"
            assert language in HANDLERS, f"{block.place}: a block of {language}"
            HANDLERS[language](block, home)


def test_every_exception_has_an_example() -> None:
    """One that is gone would hide the next."""
    shown = [c.typed for page in WITH_EXAMPLES for c in typed_on(page)]
    assert [one for one in NOT_RUN if not any(re.search(one, line) for line in shown)] == []


def typed_on(page: Path) -> Iterator[Command]:
    """Yield the commands on a page."""
    for block in blocks(page):
        if block.language == "console":
            yield from commands(block)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("console", "$ aws-sso exec -p shop-dev:Nobody -- terraform plan\n"),
        ("console", "$ aws-sso status\nsigned in to `Other`\n"),
        ("sh", "aws-sso statsu\n"),
        ("yaml", "ConfirmTag: {Env: prod}\n"),
        ("yaml", "services: {app: {image: example}}\n"),
        ("json", '{"awsCredentialExport": "aws-sso process -p shop-dev:Nobody"}\n'),
        ("json", '{"version": 1, "instances": {"Default": {"refreshed": "yesterday"}}}\n'),
        ("python", "import aws_sso\naws_sso.credentials('shop-dev:Nobody')\n"),
        ("ini", "[Service]\nExecStart=%h/.local/bin/aws-sso ecs serve\n"),
        ("toml", "[aws\n"),
        ("text", "$ aws-sso list\n"),
        ("", "aws-sso list\n"),
        ("haskell", "main\n"),
    ],
)
def test_a_broken_example_is_noticed(language: str, text: str, home: Program) -> None:
    """In any language, and a block without one."""
    page = home.home / "page.md"
    page.write_text(f"# A page\n\n```{language}\n{text}```\n", encoding="utf-8")
    with pytest.raises((AssertionError, ValueError, KeyError, pytest.fail.Exception)):
        run_examples(page, home)


def test_the_sample_organization_is_the_emulators() -> None:
    """So that readers can type the examples themselves."""
    rows = [
        f"| {one.account_id} | {one.name} | {', '.join(one.roles)} |"
        for one in sample().accounts.values()
    ]
    assert "\n".join(rows) in SAMPLE.read_text(encoding="utf-8")


def code(cell: str) -> str:
    """Return the code in a cell of a table as a reader sees it."""
    return unescape(cell).replace("\\|", "|")


NAMES = re.findall(
    r"^\| (?:`|<code>)(.*\{\{.*?)(?:`|</code>) \| `(.*)` \|$",
    (DOCS / "how-to" / "profile-names.md").read_text(encoding="utf-8"), re.M,
)  # fmt: skip
"""Templates, and the names that they give."""


@pytest.mark.parametrize(("template", "name"), NAMES)
def test_a_template_gives_the_name_that_the_page_shows(
    template: str, name: str, home: Program
) -> None:
    """For the role that the page names."""
    home.add_setting(f"ProfileFormat: '{code(template)}'")
    shop_prod = "Arn=arn:aws:iam::333344445555:role/ReadOnly"
    assert (
        home.succeeds("list", "--csv", "--no-header", "Profile", "-P", shop_prod).out == f"{name}\n"
    )


def test_all_templates_of_the_table_are_found() -> None:
    """Else the test above proves nothing."""
    assert len(NAMES) == 4


EVAL = re.findall(
    r"^\| ([^|]+) \| (?:`+ ?|<code>)(.*aws-sso eval.*?)(?: ?`+|</code>)(?: \(|\s*\|)",
    (DOCS / "how-to" / "shells.md").read_text(encoding="utf-8"), re.M,
)  # fmt: skip
"""Shells, and how each takes the variables of a role."""
ON_WINDOWS = {"PowerShell": "tests/unit/test_powershell.py parses it", "cmd.exe": "tests/windows"}
SHELLS = [
    (shell, code(line))
    for names, line in EVAL
    if names not in ON_WINDOWS
    for shell in names.split(", ")
]


@pytest.mark.parametrize(("shell", "line"), SHELLS, ids=[shell for shell, _ in SHELLS])
def test_every_shell_takes_a_role_as_the_table_says(shell: str, line: str, home: Program) -> None:
    """A command that it starts then has the role."""
    others = {"nushell": parts.nushell, "xonsh": parts.xonsh}
    path = others[shell]() if shell in others else parts.program(shell)
    options = {"zsh": ["-f"], "fish": ["--no-config"], "tcsh": ["-f"], "xonsh": ["--no-rc"]}
    line = line.replace("NAME", "shop-dev:Developer")
    command = [path, *options.get(shell, []), "-c", f"{line}\nprintenv AWS_SSO_PROFILE"]
    ran = home.having(SHELL=path).run_command(command, folder=home.home)
    assert ran.out.strip() == "shop-dev:Developer", ran.err


def test_all_shells_of_the_table_are_found() -> None:
    """Else the test above proves nothing."""
    assert len(SHELLS) == 10
    assert {names for names, _ in EVAL} >= ON_WINDOWS.keys()
