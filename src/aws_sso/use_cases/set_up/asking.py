"""How the wizard asks: a person at the terminal, or nobody, so that the offered answers count."""

from collections.abc import Callable, Sequence
from typing import Protocol

from aws_sso.domain.frozen import frozen, made
from aws_sso.errors import UsageError

Check = Callable[[str], None]
"""Raises SsoError for an answer that will not do."""


def _anything(_: str) -> None:
    """Take any answer."""


@frozen
class Question:
    """A question that is answered with a text; Enter takes `offered`.

    `why` says in a line what it is for. `words` are completed, `preview` shows what an answer
    would lead to while it is typed.
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
    """One of several answers: what it is, and what it means."""

    value: str
    label: str


@frozen
class Choice:
    """A question with given answers."""

    title: str
    why: str
    options: Sequence[Option] = made(factory=tuple)
    offered: str = ""


class Asker(Protocol):
    """Whoever answers."""

    def text(self, question: Question) -> str: ...
    def choose(self, choice: Choice) -> str: ...
    def confirm(self, title: str, why: str, *, offered: bool) -> bool: ...


class Nobody:
    """Takes what is offered; raises UsageError, naming the flag, where that will not do."""

    def text(self, question: Question) -> str:
        """Return what is offered."""
        if not question.offered and question.flag:
            raise UsageError(
                f"nobody can be asked: {question.title}", f"answer in advance: `{question.flag}`"
            )
        question.check(question.offered)
        return question.offered

    def choose(self, choice: Choice) -> str:
        """Return what is offered."""
        return choice.offered

    def confirm(self, title: str, why: str, *, offered: bool) -> bool:
        """Return what is offered."""
        return offered
