"""Credentials narrowed by a flag, with the real program: never wider than asked for."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aws_sso.domain.scope.read_only import read_only_policy
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.signed.sessions import RoleSession
from aws_sso.emulator.traffic import Fault
from tests.program import Program, Ran
from tests.serving import certificate, credential_server

ARN = "arn:aws:iam::111122223333:role/Admin"
PROFILE = "111122223333:Admin"
LOOK = (
    'Policies: {look: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:List*", '
    'Resource: "*"}]}, gone: gone.json, wrong: "{}"}'
)
FLAGS = (
    ("--read-only",),
    ("--read-only=s3,ec2",),
    ("--policy", "look"),
    ("--max-ttl", "5"),
    ("--read-only", "--max-ttl", "5"),
)


def keys(ran: Ran) -> dict[str, str]:
    return dict(json.loads(ran.out))


def session(center: RunningIdentityCenter, ran: Ran) -> RoleSession:
    """The emulator's session of credentials that `process` printed."""
    found = center.world.sessions.of(keys(ran)["AccessKeyId"])
    assert found is not None
    return found


@pytest.fixture
def home(signed_in: Program) -> Program:
    """A signed-in home with policies, in which the role's own credentials are at hand."""
    signed_in.add_setting(LOOK)
    signed_in.succeeds("process", "--arn", ARN)
    return signed_in


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_what_is_printed_is_narrowed(
    home: Program, identity_center: RunningIdentityCenter, flags: tuple[str, ...]
) -> None:
    """Each combination of flags; asked again it is at hand, and narrowed still."""
    first = home.succeeds("process", "--arn", ARN, *flags)
    one, world = session(identity_center, first), identity_center.world
    assert one.scoped == (flags != ("--max-ttl", "5"))
    if "--max-ttl" in flags:
        assert one.keys.expires <= world.clock.now() + 300
    calls = dict(world.traffic.counts)
    assert home.succeeds("process", *flags, "--arn", ARN).out == first.out
    assert world.traffic.counts == calls


