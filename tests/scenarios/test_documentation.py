"""The checks of the documentation notice what they are there for."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from tests import parts

BIN = Path(sys.executable).parent
SCENARIOS = parts.ROOT / "docs" / "reference" / "scenarios"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the checks look at."""
    for name in ("docs", "man", "scripts", "src"):
        shutil.copytree(parts.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    configuration = ("mkdocs.yml", "pyproject.toml", ".mdformat.toml")
    for name in (*configuration, "README.md", "CONTRIBUTING.md", "SECURITY.md"):
        shutil.copy(parts.ROOT / name, tmp_path / name)
    for name in ("CHANGELOG.md", "LICENSE", "benchmarks"):  # README and the like link to them
        (tmp_path / name).touch()
    return tmp_path


def checked(copy: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "scripts/generate_docs.py", "--check"]
    return subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)


def built(copy: Path) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "MKDOCS": str(BIN / "mkdocs")}
    command = ["scripts/build_site.sh"]
    return subprocess.run(
        command, cwd=copy, env=environ, capture_output=True, encoding="utf-8", check=False
    )


def test_all_is_well_as_it_is(copy: Path) -> None:
    """So that the tests below prove something."""
    assert checked(copy).returncode == 0, checked(copy).stderr
    assert built(copy).returncode == 0, built(copy).stderr


def test_a_variable_without_documentation_is_noticed(copy: Path) -> None:
    """Any that the program reads."""
    (copy / "src" / "aws_sso" / "knob.py").write_text(
        'x = environ.get("AWS_SSO_KNOB")\n', encoding="utf-8"
    )
    done = checked(copy)
    assert done.returncode == 1
    assert "the variable `AWS_SSO_KNOB` (knob.py) is not in the table" in done.stderr


def test_a_stale_page_is_noticed(copy: Path) -> None:
    """The pages made from the code, and the manual page."""
    pages = ("docs/reference/commands.md", "docs/reference/commands/session.md", "man/aws-sso.1")
    for page in pages:
        text = (copy / page).read_text(encoding="utf-8")
        (copy / page).write_text(text.replace("Sign in to", "Log on to"), encoding="utf-8")
        done = checked(copy)
        assert done.returncode == 1
        assert f"{page} is stale" in done.stderr
        (copy / page).write_text(text, encoding="utf-8")


def test_a_page_that_is_too_long_is_noticed(copy: Path) -> None:
    """One written by hand; generated ones are for searching."""
    faq = copy / "docs" / "how-to" / "faq.md"
    faq.write_text("# Questions\n" + "\nAnd another one.\n" * 75, encoding="utf-8")
    done = checked(copy)
    assert done.returncode == 1
    assert "docs/how-to/faq.md has 151 lines, more than 150; split it by subject" in done.stderr


@pytest.mark.parametrize("link", ["absent.md", "security.md#absent", "images/absent.png"])
def test_a_broken_link_is_noticed(copy: Path, link: str) -> None:
    """To a page, a place on a page, a picture; and in README."""
    faq = copy / "docs" / "how-to" / "faq.md"
    faq.write_text(f"{faq.read_text(encoding='utf-8')}\n[x]({link})\n", encoding="utf-8")
    assert built(copy).returncode == 1
    if "#" not in link:
        readme = copy / "README.md"
        readme.write_text(
            f"{readme.read_text(encoding='utf-8')}\n[x](docs/{link})\n", encoding="utf-8"
        )
        assert f"links to docs/{link}" in checked(copy).stderr


def test_a_typo_is_noticed(copy: Path) -> None:
    """In pages and in the program's texts, except for the ones made on purpose."""
    typo, right = "rec" + "ieve", "receive"
    command = [str(BIN / "codespell"), "docs", "src"]
    checks = (parts.ROOT / "scripts" / "static_checks.sh").read_text(encoding="utf-8")
    assert "codespell src tests" in checks
    for place, text in (("docs/how-to/faq.md", typo), ("src/aws_sso/version.py", f"# {typo}")):
        before = (copy / place).read_text(encoding="utf-8")
        done = subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout
        (copy / place).write_text(f"{before}\n{text}\n", encoding="utf-8")
        done = subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)
        assert f"{typo} ==> {right}" in done.stdout
        (copy / place).write_text(before, encoding="utf-8")


def rendered(page: str) -> str:
    """What a reader of the site sees on a page, its tags gone and its code blocks marked."""
    content = re.sub(r"(?s)^.*<div[^>]*role=\"main\"|<footer>.*$", "", page)
    return unescape(re.sub(r"<(?!/?pre\b)[^>]*>", "", content))


