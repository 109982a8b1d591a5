"""Where we run: whether a browser that we start is on our loopback."""

import subprocess
import sys

import pytest

from aws_sso.adapters.desktop.surroundings import in_other_network, reaches_our_loopback
from tests import parts

ASK = "from aws_sso.adapters.desktop.surroundings import in_other_network as f; print(f())"


def test_a_network_namespace_of_our_own_is_noticed() -> None:
    """The desktop's browser is in another one, as are the processes that started us."""
    assert not in_other_network()
    command = [parts.program("unshare"), "--net", "--", sys.executable, "-c", ASK]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0 and "unshare" in done.stderr:
        pytest.skip("namespaces cannot be made here")
    assert done.stdout == "True\n", done.stderr


@pytest.mark.parametrize(
    "name", ["WSL_DISTRO_NAME", "SSH_CONNECTION", "SSH_TTY", "CODESPACES", "container"]
)
def test_places_whose_browser_is_elsewhere(name: str) -> None:
    """Windows, the machine that somebody came from, the host of a container."""
    assert not reaches_our_loopback({name: "x"})
