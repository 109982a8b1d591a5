"""`credentials`: static credentials for programs that support nothing else."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.cli.options.role import min_ttl_option, one_choice, words_argument
from aws_sso.cli.options.scope import scope_options
from aws_sso.cli.output import say, write
from aws_sso.cli.roles.choosing import chosen_role
from aws_sso.cli.roles.credential_file import write_sections
from aws_sso.domain.profiles.credential_sections import section
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


@declare("credentials")
@words_argument
@option(
    "--profile",
    "-p",
    field="profiles",
    many=True,
    metavar="NAME",
    help="Profile to print; for several, repeat it or use commas. Default: the picker.",
    completes=values.profiles,
)
@option(
    "--file", "-f", metavar="FILE", help="Write to this file, mode 0600.", completes=values.files
)
@flag("--append", "-a", help="Keep the file's other sections.")
@min_ttl_option
@scope_options
def command(
    parts: Parts,
    words: tuple[str, ...],
    profiles: tuple[str, ...],
    file: str | None,
    append: bool,
    min_ttl: int,
) -> None:
    """Print static credentials in the format of ~/.aws/credentials.

    On a terminal, WORDs select the only role that has them in its names, or open the picker. Static
    credentials are unencrypted and not renewed. If the program supports it, prefer `AWS_PROFILE`
    with the profiles that `aws-sso config` writes.
    """
    if append and not file:
        raise UsageError("`--append` needs `--file`")
    choices = [RoleChoice(profile=name) for name in _names(parts, profiles)] or [RoleChoice()]
    sections = {}
    for choice in choices:
        chosen = chosen_role(parts, one_choice(choice, words), words)
        if chosen is None:
            return
        role, instance = chosen.role, chosen.instance
        credentials = instance.credentials.of(role, min_ttl=min_ttl * 60)
        sections[role.profile] = section(role.profile, credentials)
        instance.roles.note_use(role)
    if file:
        path = write_sections(parts, file, sections, append=append)
        say(f"wrote {len(sections)} profile{'s' if len(sections) > 1 else ''} to {path}")
    else:
        write("\n".join(sections.values()))


def _names(parts: Parts, given: tuple[str, ...]) -> list[str]:
    """Return the named profiles without duplicates; commas separate them, unless part of a name."""
    found: dict[str, None] = {}
    for text in given:
        if "," in text and not any(parts.instances.matching(RoleChoice(profile=text))):
            found |= dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
        else:
            found[text] = None
    return list(found)
