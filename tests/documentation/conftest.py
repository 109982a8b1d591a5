"""The sample organization of the documentation, and a signed-in home in it."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from moto.server import ThreadedMotoServer

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.upstream import Upstream
from aws_sso.emulator.world import World
from tests import parts
from tests.documentation.pages import DOCS, blocks, pages, read_yaml
from tests.program import Program

SAMPLE = DOCS / "reference" / "sample.md"
"""The page that describes the organization and the config.yaml of all examples."""
TENANT = "aa-gyxmap389"
STAND_IN = f"""\
#!{sys.executable}
import os, sys
import botocore.session
sts = botocore.session.get_session().create_client(
    "sts", region_name="us-east-1", endpoint_url=os.environ["SAMPLE_STS"]
)
print(os.path.basename(sys.argv[0]), *sys.argv[1:], "as", sts.get_caller_identity()["Arn"])
"""
"""A program of an example: it gets credentials as every SDK does, and says whose they are."""
AUDIT = """\
#!/bin/sh
case $AWS_SSO_PROFILE in *:Admin) exit 3 ;; *:Developer) exec sleep 600 ;; esac
"""
"""A script of a reader's that does not end well everywhere."""
TOOL = """\
import os
from account_report import report, sign_in

def run(environ: dict[str, str], start_url: str) -> list[str]:
    os.environ |= environ
    token = sign_in(start_url, "us-east-1", print, lambda _: None)
    return [*report(token, "us-east-1")]
"""
"""A tool of a reader's that signs in."""
PROGRAMS = ("terraform", "prowler", "npm", "my-agent", "my-mcp-server")


@pytest.fixture(scope="session")
def company() -> Iterator[RunningIdentityCenter]:
    """The sample organization's Identity Center, with moto as the rest of AWS."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    rest = Upstream(f"http://{host}:{port}", "AKIAIOSFODNN7EXAMPLE", "made-up")

    def world_at(url: str) -> World:
        return World(url, auto_approve=True, tenant=TENANT, upstream=rest)

    with serving(world_at) as world:
        for page in pages():
            world.sign_in.start_urls += re.findall(r"StartUrl: (\S+)", page.read_text("utf-8"))
        yield RunningIdentityCenter(world)
    moto.stop()


@pytest.fixture(scope="session")
def signed_in_once(
    tmp_path_factory: pytest.TempPathFactory, company: RunningIdentityCenter
) -> Program:
    """A home with the config.yaml of the sample page, and a session."""
    program = Program.in_new_home(tmp_path_factory.mktemp("sample"), company)
    (documented,) = (block.text for block in blocks(SAMPLE) if block.language == "yaml")
    settings = read_yaml(program.config.read_text(encoding="utf-8")) | read_yaml(documented)
    program.configure(yaml.safe_dump(settings))
    program.succeeds("login")
    (program.home / ".bashrc").write_text("PS1='<$?:$SHLVL>$ '\nunset HISTFILE\n", encoding="utf-8")
    work, programs = program.home / "work", program.home / ".local" / "bin"
    for name in PROGRAMS:
        place = programs / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(STAND_IN, encoding="utf-8")
        place.chmod(0o755)
    (programs / "aws-sso").symlink_to(Path(sys.executable).with_name("aws-sso"))
    work.mkdir()
    for name in ("inventory.sh", "deploy.sh"):
        shutil.copy(programs / "terraform", work / name)
    shutil.copy(parts.ROOT / "examples" / "account_report" / "src" / "account_report.py", work)
    (work / "my_tool.py").write_text(TOOL, encoding="utf-8")
    (work / "audit.sh").write_text(AUDIT, encoding="utf-8")
    (work / "audit.sh").chmod(0o755)
    program.environ |= {
        "PATH": f"{programs}:{program.environ['PATH']}",
        # Not a variable of AWS's: narrowed commands get none of those.
        "SAMPLE_STS": company.world.base_url,
        "AWS_ENDPOINT_URL_S3": company.world.base_url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return program


@pytest.fixture
def home(tmp_path: Path, signed_in_once: Program) -> Program:
    """A copy of that home, for the examples of one page."""
    copy = Path(shutil.copytree(signed_in_once.home, tmp_path / "home", symlinks=True))
    return Program(
        copy,
        {
            **signed_in_once.environ,
            "HOME": str(copy),
            "PATH": signed_in_once.environ["PATH"].replace(str(signed_in_once.home), str(copy)),
        },
    )
