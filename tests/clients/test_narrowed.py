"""Real AWS clients with narrowed credentials, before a server that checks signatures and policies.

Everything goes to the emulator: it checks the signature of each call, evaluates what the session is
narrowed to, and hands on to moto what it lets through.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import ACCOUNT, Cloud
from tests.clients.real_clients import CLIENTS
from tests.clients.s3_clients import BUCKET, awscli, came_of, command
from tests.program import Program

ROLE = "ReadOnly"
ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
PROFILE = f"{ACCOUNT}:{ROLE}"
LOOKS = {"list": "works", "look": "works", "get": "AccessDenied", "put": "AccessDenied"}
EVERYTHING = dict.fromkeys(LOOKS, "works")


@pytest.fixture
def home(tmp_path: Path, cloud: Cloud) -> Iterator[Program]:
    """A signed-in home, and a bucket with an object in the cloud."""
    world = cloud.center.world
    s3 = cloud.s3()
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


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_looks_and_changes_nothing(client: str, home: Program, cloud: Cloud) -> None:
    """It lists buckets and objects, and gets and puts nothing. Without the flag it does."""
    line = command(client, cloud.center.world.base_url)
    ran = home.succeeds("exec", "-p", PROFILE, "--read-only", "--", *line)
    assert came_of(ran.out) == LOOKS
    decisions = {action: outcome for _, action, outcome in cloud.center.world.decisions}
    assert decisions == {
        "s3:ListAllMyBuckets": "allowed",
        "s3:ListBucket": "allowed",
        "s3:GetObject": "not allowed by any statement",
        "s3:PutObject": "not allowed by any statement",
    }
    assert came_of(home.succeeds("exec", "-p", PROFILE, "--", *line).out) == EVERYTHING


@pytest.mark.parametrize("client", ["boto3", "awscli2", "javascript", "go", "java", "rust"])
def test_one_wrong_byte_in_the_secret_is_refused(client: str, home: Program, cloud: Cloud) -> None:
    """So what works above works by a right signature."""
    real = json.loads(home.succeeds("process", "--arn", ARN, "--read-only").out)
    secret = real["SecretAccessKey"]
    environ = {
        "AWS_ACCESS_KEY_ID": real["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": secret[:-1] + ("b" if secret[-1] == "a" else "a"),
        "AWS_SESSION_TOKEN": real["SessionToken"],
    }
    line = command(client, cloud.center.world.base_url)
    ran = subprocess.run(
        line, env={**home.environ, **environ}, capture_output=True, encoding="utf-8", check=False
    )
    assert came_of(ran.stdout) == dict.fromkeys(LOOKS, "SignatureDoesNotMatch")


OTHERS = """
import sys, boto3
from botocore.exceptions import ClientError
calls = {
    "ec2.describe_instances": {},
    "ec2.create_key_pair": {"KeyName": "x"},
    "dynamodb.list_tables": {},
    "dynamodb.scan": {"TableName": "x"},
    "secretsmanager.list_secrets": {},
    "secretsmanager.get_secret_value": {"SecretId": "x"},
    "cloudwatch.list_metrics": {},
    "sqs.create_queue": {"QueueName": "x"},
}
for name, arguments in calls.items():
    service, _, call = name.partition(".")
    client = boto3.client(service, endpoint_url=sys.argv[1], region_name="us-east-1")
    try:
        getattr(client, call)(**arguments)
        print(name, "works")
    except ClientError as error:
        print(name, error)
"""


@pytest.mark.parametrize("services", ["", "=ec2"])
def test_other_services_are_narrowed_as_well(services: str, home: Program, cloud: Cloud) -> None:
    """Whose protocols are others; and those that `--read-only=SERVICES` leaves out."""
    line = [sys.executable, "-c", OTHERS, cloud.center.world.base_url]
    ran = home.succeeds("exec", "-p", PROFILE, f"--read-only{services}", "--", *line)
    working = {name for name, outcome in came_of(ran.out).items() if outcome == "works"}
    others = {"dynamodb.list_tables", "secretsmanager.list_secrets", "cloudwatch.list_metrics"}
    assert working == {"ec2.describe_instances"} | (set() if services else others)
    refused = {outcome for outcome in came_of(ran.out).values() if outcome != "works"}
    assert refused == {"AccessDenied"}


ONCE = """
import sys, boto3
url, bucket = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=url, region_name="us-east-1")
try:
    s3.put_object(Bucket=bucket, Key="there", Body=b"x", IfNoneMatch="*")
except s3.exceptions.ClientError as error:
    print(error.response["Error"]["Code"])
"""


def test_a_condition_of_a_call_holds(home: Program, cloud: Cloud) -> None:
    """As Terraform and others lock: write only if there is nothing."""
    line = [sys.executable, "-c", ONCE, cloud.center.world.base_url, BUCKET]
    ran = home.succeeds("exec", "-p", PROFILE, "--", *line)
    assert ran.out == "PreconditionFailed\n"


OUTSIDE = {
    "AWS_PROFILE": "admin",
    "AWS_ACCESS_KEY_ID": "AKIAOUTSIDE",
    "AWS_SECRET_ACCESS_KEY": "outside",
}


@pytest.fixture
def with_admin(home: Program) -> Program:
    """That home, with another profile of the SDKs, and keys of its own."""
    folder = home.home / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[profile admin]\nregion = us-east-1\n", encoding="utf-8")
    (folder / "credentials").write_text(
        "[admin]\naws_access_key_id = AKIAADMIN\naws_secret_access_key = admin\n", encoding="utf-8"
    )
    home.succeeds("process", "--arn", ARN)
    return home.having(**OUTSIDE)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_command_with_a_server_of_its_own_has_that_role_only(
    client: str, with_admin: Program, cloud: Cloud
) -> None:
    """Whatever keys and profiles are set outside; the container endpoint is all that it finds."""
    inside = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--")
    ran = with_admin.succeeds(*inside, *command(client, cloud.center.world.base_url))
    assert came_of(ran.out) == LOOKS
    assert {role for role, _, _ in cloud.center.world.decisions} == {ROLE}


@pytest.mark.parametrize("client", ["awscli1", "awscli2"])
def test_it_finds_no_profile(client: str, with_admin: Program, cloud: Cloud) -> None:
    """`aws --profile admin` has none to use."""
    inside = ("ecs", "run", "--read-only", "-p", PROFILE, "--")
    identity = ("sts", "get-caller-identity", "--endpoint-url", cloud.center.world.base_url)
    ran = with_admin.run(*inside, awscli(client), "--profile", "admin", *identity)
    assert ran.code != 0
    assert "admin" in ran.err
    assert "could not be found" in ran.err
