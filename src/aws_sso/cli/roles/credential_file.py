"""Writes static credentials to a file, once the user agrees to what that file loses."""

from collections.abc import Mapping
from pathlib import Path

from aws_sso.cli.asking import confirm
from aws_sso.domain.profiles.credential_sections import change_to
from aws_sso.errors import FileAccessError
from aws_sso.parts.parts import Parts


def write_sections(parts: Parts, file: str, sections: Mapping[str, str], *, append: bool) -> Path:
    """Write sections of credentials to a file, 0600; returns its path.

    Without `append` the file's other sections go, which the user has to agree to.
    """
    path = parts.files.named(file)
    change = change_to(parts.files.text_of(path), sections, append=append)
    if change.lost and not confirm(parts, f"{path} loses {', '.join(change.lost)}. Go on?"):
        raise FileAccessError("nothing was written", "`--append` keeps the other sections")
    parts.files.replace_text(path, change.before, change.after, mode=0o600)
    return path
