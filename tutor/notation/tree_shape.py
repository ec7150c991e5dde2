"""What a formula says, wherever its parts stand in the text: the same for `a*b` and ` a * (b)`."""

from __future__ import annotations

from functools import cache
from typing import Any

from tutor.notation.tree import Node


class Shaped:
    """A tree that is equal to another with the same nodes, in whatever columns these were typed."""

    __slots__ = ("_hash", "_shape", "tree")

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self._shape = _shape_of(tree)
        self._hash = hash(self._shape)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shaped) and self._shape == other._shape


def _shape_of(part: Any) -> tuple[Any, ...]:
    kind: Any = type(part)
    at = _column_of(kind)
    fields = part if at is None else part[:at] + part[at + 1 :]
    return (kind, *[_shape_of(field) if isinstance(field, tuple) else field for field in fields])


@cache
def _column_of(kind: Any) -> int | None:
    """The place of the column among the fields of a kind of node; None where there is none."""
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names.index("column") if "column" in names else None
