"""Shared fixtures: the real program in a throw-away home, against a local Identity Center."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

StartProgram = Callable[..., Program]
INHERITED = [
    getattr(signal, name) for name in ("SIGINT", "SIGQUIT", "SIGHUP") if hasattr(signal, name)
]
"""What a shell without job control, or `nohup`, lets a command in the background ignore."""


def pytest_configure() -> None:
    """Let the suite mean the same on any machine, and however it is started."""
    give_children_the_usual_signals()
    # How long a property takes says nothing about the code while others use the machine too.
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("patient", patient)
    settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest: else one worker has them left when the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def give_children_the_usual_signals() -> None:
    """Let all that tests start have the usual signals, even if the suite itself ignores some.

    An ignored signal is inherited by every descendant; one with a handler is reset by exec(2).
    So this process goes on ignoring it, but by a handler.
    """
    for number in INHERITED:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture
def program(tmp_path: Path, identity_center: RunningIdentityCenter) -> Program:
    """The real program in a new home, set up for `identity_center`, with an obliging browser."""
    return Program.in_new_home(tmp_path, identity_center)


@pytest.fixture
def signed_in(program: Program) -> Program:
    """The real program with a session and all roles fetched."""
    program.succeeds("login")
    return program
