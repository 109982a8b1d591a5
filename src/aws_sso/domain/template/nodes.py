"""The tree of a parsed template."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    """Anything in the tree, and where it stands."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Text printed as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: string, number, character, `true`, `false`, `nil`."""

    value: object


@dataclass(frozen=True, slots=True)
class Dot(Node):
    """The current value."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A function."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """A variable, `$` for the data."""

    name: str


@dataclass(frozen=True, slots=True)
class Fields(Node):
    """Fields of something: of the current value if `base` is Dot."""

    base: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command(Node):
    """An operand with its arguments."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pipeline(Node):
    """Commands, each one's result the last argument of the next; may set variables."""

    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    declares: bool = False


@dataclass(frozen=True, slots=True)
class Action(Node):
    """A pipeline whose result is printed."""

    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """`if`, `with` or `range`, as `kind` says."""

    kind: str
    pipeline: Pipeline
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Jump(Node):
    """`break` or `continue`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`template`, and `block` too."""

    name: str
    pipeline: Pipeline | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template and those it defines."""

    body: tuple[Node, ...]
    defined: dict[str, tuple[Node, ...]] = field(default_factory=dict)
