"""pytest fixtures: a local Identity Center for your tests.

def test_my_tool(identity_center):
    identity_center.world.auto_approve = True
    run_my_tool(environ=identity_center.variables)

pytest loads this file wherever the package is installed, so it imports the emulator when a test
uses a fixture.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from aws_sso.emulator.key_mint import KeyMint
    from aws_sso.emulator.organization import Organization
    from aws_sso.emulator.world import World


@dataclass(frozen=True)
class RunningIdentityCenter:
    """A running Identity Center; `world` has all of its state and may be changed at any time."""

    world: "World"

    @property
    def start_url(self) -> str:
        """The start URL that clients must use."""
        return self.world.start_url

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that point AWS clients to it."""
        return {
            "AWS_ENDPOINT_URL_SSO": self.world.base_url,
            "AWS_ENDPOINT_URL_SSO_OIDC": self.world.base_url,
            "AWS_ENDPOINT_URL_SIGNIN": self.world.base_url,
            "AWS_ENDPOINT_URL_STS": self.world.base_url,
            "AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME": self.world.base_url,
        }


StartIdentityCenter = Callable[..., RunningIdentityCenter]
"""Takes an `Organization` (the sample one if None) and a `KeyMint` (random keys if None)."""


@pytest.fixture
def start_identity_center() -> Iterator[StartIdentityCenter]:
    """Start Identity Centers with an organization and a key mint of your choice."""
    from aws_sso.emulator.key_mint import LocalMint
    from aws_sso.emulator.organization import sample
    from aws_sso.emulator.server import serving
    from aws_sso.emulator.world import World

    with ExitStack() as stack:

        def start(
            organization: "Organization | None" = None, mint: "KeyMint | None" = None
        ) -> RunningIdentityCenter:
            def world_at(url: str) -> World:
                return World(url, organization or sample(), mint=mint or LocalMint())

            return RunningIdentityCenter(stack.enter_context(serving(world_at)))

        yield start


@pytest.fixture
def identity_center(start_identity_center: StartIdentityCenter) -> RunningIdentityCenter:
    """A fresh Identity Center with the sample organization."""
    return start_identity_center()
