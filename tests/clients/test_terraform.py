"""Terraform keeps its state in S3, with our credentials from each place where it looks.

The project is the one in docs/how-to/terraform.md. Everything goes to the emulator, as in
test_narrowed.py. The AWS provider comes from a registry of its own, and is not here; it finds
credentials by the same library as the backend, aws-sdk-go-base.
"""

import json
import shlex
import stat
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import parts
from tests.clients.conftest import ROLE, SLOT, Cloud
from tests.program import Program, Ran
from tests.serving import Server

RECIPE = (parts.ROOT / "docs/how-to/terraform.md").read_text(encoding="utf-8")
BUCKET, KEY = "shop-terraform-state", "shop/terraform.tfstate"
RESOURCE = 'resource "terraform_data" "shop" {\n  input = "open"\n}\n'
APPLY = ("apply", "-auto-approve")
UNCHANGED = ("plan", "-detailed-exitcode")
"""Exit code 0 only without changes."""


def block(language: str) -> str:
    """The first code block in the recipe, with the profile that we have here."""
    code = RECIPE.partition(f"```{language}\n")[2].partition("```")[0]
    return code.replace("shop-prod:Deployer", SLOT)


@dataclass(frozen=True)
class Shop:
    """A Terraform project, and the bucket for its state."""

    folder: Path
    cloud: Cloud
    s3: Any

    def write(self, with_profile: bool) -> None:
        """Write the project, with the profile in its backend or without."""
        lines = block("hcl").splitlines(keepends=True)
        kept = [line for line in lines if with_profile or "profile" not in line]
        (self.folder / "main.tf").write_text("".join([*kept, RESOURCE]), encoding="utf-8")
        url = self.cloud.center.world.base_url
        (self.folder / "here.tfbackend").write_text(
            f'endpoints = {{ s3 = "{url}", sts = "{url}" }}\nuse_path_style = true\n',
            encoding="utf-8",
        )

    def command(self, *arguments: str) -> list[str]:
        """The command line of Terraform in this project."""
        return [parts.terraform(), f"-chdir={self.folder}", *arguments]

    def run(self, home: Program, *arguments: str, under: Sequence[str] = ()) -> Ran:
        """Run Terraform, as the command of ours (such as `exec`) or by itself."""
        if under:
            return home.run(*under, "--", *self.command(*arguments))
        return home.run_command(self.command(*arguments))

    def init(self, home: Program, *under: str) -> Ran:
        """Initialize the project."""
        return self.run(home, "init", "-backend-config=here.tfbackend", under=under)

    def applies(self, home: Program, *under: str) -> None:
        """Initialize, apply and plan, and expect all of it to work with our role."""
        ran = self.init(home, *under)
        assert ran.code == 0, ran.all
        for step in (APPLY, UNCHANGED):
            ran = self.run(home, *step, under=under)
            assert ran.code == 0, ran.all
        assert "No changes" in ran.out
        assert set(self.cloud.center.world.decisions) == {
            (ROLE, f"s3:{action}", "allowed")
            for action in ("ListBucket", "GetObject", "PutObject", "DeleteObject")
        }
        assert self.state["resources"][0]["type"] == "terraform_data"

    @property
    def state(self) -> Any:
        """The state in the bucket."""
        return json.load(self.s3.get_object(Bucket=BUCKET, Key=KEY)["Body"])


