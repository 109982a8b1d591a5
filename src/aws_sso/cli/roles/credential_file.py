"""Writes static credentials to a file."""

import os
from collections.abc import Mapping
from pathlib import Path

from aws_sso.adapters.files.user_files import read_text, replace_text
from aws_sso.cli.asking import confirm
from aws_sso.domain.profiles.credential_sections import section_names, with_sections
from aws_sso.errors import FileAccessError
from aws_sso.parts.parts import Parts


def write_sections(parts: Parts, file: str, sections: Mapping[str, str], *, append: bool) -> Path:
    """Write sections of credentials to a file, 0600; returns its path.

    Without `append` the file's other sections go, which the user has to agree to.
    """
    path = Path(os.path.expanduser(file)).absolute()
    before = read_text(path)
    lost = [name for name in section_names(before) if name not in sections]
    if lost and not append and not confirm(parts, f"{path} loses {', '.join(lost)}. Go on?"):
        raise FileAccessError("nothing was written", "`--append` keeps the other sections")
    kept = before if append or not lost else ""
    replace_text(path, before, with_sections(kept, sections), parts.locks, mode=0o600)
    return path
