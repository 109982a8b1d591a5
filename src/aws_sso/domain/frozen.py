"""Frozen values: what `dataclasses` offers, without its start-up cost.

`dataclasses` imports `inspect` (4 ms), and generates and compiles six methods per class (0.3 ms).
For an `eval` that adds up to more than starting an empty Python. Here all classes share their
methods, and nothing is generated. Type checkers understand `frozen` through PEP 681.
"""

from functools import cached_property

from aws_sso.annotations import TYPE_CHECKING, Any, Callable, NoReturn, TypeVar

T = TypeVar("T")


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
    """Turn a class of annotated fields into a frozen value with slots.

    Fields with defaults follow those without. Two values are equal if their classes and fields are
    equal. `__post_init__` runs last, if defined. Setting a field raises AttributeError.
    """
    own = tuple(cls.__annotations__)
    inherited = tuple(name for base in cls.__mro__[1:] for name in base.__dict__.get("_fields", ()))
    names = (*inherited, *(name for name in own if name not in inherited))
    defaults = dict.fromkeys(names, _REQUIRED) | getattr(cls, "_defaults", {})
    content = dict(cls.__dict__)
    for name in own:
        if name in content:
            defaults[name] = content.pop(name)
    for name in ("__dict__", "__weakref__"):
        content.pop(name, None)
    slots = tuple(name for name in own if name not in inherited)
    if any(isinstance(one, cached_property) for one in content.values()):
        slots += ("__dict__",)  # Cached properties store their values there.
    content |= {
        "__slots__": slots,
        "__match_args__": names,
        "_fields": names,
        "_defaults": defaults,
        "__init__": _init_and_check if hasattr(cls, "__post_init__") else _init,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for method, shared in (("__eq__", _equal), ("__hash__", _hash), ("__repr__", _repr)):
        content.setdefault(method, shared)
    if content["__hash__"] is None:  # As Python does for a class that defines `__eq__`.
        content["__hash__"] = _hash
    metaclass: Any = type(cls)
    anew: Any = metaclass(cls.__name__, cls.__bases__, content)
    anew._setters = tuple([getattr(anew, name).__set__ for name in names])
    return anew  # type: ignore[no-any-return]  # of the type of `cls`


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
    if hasattr(type(content), "_setters"):
        return {name: as_plain(field) for name, field in as_map(content).items()}
    if isinstance(content, dict):
        return {name: as_plain(entry) for name, entry in content.items()}
    if isinstance(content, tuple | list):
        return [as_plain(entry) for entry in content]
    return content


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    setters = self._setters
    if kwargs or len(args) != len(setters):
        args = _completed(type(self), args, kwargs)
    # Of equal length; saying so (`strict`) would take as long as setting four fields.
    for set_field, value in zip(setters, args):  # noqa: B905
        set_field(self, value)


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


if TYPE_CHECKING:
    from typing import dataclass_transform

    @dataclass_transform(frozen_default=True, field_specifiers=(made,))
    def frozen(cls: type[T]) -> type[T]:
        """Turn a class of annotated fields into a frozen value; see `_frozen`."""
        return _frozen(cls)
else:
    frozen = _frozen
