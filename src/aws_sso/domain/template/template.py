"""Templates: compiled once, rendered for each role."""

from aws_sso.annotations import Mapping
from aws_sso.domain.template.evaluator import execute
from aws_sso.domain.template.library import problem_with
from aws_sso.domain.template.parser import parse
from aws_sso.domain.template.values import Struct


class Template:
    """A compiled template; raises TemplateError with line and column if it is invalid."""

    def __init__(self, source: str) -> None:
        self._parsed = parse(source, problem_with)

    def render(self, fields: Mapping[str, object]) -> str:
        """Return its output; raises TemplateError if it fails for these fields."""
        return execute(self._parsed, Struct(fields))
