"""Real AWS clients with narrowed credentials, before a server that checks signatures and policies.

Everything goes to the emulator: it checks the signature of each call, evaluates what the session is
narrowed to, and hands on to moto what it lets through.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest

from tests import parts
from tests.clients.conftest import ACCOUNT, Cloud
from tests.program import Program, Ran

ROLE = "ReadOnly"
ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
PROFILE = f"{ACCOUNT}:{ROLE}"
BUCKET = "narrowed-credentials"
BOTO3 = f"""
import sys, boto3
s3 = boto3.Session().client("s3", endpoint_url=sys.argv[1], region_name="us-east-1")
if sys.argv[2] == "list":
    print([one["Name"] for one in s3.list_buckets()["Buckets"]])
elif sys.argv[2] == "look":
    print(s3.list_objects_v2(Bucket="{BUCKET}")["KeyCount"])
elif sys.argv[2] == "get":
    print(s3.get_object(Bucket="{BUCKET}", Key="there")["Body"].read())
else:
    print(s3.put_object(Bucket="{BUCKET}", Key="new", Body=b"x")["ETag"])
"""
AWSCLI = {
    "list": ["s3api", "list-buckets"],
    "look": ["s3api", "list-objects-v2", "--bucket", BUCKET],
    "get": ["s3api", "get-object", "--bucket", BUCKET, "--key", "there", "/dev/stdout"],
    "put": ["s3api", "put-object", "--bucket", BUCKET, "--key", "new"],
}
CLIENTS = ["boto3", "awscli1", "awscli2"]


@pytest.fixture
def home(tmp_path: Path, cloud: Cloud) -> Iterator[Program]:
    """A signed-in home, and a bucket with an object in the cloud."""
    world = cloud.center.world
    upstream = world.upstream
    assert upstream is not None
    s3 = botocore.session.Session().create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=cloud.sts,
        aws_access_key_id=upstream.access_key_id,
        aws_secret_access_key=upstream.secret_access_key,
    )
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="there", Body=b"content")
    program = Program.in_new_home(tmp_path, cloud.center)
    program.succeeds("login")
    program.environ |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1"}
    world.decisions.clear()
    yield program
    for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        s3.delete_object(Bucket=BUCKET, Key=one["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def command(client: str, cloud: Cloud, what: str) -> list[str]:
    """The command line by which a client does something with S3."""
    url = cloud.center.world.base_url
    if client == "boto3":
        return [sys.executable, "-c", BOTO3, url, what]
    aws = str(Path(sys.executable).parent / "aws") if client == "awscli1" else parts.awscli2()
    return [aws, "--endpoint-url", url, "--region", "us-east-1", *AWSCLI[what]]


def does(program: Program, cloud: Cloud, client: str, what: str, *flags: str) -> Ran:
    """Let a client do something under `exec`."""
    return program.run("exec", "-p", PROFILE, *flags, "--", *command(client, cloud, what))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_looks_and_changes_nothing(client: str, home: Program, cloud: Cloud) -> None:
    """It lists buckets and objects, and gets and puts nothing. Without the flag it does."""
    for what, works in (("list", True), ("look", True), ("get", False), ("put", False)):
        ran = does(home, cloud, client, what, "--read-only")
        assert (ran.code == 0) == works, ran.all
        if not works:
            assert "AccessDenied" in ran.all
    decisions = {action: outcome for _, action, outcome in cloud.center.world.decisions}
    assert decisions == {
        "s3:ListAllMyBuckets": "allowed",
        "s3:ListBucket": "allowed",
        "s3:GetObject": "not allowed by any statement",
        "s3:PutObject": "not allowed by any statement",
    }
    assert does(home, cloud, client, "put").code == 0


@pytest.mark.parametrize("client", ["boto3", "awscli2"])
def test_one_wrong_byte_in_the_secret_is_refused(client: str, home: Program, cloud: Cloud) -> None:
    """So what is listed above is listed for a right signature."""
    real = json.loads(home.succeeds("process", "--arn", ARN, "--read-only").out)
    secret = real["SecretAccessKey"]
    environ = {
        "AWS_ACCESS_KEY_ID": real["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": secret[:-1] + ("b" if secret[-1] == "a" else "a"),
        "AWS_SESSION_TOKEN": real["SessionToken"],
    }
    line = command(client, cloud, "list")
    ran = subprocess.run(
        line, env={**home.environ, **environ}, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "SignatureDoesNotMatch" in ran.stderr


@pytest.mark.parametrize("client", ["boto3", "awscli2"])
def test_other_services_are_narrowed_as_well(client: str, home: Program, cloud: Cloud) -> None:
    """EC2 and DynamoDB, whose protocols are others; what `--read-only=SERVICES` leaves out too."""
    url = cloud.center.world.base_url
    calls = {
        ("ec2", "describe_instances", "{}"): True,
        ("ec2", "create_key_pair", '{"KeyName": "x"}'): False,
        ("dynamodb", "list_tables", "{}"): True,
        ("dynamodb", "scan", '{"TableName": "x"}'): False,
        ("secretsmanager", "list_secrets", "{}"): True,
        ("secretsmanager", "get_secret_value", '{"SecretId": "x"}'): False,
    }
    for (service, call, arguments), works in calls.items():
        if client == "boto3":
            code = (
                "import boto3, json, sys\n"
                f'it = boto3.client("{service}", endpoint_url="{url}", region_name="us-east-1")\n'
                f"it.{call}(**json.loads(sys.argv[1]))"
            )
            line = [sys.executable, "-c", code, arguments]
        else:
            named = ["--cli-input-json", arguments]
            aws = [parts.awscli2(), "--endpoint-url", url, "--region", "us-east-1"]
            line = [*aws, service, call.replace("_", "-"), *named]
        ran = home.run("exec", "-p", PROFILE, "--read-only", "--", *line)
        assert (ran.code == 0) == works, ran.all
        assert works or "AccessDenied" in ran.all
    left_out = command("boto3", cloud, "list")
    ran = home.run("exec", "-p", PROFILE, "--read-only=ec2", "--", *left_out)
    assert "AccessDenied" in ran.all


OUTSIDE = {
    "AWS_PROFILE": "admin",
    "AWS_ACCESS_KEY_ID": "AKIAOUTSIDE",
    "AWS_SECRET_ACCESS_KEY": "outside",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_command_with_a_server_of_its_own_has_that_role_only(
    client: str, home: Program, cloud: Cloud
) -> None:
    """Whatever keys and profiles are set outside; the container endpoint is all that it finds."""
    folder = home.home / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[profile admin]\nregion = us-east-1\n")
    (folder / "credentials").write_text(
        "[admin]\naws_access_key_id = AKIAADMIN\naws_secret_access_key = admin\n"
    )
    inside = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--")
    home.succeeds("process", "--arn", ARN)
    outside = home.having(**OUTSIDE)
    for what, works in (("list", True), ("put", False)):
        ran = outside.run(*inside, *command(client, cloud, what))
        assert (ran.code == 0) == works, ran.all
        assert works or "AccessDenied" in ran.all
    roles = {role for role, _, _ in cloud.center.world.decisions}
    assert roles == {ROLE}


@pytest.mark.parametrize("client", ["awscli1", "awscli2"])
def test_it_finds_no_profile(client: str, home: Program, cloud: Cloud) -> None:
    """`aws --profile admin` has none to use."""
    folder = home.home / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[profile admin]\nregion = us-east-1\n")
    inside = ("ecs", "run", "--read-only", "-p", PROFILE, "--")
    line = command(client, cloud, "list")
    ran = home.run(*inside, *line[:1], "--profile", "admin", *line[1:])
    assert ran.code != 0
    assert "admin" in ran.err
    assert "could not be found" in ran.err
