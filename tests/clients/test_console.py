"""Consoles of roles and keys that are not Identity Center's own, with an STS that knows them."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest

from aws_sso.emulator.key_mint import MotoMint
from tests.clients.conftest import ACCOUNT, HUB, ROLE, Cloud
from tests.program import Program

SHOW = ("-u", "printurl")
CHAIN = f"""\
    Accounts:
      "{HUB}": {{Roles: {{Next: {{Via: "arn:aws:iam::{HUB}:role/Hub"}}}}}}
"""


@pytest.fixture
def program(tmp_path: Path, cloud: Cloud) -> Program:
    """A signed-in home, with a role behind another one."""
    program = Program.in_new_home(tmp_path, cloud.center)
    text = program.config.read_text(encoding="utf-8")
    program.configure(text.replace("AuthWorkflow", CHAIN + "AuthWorkflow", 1))
    program.environ |= {"AWS_ENDPOINT_URL_STS": cloud.sts, "AWS_EC2_METADATA_DISABLED": "true"}
    cloud.center.world.federation_requests.clear()
    program.succeeds("login")
    return program


@pytest.fixture
def user(cloud: Cloud) -> Iterator[dict[str, str]]:
    """The variables of an IAM user with long-term keys."""
    mint = cloud.center.world.mint
    assert isinstance(mint, MotoMint)
    admin, made_by = mint._client, mint._sts._request_signer._credentials
    iam = admin("iam", made_by.access_key, made_by.secret_key)
    iam.create_user(UserName="somebody")
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="somebody", PolicyName="all", PolicyDocument=document)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    # moto gives everybody the same federated keys, and does not know them itself.
    given = admin("sts", key["AccessKeyId"], key["SecretAccessKey"]).get_federation_token(Name="ab")
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    keys = tuple(given["Credentials"][name] for name in names)
    cloud.center.world.handed_out.append(keys)
    yield {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    iam.delete_access_key(UserName="somebody", AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName="somebody", PolicyName="all")
    iam.delete_user(UserName="somebody")
    cloud.center.world.handed_out.remove(keys)


def console(program: Program, *arguments: str, **environ: str) -> dict[str, str]:
    ran = program.succeeds("console", *arguments, *SHOW, **environ)
    return {name: values[0] for name, values in parse_qs(urlsplit(ran.out.strip()).query).items()}


def last_asked(cloud: Cloud) -> dict[str, str]:
    """Return what the federation endpoint was asked last for a token with."""
    asked = [q for q in cloud.center.world.federation_requests if q["Action"] == "getSigninToken"]
    return asked[-1]


def who(cloud: Cloud) -> str:
    """Return whose keys the federation endpoint was given last."""
    session = json.loads(last_asked(cloud)["Session"])
    sts = botocore.session.Session().create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=cloud.sts,
        aws_access_key_id=session["sessionId"],
        aws_secret_access_key=session["sessionKey"],
        aws_session_token=session["sessionToken"],
    )
    return str(sts.get_caller_identity()["Arn"])


def test_a_role_behind_another_one_opens_without_a_duration(program: Program, cloud: Cloud) -> None:
    """AWS refuses `SessionDuration` for chains, so it is not asked for."""
    query = console(program, "-p", f"{HUB}:Next")
    assert who(cloud) == f"arn:aws:sts::{HUB}:assumed-role/Next/emulated-user"
    assert "SessionDuration" not in last_asked(cloud)
    assert query["SigninToken"] in cloud.center.world.signin_tokens


def test_credentials_in_variables_open_their_own_console(program: Program, cloud: Cloud) -> None:
    """Temporary ones: as they are; before `AWS_PROFILE`, after the flags."""
    name = f"{ACCOUNT}:{ROLE}"
    fields = json.loads(program.succeeds("process", "-p", name).out)
    theirs = {
        "AWS_ACCESS_KEY_ID": fields["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": fields["SecretAccessKey"],
        "AWS_SESSION_TOKEN": fields["SessionToken"],
        "AWS_PROFILE": f"{HUB}:Hub",
    }
    console(program, **theirs)
    assert who(cloud) == f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/emulated-user"
    console(program, "-p", f"{HUB}:Hub", **theirs)
    assert who(cloud).startswith(f"arn:aws:sts::{HUB}:assumed-role/Hub/")
    other = "arn:aws:sqs:eu-west-1:999988887777:queue"
    console(program, other, **theirs)
    assert who(cloud).startswith("arn:aws:sts::999988887777:assumed-role/Billing/")


def test_long_term_keys_become_a_federated_session(
    program: Program, cloud: Cloud, user: dict[str, str]
) -> None:
    """By GetFederationToken, whose signature and rights moto checks; without a duration."""
    console(program, "-d", "30", **user)
    asked = last_asked(cloud)
    assert json.loads(asked["Session"])["sessionId"] == cloud.center.world.handed_out[-1][0]
    assert "SessionDuration" not in asked


def test_a_static_profile_works_as_for_the_sdks(
    program: Program, cloud: Cloud, user: dict[str, str]
) -> None:
    """`AWS_PROFILE` of the user's own, with the region that it names."""
    folder = program.home / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[profile mine]\nregion = eu-west-2\n", encoding="utf-8")
    keys = "\n".join(f"{name.lower()} = {value}" for name, value in user.items())
    (folder / "credentials").write_text(f"[mine]\n{keys}\n", encoding="utf-8")
    query = console(program, AWS_PROFILE="mine")
    given = json.loads(last_asked(cloud)["Session"])["sessionId"]
    assert given == cloud.center.world.handed_out[-1][0]
    assert query["Destination"].endswith("region=eu-west-2")


def test_profiles_and_keys_that_do_not_work_are_explained(program: Program) -> None:
    """No such profile, one without credentials, keys that AWS does not know."""
    folder = program.home / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[profile empty]\nregion = eu-west-2\n", encoding="utf-8")
    assert "could not be found" in program.fails("console", AWS_PROFILE="absent").err
    assert "has no credentials" in program.fails("console", AWS_PROFILE="empty").err
    wrong = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "canary-key"}
    ran = program.having(**wrong).fails("console")
    assert "GetCallerIdentity was refused" in ran.err
    assert "canary" not in ran.err
