"""Real AWS clients, each asking STS who it is."""

import sys
from pathlib import Path

from tests import parts
from tests.clients.conftest import ACCOUNT, ROLE
from tests.program import Program, Ran

JS = Path(__file__).parent / "js"
BOTO3 = """
import boto3
print(boto3.client("sts", region_name="us-east-1").get_caller_identity()["Arn"])
"""
AIOBOTOCORE = """
import asyncio
from aiobotocore.session import get_session

async def identity():
    async with get_session().create_client("sts", region_name="us-east-1") as sts:
        print((await sts.get_caller_identity())["Arn"])

asyncio.run(identity())
"""
BOTO3_ACCOUNT = "import boto3; print(boto3.Session().get_credentials().account_id)"
IDENTITY = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
EXPECTED = f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/"


def command(client: str) -> list[str]:
    """The command line that asks STS who we are."""
    if client == "boto3":
        return [sys.executable, "-c", BOTO3]
    if client == "aiobotocore":
        return [parts.aiobotocore(), "-c", AIOBOTOCORE]
    if client == "awscli1":
        return [str(Path(sys.executable).parent / "aws"), *IDENTITY]
    if client == "awscli2":
        return [parts.awscli2(), *IDENTITY]
    if client == "go":
        return [parts.go_client("go-whoami")]
    if client == "java":
        return parts.java_client("WhoAmI")
    if client == "rust":
        return [parts.rust_client("whoami")]
    assert client == "javascript", client
    return script("identity.mjs")


def script(name: str) -> list[str]:
    """The command line of a script that uses the AWS SDK for JavaScript."""
    sdk = JS / "node_modules"
    parts.needed("the AWS SDK for JavaScript", str(sdk) if sdk.exists() else None)
    return [parts.program("node"), str(JS / name)]


def ask(client: str, home: Program) -> Ran:
    return home.run_command(command(client))


def account_of(home: Program) -> str:
    """The account that boto3 takes its credentials to be of, without asking anybody."""
    ran = home.run_command([sys.executable, "-c", BOTO3_ACCOUNT])
    assert ran.code == 0, ran.all
    return ran.out.strip()


CLIENTS = ["boto3", "aiobotocore", "awscli1", "awscli2", "javascript", "go", "java", "rust"]
