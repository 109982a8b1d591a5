"""Writes static credentials to a file, after the user agrees to losing other sections."""

from aws_sso.annotations import TYPE_CHECKING, Mapping
from aws_sso.cli.asking import confirm
from aws_sso.domain.profiles.credential_sections import change_to
from aws_sso.errors import FileAccessError
from aws_sso.parts.parts import Parts

if TYPE_CHECKING:
    from pathlib import Path


def write_sections(parts: Parts, file: str, sections: Mapping[str, str], *, append: bool) -> "Path":
    """Write sections of credentials to a file, 0600; returns its path.

    Without `append`, the file's other sections are removed, to which the user must agree.
    """
    path = parts.files.named(file)
    change = change_to(parts.files.text_of(path), sections, append=append)
    if change.lost and not confirm(parts, f"{path} will lose {', '.join(change.lost)}. Continue?"):
        raise FileAccessError("nothing was written", "use `--append` to keep the other sections")
    parts.files.replace_text(path, change.before, change.after, mode=0o600)
    return path
