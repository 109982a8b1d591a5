"""How a command declares its options and arguments: once, as data.

Plain command lines are parsed from it directly (`plain.py`). For help, errors and anything unusual,
a click command is built from it (`cli/by_click`). Importing click takes longer than starting an
empty Python.
"""

from aws_sso.annotations import TYPE_CHECKING, Any, Callable, Sequence
from aws_sso.domain.frozen import frozen

if TYPE_CHECKING:
    from aws_sso.cli.options.values import Completes

NARROWING = "scope_policy"
"""The field that marks a command that narrows the credentials it hands out."""


@frozen
class Option:
    """An option: a flag, a text, one of `allowed` words, or a number within `bounds`.

    The upper bound is None for no limit. `names` are as typed; `field` is the function's parameter.
    Numbers are `whole` or decimal. With `after_equals`, a value must follow `=`; without one it is
    `*`.
    """

    names: tuple[str, ...]
    field: str
    help: str
    is_flag: bool = False
    allowed: tuple[str, ...] = ()
    bounds: tuple[float, float | None] | None = None
    whole: bool = True
    default: Any = None
    metavar: str | None = None
    many: bool = False
    required: bool = False
    shows_default: bool = False
    hidden: bool = False
    after_equals: bool = False
    completes: "Completes | None" = None


@frozen
class Argument:
    """A word, or with `many` all words.

    With `is_command`, the words are a command with its own options, and the function gets as
    `after_dashes` whether they follow a `--`. `before_dashes` is the parameter that gets the number
    of words before a `--`, all without one.
    """

    field: str
    metavar: str | None = None
    many: bool = False
    is_command: bool = False
    before_dashes: str | None = None
    required: bool = False
    allowed: tuple[str, ...] = ()
    completes: "Completes | None" = None


class Declaring:
    """A function that becomes a command: decorators add to it, the last one first."""

    def __init__(self, run: Callable[..., Any]) -> None:
        self.run = run
        self.doc = run.__doc__ or ""
        self.parameters: list[Option | Argument] = []


@frozen
class Declared:
    """A command.

    `run` gets the `Parts`, then the values by field. `needs_config` is false for commands that do
    not start the wizard without a config.yaml. `time_limit` limits the command's total time in
    seconds. `called_by` is the option with the name of a shell function that calls the command and
    evaluates its stdout; help then goes to stderr under that name.
    """

    name: str
    run: Callable[..., Any]
    doc: str
    parameters: tuple[Option | Argument, ...]
    needs_config: bool = True
    time_limit: float | None = None
    called_by: str | None = None


def declare(
    name: str,
    *,
    needs_config: bool = True,
    time_limit: float | None = None,
    called_by: str | None = None,
) -> "Callable[[Callable[..., Any] | Declaring], Declared]":
    """Turn a function, with the options declared below this decorator, into a command."""

    def finish(function: "Callable[..., Any] | Declaring") -> Declared:
        found = declaring(function)
        parameters = tuple(found.parameters)
        return Declared(name, found.run, found.doc, parameters, needs_config, time_limit, called_by)

    return finish


def declaring(function: "Callable[..., Any] | Declaring") -> Declaring:
    """Return the object to which a decorator adds."""
    return function if isinstance(function, Declaring) else Declaring(function)


def adding(
    *parameters: Option | Argument,
) -> "Callable[[Callable[..., Any] | Declaring], Declaring]":
    """Return a decorator that adds parameters."""

    def add(function: "Callable[..., Any] | Declaring") -> Declaring:
        found = declaring(function)
        found.parameters[:0] = parameters
        return found

    return add


def option(
    *names: str,
    help: str = "",
    field: str = "",
    allowed: Sequence[str] = (),
    bounds: tuple[float, float | None] | None = None,
    whole: bool = True,
    default: Any = None,
    metavar: str | None = None,
    many: bool = False,
    required: bool = False,
    shows_default: bool = False,
    hidden: bool = False,
    after_equals: bool = False,
    completes: "Completes | None" = None,
) -> "Callable[[Callable[..., Any] | Declaring], Declaring]":
    """Declare an option with a value."""
    return adding(
        Option(
            names,
            field or _field(names),
            help,
            False,
            tuple(allowed),
            bounds,
            whole,
            default,
            metavar,
            many,
            required,
            shows_default,
            hidden,
            after_equals,
            completes,
        )
    )


def flag(
    *names: str, help: str, field: str = "", default: bool | None = False
) -> "Callable[[Callable[..., Any] | Declaring], Declaring]":
    """Declare an option without a value; `--x/--no-x` also declares its negation."""
    return adding(Option(names, field or _field(names), help, is_flag=True, default=default))


def argument(
    field: str,
    *,
    metavar: str | None = None,
    many: bool = False,
    is_command: bool = False,
    before_dashes: str | None = None,
    required: bool = False,
    allowed: Sequence[str] = (),
    completes: "Completes | None" = None,
) -> "Callable[[Callable[..., Any] | Declaring], Declaring]":
    """Declare a word after the options; with `many`, a tuple of all words."""
    return adding(
        Argument(
            field, metavar, many, is_command, before_dashes, required, tuple(allowed), completes
        )
    )


def _field(names: tuple[str, ...]) -> str:
    """Return the longest name as a Python name, as click would."""
    return max(names, key=len).partition("/")[0].lstrip("-").replace("-", "_")
