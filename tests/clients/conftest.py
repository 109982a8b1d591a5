"""An Identity Center whose credentials a moto server knows, and checks signatures of."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from aws_sso.emulator.key_mint import MotoMint
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World
from tests.program import Program

PROFILE = "role-of-ours"
ACCOUNT, ROLE = "012345670123", "ReadOnly"


@dataclass(frozen=True)
class Cloud:
    """Identity Center and STS together."""

    center: RunningIdentityCenter
    sts: str


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a moto server of our own."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    log = tmp_path_factory.mktemp("moto") / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib3.request("GET", f"{url}/moto-api/data.json", retries=False)
                break
            except urllib3.exceptions.HTTPError:
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, "moto did not start within a minute"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def cloud(moto: str) -> Iterator[Cloud]:
    """An Identity Center that hands out credentials made by that moto server."""
    mint = MotoMint(moto)
    with serving(lambda url: World(url, auto_approve=True, mint=mint)) as world:
        yield Cloud(RunningIdentityCenter(world), moto)


@pytest.fixture
def aws_home(tmp_path: Path, cloud: Cloud) -> Program:
    """A signed-in home with a profile in `~/.aws/config` that gets its credentials from us."""
    program = Program.in_new_home(tmp_path, cloud.center)
    program.succeeds("login")
    folder = program.home / ".aws"
    folder.mkdir()
    ours = Path(sys.executable).parent / "aws-sso"
    (folder / "config").write_text(
        f"[profile {PROFILE}]\nregion = us-east-1\n"
        f"credential_process = {ours} process --arn arn:aws:iam::{ACCOUNT}:role/{ROLE}\n"
    )
    program.environ |= {"AWS_ENDPOINT_URL_STS": cloud.sts, "AWS_PROFILE": PROFILE}
    program.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    return program