def test_the_policy_that_sts_gets_is_the_one_meant(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """And CloudTrail is told who made it, by which command."""
    one = session(identity_center, home.succeeds("process", "--arn", ARN, "--read-only=s3,ec2"))
    assert one.policies[-1].text == read_only_policy(["s3", "ec2"])
    assert one.description.startswith("aws-sso process [read-only=s3,ec2] by ")


def test_questions_and_answers_do_not_mix(home: Program) -> None:
    """Six questions about one role, each with an answer of its own, in any order."""
    questions = [(), *FLAGS]
    answers = [home.succeeds("process", "--arn", ARN, *flags).out for flags in questions]
    assert len(set(answers)) == len(questions)
    for flags, answer in zip(reversed(questions), reversed(answers), strict=True):
        assert home.succeeds("process", "--arn", ARN, *flags).out == answer


def test_the_hot_lane_answers_no_scoped_question(home: Program) -> None:
    """With the role's own credentials at hand and the vault open."""
    home.add_setting("UnlockMinutes: 5")
    own = [home.succeeds("process", "--arn", ARN).out for _ in range(2)][-1]
    for flags in FLAGS:
        for line in (("process", "--arn", ARN, *flags), ("process", *flags, "--arn", ARN)):
            assert home.succeeds(*line).out != own
    assert home.succeeds("process", "--arn", ARN).out == own


REFUSALS = [
    "AccessDenied",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "InsufficientSessionLifetime",
    "InvalidSubjectCredentials",
    "ExpiredToken",
    "drop",
]


@pytest.mark.parametrize(
    "command",
    [
        ("process", "--arn", ARN),
        ("eval", "-p", PROFILE, "--shell", "bash"),
        ("exec", "-p", PROFILE),
        ("credentials", "-p", PROFILE),
        ("ecs", "run", "-p", PROFILE),
        ("console", "-p", PROFILE, "-u", "print"),
    ],
    ids=lambda command: " ".join(command[:2]) if command[0] == "ecs" else command[0],
)
def test_a_refusal_ends_without_credentials(
    home: Program, identity_center: RunningIdentityCenter, command: tuple[str, ...]
) -> None:
    """Whatever command and reason; the role's own credentials lie there all the while."""
    home.add_setting("MaxRetry: 0")
    child = ("--", "sh", "-c", "echo ran") if command[0] in ("exec", "ecs") else ()
    for code in REFUSALS:
        identity_center.world.traffic.faults = [Fault("GetScopedCredentials", code, count=9)]
        ran = home.fails(*command, "--read-only", *child)
        assert code == "drop" or code in ran.err
    assert identity_center.world.signin_tokens == {}


def test_without_a_network_nothing_is_handed_out(home: Program) -> None:
    """Only what was narrowed before is to be had."""
    nobody = "http://127.0.0.1:9"
    home.add_setting("MaxRetry: 0")
    home.fails("process", "--arn", ARN, "--read-only", AWS_ENDPOINT_URL_STS=nobody)


def test_another_sts_has_not_narrowed_what_is_at_hand(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """What one service narrowed is not believed to be narrowed by another."""
    home.succeeds("process", "--arn", ARN, "--read-only")
    other = identity_center.world.base_url.replace("127.0.0.1", "localhost")
    before = identity_center.world.traffic.counts["GetScopedCredentials"]
    home.succeeds("process", "--arn", ARN, "--read-only", AWS_ENDPOINT_URL_STS=other)
    assert identity_center.world.traffic.counts["GetScopedCredentials"] == before + 1


def test_twenty_at_once_make_one_call(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """One narrows, the others take what came of it."""
    identity_center.world.traffic.latency = 0.2
    with ThreadPoolExecutor(20) as pool:
        runs = list(pool.map(lambda _: home.run("process", "--arn", ARN, "--read-only"), range(20)))
    assert {run.code for run in runs} == {0}
    assert len({run.out for run in runs}) == 1
    assert identity_center.world.traffic.counts["GetScopedCredentials"] == 1


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (("--read-only=s3,ec3",), 2, "did you mean"),
        (("--read-only=",), 2, "does not list services"),
        (("--read-only=s3,,ec2",), 2, "does not list services"),
        (("--read-only", "--policy", "look"), 2, "cannot be combined"),
        (("--policy", "lok"), 2, "did you mean `look`?"),
        (("--policy", ""), 2, "needs a name or a file"),
        (("--policy", "./gone.json"), 1, "policy file not found"),
        (("--policy", "gone"), 1, "policy file not found"),
        (("--policy", "wrong"), 1, "`Version` must be"),
        (("--max-ttl", "0"), 2, "--max-ttl"),
        (("--max-ttl", "5", "--min-ttl", "10"), 2, "cannot be combined"),
    ],
)
def test_what_makes_no_sense_is_an_error(
    home: Program,
    identity_center: RunningIdentityCenter,
    flags: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    """Before AWS is asked anything."""
    calls = dict(identity_center.world.traffic.counts)
    assert said in home.fails("process", "--arn", ARN, *flags, code=code).err
    assert identity_center.world.traffic.counts == calls


def test_a_name_is_never_a_file_that_happens_to_lie_there(
    home: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--policy deploy` is about config.yaml, whatever is in the folder; `./deploy` is the file."""
    wide = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
    }
    monkeypatch.chdir(home.home)
    (home.home / "deploy").write_text(json.dumps(wide), encoding="utf-8")
    assert (
        "policy `deploy` is not in `Policies`"
        in home.fails("process", "--arn", ARN, "--policy", "deploy", code=2).err
    )
    assert home.succeeds("process", "--arn", ARN, "--policy", "./deploy").out


def test_a_policy_that_others_may_write_is_not_read(home: Program) -> None:
    """They would say what may be done."""
    policy = home.home / "look.json"
    policy.write_text(read_only_policy(["s3"]), encoding="utf-8")
    policy.chmod(0o666)
    ran = home.fails("process", "--arn", ARN, "--policy", str(policy))
    assert "look.json" in ran.err


def test_read_only_never_takes_the_next_word(home: Program) -> None:
    """`exec --read-only env` runs `env`; after COMMAND the flag is COMMAND's own."""
    ran = home.succeeds("exec", "-p", PROFILE, "--read-only", "env")
    assert "AWS_SSO_SCOPE=read-only\n" in ran.out
    echoed = home.succeeds("exec", "-p", PROFILE, "echo", "--read-only", "s3")
    assert echoed.out == "--read-only s3\n"


def test_a_shells_role_is_renewed_as_narrow_as_it_is(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """`eval --refresh` and `exec --env` keep the scope; a scope that cannot be read is an error."""
    inside = {"AWS_SSO_ROLE_ARN": ARN, "AWS_SSO_SCOPE": "read-only=s3"}
    lines = home.succeeds("eval", "--refresh", "--format", "env", **inside).out.splitlines()
    variables = dict(line.split("=", 1) for line in lines)
    assert variables["AWS_SSO_SCOPE"].strip("'") == "read-only=s3"
    one = identity_center.world.sessions.of(variables["AWS_ACCESS_KEY_ID"])
    assert one is not None
    assert one.scoped == 1
    assert "AWS_SSO_SCOPE=read-only=s3\n" in home.succeeds("exec", "--env", "env", **inside).out
    odd = {**inside, "AWS_SSO_SCOPE": "something else"}
    assert "something else" in home.fails("eval", "--refresh", code=2, **odd).err
    told = home.having(**inside, AWS_ACCESS_KEY_ID="ASIAEXAMPLE").run("status")
    assert "narrowed to read-only=s3" in told.out
    unscoped = home.succeeds("eval", "-p", PROFILE, "--shell", "bash", AWS_SSO_SCOPE="read-only")
    assert "unset AWS_SSO_SCOPE" in unscoped.out


def test_narrowed_credentials_are_shown_and_flushed(home: Program) -> None:
    """`list Scopes` and `explain` tell of them; `flush` deletes them too."""
    home.succeeds("process", "--arn", ARN, "--read-only")
    home.succeeds("process", "--arn", ARN, "--policy", "look", "--max-ttl", "30")
    listed = home.succeeds("list", "Scopes", "-P", f"Arn={ARN}").out
    assert "read-only 59m" in listed
    assert "policy=look max-ttl=30 29m" in listed
    explained = home.succeeds("explain", "--arn", ARN).out
    assert "read-only: for 59m" in explained
    home.succeeds("flush")
    assert "read-only" not in home.succeeds("list", "Scopes", "-P", f"Arn={ARN}").out


def test_logging_out_ends_narrowed_credentials_too(home: Program) -> None:
    """No record of them is left."""
    home.succeeds("process", "--arn", ARN, "--read-only")
    assert list((home.folder / "vault").rglob("scoped-credentials/*.sealed"))
    home.succeeds("logout")
    assert list((home.folder / "vault").rglob("*.sealed")) == []


def test_profiles_are_written_for_scopes(home: Program) -> None:
    """`NAME:read-only` beside `NAME`, and those of policies by name; of that role alone."""
    text = home.config.read_text(encoding="utf-8")
    entry = "{Scopes: [read-only], Roles: {Admin: {Scopes: [look]}}}"
    accounts = f"    Accounts:\n      111122223333: {entry}\n"
    home.configure(text.replace("AuthWorkflow", accounts + "AuthWorkflow", 1))
    written = home.succeeds("config", "--print").out
    assert f"[profile {PROFILE}:read-only]" in written
    assert f"process --arn {ARN} --read-only\n" in written
    assert f"[profile {PROFILE}:look]" in written
    assert f"process --arn {ARN} --policy look\n" in written
    assert "[profile 111122223333:ReadOnly:read-only]" in written
    assert "[profile 111122223333:ReadOnly:look]" not in written
    assert "222233334444:Admin:" not in written


def test_a_scope_that_there_is_not_leaves_its_profiles_out(home: Program) -> None:
    """All others are written; the nearest name is told."""
    text = home.config.read_text(encoding="utf-8")
    accounts = "    Accounts:\n      111122223333: {Scopes: [readonly]}\n"
    home.configure(text.replace("AuthWorkflow", accounts + "AuthWorkflow", 1))
    ran = home.run("config", "--force")
    assert ran.code == 1
    assert "did you mean `read-only`?" in ran.err
    written = (home.home / ".aws" / "config").read_text(encoding="utf-8")
    assert f"[profile {PROFILE}]" in written
    assert ":readonly]" not in written


def test_claude_code_gets_the_form_that_it_reads(home: Program) -> None:
    """`awsCredentialExport`: the keys below `Credentials`, and nothing else."""
    ran = home.succeeds("process", "--arn", ARN, "--read-only", "--format", "claude")
    answer: Any = json.loads(ran.out)
    assert list(answer) == ["Credentials"]
    assert set(answer["Credentials"]) == {
        *("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
    }


ENVIRON = """
import json, os, sys
named = {n: v for n, v in os.environ.items() if n.startswith("AWS")}
named["config"] = open(os.environ["AWS_CONFIG_FILE"]).read()
mode = os.stat(os.environ["AWS_CONFIG_FILE"]).st_mode & 0o777
named["mode"] = f"{mode:o}"
print(json.dumps(named))
"""


def test_a_command_gets_one_narrowed_role_and_no_other_variables(
    home: Program, tmp_path: Path
) -> None:
    """No keys, no profile, none of ours; the endpoint, its token, regions, the CA bundle."""
    outside = {
        "AWS_PROFILE": "admin",
        "AWS_ACCESS_KEY_ID": "AKIAOUTSIDE",
        "AWS_SECRET_ACCESS_KEY": "outside",
        "AWS_SESSION_TOKEN": "outside",
        "AWS_CA_BUNDLE": str(certificate(tmp_path)[0]),
        "AWS_SSO_ROLE_ARN": ARN,
        "AWS_ROLE_ARN": ARN,
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/null",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/outside",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    }
    line = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--")
    ran = home.succeeds(*line, sys.executable, "-c", ENVIRON, **outside)
    found = json.loads(ran.out)
    assert set(found) == {
        *("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CA_BUNDLE", "AWS_EC2_METADATA_DISABLED"),
        *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "config", "mode"),
    }
    assert (found["config"], found["mode"]) == ("", "600")
    assert not Path(found["AWS_CONFIG_FILE"]).exists(), "it ends with the command"


ASK = """
import json, os, sys, urllib.error, urllib.request
request = urllib.request.Request(
    os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
    headers={"Authorization": os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]},
)
try:
    print(urllib.request.urlopen(request).read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f"refused: {error.code} {error.read().decode()}")
"""


def test_each_hand_out_is_noted_with_who_asked(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """Time, role, scope, process; `explain` tells of it."""
    line = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--")
    answer = json.loads(home.succeeds(*line, sys.executable, "-c", ASK).out)
    one = identity_center.world.sessions.of(answer["AccessKeyId"])
    assert one is not None
    assert one.scoped == 1
    (noted,) = [
        json.loads(text)
        for text in (home.folder / "handed-out.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert (noted["arn"], noted["scope"]) == (ARN, "read-only")
    if sys.platform == "linux":
        assert "(process " in noted["asker"]
    explained = home.succeeds("explain", "--arn", ARN).out
    assert "handed out   once, narrowed to read-only; last 0m ago" in explained
    assert (home.folder / "handed-out.jsonl").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_noted_is_not_handed_out(home: Program) -> None:
    """A command whose use of a role is to be known gets none that is not."""
    (home.folder / "handed-out.jsonl").mkdir()
    line = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--")
    ran = home.run(*line, sys.executable, "-c", ASK)
    assert ran.code == 1
    assert "refused: 503" in ran.err
    assert ran.out == ""


def test_no_login_is_none(program: Program, identity_center: RunningIdentityCenter) -> None:
    """Without a session it fails at once, and the command does not run."""
    line = ("ecs", "run", "--read-only", "-p", PROFILE, "--no-login", "--", "echo", "ran")
    program.succeeds("login")
    program.succeeds("logout")
    ran = program.fails(*line)
    assert "aws-sso login" in ran.err
    assert identity_center.world.traffic.counts["RegisterClient"] == 1


def test_a_server_keeps_a_live_slot_narrowed(
    home: Program, identity_center: RunningIdentityCenter
) -> None:
    """`ecs load --live --read-only` goes to a server that runs without any scope of its own."""
    with credential_server(home) as server:
        host = server.url.partition("://")[2]
        home.succeeds("ecs", "load", "-p", PROFILE, "--live", "--read-only", "--server", host)
        _, answer = server.ask("/")
        one = identity_center.world.sessions.of(answer["AccessKeyId"])
        assert one is not None
        assert one.scoped == 1
        assert server.ask("/profile")[1]["Scope"] == "read-only"
        home.succeeds("ecs", "load", "-p", PROFILE, "--read-only=s3", "--server", host)
        _, answer = server.ask("/")
        one = identity_center.world.sessions.of(answer["AccessKeyId"])
        assert one is not None
        assert one.policies[-1].text == read_only_policy(["s3"])


def test_help_says_how_services_are_named() -> None:
    """After `=` only."""
    command = [sys.executable, "-m", "aws_sso", "exec", "--help"]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert "--read-only [=SERVICES]" in shown
