"""What `explain` says the SDKs use is what botocore really uses."""

import json
import os
import random
import shlex
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from aws_sso.adapters.sdk.files import sdk_files
from aws_sso.domain.shell.sdk_chain import SdkFiles, State, our_role, sources

PROCESS = shlex.join(
    ["echo", json.dumps({"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "S"})]
)
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "AKIAE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_PROFILE": "mine",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent",
    "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/W",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/",
}
CONFIG = {
    "role_arn": "arn:aws:iam::111122223333:role/R",
    "source_profile": "base",
    "sso_start_url": "https://d-0000000000.awsapps.com/start\nsso_region = us-east-1\n"
    "sso_account_id = 111122223333\nsso_role_name = Admin",
    "credential_process": PROCESS,
    "aws_access_key_id": "AKIAC\naws_secret_access_key = secret",
    "region": "us-east-1",
}


def used_by_botocore() -> str:
    """Return the name of the provider that botocore takes credentials from."""
    session = Session()
    for provider in session.get_component("credential_provider").providers:
        if provider.METHOD == "iam-role":
            return "none"
        if provider.METHOD == "container-role":  # would ask a server, over and over
            provider._retrieve_or_fail = lambda: object()
        try:
            found = provider.load()
        except BotoCoreError:
            return str(provider.METHOD)  # it was this one's turn
        if found is not None:
            return str(provider.METHOD)
    return "none"


def test_the_source_that_wins_is_botocores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 environments with every mixture of variables, profiles and keys."""
    chance = random.Random(20)  # the same mixtures each time
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    seen = set()
    for _ in range(300):
        for name, value in VARIABLES.items():
            if chance.random() < 0.25:
                monkeypatch.setenv(name, value)
            else:
                monkeypatch.delenv(name, raising=False)
        base = "[profile base]\naws_access_key_id = AKIAB\naws_secret_access_key = s\n"
        text = base
        for section in ("default", "profile mine"):
            keys = [key for key in CONFIG if chance.random() < 0.3]
            if chance.random() < 0.8:
                text += f"[{section}]\n" + "".join(f"{key} = {CONFIG[key]}\n" for key in keys)
        (tmp_path / "config").write_text(text, encoding="utf-8")
        kept = "[mine]\naws_access_key_id = AKIAK\naws_secret_access_key = s\n"
        (tmp_path / "credentials").write_text(
            kept if chance.random() < 0.3 else "", encoding="utf-8"
        )
        environ = dict(os.environ)
        told = sources(environ, sdk_files(environ))
        used = next((one for one in told if one.state.ends_the_search), None)
        try:
            real = used_by_botocore()
        except BotoCoreError:
            real = ""  # the profile is not there
        ours = used.botocore if used else "none"
        assert ours == real, (environ.get("AWS_PROFILE"), text, told)
        seen.add(real)
    assert seen >= {"env", "assume-role", "sso", "custom-process", "config-file", "none"}
    assert seen >= {"shared-credentials-file", "container-role", "assume-role-with-web-identity"}


def test_our_own_lines_are_known() -> None:
    """In every form that `config` writes them, and those of the Go program."""
    arn = "arn:aws:iam::111122223333:role/Admin"
    for line in (
        f'/usr/bin/aws-sso -S "Default" process --arn {arn}',
        f'"/opt/my tools/aws-sso" -u open -S "A b" process --arn {arn}',
        f"aws-sso -u open -S Default process --arn {arn}",
    ):
        assert our_role(line) == arn
    assert our_role("other-tool process --arn x") is None
    assert our_role("aws-vault exec x --json") is None
    assert sources({}, SdkFiles({}, {}))[0].state is State.ABSENT
