"""Real AWS clients get credentials from the credential server, and a real STS takes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import ACCOUNT, ROLE, Cloud
from tests.clients.real_clients import CLIENTS, EXPECTED, account_of, ask, command
from tests.program import Program
from tests.serving import Server, credential_server
from tests.waiting import until

PROFILE = f"{ACCOUNT}:{ROLE}"


@pytest.fixture
def server(tmp_path: Path, cloud: Cloud) -> Iterator[Server]:
    """A server that keeps a slot filled with what moto's STS knows."""
    program = Program.in_new_home(tmp_path, cloud.center)
    program.environ |= {"AWS_ENDPOINT_URL_STS": cloud.sts, "AWS_EC2_METADATA_DISABLED": "true"}
    program.environ["AWS_REGION"] = program.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    program.succeeds("login")
    with credential_server(program, "--profile", PROFILE) as running:
        path = f"/healthcheck/slot/{PROFILE}"
        until(lambda: running.ask(path, token=None)[0] == 200, "the first credentials")
        yield running


@pytest.mark.parametrize("with_file", [False, True], ids=["token", "token-file"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_real_client_is_who_the_slot_says(
    client: str, with_file: bool, server: Server, tmp_path: Path
) -> None:
    """With the variables that `ecs env` prints, and nothing else."""
    more = ["--token-file", str(tmp_path / "token")] if with_file else []
    server.program.environ |= server.variables("-p", PROFILE, *more)
    answer = ask(client, server.program)
    assert answer.code == 0, answer.all
    assert answer.out.startswith(EXPECTED), answer.all


@pytest.mark.parametrize("client", CLIENTS)
def test_the_token_of_another_slot_gets_a_client_nowhere(client: str, server: Server) -> None:
    """So a container cannot have another one's role."""
    other = server.variables("-p", "999988887777:Billing")
    right = server.variables("-p", PROFILE)
    name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    server.program.environ |= {**right, name: other[name]}
    answer = ask(client, server.program)
    assert answer.code != 0, answer.all


@pytest.mark.parametrize("client", CLIENTS)
def test_a_command_under_ecs_run_is_that_role(client: str, server: Server) -> None:
    """With a server of its own, and no other credentials in the environment."""
    ran = server.program.succeeds("ecs", "run", "-p", PROFILE, "--", *command(client))
    assert ran.out.startswith(EXPECTED), ran.all


def test_the_sdk_learns_which_account_the_slot_is_of(server: Server) -> None:
    """By the field that the container provider reads."""
    server.program.environ |= server.variables("-p", PROFILE)
    assert account_of(server.program) == ACCOUNT
