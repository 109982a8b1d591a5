"""The package as people install it: a wheel, in an empty environment, far from the checkout."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import parts

BIN = Path(sys.executable).parent
COMPLETIONS = (
    "bash-completion/completions/aws-sso",
    "fish/vendor_completions.d/aws-sso.fish",
    "zsh/site-functions/_aws-sso",
)
"""Where shells look for a program's completion, under a prefix's `share`."""


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
    told = subprocess.run(
        [str(venv / "bin" / "aws-sso"), "--version"], capture_output=True, encoding="utf-8"
    )
    assert re.fullmatch(r"aws-sso \d+\.\d+\.\d+ \(commit [0-9a-f]{12}(-dirty)?\)\n", told.stdout)
    assert "running as arn:aws:iam::222233334444:role/Developer" in done.stdout
    assert "signed out of `Default`" in done.stdout
    assert str(parts.ROOT) not in done.stdout + done.stderr
    assert (venv / "share" / "man" / "man1" / "aws-sso.1").stat().st_size > 10_000
    for file in COMPLETIONS:
        assert (venv / "share" / file).stat().st_size > 1000
    assert os.listdir(home) == [], "the demo leaves nothing behind"


def test_the_wheel_has_types_and_no_tests(wheel: Path) -> None:
    """What belongs into it, and nothing else."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {"aws_sso/py.typed", "aws_sso/__init__.pyi"} <= set(names)
    assert any(name.endswith("completion_scripts/aws-sso.zsh") for name in names)
    assert not [n for n in names if n.startswith(("tests", "docs", "benchmarks"))]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"aws_sso", "aws_sso_py"}


def test_shells_find_the_completions_of_the_package(wheel: Path, tmp_path: Path) -> None:
    """bash and fish by the program's name, zsh as a function that it loads at the first Tab."""
    with zipfile.ZipFile(wheel) as archive:
        (data,) = {name.split("/")[0] for name in archive.namelist() if ".data/" in name}
        archive.extractall(tmp_path)
    share = tmp_path / data / "data" / "share"
    environ = {"HOME": str(tmp_path), "PATH": f"{BIN}:{os.defpath}", "LANG": "C.UTF-8"}
    bash = f"COMP_LINE='aws-sso stat' COMP_POINT=12; . {share / COMPLETIONS[0]}; "
    zsh = (
        f"fpath=({share / 'zsh/site-functions'} $fpath); autoload -Uz compinit; compinit -u -D; "
        "print $_comps[aws-sso]; autoload +X _aws-sso && print loaded"
    )
    for command, expected in (
        (["bash", "-c", bash + "_aws_sso_complete; printf '%s\n' \"${COMPREPLY[@]}\""], "status"),
        ([parts.program("zsh"), "-f", "-c", zsh], "_aws-sso\nloaded"),
        (
            [parts.program("fish"), "--no-config", "-c",
             f"source {share / COMPLETIONS[1]}; complete -C 'aws-sso stat'"],
            "status",
        ),
    ):  # fmt: skip
        done = subprocess.run(
            command, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert expected in done.stdout, (command, done.stderr)
