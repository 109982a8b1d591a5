"""Template errors."""


class TemplateError(ValueError):
    """A template that cannot be parsed (`parse`) or executed (`exec`), with line and column."""

    def __init__(self, stage: str, message: str, line: int = 0, column: int = 0) -> None:
        place = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{place}{message}")
        self.stage = stage


class FunctionError(Exception):
    """A function rejects its arguments; the evaluator adds the position."""
