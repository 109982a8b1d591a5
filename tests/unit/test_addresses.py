"""Every address in the program and its texts is one that somebody owns, or nobody can."""

import ast
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aws_sso import addresses

ROOT = Path(__file__).parents[2]
OWNED = (
    *("amazonaws.com", "amazonaws.com.cn", "aws.amazon.com", "amazon.com", "awsapps.com"),
    *(
        "github.com/aws/",
        "github.com/hashicorp/aws-sdk-go-base",
        "github.com/containers/bubblewrap",
    ),
    *("github.com/junegunn/fzf", "www.w3.org"),
    *("docs.getmoto.org", "semver.org", "app.aws"),
)
"""Hosts of others, with the ones below them; for shared hosts the project's path."""
NOBODYS = ("example.com", "example.org", "example", "invalid", "test", "localhost", "127.0.0.1")
"""Reserved by RFC 2606 and 6761, or this machine."""
TEXTS = ("src", "docs", "man", "scripts", ".github", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")


def web_addresses() -> Iterator[tuple[str, str]]:
    """Yield each complete URL of our texts with the file it stands in."""
    files = subprocess.run(
        ["git", "ls-files", *TEXTS, "SECURITY.md", "pyproject.toml", "mkdocs.yml"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    for name in files.stdout.split():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for url in re.findall(r"""https?://[^\s"'`<>()\[\]\\,|]+""", text):
            if not re.search(r"[{}…@$*]|HOST|^https?://[^.:/]+(:|/|$)", url):
                yield name, url


def known(url: str) -> bool:
    """Tell whether the address is somebody's on our list, or nobody can own it."""
    host = urlsplit(url).hostname or ""
    place = f"{host}{urlsplit(url).path}"
    return any(host == name or host.endswith(f".{name}") for name in (*OWNED, *NOBODYS)) or any(
        place.startswith(name) for name in OWNED
    )


def test_no_address_could_be_registered_by_a_stranger() -> None:
    """A repository or a site that looks like ours and belongs to nobody is an invitation."""
    found = set(web_addresses())
    assert len(found) > 20, "they are found"
    assert [one for one in sorted(found) if not known(one[1])] == []
    assert not known("https://github.com/somebody/aws-sso")


def test_our_addresses_stand_in_one_file() -> None:
    """So that a release changes one file."""
    ours = (addresses.REPOSITORY, addresses.DOCUMENTATION, addresses.PACKAGE)
    elsewhere = [
        (name, url)
        for name, url in web_addresses()
        if name != "src/aws_sso/addresses.py" and url.startswith(ours)
    ]
    assert elsewhere == []


def named_pages() -> Iterator[str]:
    """Yield the pages that the program's code names in `documentation("…")`."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "documentation":
                yield ast.literal_eval(node.args[0])


def test_the_pages_that_messages_name_exist() -> None:
    """A page that moves takes its links along."""
    assert [name for name in named_pages() if not (ROOT / "docs" / f"{name}.md").is_file()] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x](docs/x.md)", "[x](https://example.com/r/blob/HEAD/docs/x.md)"),
        ("![x](docs/a.png)", "![x](https://example.com/r/raw/HEAD/docs/a.png)"),
        ("[x](#install)", "[x](#install)"),
        ("[x](https://semver.org)", "[x](https://semver.org)"),
    ],
)
def test_the_readme_of_the_package_has_links_of_its_own(text: str, expected: str) -> None:
    """The index of packages shows it far from the repository."""
    absolute = runpy.run_path(str(ROOT / "hatch_build.py"))["absolute"]
    assert absolute(text, "https://example.com/r/blob/HEAD") == expected
