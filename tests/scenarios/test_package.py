"""The package as people install it: a wheel, in an empty environment, far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import parts

BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with the locked build back end."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [str(BIN / "uv"), "build", "--wheel", "--quiet", "--no-build-isolation",
         "--python", sys.executable, "--out-dir", str(folder)],
        cwd=parts.ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_runs_the_tour_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """With the locked dependencies and nothing else; the manual page comes along."""
    uv, venv, home = str(BIN / "uv"), tmp_path / "venv", tmp_path / "home"
    home.mkdir(mode=0o700)
    python = ["--python", str(venv / "bin" / "python")]
    locked = ["--require-hashes", str(parts.ROOT / "requirements" / "run.txt")]
    for arguments in (
        ["venv", "--quiet", "--python", sys.executable, str(venv)],
        ["pip", "sync", "--quiet", *python, *locked],
        ["pip", "install", "--quiet", "--no-deps", *python, str(wheel)],
    ):
        subprocess.run([uv, *arguments], check=True, capture_output=True)
    done = subprocess.run(
        [str(venv / "bin" / "aws-sso"), "demo"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=home, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "running as arn:aws:iam::222233334444:role/Developer" in done.stdout
    assert "signed out of `Default`" in done.stdout
    assert str(parts.ROOT) not in done.stdout + done.stderr
    assert (venv / "share" / "man" / "man1" / "aws-sso.1").stat().st_size > 10_000
    assert os.listdir(home) == [], "the demo leaves nothing behind"


def test_the_wheel_has_types_and_no_tests(wheel: Path) -> None:
    """What belongs into it, and nothing else."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {"aws_sso/py.typed", "aws_sso/__init__.pyi"} <= set(names)
    assert any(name.endswith("completion_scripts/aws-sso.zsh") for name in names)
    assert not [n for n in names if n.startswith(("tests", "docs", "benchmarks"))]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"aws_sso", "aws_sso_py"}
