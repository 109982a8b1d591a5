"""Where this program lives on the web: its repository, documentation and package.

Messages, the package's metadata and the site of the documentation take their addresses from here,
and nowhere else may they stand. Until the first release they are under `example.com`, which nobody
can register; `make release` fails while one of them is.
"""

REPOSITORY = "https://example.com/aws-sso"
DOCUMENTATION = "https://docs.example.com/aws-sso"
PACKAGE = "https://packages.example.com/aws-sso-py"

ISSUES = f"{REPOSITORY}/issues"
FILES = f"{REPOSITORY}/blob/HEAD"
"""Where a file of the repository can be read: `FILES/README.md`."""


def documentation(name: str, heading: str = "") -> str:
    """Return the URL of a page of the documentation: `documentation("security")`.

    `name` is its path under docs/ without the suffix; `heading` is the anchor of a heading on it.
    """
    return f"{DOCUMENTATION}/{name}.html" + (f"#{heading}" if heading else "")
