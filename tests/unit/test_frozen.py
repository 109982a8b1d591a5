"""Frozen values behave as those of `dataclasses` do."""

from collections.abc import Mapping

import pytest

from aws_sso.domain.frozen import (
    as_map,
    as_plain,
    cached_property,
    fields_of,
    frozen,
    made,
    replace,
)


@frozen
class Point:
    """Two numbers and what belongs to them."""

    x: int
    y: int = 2
    tags: Mapping[str, "Point"] = made(factory=dict)

    @property
    def total(self) -> int:
        """Their sum."""
        return self.x + self.y


@frozen
class Named(Point):
    """A point with a name."""

    name: str = "origin"

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a name is needed")

    @cached_property
    def loud(self) -> str:
        """The name, worked out once."""
        return self.name.upper()


def test_fields_are_set_in_order_or_by_name() -> None:
    """Defaults where nothing is given, a new one for each value where one is made."""
    assert Point(1) == Point(x=1, y=2)
    assert Point(1).tags is not Point(1).tags
    assert Point(1).total == 3
    assert Named(1, 3, {}, "there").name == "there"
    assert Named(1).loud == "ORIGIN"
    assert fields_of(Named) == ("x", "y", "tags", "name")


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {}),
        ((), {"y": 1}),
        ((), {"y": 1, "z": 1}),
        ((1, 2, {}, 4), {}),
        ((1,), {"z": 1}),
        ((1,), {"x": 1}),
        ((1,), {"x": 1, "z": 1}),
    ],
)
def test_missing_unknown_and_repeated_fields_are_refused(
    args: tuple[int, ...], kwargs: dict[str, int]
) -> None:
    """As any function refuses them."""
    with pytest.raises(TypeError):
        Point(*args, **kwargs)  # type: ignore[arg-type]  # that is the test


@pytest.mark.parametrize("name", ["x", "name", "new"])
def test_nothing_can_be_set_or_taken_away(name: str) -> None:
    """Neither a field nor anything else."""
    point = Point(1)
    with pytest.raises(AttributeError):
        setattr(point, name, 5)
    with pytest.raises(AttributeError):
        delattr(point, name)
    assert point == Point(1)


def test_equal_values_have_equal_hashes() -> None:
    """Of one class; a child with the same fields is another value."""
    assert Point(1, 2, ()) == Point(1, 2, ())  # type: ignore[arg-type]  # hashable
    assert hash(Point(1, 2, ())) == hash(Point(1, 2, ()))  # type: ignore[arg-type]  # hashable
    assert Point(1) != Point(2)
    assert Point(1) != Named(1)


def test_a_changed_copy_leaves_the_value_alone() -> None:
    """And checks what a new value is checked for."""
    point = Named(1)
    assert replace(point, x=5, name="there") == Named(5, name="there")
    assert point.x == 1
    with pytest.raises(ValueError, match="a name is needed"):
        replace(point, name="")
    with pytest.raises(TypeError):
        replace(point, z=1)


def test_values_become_maps_and_text() -> None:
    """One level deep, or all the way down for JSON."""
    inner = Point(3)
    outer = Point(1, tags={"a": inner})
    assert as_map(outer) == {"x": 1, "y": 2, "tags": {"a": inner}}
    assert as_plain((outer,)) == [{"x": 1, "y": 2, "tags": {"a": {"x": 3, "y": 2, "tags": {}}}}]
    assert repr(inner) == "Point(x=3, y=2, tags={})"
