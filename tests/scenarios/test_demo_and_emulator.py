"""`demo` and `emulator`, as somebody tries them out."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import Program


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """An empty home: no configuration, no variables of ours."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Program(home, {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})


def test_the_demo_shows_the_main_job_and_leaves_nothing(bare: Program) -> None:
    """Without a terminal: the tour, exit 0; the home and the user's settings are not touched."""
    bare.environ["AWS_SSO_CONFIG"] = "/nonexistent/config.yaml"
    ran = bare.succeeds("demo")
    for part in (
        "signed in to `Default`",
        "222233334444:Developer",
        '{"Version": 1, "AccessKeyId": "ASIA',
        "running as arn:aws:iam::222233334444:role/Developer with key ASIA",
        "signed out of `Default`",
    ):
        assert part in ran.all
    assert list(bare.home.iterdir()) == []


def started(program: Program, *options: str) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """Start the emulator by its command; returns it and the variables that it prints."""
    running = subprocess.Popen(
        [sys.executable, "-m", "aws_sso", "emulator", "--port", "0", *options],
        env=program.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert running.stdout is not None
    variables = {}
    for line in running.stdout:
        if line.startswith("# StartUrl: https://"):
            variables["START_URL"] = line.strip().removeprefix("# StartUrl: ")
            break
        name, value = line.strip().removeprefix("export ").split("=", 1)
        variables[name] = value
    return running, variables


def test_the_emulator_command_serves_until_interrupted(bare: Program) -> None:
    """With what it prints, a session works against it."""
    options = ("--accounts", "7", "--roles", "3", "--nasty", "--auto-approve", "--rate", "0")
    running, variables = started(bare, *options)
    try:
        start_url = variables.pop("START_URL")
        bare.environ |= {**variables, "AWS_SSO_FILE_PASSWORD": "pw"}
        bare.configure(
            f"SSOConfig: {{Default: {{SSORegion: us-east-1, StartUrl: '{start_url}'}}}}\n"
            "SecureStore: file\nUnlockMinutes: 0\nAuthWorkflow: device_code\n"
        )
        assert "21 roles in 7 accounts" in bare.succeeds("login").err
    finally:
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert running.returncode in (0, 130), err
    assert "Traceback" not in err
    assert "serving 7 accounts on http://127.0.0.1:" in err


def test_the_emulator_explains_what_it_cannot_do(bare: Program, tmp_path: Path) -> None:
    """A port that is taken, an organization that is none, no moto where one should be."""
    running, variables = started(bare)
    port = variables["AWS_ENDPOINT_URL_SSO"].rsplit(":", 1)[1]
    try:
        assert "Address already in use" in bare.fails("emulator", "--port", port).err
    finally:
        running.kill()
        running.communicate()
    org = tmp_path / "org.json"
    org.write_text('{"accounts": [1]}', encoding="utf-8")
    assert "not an organization" in bare.fails("emulator", "--org", str(org)).err
    org.write_text("{\n  nonsense", encoding="utf-8")
    assert "org.json:2: not JSON" in bare.fails("emulator", "--org", str(org)).err
    assert "cannot read /nonexistent" in bare.fails("emulator", "--org", "/nonexistent").err
    ran = bare.fails("emulator", "--org", str(org), "--accounts", "1", code=2)
    assert "cannot be combined" in ran.err
    for sts in ("http://127.0.0.1:9", ""):
        ran = bare.fails("emulator", "--port", "0", "--sts", sts)
        assert f"no usable moto server at `{sts}`" in ran.err
