"""The version of this program, in one place for packaging and for `aws-sso version`."""

import os

__version__ = "1.0.0"


def described() -> str:
    """Return the version, with the commit if the package was built from one."""
    try:
        with open(os.path.join(os.path.dirname(__file__), "commit"), encoding="ascii") as file:
            return f"{__version__} (commit {file.read().strip()})"
    except OSError:
        return __version__  # a checkout
