"""Tells of profile names that cannot be used, and how to mend that."""

from aws_sso.cli.output import say, warn
from aws_sso.domain.profiles.name_problems import NameProblems

_SHOWN = 5


def report_names(problems: NameProblems) -> None:
    """Warn of names that several roles share and of roles without a name; silent without any."""
    if not problems:
        return
    if problems.shared:
        count = len(problems.shared)
        names = "1 profile name belongs" if count == 1 else f"{count} profile names belong"
        warn(f"{names} to more than one role, so `--profile` cannot choose between them:")
        for name, roles in list(problems.shared.items())[:_SHOWN]:
            say(
                f"  `{name}`: {', '.join(role.arn for role in roles[:_SHOWN])}"
                f"{' …' if len(roles) > _SHOWN else ''}"
            )
        if count > _SHOWN:
            say(f"  and {count - _SHOWN} more")
    if problems.nameless:
        first = problems.nameless[0].arn
        warn(f"`ProfileFormat` gives {len(problems.nameless)} roles no name at all, as {first}")
    say(f"hint: {problems.remedy}")
