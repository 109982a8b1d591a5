"""Executes a parsed template on data."""

from aws_sso.annotations import Iterator
from aws_sso.domain.template.errors import FunctionError, TemplateError
from aws_sso.domain.template.library import FUNCTIONS, SPECIAL
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
from aws_sso.domain.template.values import MISSING, Struct, is_true, printed, type_name

_NOTHING = object()
_MOST_STEPS = 100_000
_LONGEST_OUTPUT = 10_000
_DEEPEST_CALL = 100


class _JumpTakenError(Exception):
    """`break` or `continue`, on its way to the loop."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


def execute(template: Parsed, data: Struct) -> str:
    """Return a template's output for `data`.

    Raises TemplateError with the stage `exec`. Work and output are limited, so that no template can
    hang or exhaust memory.
    """
    evaluation = _Evaluation(template)
    evaluation.nodes(template.body, data, [("$", data)])
    return "".join(evaluation.output)


class _Evaluation:
    def __init__(self, template: Parsed) -> None:
        self._template = template
        self.output: list[str] = []
        self._length = 0
        self._steps = 0
        self._calls = 0

    def nodes(
        self, nodes: tuple[Node, ...], dot: object, variables: list[tuple[str, object]]
    ) -> None:
        """Execute nodes in order; variables they declare are dropped at the end."""
        known = len(variables)
        for node in nodes:
            self._step(node)
            if isinstance(node, Text):
                self._print(node.text, node)
            elif isinstance(node, Action):
                value = self._pipeline(node.pipeline, dot, variables)
                if not node.pipeline.variables:
                    self._print_value(value, node)
            elif isinstance(node, Branch):
                self._branch(node, dot, variables)
            elif isinstance(node, Jump):
                raise _JumpTakenError(node.kind)
            elif isinstance(node, Call):
                self._call(node, dot, variables)
        del variables[known:]

    def _branch(self, node: Branch, dot: object, variables: list[tuple[str, object]]) -> None:
        known = len(variables)
        if node.kind == "range":
            self._range(node, dot, variables)
        else:
            value = self._pipeline(node.pipeline, dot, variables)
            if is_true(value):
                inner = value if node.kind == "with" else dot
                self.nodes(node.body, inner, variables)
            else:
                self.nodes(node.otherwise, dot, variables)
        del variables[known:]

    def _range(self, node: Branch, dot: object, variables: list[tuple[str, object]]) -> None:
        names = node.pipeline.variables
        plain = Pipeline(node.pipeline.line, node.pipeline.column, node.pipeline.commands)
        value = self._pipeline(plain, dot, variables)
        known = len(variables)
        empty = True
        for key, item in self._items(value, node):
            empty = False
            self._step(node)
            values = (key, item) if len(names) == 2 else (item,)
            if node.pipeline.declares:
                variables += zip(names, values, strict=False)
            else:
                for name, assigned in zip(names, values, strict=False):
                    _assign(variables, name, assigned)
            try:
                self.nodes(node.body, item, variables)
            except _JumpTakenError as jump:
                if jump.kind == "break":
                    break
            finally:
                del variables[known:]
        if empty:
            self.nodes(node.otherwise, dot, variables)

    def _items(self, value: object, node: Node) -> Iterator[tuple[object, object]]:
        if value is None or value is MISSING:
            return
        if (
            isinstance(value, Struct)
            or not isinstance(value, list | dict | int)
            or (isinstance(value, bool))
        ):
            raise self._error(f"range can't iterate over a {type_name(value)}", node)
        if isinstance(value, list):
            yield from enumerate(value)
        elif isinstance(value, dict):
            for key in sorted(value):
                yield key, value[key]
        else:
            yield from ((number, number) for number in range(value))

    def _call(self, node: Call, dot: object, variables: list[tuple[str, object]]) -> None:
        body = self._template.defined.get(node.name)
        if body is None:
            raise self._error(f"template {node.name!r} not defined", node)
        self._calls += 1
        if self._calls > _DEEPEST_CALL:
            raise self._error("templates call each other too deeply", node)
        value = self._pipeline(node.pipeline, dot, variables) if node.pipeline else None
        self.nodes(body, value, [("$", value)])
        self._calls -= 1

    def _pipeline(
        self, pipeline: Pipeline, dot: object, variables: list[tuple[str, object]]
    ) -> object:
        value: object = _NOTHING
        for command in pipeline.commands:
            value = self._command(command, dot, variables, value)
        for name in pipeline.variables:
            if pipeline.declares:
                variables.append((name, value))
            else:
                _assign(variables, name, value)
        return value

    def _command(
        self, command: Command, dot: object, variables: list[tuple[str, object]], last: object
    ) -> object:
        self._step(command)
        first, *rest = command.parts
        if isinstance(first, Name):
            return self._function(first, rest, dot, variables, last)
        if rest or last is not _NOTHING:
            raise self._error("can't give argument to non-function", first)
        if isinstance(first, Literal) and first.value is None:
            raise self._error("nil is not a command", first)
        return self._operand(first, dot, variables)

    def _operand(self, node: Node, dot: object, variables: list[tuple[str, object]]) -> object:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Dot):
            return dot
        if isinstance(node, Variable):
            for name, value in reversed(variables):
                if name == node.name:
                    return value
            # Go's parser knows a variable from its name on: `{{ $x := $x }}` fails here.
            raise self._error(f"undefined variable: {node.name}", node)
        if isinstance(node, Pipeline):
            return self._pipeline(node, dot, variables)
        if isinstance(node, Name):
            return self._function(node, [], dot, variables, _NOTHING)
        assert isinstance(node, Fields)
        value = self._operand(node.base, dot, variables)
        for name in node.names:
            value = self._field(value, name, node)
        return value

    def _field(self, value: object, name: str, node: Node) -> object:
        if value is MISSING:
            return MISSING
        if value is None:
            raise self._error(f"nil data; no entry for key {name!r}", node)
        if isinstance(value, dict):
            if isinstance(value, Struct) and name not in value:
                raise self._error(f"can't evaluate field {name} in a role", node)
            return value.get(name, MISSING)
        raise self._error(f"can't evaluate field {name} in type {type_name(value)}", node)

    def _function(
        self,
        name: Name,
        rest: list[Node],
        dot: object,
        variables: list[tuple[str, object]],
        last: object,
    ) -> object:
        if name.name in SPECIAL:
            return self._and_or(name, rest, dot, variables, last)
        arguments = [self._operand(node, dot, variables) for node in rest]
        literal = [isinstance(node, Literal) for node in rest]
        if last is not _NOTHING:
            arguments.append(last)
            literal.append(False)
        try:
            return FUNCTIONS[name.name](arguments, literal)
        except (
            FunctionError,
            ArithmeticError,
            TypeError,
            ValueError,
            RecursionError,
            MemoryError,
        ) as error:
            raise self._error(f"{name.name}: {error}", name) from None

    def _and_or(
        self,
        name: Name,
        rest: list[Node],
        dot: object,
        variables: list[tuple[str, object]],
        last: object,
    ) -> object:
        """Return the first argument that decides, without evaluating the rest."""
        value: object = _NOTHING
        for node in rest:
            value = self._operand(node, dot, variables)
            if is_true(value) == (name.name == "or"):
                return value
        if last is not _NOTHING:
            return last
        if value is _NOTHING:
            raise self._error(f"{name.name} wants at least 1 argument", name)
        return value

    def _print_value(self, value: object, node: Node) -> None:
        self._print("<no value>" if value is None else printed(value), node)

    def _print(self, text: str, node: Node) -> None:
        self._length += len(text)
        if self._length > _LONGEST_OUTPUT:
            raise self._error(f"the result is longer than {_LONGEST_OUTPUT} characters", node)
        self.output.append(text)

    def _step(self, node: Node) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise self._error("the template takes too long", node)

    def _error(self, message: str, node: Node) -> TemplateError:
        return TemplateError("exec", message, node.line, node.column)


def _assign(variables: list[tuple[str, object]], name: str, value: object) -> None:
    for number in range(len(variables) - 1, -1, -1):
        if variables[number][0] == name:
            variables[number] = (name, value)
            return
