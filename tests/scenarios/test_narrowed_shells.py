"""A shell whose role is narrowed: it comes to more only where somebody says so."""

import json

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.world import World
from tests.program import Program, Ran

PROFILE = "111122223333:Admin"
OTHER = "222233334444:Developer"
ASSUME = ("assume", "--shell", "sh")


def after(shell: Program, ran: Ran) -> Program:
    """The shell after it evaluated what was printed for sh."""
    environ = dict(shell.environ)
    for line in ran.out.splitlines():
        word, _, rest = line.rstrip(";").partition(" ")
        name, _, value = rest.partition("=")
        if word == "unset":
            environ.pop(name, None)
        else:
            environ[name] = value.strip("'")
    return Program(shell.home, environ)


def is_narrowed(world: World, key: str) -> bool:
    """Whether the emulator made these keys by narrowing others."""
    session = world.sessions.of(key)
    return session is not None and session.scoped == 1


@pytest.fixture
def shell(signed_in: Program) -> Program:
    """A shell with a role narrowed to looking."""
    ran = signed_in.succeeds("eval", "-p", PROFILE, "--read-only", "--shell", "sh")
    return after(signed_in, ran)


def test_a_shorter_life_leaves_it_as_narrow(
    shell: Program, identity_center: RunningIdentityCenter
) -> None:
    """`--max-ttl` alone says nothing of what the credentials may do."""
    ran = shell.succeeds("eval", "--refresh", "--max-ttl", "5", "--shell", "sh")
    renewed = after(shell, ran).environ
    assert renewed["AWS_SSO_SCOPE"] == "max-ttl=5 read-only"
    assert is_narrowed(identity_center.world, renewed["AWS_ACCESS_KEY_ID"])


@pytest.mark.parametrize("away", [(OTHER,), ("-x",)], ids=["switched", "left"])
def test_the_way_back_is_as_narrow_as_what_was_left(
    shell: Program, identity_center: RunningIdentityCenter, away: tuple[str, ...]
) -> None:
    """Of `assume -`, which says so; the next renewal keeps it too."""
    there = after(shell, shell.succeeds(*ASSUME, *away))
    assert "AWS_SSO_SCOPE" not in there.environ
    ran = there.succeeds(*ASSUME, "-")
    assert f"now `{PROFILE}` for 59m, narrowed to read-only" in ran.err
    back = after(there, ran).environ
    assert back["AWS_SSO_SCOPE"] == "read-only"
    assert is_narrowed(identity_center.world, back["AWS_ACCESS_KEY_ID"])


def test_its_console_is_as_narrow(shell: Program, identity_center: RunningIdentityCenter) -> None:
    """By `assume -c` as by `console`."""
    requests = identity_center.world.federation_requests
    for line in (("console",), (*ASSUME, "-c"), (*ASSUME, "-s", "s3")):
        requests.clear()
        shell.succeeds(*line, "-u", "print")
        session = json.loads(requests[0]["Session"])
        assert is_narrowed(identity_center.world, session["sessionId"]), line


def test_more_of_a_guarded_role_is_asked_for(shell: Program) -> None:
    """Having it narrowed is no leave to have all of it; a renewal asks nothing."""
    shell.add_setting("ConfirmTags: {AccountAlias: '*'}")
    shell.succeeds("eval", "--refresh", "--shell", "sh")
    for line in ((*ASSUME, PROFILE), ("exec", "-O", "-p", PROFILE, "--", "true")):
        assert "needs confirmation" in shell.fails(*line, code=2).err
