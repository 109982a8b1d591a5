"""Asks a person at the terminal, with prompt_toolkit and questionary."""

import questionary
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from prompt_toolkit.validation import ValidationError, Validator

from aws_sso.annotations import Any, Callable
from aws_sso.domain.text.printable import printable
from aws_sso.errors import SsoError
from aws_sso.use_cases.set_up.asking import Check, Choice, Question

_STYLE = Style.from_dict(
    {
        "why": "fg:ansibrightblack",
        "bottom-toolbar": "noreverse",
        "question": "bold",
        "qmark": "fg:ansicyan bold",
        "answer": "fg:ansicyan",
        "pointer": "fg:ansicyan bold",
        "highlighted": "fg:ansicyan",
    }
)
_WITHOUT_COLOR = Style.from_dict({"question": "bold", "highlighted": "reverse"})
_MARK = "?"


class TerminalAsker:
    """Asks on a terminal; Ctrl-C and Ctrl-D raise KeyboardInterrupt."""

    def __init__(self, source: Input | None, screen: Output | None, *, colored: bool) -> None:
        self._terminal: dict[str, Any] = {"input": source, "output": screen}
        self._style = _STYLE if colored else _WITHOUT_COLOR

    def text(self, question: Question) -> str:
        """Ask for a text until it is valid."""
        session: PromptSession[str] = PromptSession(**self._terminal)
        completer = WordCompleter(list(question.words), sentence=True) if question.words else None
        try:
            answer = session.prompt(
                self._head(question.title, question.why),
                default=question.offered,
                validator=_Checked(question.check),
                validate_while_typing=False,
                completer=completer,
                complete_while_typing=False,
                bottom_toolbar=_toolbar(session, question.preview) if question.preview else None,
                style=self._style,
            )
        except EOFError:
            raise KeyboardInterrupt from None
        return answer.strip()

    def choose(self, choice: Choice) -> str:
        """Let the user choose an answer with arrow keys or its first letters."""
        options = [questionary.Choice(printable(one.label), one.value) for one in choice.options]
        offered = next((one for one in options if one.value == choice.offered), options[0])
        answer: str = questionary.select(
            choice.title,
            options,
            default=offered,
            qmark=_MARK,
            instruction=f"({choice.why})",
            style=self._style,
            **self._terminal,
        ).unsafe_ask()
        return answer

    def confirm(self, title: str, why: str, *, offered: bool) -> bool:
        """Ask for yes or no."""
        answer: bool = questionary.confirm(
            title,
            default=offered,
            qmark=_MARK,
            instruction=f"({why}) {'[Y/n]' if offered else '[y/N]'} ",
            style=self._style,
            **self._terminal,
        ).unsafe_ask()
        return answer

    def _head(self, title: str, why: str) -> StyleAndTextTuples:
        return [
            ("class:qmark", f"{_MARK} "),
            ("class:question", title),
            ("class:why", f" ({why})"),
            ("", "\n  "),
        ]


class _Checked(Validator):
    """Turns an error into the message that prompt_toolkit shows below the input."""

    def __init__(self, check: Check) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        try:
            self._check(document.text.strip())
        except SsoError as error:
            hint = f"; {error.hint}" if error.hint else ""
            text = printable(f"{error.message}{hint}".replace("\n", " "))
            raise ValidationError(len(document.text), text) from None


def _toolbar(
    session: "PromptSession[str]", preview: Callable[[str], str]
) -> Callable[[], StyleAndTextTuples]:
    return lambda: [("class:why", preview(session.default_buffer.text))]
