"""Real AWS clients get credentials from us, and a service that checks signatures takes them."""

import json
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import parts
from tests.clients.conftest import ACCOUNT, ROLE
from tests.program import Program, Ran

JS = Path(__file__).parent / "js"
BOTO3 = """
import boto3
print(boto3.client("sts", region_name="us-east-1").get_caller_identity()["Arn"])
"""
IDENTITY = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
EXPECTED = f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/"


def command(client: str) -> list[str]:
    """The command line that asks STS who we are."""
    if client == "boto3":
        return [sys.executable, "-c", BOTO3]
    if client == "awscli1":
        return [str(Path(sys.executable).parent / "aws"), *IDENTITY]
    if client == "awscli2":
        return [parts.awscli2(), *IDENTITY]
    sdk = JS / "node_modules"
    parts.needed("the AWS SDK for JavaScript", str(sdk) if sdk.exists() else None)
    return [parts.program("node"), str(JS / "identity.mjs")]


def ask(client: str, home: Program) -> Ran:
    done = subprocess.run(
        command(client), env=home.environ, capture_output=True, text=True, timeout=120, check=False
    )
    home.seen += [done.stdout, done.stderr]
    return Ran(done.returncode, done.stdout, done.stderr)


CLIENTS = ["boto3", "awscli1", "awscli2", "javascript"]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_real_client_is_who_the_profile_says(client: str, aws_home: Program) -> None:
    """GetCallerIdentity through `credential_process` gives the assumed role's ARN."""
    answer = ask(client, aws_home)
    assert answer.code == 0, answer.all
    assert answer.out.startswith(EXPECTED), answer.all


@pytest.mark.parametrize("client", CLIENTS)
def test_one_wrong_byte_in_the_secret_is_refused(client: str, aws_home: Program) -> None:
    """So the test above proves the credentials, not a lenient server."""
    real = json.loads(aws_home.succeeds("process", "-A", ACCOUNT, "-R", ROLE).out)
    secret = real["SecretAccessKey"]
    real["SecretAccessKey"] = ("b" if secret[0] == "a" else "a") + secret[1:]
    forger = aws_home.home / "forger"
    forger.write_text(f"#!/bin/sh\necho {shlex.quote(json.dumps(real))}\n")
    forger.chmod(stat.S_IRWXU)
    config = aws_home.home / ".aws" / "config"
    lines = config.read_text().splitlines()
    config.write_text("\n".join([*lines[:-1], f"credential_process = {forger}"]) + "\n")
    answer = ask(client, aws_home)
    assert answer.code != 0, answer.all
    assert "SignatureDoesNotMatch" in answer.all or "signature" in answer.all, answer.all


def test_a_command_under_exec_is_that_role(aws_home: Program) -> None:
    """`exec` hands out the same identity through variables."""
    del aws_home.environ["AWS_PROFILE"]
    aws = str(Path(sys.executable).parent / "aws")
    ran = aws_home.succeeds("exec", "-A", ACCOUNT, "-R", ROLE, "--", aws, *IDENTITY)
    assert ran.out.startswith(EXPECTED), ran.all
