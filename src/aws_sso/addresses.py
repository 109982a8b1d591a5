"""This program's addresses on the web: repository, documentation and package.

Messages, package metadata and the documentation site use these addresses; no other file may contain
them. Until the first release they are under `example.com`, which nobody can register; `make
release` fails until they are changed.
"""

REPOSITORY = "https://example.com/aws-sso"
DOCUMENTATION = "https://docs.example.com/aws-sso"
PACKAGE = "https://packages.example.com/aws-sso-py"

ISSUES = f"{REPOSITORY}/issues"
FILES = f"{REPOSITORY}/blob/HEAD"
"""Base URL of files in the repository: `FILES/README.md`."""


def documentation(name: str, heading: str = "") -> str:
    """Return the URL of a page of the documentation: `documentation("explanation/security")`.

    `name` is its path under docs/ without the suffix; `heading` is the anchor of a heading on it.
    """
    return f"{DOCUMENTATION}/{name}.html" + (f"#{heading}" if heading else "")
