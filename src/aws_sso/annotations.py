"""Names for annotations, without `typing` and `collections`, which cost 0.8 P at each start.

P is an empty Python. Nothing looks at annotations while the program runs. Type checkers read
`annotations.pyi` instead, which takes the same names from the standard library.
"""

TYPE_CHECKING = False


class Any:
    """Stands for any type, and for any type with parameters."""

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


class Protocol:
    """The base of protocols."""

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


class Generic:
    """The base of classes with a type parameter."""

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


def TypeVar(name: str, **properties: object) -> type:  # noqa: N802 - as in `typing`
    """Return a stand-in for a type parameter."""
    return Any


IO = BinaryIO = Literal = NoReturn = Self = Any
StrPath = Any
Awaitable = Callable = Collection = Iterable = Iterator = Any
Mapping = MutableMapping = Sequence = Any
