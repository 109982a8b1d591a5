"""Frozen values: what `dataclasses` offers, without its start-up cost.

`dataclasses` imports `inspect` (4 ms), and generates and compiles six methods per class (0.3 ms).
For an `eval` that adds up to more than starting an empty Python. Here all classes share their
methods, and nothing is generated. Type checkers understand `frozen` through PEP 681.
"""

from aws_sso.annotations import TYPE_CHECKING, Any, Callable, Mapping, NoReturn, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class cached_property:  # noqa: N801 - as in `functools`, which costs 0.2 P at each start
        """A property that is worked out once for each object; two threads may both do it."""

        def __init__(self, work_out):
            self._work_out = work_out
            self.__doc__ = work_out.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, one, owner=None):
            if one is None:
                return self
            value = one.__dict__[self._name] = self._work_out(one)
            return value


class _Made:
    """A default that is created separately for each value."""

    __slots__ = ("factory",)

    def __init__(self, factory: Callable[[], Any]) -> None:
        self.factory = factory


def made(*, factory: Callable[[], T]) -> T:
    """Return a default that `factory` creates for each value."""
    default: Any = _Made(factory)
    return default  # type: ignore[no-any-return]  # type checkers know it as a field specifier


def _missing() -> NoReturn:
    raise TypeError("the value of a field without a default is missing")


_REQUIRED = _Made(_missing)


def _frozen(cls: type[T]) -> type[T]:
    """Turn a class of annotated fields into a frozen value.

    Fields with defaults follow those without. Two values are equal if their classes and fields are
    equal. `__post_init__` runs last, if defined. Setting a field raises AttributeError.
    """
    own = tuple(cls.__annotations__)
    content = cls.__dict__
    inherited = getattr(cls, "_fields", ())
    names = (*inherited, *(name for name in own if name not in inherited))
    defaults = dict.fromkeys(names, _REQUIRED) | getattr(cls, "_defaults", {})
    defaults |= {name: content[name] for name in own if name in content}
    value: Any = cls
    value._fields = names
    value._defaults = defaults
    value.__init__ = _init_and_check if hasattr(cls, "__post_init__") else _init
    # Not a new class: making one takes several times as long.
    for name, method in _METHODS.items():
        if content.get(name) is None:  # Python sets `__hash__` to None beside `__eq__`.
            setattr(cls, name, method)
    return cls


def replace(one: T, **changes: Any) -> T:
    """Return a copy with some fields changed; raises TypeError for an unknown field."""
    cls: Any = type(one)
    fields = as_map(one) | changes  # in the order of the fields
    if len(fields) != len(cls._fields):
        raise TypeError(f"{cls.__qualname__} has the fields {', '.join(cls._fields)}")
    return cls(*fields.values())  # type: ignore[no-any-return]  # of the same type


def fields_of(cls: type) -> tuple[str, ...]:
    """Return the field names of a value's class, in order."""
    names: tuple[str, ...] = cls._fields  # type: ignore[attr-defined]  # of such classes only
    return names


def as_map(one: object) -> dict[str, Any]:
    """Return a value's fields by name."""
    return {name: getattr(one, name) for name in fields_of(type(one))}


def as_plain(content: object) -> Any:
    """Turn nested values into maps, for JSON."""
    if hasattr(type(content), "_fields"):
        return {name: as_plain(field) for name, field in as_map(content).items()}
    if isinstance(content, dict):
        return {name: as_plain(entry) for name, entry in content.items()}
    if isinstance(content, tuple | list):
        return [as_plain(entry) for entry in content]
    return content


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    names = self._fields
    if kwargs or len(args) != len(names):
        args = _completed(type(self), args, kwargs)
    # Of equal length; saying so (`strict`) would take longer.
    self.__dict__.update(zip(names, args))  # noqa: B905


def _init_and_check(self: Any, *args: Any, **kwargs: Any) -> None:
    _init(self, *args, **kwargs)
    self.__post_init__()


def _completed(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Return the values of all fields; raises TypeError as any function does."""
    given = dict(zip(cls._fields, args, strict=False)) | kwargs
    values = cls._defaults | given  # in the order of the fields
    if len(given) != len(args) + len(kwargs) or len(values) != len(cls._fields):
        raise TypeError(f"{cls.__qualname__} has the fields {', '.join(cls._fields)}")
    return tuple([one.factory() if type(one) is _Made else one for one in values.values()])


def _content(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name in one._fields])


def _equal(self: object, other: object) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return _content(self) == _content(other)


def _hash(self: object) -> int:
    return hash(_content(self))


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
    return f"{type(self).__qualname__}({fields})"


def _refuse(self: object, name: str, *_: object) -> None:
    raise AttributeError(f"{type(self).__qualname__} is frozen: `{name}` cannot be changed")


_METHODS: Mapping[str, Callable[..., Any]] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}

if TYPE_CHECKING:
    from typing import dataclass_transform

    @dataclass_transform(frozen_default=True, field_specifiers=(made,))
    def frozen(cls: type[T]) -> type[T]:
        """Turn a class of annotated fields into a frozen value; see `_frozen`."""
        return _frozen(cls)
else:
    frozen = _frozen