@pytest.fixture
def shop(tmp_path: Path, cloud: Cloud) -> Iterator[Shop]:
    """A project without a profile, and an empty bucket in the cloud."""
    s3 = cloud.s3()
    s3.create_bucket(Bucket=BUCKET)
    shop = Shop(tmp_path / "shop", cloud, s3)
    shop.folder.mkdir()
    shop.write(with_profile=False)
    cloud.center.world.decisions.clear()
    yield shop
    for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=one["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def prepared(home: Program) -> Program:
    """Return a home where Terraform asks nobody, neither a person nor a server for news."""
    return home.having(
        AWS_EC2_METADATA_DISABLED="true",
        CHECKPOINT_DISABLE="1",
        TF_INPUT="0",
        TF_CLI_ARGS="-no-color",
    )


@pytest.fixture
def home(tmp_path: Path, cloud: Cloud) -> Program:
    """A signed-in home with a profile for each role."""
    program = Program.in_new_home(tmp_path, cloud.center)
    program.succeeds("login")
    program.succeeds("config", "--force")
    return prepared(program)


@pytest.mark.parametrize("where", ["backend", "variable"])
def test_terraform_uses_a_profile(where: str, home: Program, shop: Shop) -> None:
    """Named in its backend, or by `AWS_PROFILE`."""
    shop.write(with_profile=where == "backend")
    if where == "variable":
        home.environ["AWS_PROFILE"] = SLOT
    shop.applies(home)


def test_terraform_uses_the_variables_of_exec(home: Program, shop: Shop) -> None:
    """Without a profile in its files."""
    shop.applies(home, "exec", "-p", SLOT)


@pytest.mark.parametrize("with_file", [False, True], ids=["token", "token-file"])
def test_terraform_uses_the_server(
    with_file: bool, server: Server, shop: Shop, tmp_path: Path
) -> None:
    """With the variables that `ecs env` prints, and nothing else."""
    more = ["--token-file", str(tmp_path / "token")] if with_file else []
    server.program.environ |= server.variables("-p", SLOT, *more)
    shop.applies(prepared(server.program))


def test_terraform_uses_the_server_of_ecs_run(home: Program, shop: Shop) -> None:
    """With a server of its own, and no other credentials in the environment."""
    shop.applies(home, "ecs", "run", "-p", SLOT)


def test_terraform_with_one_wrong_byte_is_refused(home: Program, shop: Shop) -> None:
    """So the tests above prove the credentials, not a lenient server."""
    real = json.loads(home.succeeds("process", "-p", SLOT).out)
    secret = real["SecretAccessKey"]
    real["SecretAccessKey"] = ("b" if secret[0] == "a" else "a") + secret[1:]
    forger = home.home / "forger"
    forger.write_text(f"#!/bin/sh\necho {shlex.quote(json.dumps(real))}\n", encoding="utf-8")
    forger.chmod(stat.S_IRWXU)
    (home.home / ".aws" / "config").write_text(
        f"[profile {SLOT}]\ncredential_process = {forger}\n", encoding="utf-8"
    )
    ran = shop.init(home.having(AWS_PROFILE=SLOT))
    assert ran.code != 0
    assert "SignatureDoesNotMatch" in ran.err


def test_terraform_with_the_token_of_another_slot_is_refused(server: Server, shop: Shop) -> None:
    """So a container cannot have another one's role."""
    other = server.variables("-p", "999988887777:Billing")
    right = server.variables("-p", SLOT)
    name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    server.program.environ |= {**right, name: other[name]}
    ran = shop.init(prepared(server.program))
    assert ran.code != 0
    assert "No valid credential sources found" in ran.err
    assert shop.cloud.center.world.decisions == []


@pytest.mark.parametrize("command", ["exec", "ecs run"])
def test_read_only_leaves_the_state_alone(command: str, home: Program, shop: Shop) -> None:
    """It lists what is in the bucket, and neither reads nor writes it."""
    shop.applies(home, "exec", "-p", SLOT)
    shop.cloud.center.world.decisions.clear()
    for arguments in (("plan", "-lock=false"), APPLY):
        ran = shop.run(home, *arguments, under=(*command.split(), "--read-only", "-p", SLOT))
        assert ran.code == 1, ran.all
        assert "StatusCode: 403" in ran.err
    outcomes = {(action, outcome) for _, action, outcome in shop.cloud.center.world.decisions}
    assert outcomes == {
        ("s3:ListBucket", "allowed"),
        ("s3:GetObject", "not allowed by any statement"),
        ("s3:PutObject", "not allowed by any statement"),
    }


def test_the_profile_of_the_backend_goes_before_narrowed_variables(
    home: Program, shop: Shop
) -> None:
    """So a plan can read its state while all else is narrowed, as the recipe says."""
    shop.write(with_profile=True)
    shop.applies(home)
    ran = shop.run(home, *UNCHANGED, under=("exec", "--read-only", "-p", SLOT))
    assert ran.code == 0, ran.all
    assert "No changes" in ran.out


def test_a_policy_lets_it_plan_and_not_apply(home: Program, shop: Shop) -> None:
    """The policy of the recipe."""
    shop.applies(home, "exec", "-p", SLOT)
    before = shop.state
    home.configure(home.config.read_text(encoding="utf-8") + block("yaml"))
    narrowed = ("exec", "--policy", "plan", "-p", SLOT)
    ran = shop.run(home, *UNCHANGED, "-lock=false", under=narrowed)
    assert ran.code == 0, ran.all
    main = shop.folder / "main.tf"
    main.write_text(main.read_text(encoding="utf-8").replace('"open"', '"shut"'), encoding="utf-8")
    ran = shop.run(home, *UNCHANGED, "-lock=false", under=narrowed)
    assert ran.code == 2, ran.all
    ran = shop.run(home, *APPLY, under=narrowed)
    assert ran.code == 1, ran.all
    assert "StatusCode: 403" in ran.err
    assert shop.state == before


def test_a_locked_state_is_left_alone(home: Program, shop: Shop) -> None:
    """The emulator passes conditions on: S3 makes a lock only if there is none."""
    shop.applies(home, "exec", "-p", SLOT)
    lock = json.dumps({"ID": "1", "Operation": "OperationTypeApply", "Who": "somebody@else"})
    shop.s3.put_object(Bucket=BUCKET, Key=f"{KEY}.tflock", Body=lock.encode())
    ran = shop.run(home, *APPLY, under=("exec", "-p", SLOT))
    assert ran.code == 1, ran.all
    assert "Error acquiring the state lock" in ran.err
    assert "somebody@else" in ran.err


def test_many_plans_share_one_call(home: Program, shop: Shop) -> None:
    """Twelve at once, with a profile whose credentials are not there yet."""
    home.environ["AWS_PROFILE"] = SLOT
    shop.applies(home)
    home.succeeds("flush")
    counts = shop.cloud.center.world.traffic.counts
    before = counts["GetRoleCredentials"]
    running = [
        subprocess.Popen(
            shop.command(*UNCHANGED, "-lock=false"),
            env=home.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(12)
    ]
    assert [one.wait(120) for one in running] == [0] * 12
    assert counts["GetRoleCredentials"] - before == 1
