"""Tells of profile names that cannot be used, and how to mend that."""

from aws_sso.cli.output import say, warn
from aws_sso.domain.profiles.name_problems import NameProblems


def report_names(problems: NameProblems) -> None:
    """Warn of names that several roles share and of roles without a name; silent without any."""
    for text in problems.in_words:
        warn(text)
    if problems:
        say(f"hint: {problems.remedy}")
