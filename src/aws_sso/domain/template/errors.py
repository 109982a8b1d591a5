"""What can be wrong with a template."""


class TemplateError(ValueError):
    """A template that cannot be read (`parse`) or carried out (`exec`), and where: line, column."""

    def __init__(self, stage: str, message: str, line: int = 0, column: int = 0) -> None:
        place = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{place}{message}")
        self.stage = stage


class FunctionError(Exception):
    """A function refuses its arguments; the evaluator adds where."""
