"""Real AWS clients get credentials from us, and a service that checks signatures takes them."""

import json
import shlex
import stat
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import ACCOUNT, ROLE
from tests.clients.real_clients import CLIENTS, EXPECTED, IDENTITY, account_of, ask
from tests.program import Program


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
    forger.write_text(f"#!/bin/sh\necho {shlex.quote(json.dumps(real))}\n", encoding="utf-8")
    forger.chmod(stat.S_IRWXU)
    config = aws_home.home / ".aws" / "config"
    lines = config.read_text(encoding="utf-8").splitlines()
    config.write_text(
        "\n".join([*lines[:-1], f"credential_process = {forger}"]) + "\n", encoding="utf-8"
    )
    answer = ask(client, aws_home)
    assert answer.code != 0, answer.all
    # Of moto's answer, the SDKs for Go and Java read only the status.
    reasons = ("SignatureDoesNotMatch", "signature", "StatusCode: 403", "Status Code: 403")
    assert any(reason in answer.all for reason in reasons), answer.all


def test_a_command_under_exec_is_that_role(aws_home: Program) -> None:
    """`exec` hands out the same identity through variables."""
    del aws_home.environ["AWS_PROFILE"]
    aws = str(Path(sys.executable).parent / "aws")
    ran = aws_home.succeeds("exec", "-A", ACCOUNT, "-R", ROLE, "--", aws, *IDENTITY)
    assert ran.out.startswith(EXPECTED), ran.all


def test_the_sdk_learns_which_account_it_is_in(aws_home: Program) -> None:
    """From the normal path and from the hot lane: an id with a leading zero, whole."""
    for _ in range(2):
        assert account_of(aws_home) == ACCOUNT
