"""How the wizard asks: a person at the terminal, or nobody, so that defaults apply."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.frozen import frozen, made
from aws_sso.errors import UsageError

Check = Callable[[str], None]
"""Raises SsoError for an invalid answer."""


def _anything(_: str) -> None:
    """Accept any answer."""


@frozen
class Question:
    """A question with a text answer; Enter accepts `offered`.

    `why` explains it in one line. `words` are completed. `preview` shows the effect of an answer
    while it is typed.
    """

    title: str
    why: str
    offered: str = ""
    check: Check = _anything
    words: Sequence[str] = ()
    preview: Callable[[str], str] | None = None
    flag: str = ""


@frozen
class Option:
    """One of several answers, with its meaning."""

    value: str
    label: str


@frozen
class Choice:
    """A question with fixed answers."""

    title: str
    why: str
    options: Sequence[Option] = made(factory=tuple)
    offered: str = ""


class Asker(Protocol):
    """Answers questions."""

    def text(self, question: Question) -> str: ...
    def choose(self, choice: Choice) -> str: ...
    def confirm(self, title: str, why: str, *, offered: bool) -> bool: ...


class Nobody:
    """Accepts what is offered; raises UsageError that names the flag if that is not valid."""

    def text(self, question: Question) -> str:
        """Return what is offered."""
        if not question.offered and question.flag:
            raise UsageError(
                f"cannot ask without a terminal: {question.title}",
                f"answer in advance with `{question.flag}`",
            )
        question.check(question.offered)
        return question.offered

    def choose(self, choice: Choice) -> str:
        """Return what is offered."""
        return choice.offered

    def confirm(self, title: str, why: str, *, offered: bool) -> bool:
        """Return what is offered."""
        return offered
