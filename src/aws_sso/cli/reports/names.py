"""Reports unusable profile names, and how to fix them."""

from aws_sso.cli.output import say, warn
from aws_sso.domain.profiles.name_problems import NameProblems


def report_names(problems: NameProblems) -> None:
    """Warn about shared profile names and roles without a name, if any."""
    for text in problems.in_words:
        warn(text)
    if problems:
        say(f"hint: {problems.remedy}")
