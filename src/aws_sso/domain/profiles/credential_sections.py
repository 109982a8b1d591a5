"""Static credentials as sections of a file such as `~/.aws/credentials`."""

from aws_sso.annotations import Mapping
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.expiry import iso_utc
from aws_sso.domain.text.marked_block import lines_of
from aws_sso.domain.text.printable import printable
from aws_sso.errors import ConfigError


def section(name: str, credentials: RoleCredentials) -> str:
    """Return the section for a profile; raises ConfigError for an unusable name."""
    if not name or "]" in name or not name.isprintable() or name != name.strip():
        raise ConfigError(
            f"profile name `{printable(name)}` cannot be used in a credentials file",
            "give the role another `Profile`, or change `ProfileFormat`",
        )
    return (
        f"[{name}]\n"
        f"# until {iso_utc(credentials.expires)}\n"
        f"aws_access_key_id = {credentials.access_key_id}\n"
        f"aws_secret_access_key = {credentials.secret_access_key.reveal()}\n"
        f"aws_session_token = {credentials.session_token.reveal()}\n"
    )


@frozen
class FileChange:
    """A file's text before and after; `lost` names the sections that are gone."""

    before: str
    after: str
    lost: tuple[str, ...]


def change_to(text: str, sections: Mapping[str, str], *, append: bool) -> FileChange:
    """Work out the file with these sections; `append` keeps the other sections."""
    others = tuple(name for name in section_names(text) if name not in sections)
    if append or not others:
        return FileChange(text, with_sections(text, sections), ())
    return FileChange(text, with_sections("", sections), others)


def with_sections(text: str, sections: Mapping[str, str]) -> str:
    """Return a file's text with sections replaced by name; new ones go to the end.

    Everything else is left unchanged.
    """
    left = dict(sections)
    parts: list[str] = []
    dropping = False
    for line in lines_of(text):
        name = section_name(line)
        if name is not None:
            dropping = name in sections
            if dropping and name in left:
                parts.append(left.pop(name))
        if not dropping:
            parts.append(line)
    new = "".join(parts)
    if new and not new.endswith("\n"):
        new += "\n"
    return new + "".join(left.values())


def section_names(text: str) -> list[str]:
    """Return the names of all sections."""
    return [name for line in lines_of(text) if (name := section_name(line)) is not None]


def section_name(line: str) -> str | None:
    """Return the section name if a line is a section header, else None."""
    return line[1 : line.rindex("]")].strip() if line.startswith("[") and "]" in line else None
