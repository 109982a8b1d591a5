"""Gives the package its addresses, from `src/aws_sso/addresses.py`.

The index of packages shows README.md outside the repository: its links are made absolute.
"""

import re
import runpy
from pathlib import Path
from typing import Any

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


def absolute(text: str, files: str) -> str:
    """Return Markdown whose relative links and pictures lead into the repository."""
    text = re.sub(r"(!\[[^]]*\]\()(?!\w+:|#)", rf"\g<1>{files.replace('/blob/', '/raw/')}/", text)
    return re.sub(r"((?<!!)\[[^]]*\]\()(?!\w+:|#)", rf"\g<1>{files}/", text)
