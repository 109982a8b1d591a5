"""The pytest fixtures in other people's projects: `examples/account_report`, as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import parts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, far from this one."""
    left_out = shutil.ignore_patterns("__pycache__", ".*")
    source = parts.ROOT / "examples" / "account_report"
    return Path(shutil.copytree(source, tmp_path / "account_report", ignore=left_out))


def run(project: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a tool in the project, with nothing of our environment but where programs are."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project,
        env={"PATH": os.environ["PATH"], "HOME": str(project)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_its_tests_pass(project: Path) -> None:
    """pytest finds the fixtures without a word in the project's settings."""
    done = run(project, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout


def test_its_types_are_right(project: Path) -> None:
    """The fixtures' and the emulator's among them, strictly."""
    done = run(project, "mypy", "--cache-dir", str(project / "cache"))
    assert done.returncode == 0, done.stdout


def test_the_fixtures_are_listed_with_what_they_are(project: Path) -> None:
    """By `pytest --fixtures`."""
    listed = run(project, "pytest", "--fixtures", "-p", "no:cacheprovider").stdout
    assert "A fresh Identity Center with the sample organization." in listed
    assert "Start Identity Centers with an organization" in listed


def test_pytest_imports_no_emulator_until_a_test_wants_one() -> None:
    """Every run of pytest loads the plugin, wherever the package is installed."""
    code = "import sys, aws_sso.emulator.pytest_plugin; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"uvicorn", "starlette", "anyio", "cryptography", "botocore", "click"}
