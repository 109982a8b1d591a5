"""Shared fixtures: the real program in a throw-away home, against a local Identity Center."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

StartProgram = Callable[..., Program]


@pytest.fixture
def program(tmp_path: Path, identity_center: RunningIdentityCenter) -> Program:
    """The real program in a new home, set up for `identity_center`, with an obliging browser."""
    return Program.in_new_home(tmp_path, identity_center)


@pytest.fixture
def signed_in(program: Program) -> Program:
    """The real program with a session and all roles fetched."""
    program.succeeds("login")
    return program
