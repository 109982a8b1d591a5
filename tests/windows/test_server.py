"""`ecs server` on Windows: with TLS for commands and SDKs, without it for SDKs alone."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.serving import certificate
from tests.windows.program import WindowsProgram
from tests.windows.wine import windows_path

PROFILE = "111122223333:Admin"
TOKEN = "canary-token-of-the-server"
WHO = """
import boto3
from botocore.exceptions import SSLError
try:
    print(boto3.Session().get_credentials().access_key)
except SSLError as error:
    print(error)
"""
WITH_CA = """
import sys
from botocore.httpsession import URLLib3Session
from botocore.utils import ContainerMetadataFetcher
fetcher = ContainerMetadataFetcher(session=URLLib3Session(verify=sys.argv[2]))
answer = fetcher.retrieve_full_uri(sys.argv[1], headers={"Authorization": sys.argv[3]})
print(answer["AccessKeyId"])
"""


@contextmanager
def server(program: WindowsProgram, *arguments: str) -> Iterator[str]:
    """Run a server on a free port until the block ends; gives its URL."""
    command = ("ecs", "server", "--port", "0", *arguments)
    process = program.start(*command, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    shown = b""
    try:
        while (found := re.search(rb"on (https?://\S+:\d+)", shown)) is None:
            line = process.stdout.readline()
            assert line, shown
            shown += line
        yield found.group(1).decode()
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def with_token(signed_in: WindowsProgram) -> WindowsProgram:
    """The program with a token that the user set, which opens all slots."""
    signed_in.succeeds("setup", "ecs", "auth", "--bearer-token", TOKEN)
    return signed_in


@pytest.mark.long
def test_commands_and_sdks_use_a_server_with_tls(
    with_token: WindowsProgram, center: RunningIdentityCenter, tmp_path: Path
) -> None:
    """Commands trust the certificate; boto3 does not know it here, unless its code is given it."""
    chain, key = certificate(tmp_path)
    files = ("--certificate", windows_path(chain), "--private-key", windows_path(key))
    with_token.succeeds("setup", "ecs", "ssl", *files)
    secret = key.read_bytes().splitlines()[5]
    kept = [file for file in with_token.folder.rglob("*") if file.is_file()]
    assert not [file for file in kept if secret in file.read_bytes()]
    with server(with_token) as url:
        assert url.startswith("https://")
        at = ("--server", url.partition("://")[2])
        with_token.succeeds("ecs", "load", "-p", PROFILE, *at)
        assert PROFILE in with_token.succeeds("ecs", "profile", *at).out
        here = f"{url}/"
        ran = with_token.python(WITH_CA, here, windows_path(chain), f"Bearer {TOKEN}")
        assert ran.out.strip() == center.world.handed_out[-1][0], ran.all
        ran = with_token.python(
            WHO,
            AWS_CONTAINER_CREDENTIALS_FULL_URI=here,
            AWS_CONTAINER_AUTHORIZATION_TOKEN=f"Bearer {TOKEN}",
            AWS_CA_BUNDLE=windows_path(chain),
        )
        assert "CERTIFICATE_VERIFY_FAILED" in ran.out, ran.all
        with_token.succeeds("ecs", "unload", *at)
        assert PROFILE not in with_token.run("ecs", "profile", *at).out


def test_boto3_reads_from_a_server_without_tls(
    with_token: WindowsProgram, center: RunningIdentityCenter
) -> None:
    """On loopback; commands are refused there, with what they need."""
    with server(with_token, "--default", PROFILE) as url:
        assert url.startswith("http://")
        ran = with_token.python(
            WHO,
            AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{url}/",
            AWS_CONTAINER_AUTHORIZATION_TOKEN=f"Bearer {TOKEN}",
        )
        assert ran.out.strip() == center.world.handed_out[-1][0], ran.all
        with_token.fails("ecs", "list", "--server", url.partition("//")[2])
