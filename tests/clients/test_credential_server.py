"""Real AWS clients get credentials from the credential server, and a real STS takes them."""

from pathlib import Path

import pytest

from tests.clients.conftest import ACCOUNT, SLOT
from tests.clients.real_clients import CLIENTS, EXPECTED, account_of, ask, command
from tests.serving import Server


@pytest.mark.parametrize("with_file", [False, True], ids=["token", "token-file"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_real_client_is_who_the_slot_says(
    client: str, with_file: bool, server: Server, tmp_path: Path
) -> None:
    """With the variables that `ecs env` prints, and nothing else."""
    more = ["--token-file", str(tmp_path / "token")] if with_file else []
    server.program.environ |= server.variables("-p", SLOT, *more)
    answer = ask(client, server.program)
    assert answer.code == 0, answer.all
    assert answer.out.startswith(EXPECTED), answer.all


@pytest.mark.parametrize("client", CLIENTS)
def test_the_token_of_another_slot_gets_a_client_nowhere(client: str, server: Server) -> None:
    """So a container cannot have another one's role."""
    other = server.variables("-p", "999988887777:Billing")
    right = server.variables("-p", SLOT)
    name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    server.program.environ |= {**right, name: other[name]}
    answer = ask(client, server.program)
    assert answer.code != 0, answer.all


@pytest.mark.parametrize("client", CLIENTS)
def test_a_command_under_ecs_run_is_that_role(client: str, server: Server) -> None:
    """With a server of its own, and no other credentials in the environment."""
    ran = server.program.succeeds("ecs", "run", "-p", SLOT, "--", *command(client))
    assert ran.out.startswith(EXPECTED), ran.all


def test_the_sdk_learns_which_account_the_slot_is_of(server: Server) -> None:
    """By the field that the container provider reads."""
    server.program.environ |= server.variables("-p", SLOT)
    assert account_of(server.program) == ACCOUNT
