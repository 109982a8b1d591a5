"""Runs every real AWS client against `process` and the credential server, and writes the table.

Usage: make clients. Writes the table of docs/reference/clients.md from the results; exits 1 if a
client failed.
"""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from command_pages import table
from generate_docs import laid_out

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "clients.md"
WAYS = {
    "test_a_real_client_is_who_the_profile_says[{client}]": "`credential_process`",
    "test_one_wrong_byte_in_the_secret_is_refused[{client}]": "wrong signature refused",
    "test_a_real_client_is_who_the_slot_says[{client}-token]": "server, token",
    "test_a_real_client_is_who_the_slot_says[{client}-token-file]": "server, token file",
    "test_the_token_of_another_slot_gets_a_client_nowhere[{client}]": "other slot's token refused",
    "test_a_command_under_ecs_run_is_that_role[{client}]": "`ecs run`",
}
NARROWED = {
    "test_a_client_looks_and_changes_nothing": "`exec --read-only`",
    "test_a_command_with_a_server_of_its_own_has_that_role_only": "`ecs run --read-only`",
}
WAYS |= {f"{test}[{{client}}]": way for test, way in NARROWED.items()}
TERRAFORM = {
    "`credential_process`": "test_terraform_uses_a_profile[backend]",
    "wrong signature refused": "test_terraform_with_one_wrong_byte_is_refused",
    "server, token": "test_terraform_uses_the_server[token]",
    "server, token file": "test_terraform_uses_the_server[token-file]",
    "other slot's token refused": "test_terraform_with_the_token_of_another_slot_is_refused",
    "`ecs run`": "test_terraform_uses_the_server_of_ecs_run",
    "`exec --read-only`": "test_read_only_leaves_the_state_alone[exec]",
    "`ecs run --read-only`": "test_read_only_leaves_the_state_alone[ecs run]",
}
BEGIN = "<!-- Written by `make clients` from a test run; do not edit. -->\n"
END = "\n<!-- End of the table. -->"
OUTCOMES = {"passed": "works", "skipped": "not run", "failed": "FAILS"}


def versions() -> dict[str, str]:
    aws2 = sorted(ROOT.glob(".tools/awscli2/awscli/v2/*/dist/aws"))[-1]
    said = subprocess.run(
        [str(aws2), "--version"], capture_output=True, encoding="utf-8", check=True
    )
    package = ROOT / "tests/clients/js/node_modules/@aws-sdk/client-sts/package.json"
    js = json.loads(package.read_text(encoding="utf-8"))
    go = re.search(
        r"aws-sdk-go-v2 v(\S+)", (ROOT / "tests/clients/go/go.mod").read_text(encoding="utf-8")
    )
    pom = (ROOT / "tests/clients/java/pom.xml").read_text(encoding="utf-8")
    java = re.search(r"<artifactId>bom</artifactId>\s*<version>([^<]+)", pom)
    cargo = tomllib.loads((ROOT / "tests/clients/rust/Cargo.toml").read_text(encoding="utf-8"))
    rust = cargo["dependencies"]["aws-config"]["version"]
    return {
        "boto3": f"boto3 {importlib.metadata.version('boto3')}",
        "aiobotocore": f"aiobotocore {locked('aiobotocore')}, s3fs {locked('s3fs')}",
        "awscli1": f"AWS CLI {importlib.metadata.version('awscli')}",
        "awscli2": f"AWS CLI {said.stdout.split('/')[1].split()[0]}",
        "javascript": f"AWS SDK for JavaScript {js['version']}",
        "go": f"AWS SDK for Go {go[1] if go else '?'}",
        "java": f"AWS SDK for Java {java[1] if java else '?'}",
        "rust": f"AWS SDK for Rust, aws-config {rust.removeprefix('=')}",
    }


def terraform() -> str:
    """Return name and version of Terraform; just the name if it is not installed."""
    found = shutil.which("terraform")
    if not found:
        return "Terraform"
    said = subprocess.run(
        [found, "version", "-json"],
        env={**os.environ, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        check=True,
    )
    return f"Terraform {json.loads(said.stdout)['terraform_version']}, S3 backend"


def locked(package: str) -> str:
    """Return the locked version of a package in aiobotocore's environment."""
    lines = (ROOT / "requirements/aiobotocore.txt").read_text(encoding="utf-8").splitlines()
    found = next(line for line in lines if line.startswith(f"{package}=="))
    return found.removeprefix(f"{package}==").split()[0]


def results() -> dict[str, str]:
    tests = [
        "tests/clients/test_credential_process.py",
        "tests/clients/test_credential_server.py",
        "tests/clients/test_terraform.py",
        *(f"tests/clients/test_narrowed.py::{test}" for test in NARROWED),
    ]
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report.name}", *tests],
            cwd=ROOT, check=False,
        )  # fmt: skip
        found = {}
        for case in ElementTree.parse(report.name).iter("testcase"):
            bad = case.find("failure") is not None or case.find("error") is not None
            skipped = case.find("skipped") is not None
            found[case.attrib["name"]] = "failed" if bad else "skipped" if skipped else "passed"
        return found


def main() -> int:
    outcomes = results()
    rows: list[tuple[str, ...]] = []
    for client, name in versions().items():
        cells = [OUTCOMES[outcomes[way.format(client=client)]] for way in WAYS]
        rows.append((name, *cells))
    cells = [OUTCOMES[outcomes[TERRAFORM[way]]] for way in WAYS.values()]
    rows.append((terraform(), *cells))
    written = table(("client", *WAYS.values()), rows)
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert end, f"{PAGE} lost the lines around its table"
    PAGE.write_text(laid_out(f"{before}{begin}\n{written}{end}{after}"), encoding="utf-8")
    print(written)
    return 1 if "failed" in outcomes.values() else 0


if __name__ == "__main__":
    sys.exit(main())
