"""The syntax tree of a template."""

from aws_sso.domain.frozen import frozen, made


@frozen
class Node:
    """A node of the tree, with its position."""

    line: int
    column: int


@frozen
class Text(Node):
    """Literal text."""

    text: str


@frozen
class Literal(Node):
    """A constant: string, number, character, `true`, `false`, `nil`."""

    value: object


@frozen
class Dot(Node):
    """The current value."""


@frozen
class Name(Node):
    """A function."""

    name: str


@frozen
class Variable(Node):
    """A variable, `$` for the data."""

    name: str


@frozen
class Fields(Node):
    """Fields of something: of the current value if `base` is Dot."""

    base: Node
    names: tuple[str, ...]


@frozen
class Command(Node):
    """An operand with its arguments."""

    parts: tuple[Node, ...]


@frozen
class Pipeline(Node):
    """Commands; each result is the last argument of the next one. May set variables."""

    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    declares: bool = False


@frozen
class Action(Node):
    """A pipeline whose result is printed."""

    pipeline: Pipeline


@frozen
class Branch(Node):
    """`if`, `with` or `range`, as `kind` says."""

    kind: str
    pipeline: Pipeline
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@frozen
class Jump(Node):
    """`break` or `continue`."""

    kind: str


@frozen
class Call(Node):
    """`template`, and `block` too."""

    name: str
    pipeline: Pipeline | None


@frozen
class Parsed:
    """A template and the templates it defines."""

    body: tuple[Node, ...]
    defined: dict[str, tuple[Node, ...]] = made(factory=dict)
