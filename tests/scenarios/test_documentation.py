"""The checks of the documentation notice what they are there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import parts

BIN = Path(sys.executable).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the checks look at."""
    for name in ("docs", "man", "scripts", "src"):
        shutil.copytree(parts.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("mkdocs.yml", "README.md", "CONTRIBUTING.md", "SECURITY.md"):
        shutil.copy(parts.ROOT / name, tmp_path / name)
    for name in ("CHANGELOG.md", "LICENSE", "benchmarks"):  # README and the like link to them
        (tmp_path / name).touch()
    return tmp_path


def checked(copy: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "scripts/generate_docs.py", "--check"]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def built(copy: Path) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "MKDOCS": str(BIN / "mkdocs")}
    command = ["scripts/build_site.sh"]
    return subprocess.run(
        command, cwd=copy, env=environ, capture_output=True, text=True, check=False
    )


def test_all_is_well_as_it_is(copy: Path) -> None:
    """So that the tests below prove something."""
    assert checked(copy).returncode == 0, checked(copy).stderr
    assert built(copy).returncode == 0, built(copy).stderr


def test_a_variable_without_documentation_is_noticed(copy: Path) -> None:
    """Any that the program reads."""
    (copy / "src" / "aws_sso" / "knob.py").write_text('x = environ.get("AWS_SSO_KNOB")\n')
    done = checked(copy)
    assert done.returncode == 1
    assert "the variable `AWS_SSO_KNOB` (knob.py) is not in the table" in done.stderr


def test_a_stale_page_is_noticed(copy: Path) -> None:
    """The pages made from the code, and the manual page."""
    for page in ("docs/commands.md", "man/aws-sso.1"):
        text = (copy / page).read_text()
        (copy / page).write_text(text.replace("Sign in to", "Log on to"))
        done = checked(copy)
        assert done.returncode == 1
        assert f"{page} is stale" in done.stderr
        (copy / page).write_text(text)


@pytest.mark.parametrize("link", ["absent.md", "security.md#absent", "images/absent.png"])
def test_a_broken_link_is_noticed(copy: Path, link: str) -> None:
    """To a page, a place on a page, a picture; and in README."""
    faq = copy / "docs" / "faq.md"
    faq.write_text(f"{faq.read_text()}\n[x]({link})\n")
    assert built(copy).returncode == 1
    if "#" not in link:
        readme = copy / "README.md"
        readme.write_text(f"{readme.read_text()}\n[x](docs/{link})\n")
        assert f"links to docs/{link}" in checked(copy).stderr
