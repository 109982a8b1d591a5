"""Fixtures: a Windows that all workers share, and the program installed there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.organization import sample
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World
from tests.windows import wine as wines
from tests.windows.program import WindowsProgram, install
from tests.windows.wine import Wine


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    """A running Windows."""
    with wines.running() as running:
        yield running


@pytest.fixture(scope="session")
def installed(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> Wine:
    """A Windows that has our program."""
    with wine.once("installed") as is_missing:
        if is_missing:
            install(wine, tmp_path_factory.mktemp("wheels"))
    return wine


@pytest.fixture
def on_windows(
    installed: Wine, tmp_path: Path, identity_center: RunningIdentityCenter
) -> WindowsProgram:
    """The program in a new home, set up for `identity_center`, with an obliging browser."""
    return WindowsProgram.in_new_home(installed, tmp_path / "Home of Zoë", identity_center)


@pytest.fixture(scope="session")
def center() -> Iterator[RunningIdentityCenter]:
    """An Identity Center for tests that leave the session as it is."""
    with serving(lambda url: World(url, sample())) as world:
        yield RunningIdentityCenter(world)


@pytest.fixture(scope="session")
def home_signed_in(
    installed: Wine, tmp_path_factory: pytest.TempPathFactory, center: RunningIdentityCenter
) -> WindowsProgram:
    """The program with a session at `center` and all roles fetched."""
    home = tmp_path_factory.mktemp("signed-in") / "Home of Zoë"
    program = WindowsProgram.in_new_home(installed, home, center)
    program.succeeds("login")
    return program


@pytest.fixture
def signed_in(home_signed_in: WindowsProgram, tmp_path: Path) -> WindowsProgram:
    """The program in a home of its own, signed in at `center`; nobody has used a role there."""
    return home_signed_in.copied_to(tmp_path / "Home of Zoë")


@pytest.fixture
def credential_manager(
    installed: Wine, tmp_path: Path, identity_center: RunningIdentityCenter
) -> WindowsProgram:
    """The program with its keys in the Credential Manager."""
    home = tmp_path / "Home of Zoë"
    return WindowsProgram.in_new_home(installed, home, identity_center, "wincred")
