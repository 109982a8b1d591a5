"""Gives the package its addresses, the commit it is built from, and a completion for zsh.

The addresses come from `src/aws_sso/addresses.py`. The index of packages shows README.md outside
the repository, so its links are made absolute.
"""

import re
import runpy
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent


class Addresses(MetadataHookInterface):
    """Fills in what pyproject.toml calls dynamic: the URLs and the README."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the two to the metadata."""
        known = runpy.run_path(str(ROOT / "src" / "aws_sso" / "addresses.py"))
        metadata["urls"] = {
            "Repository": known["REPOSITORY"],
            "Documentation": known["DOCUMENTATION"],
            "Issues": known["ISSUES"],
            "Changelog": f"{known['FILES']}/CHANGELOG.md",
            "Download": known["PACKAGE"],
        }
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, known["FILES"]),
        }


class MadeFiles(BuildHookInterface[Any]):
    """Adds files that are not in the repository to wheel and sdist."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add `commit`, unless an sdist already has it, and the completion for zsh."""
        if version == "editable":
            return
        made = Path(tempfile.mkdtemp())
        package = "src/aws_sso" if self.target_name == "sdist" else "aws_sso"
        if commit := _commit():
            (made / "commit").write_text(commit, encoding="ascii")
            build_data["force_include"][str(made / "commit")] = f"{package}/commit"
        if self.target_name == "wheel":
            (made / "_aws-sso").write_text(_autoloaded(), encoding="utf-8")
            build_data["shared_data"][str(made / "_aws-sso")] = "share/zsh/site-functions/_aws-sso"


def _commit() -> str:
    """Return the commit of this checkout, `-dirty` if it was changed; empty in an sdist."""
    if not (ROOT / ".git").exists():
        return ""
    described = ["git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    return subprocess.run(
        described, cwd=ROOT, capture_output=True, encoding="ascii", check=True
    ).stdout.strip()


def _autoloaded() -> str:
    """Return the completion as a function that zsh loads at the first Tab."""
    scripts = ROOT / "src" / "aws_sso" / "adapters" / "desktop" / "completion_scripts"
    script = (scripts / "aws-sso.zsh").read_text(encoding="utf-8")
    return f'#compdef aws-sso\n{script}\n_aws_sso "$@"\n'


def absolute(text: str, files: str) -> str:
    """Return Markdown whose relative links and pictures lead into the repository."""
    text = re.sub(r"(!\[[^]]*\]\()(?!\w+:|#)", rf"\g<1>{files.replace('/blob/', '/raw/')}/", text)
    return re.sub(r"((?<!!)\[[^]]*\]\()(?!\w+:|#)", rf"\g<1>{files}/", text)
