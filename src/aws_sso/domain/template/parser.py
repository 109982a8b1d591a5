"""Parses a template into a tree, by the grammar of Go's text/template."""

from aws_sso.annotations import Callable
from aws_sso.domain.template import literals
from aws_sso.domain.template.errors import TemplateError
from aws_sso.domain.template.lexer import Lexeme, lexemes
from aws_sso.domain.template.nodes import (
    Action,
    Branch,
    Call,
    Command,
    Dot,
    Fields,
    Jump,
    Literal,
    Name,
    Node,
    Parsed,
    Pipeline,
    Text,
    Variable,
)

_CONSTANTS = {"true": True, "false": False, "nil": None}
_BRANCHES = ("if", "with", "range")
_DEEPEST = 100


def parse(source: str, problem_with_function: Callable[[str], str | None]) -> Parsed:
    """Parse a template.

    `problem_with_function` returns what is wrong with a function's name, None if it is known.
    Raises TemplateError with the stage `parse`.
    """
    return _Parser(lexemes(source), problem_with_function).template()


class _Parser:
    def __init__(
        self, found: list[Lexeme], problem_with_function: Callable[[str], str | None]
    ) -> None:
        self._tokens = found
        self._at = 0
        self._problem_with_function = problem_with_function
        self._variables = ["$"]
        self._defined: dict[str, tuple[Node, ...]] = {}
        self._loops = 0
        self._depth = 0

    def template(self) -> Parsed:
        body, end = self._body()
        if end is not None:
            raise self._error(f"unexpected {{{{{end}}}}}", self._tokens[self._at - 1])
        return Parsed(body, self._defined)

    def _body(self) -> tuple[tuple[Node, ...], str | None]:
        """Parse up to `end`, `else` or the end of the text; returns the word that ended it.

        The rest of `else` (`else if …`) is not consumed.
        """
        nodes: list[Node] = []
        while True:
            lexeme = self._next()
            if lexeme.kind == "end":
                return tuple(nodes), None
            if lexeme.kind == "text":
                nodes.append(Text(lexeme.line, lexeme.column, lexeme.text))
                continue
            word = self._peek()
            if word.kind == "name" and word.text == "end":
                self._next()
                self._expect("right")
                return tuple(nodes), "end"
            if word.kind == "name" and word.text == "else":
                self._next()
                return tuple(nodes), "else"
            node = self._action(word)
            if node is not None:
                nodes.append(node)

    def _action(self, word: Lexeme) -> Node | None:
        if word.kind == "name":
            if word.text in _BRANCHES:
                self._next()
                return self._branch(word)
            if word.text in ("break", "continue") and self._tokens[self._at + 1].kind == "right":
                self._next()
                self._expect("right")
                if not self._loops:
                    raise self._error(f"{{{{{word.text}}}}} outside {{{{range}}}}", word)
                return Jump(word.line, word.column, word.text)
            if word.text == "template":
                self._next()
                return self._template(word)
            if word.text == "define":
                self._next()
                self._define(word)
                return None
            if word.text == "block":
                self._next()
                return self._block(word)
        pipeline = self._pipeline("right")
        return Action(word.line, word.column, pipeline)

    def _branch(self, word: Lexeme) -> Branch:
        known = len(self._variables)
        self._deeper(word)
        pipeline = self._pipeline("right", in_range=word.text == "range")
        self._loops += word.text == "range"
        body, end = self._body()
        self._loops -= word.text == "range"
        otherwise: tuple[Node, ...] = ()
        if end is None:
            raise self._error(f"{{{{{word.text}}}}} has no {{{{end}}}}", word)
        if end == "else":
            following = self._peek()
            if following.kind == "name" and following.text in ("if", "with"):
                # `else if` is an `if` inside the else branch that shares its `end`.
                self._next()
                otherwise = (self._branch(following),)
            else:
                self._expect("right")
                otherwise, end = self._body()
                if end != "end":
                    raise self._error("expected {{end}}", word)
        del self._variables[known:]
        self._depth -= 1
        return Branch(word.line, word.column, word.text, pipeline, body, otherwise)

    def _template(self, word: Lexeme) -> Call:
        name = self._quoted(word)
        pipeline = None
        if self._peek().kind != "right":
            pipeline = self._pipeline("right")
        else:
            self._next()
        return Call(word.line, word.column, name, pipeline)

    def _define(self, word: Lexeme) -> None:
        name = self._quoted(word)
        self._expect("right")
        self._definition(name, word)

    def _block(self, word: Lexeme) -> Call:
        name = self._quoted(word)
        pipeline = self._pipeline("right")
        self._definition(name, word)
        return Call(word.line, word.column, name, pipeline)

    def _definition(self, name: str, word: Lexeme) -> None:
        outer, self._variables = self._variables, ["$"]
        loops, self._loops = self._loops, 0
        body, end = self._body()
        if end != "end":
            raise self._error(f"{{{{{word.text}}}}} has no {{{{end}}}}", word)
        self._variables, self._loops = outer, loops
        self._defined[name] = body

    def _quoted(self, word: Lexeme) -> str:
        lexeme = self._next()
        if lexeme.kind == "string":
            return self._string(lexeme)
        if lexeme.kind == "raw":
            return lexeme.text[1:-1]
        raise self._error(f"{word.text} needs a name in quotes", lexeme)

    def _pipeline(self, closing: str, in_range: bool = False) -> Pipeline:
        first = self._peek()
        variables, declares = self._declared(in_range)
        commands: list[Command] = []
        while True:
            lexeme = self._peek()
            if lexeme.kind == closing:
                self._next()
                break
            if lexeme.kind == "pipe" and commands:
                self._next()
                if self._peek().kind in ("pipe", closing):
                    raise self._error("missing command after `|`", lexeme)
            command = self._command()
            if (
                commands
                and not isinstance(command.parts[0], (Name, Fields, Variable))
                and not (isinstance(command.parts[0], Pipeline))
            ):
                raise self._error("only functions can follow `|`", lexeme)
            commands.append(command)
        if not commands:
            raise self._error("missing value", first)
        return Pipeline(first.line, first.column, tuple(commands), variables, declares)

    def _declared(self, in_range: bool) -> tuple[tuple[str, ...], bool]:
        """Parse `$x :=`, `$x =` or, for range, `$i, $x :=`, if present."""
        if self._peek().kind != "variable":
            return (), False
        names: tuple[str, ...]
        after = self._tokens[self._at + 1]
        if after.kind == "comma" and in_range:
            first, second = self._tokens[self._at], self._tokens[self._at + 2]
            sign = self._tokens[self._at + 3] if second.kind == "variable" else second
            if sign.kind not in ("declare", "assign"):
                raise self._error("range takes at most two variables", sign)
            self._at += 4
            names = (first.text, second.text)
        elif after.kind in ("declare", "assign"):
            names, sign = (self._tokens[self._at].text,), after
            self._at += 2
        else:
            return (), False
        if sign.kind == "declare":
            self._variables += names
        else:
            for name in names:
                self._check_variable(name, sign)
        return names, sign.kind == "declare"

    def _command(self) -> Command:
        first = self._peek()
        parts: list[Node] = []
        while True:
            lexeme = self._peek()
            if lexeme.kind in ("pipe", "right", "close", "end"):
                break
            if parts and not lexeme.after_space and lexeme.kind != "open":
                raise self._error(f"unexpected `{lexeme.text}`", lexeme)
            parts.append(self._operand())
        if not parts:
            raise self._error("missing value", first)
        return Command(first.line, first.column, tuple(parts))

    def _operand(self) -> Node:
        lexeme = self._next()
        node = self._term(lexeme)
        names: list[str] = []
        while self._peek().kind == "field" and not self._peek().after_space:
            names.append(self._next().text[1:])
        if not names:
            return node
        if isinstance(node, Literal):
            raise self._error(f"a constant has no field .{names[0]}", lexeme)
        if isinstance(node, Fields):
            return Fields(node.line, node.column, node.base, (*node.names, *names))
        return Fields(lexeme.line, lexeme.column, node, tuple(names))

    def _term(self, lexeme: Lexeme) -> Node:
        place = (lexeme.line, lexeme.column)
        try:
            if lexeme.kind == "string":
                return Literal(*place, self._string(lexeme))
            if lexeme.kind == "raw":
                return Literal(*place, lexeme.text[1:-1].replace("\r", ""))
            if lexeme.kind == "char":
                return Literal(*place, literals.character(lexeme.text))
            if lexeme.kind == "number":
                return Literal(*place, literals.number(lexeme.text))
        except ValueError as error:
            raise self._error(str(error), lexeme) from None
        if lexeme.kind == "name":
            if lexeme.text in _CONSTANTS:
                return Literal(*place, _CONSTANTS[lexeme.text])
            problem = self._problem_with_function(lexeme.text)
            if problem:
                raise self._error(problem, lexeme)
            return Name(*place, lexeme.text)
        if lexeme.kind == "variable":
            self._check_variable(lexeme.text, lexeme)
            return Variable(*place, lexeme.text)
        if lexeme.kind == "field":
            return Fields(*place, Dot(*place), (lexeme.text[1:],))
        if lexeme.kind == "dot":
            return Dot(*place)
        if lexeme.kind == "open":
            self._deeper(lexeme)
            pipeline = self._pipeline("close")
            self._depth -= 1
            return pipeline
        raise self._error(f"unexpected `{lexeme.text}`", lexeme)

    def _check_variable(self, name: str, lexeme: Lexeme) -> None:
        if name not in self._variables:
            raise self._error(f"undefined variable {name}", lexeme)

    def _string(self, lexeme: Lexeme) -> str:
        try:
            return literals.string(lexeme.text)
        except ValueError as error:
            raise self._error(str(error), lexeme) from None

    def _deeper(self, lexeme: Lexeme) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error("nested too deeply", lexeme)

    def _peek(self) -> Lexeme:
        return self._tokens[self._at]

    def _next(self) -> Lexeme:
        lexeme = self._tokens[self._at]
        if lexeme.kind != "end":
            self._at += 1
        return lexeme

    def _expect(self, kind: str) -> None:
        lexeme = self._next()
        if lexeme.kind != kind:
            raise self._error(f"unexpected `{lexeme.text}`", lexeme)

    def _error(self, message: str, lexeme: Lexeme) -> TemplateError:
        return TemplateError("parse", message, lexeme.line, lexeme.column)
