"""Real AWS clients, each trying four things with S3 and saying what came of each."""

import sys
from pathlib import Path

from tests import parts
from tests.clients.real_clients import script

BUCKET = "narrowed-credentials"
BOTO3 = """
import sys, boto3
from botocore.exceptions import BotoCoreError, ClientError
url, bucket = sys.argv[1:]
s3 = boto3.Session().client("s3", endpoint_url=url, region_name="us-east-1")
calls = {
    "list": lambda: s3.list_buckets()["Buckets"],
    "look": lambda: s3.list_objects_v2(Bucket=bucket)["Contents"],
    "get": lambda: s3.get_object(Bucket=bucket, Key="there")["Body"].read(),
    "put": lambda: s3.put_object(Bucket=bucket, Key="new", Body=b"x")["ETag"],
}
for what, call in calls.items():
    try:
        print(what, "works" if call() else "gives nothing")
    except (BotoCoreError, ClientError) as error:
        print(what, error)
"""
AIOBOTOCORE = """
import asyncio, sys, s3fs
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError
url, bucket = sys.argv[1:]

async def buckets_and_objects():
    async with get_session().create_client("s3", endpoint_url=url, region_name="us-east-1") as s3:
        calls = {
            "list": lambda: s3.list_buckets(),
            "get": lambda: s3.get_object(Bucket=bucket, Key="there"),
            "put": lambda: s3.put_object(Bucket=bucket, Key="new", Body=b"x"),
        }
        for what, call in calls.items():
            try:
                print(what, "works" if await call() else "gives nothing")
            except (BotoCoreError, ClientError) as error:
                print(what, error)

files = s3fs.S3FileSystem(endpoint_url=url, client_kwargs={"region_name": "us-east-1"})
print("look", "works" if files.ls(bucket) else "gives nothing")
asyncio.run(buckets_and_objects())
"""
AWSCLI = """
one() { what=$1; shift; said=$("$aws" --endpoint-url "$url" --region us-east-1 s3api "$@" 2>&1) \\
  && echo "$what works" || echo "$what" $said; }
aws=$1 url=$2 bucket=$3
one list list-buckets
one look list-objects-v2 --bucket "$bucket"
one get get-object --bucket "$bucket" --key there /dev/stdout
one put put-object --bucket "$bucket" --key new
"""


def command(client: str, url: str) -> list[str]:
    """The command line by which a client lists, looks, gets and puts at a URL."""
    if client == "boto3":
        return [sys.executable, "-c", BOTO3, url, BUCKET]
    if client == "aiobotocore":
        return [parts.aiobotocore(), "-c", AIOBOTOCORE, url, BUCKET]
    if client == "javascript":
        return [*script("s3.mjs"), url, BUCKET]
    if client == "go":
        return [parts.go_client("go-s3"), url, BUCKET]
    if client == "java":
        return [*parts.java_client("TryS3"), url, BUCKET]
    if client == "rust":
        return [parts.rust_client("s3"), url, BUCKET]
    return ["sh", "-c", AWSCLI, "sh", awscli(client), url, BUCKET]


def awscli(client: str) -> str:
    if client == "awscli1":
        return str(Path(sys.executable).parent / "aws")
    assert client == "awscli2", client
    return parts.awscli2()


def came_of(out: str) -> dict[str, str]:
    """What came of each thing: that it works, or the code of the refusal."""
    lines = [line.partition(" ") for line in out.splitlines()]
    codes = ("AccessDenied", "SignatureDoesNotMatch", "could not be found")
    return {what: next((code for code in codes if code in said), said) for what, _, said in lines}