def test_examples_and_choices_look_on_the_site_as_in_the_terminal(copy: Path) -> None:
    """Each example on a line of its own, no control characters, no backslash before a bar."""
    done = built(copy)
    assert done.returncode == 0, done.stderr
    pages = {
        path.name: rendered(path.read_text(encoding="utf-8"))
        for path in (copy / ".site").rglob("*.html")
    }
    for page, block, line in (
        (
            "credentials",
            "exec -p ",
            "$ aws-sso exec -p shop-dev:Developer                     # start a shell",
        ),
        (
            "roles",
            "list -P ",
            "$ aws-sso list --csv Profile Arn -s Expires   # chosen columns, sorted",
        ),
        ("credentials", "fish ", "fish            aws-sso eval -p NAME | source"),
    ):
        shown = re.findall(r"(?s)<pre>(.*?)</pre>", pages[f"{page}.html"])
        found = [text for text in shown if block in text]
        assert [text for text in found if line in text.splitlines()], found
    assert "[sts|sso|all]" in pages["session.html"]
    for name, text in pages.items():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text), name
        assert not re.search(r"\\[|<]", text), name


def test_the_manual_page_keeps_the_lines_of_examples() -> None:
    """Between `.nf` and `.fi`, and nothing that a terminal would take as a command."""
    text = (parts.ROOT / "man" / "aws-sso.1").read_text(encoding="utf-8")
    shown = text.replace("\\-", "-")
    assert "\n.nf\naws-sso exec -p NAME                     start a shell\naws-sso exec" in shown
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)


def test_the_sites_first_page_says_how_to_install(copy: Path) -> None:
    """A command to copy."""
    assert "pipx install" in (copy / "docs" / "index.md").read_text(encoding="utf-8")


def scenarios() -> dict[int, set[str]]:
    """Return the files that docs/reference/scenarios/ names under each number."""
    named = {}
    for page in SCENARIOS.glob("*.md"):
        _, *pieces = re.split(r"^## (\d+)\. ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for number, text in zip(pieces[::2], pieces[1::2], strict=True):
            named[int(number)] = set(re.findall(r"`((?:tests|benchmarks)/\S+\.py)`", text))
    return dict(sorted(named.items()))


def scenarios_in_tests() -> dict[str, set[int]]:
    """Return the numbers that each test names, as `scenario 9` or `scenarios 7, 8 and 17`."""
    named = {}
    for folder in ("tests", "benchmarks"):
        for path in sorted((parts.ROOT / folder).rglob("*.py")):
            lists = re.findall(
                r"\bscenarios? (\d+(?:(?:,| and|, and) \d+)*)",
                path.read_text(encoding="utf-8"),
                re.IGNORECASE,
            )
            numbers = {int(number) for text in lists for number in re.findall(r"\d+", text)}
            if numbers and path != Path(__file__):
                named[str(path.relative_to(parts.ROOT))] = numbers
    return named


def test_scenarios_are_numbered_without_a_gap() -> None:
    """A number means one situation, for good; the list of all has its title and its page."""
    assert list(scenarios()) == list(range(1, len(scenarios()) + 1))
    index = SCENARIOS.with_suffix(".md").read_text(encoding="utf-8")
    for page in SCENARIOS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for number, title in re.findall(r"^## (\d+)\. (.*)$", text, re.MULTILINE):
            assert re.search(
                rf"^\| {number} \| {re.escape(title)} \| .*\(scenarios/{page.name}\) \|$",
                index,
                re.M,
            ), title


def test_a_test_that_names_a_scenario_stands_under_it() -> None:
    """So the page says what is tested, and what is not yet."""
    page = scenarios()
    missing = [
        f"{file} names scenario {number}, and docs/reference/scenarios/ does not name it there"
        for file, numbers in scenarios_in_tests().items()
        for number in sorted(numbers)
        if file not in page.get(number, set())
    ]
    assert missing == []
    assert len(scenarios_in_tests()) > 10, "the numbers are found"


def test_files_under_a_scenario_exist() -> None:
    """A scenario without any says so."""
    for number, files in scenarios().items():
        gone = [file for file in files if not (parts.ROOT / file).is_file()]
        assert gone == [], f"scenario {number}"
    text = "".join(page.read_text(encoding="utf-8") for page in SCENARIOS.glob("*.md"))
    for piece in re.split(r"\n## (?=\d)", text)[1:]:
        assert "\n- Tests: " in piece or "\n- Not yet\n" in piece, piece.splitlines()[0]
