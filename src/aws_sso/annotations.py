"""Names for annotations, without `typing` and `collections`, which cost 0.8 P at each start.

P is an empty Python. Nothing looks at annotations while the program runs. Type checkers read
`annotations.pyi` instead, which takes the same names from the standard library.
"""

TYPE_CHECKING = False


class Any:
    """Stands for any type, with or without parameters; for protocols and generic classes, a base.

    Only type checkers look at those.
    """

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


def TypeVar(name: str, **properties: object) -> type:  # noqa: N802 - as in `typing`
    """Return a stand-in for a type parameter."""
    return Any


Protocol = Generic = Any
IO = BinaryIO = Literal = NoReturn = Self = Any
StrPath = Any
Awaitable = Callable = Collection = Iterable = Iterator = Any
Mapping = MutableMapping = Sequence = Any
