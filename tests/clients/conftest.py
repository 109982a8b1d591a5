"""An Identity Center whose credentials a moto server knows, and checks signatures of."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import urllib3

from aws_sso.emulator.key_mint import MotoMint
from aws_sso.emulator.organization import Account, sample
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.upstream import Upstream
from aws_sso.emulator.world import World
from tests.program import Program
from tests.serving import Server, credential_server
from tests.waiting import until

PROFILE = "role-of-ours"
ACCOUNT, ROLE = "012345670123", "ReadOnly"
SLOT = f"{ACCOUNT}:{ROLE}"


HUB = "123456789012"
"""The one account of moto's that has roles with policies."""


def policy(action: str, **more: object) -> str:
    """A policy document that allows one action."""
    statement = {"Effect": "Allow", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True)
class Cloud:
    """Identity Center and STS together."""

    center: RunningIdentityCenter
    sts: str

    def s3(self) -> Any:
        """A client of S3 that may do everything."""
        upstream = self.center.world.upstream
        assert upstream is not None
        return botocore.session.Session().create_client(
            "s3",
            region_name="us-east-1",
            endpoint_url=self.sts,
            aws_access_key_id=upstream.access_key_id,
            aws_secret_access_key=upstream.secret_access_key,
        )


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
                assert server.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "moto did not start within a minute"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def cloud(moto: str) -> Iterator[Cloud]:
    """An Identity Center that hands out credentials made by that moto server."""
    iam = botocore.session.Session().create_client(
        "iam",
        region_name="us-east-1",
        endpoint_url=moto,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="anything",
    )
    anybody = policy("sts:AssumeRole", Principal={"AWS": "*"})
    for role in ("Hub", "Next", "Powerless"):
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=anybody)
    chain = policy("sts:AssumeRole", Resource="*")
    for role in ("Hub", "Next"):
        iam.put_role_policy(RoleName=role, PolicyName="chain", PolicyDocument=chain)
    mint = MotoMint(moto)  # from here on moto checks signatures and policies
    people = sample()
    people.accounts[HUB] = Account(HUB, "Example Hub", "hub@example.com", ["Hub", "Powerless"])
    rest = Upstream(moto, *mint.administrator)

    def world_at(url: str) -> World:
        return World(url, people, auto_approve=True, mint=mint, upstream=rest)

    with serving(world_at) as world:
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
        f"credential_process = {ours} process --arn arn:aws:iam::{ACCOUNT}:role/{ROLE}\n",
        encoding="utf-8",
    )
    program.environ |= {"AWS_ENDPOINT_URL_STS": cloud.sts, "AWS_PROFILE": PROFILE}
    program.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    return program


@pytest.fixture
def server(tmp_path: Path, cloud: Cloud) -> Iterator[Server]:
    """A server that keeps a slot filled with what moto's STS knows."""
    program = Program.in_new_home(tmp_path, cloud.center)
    program.environ |= {"AWS_ENDPOINT_URL_STS": cloud.sts, "AWS_EC2_METADATA_DISABLED": "true"}
    program.environ["AWS_REGION"] = program.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    program.succeeds("login")
    with credential_server(program, "--profile", SLOT) as running:
        path = f"/healthcheck/slot/{SLOT}"
        until(lambda: running.ask(path, token=None)[0] == 200, "the first credentials")
        yield running
