"""The nodes of a graph: operations on arrays whose axes are letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from tutor.errors import TutorError


class NotPlannedError(TutorError):
    """What no plan is made for; formulas are evaluated instead."""


class Axis(NamedTuple):
    """A letter, and how many entries it runs over."""

    letter: str
    size: int


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """The result of ``op`` on ``args``: an array with these axes. ``attrs`` is what else the operation is told."""

    op: str
    args: tuple[Node, ...]
    attrs: Any
    axes: tuple[Axis, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the axes."""
        return tuple([axis.letter for axis in self.axes])

    @property
    def size(self) -> int:
        """How many entries it has."""
        return prod([axis.size for axis in self.axes])


ENTRYWISE = frozenset({
    "add", "sub", "mul", "div", "pow", "scale", "maximum", "compare", "apply", "where", "log_softmax", "softmax",
})  # fmt: skip
"""Operations that work entry by entry, letters matched by name."""


def union(nodes: Iterable[Node]) -> tuple[Axis, ...]:
    """The axes that any of the nodes has, in order."""
    found: dict[str, Axis] = {}
    for node in nodes:
        for axis in node.axes:
            if found.setdefault(axis.letter, axis).size != axis.size:
                raise NotPlannedError(f"the letter {axis.letter} has two sizes at once")
    return tuple(found.values())


def bare(node: Node) -> Node:
    """The array itself, whatever it is called."""
    while node.op == "named":
        node = node.args[0]
    return node


class Table:
    """An array of numbers that a node holds."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._kind == other._kind and bool((self.array == other.array).all())

    def __hash__(self) -> int:
        return hash((self._kind, self.array.tobytes()))

    @property
    def _kind(self) -> tuple[Any, ...]:
        return self.array.dtype.str, self.array.shape


def coefficient(node: Node) -> tuple[float, Node | None]:
    """A node as a number times another node; the other is None where it is a number alone."""
    if node.op == "const":
        return node.attrs, None
    return (node.attrs, node.args[0]) if node.op == "scale" else (1.0, node)


def disjoint(parts: Sequence[Any]) -> bool:
    """Whether regions of one array (``Region``) have no entry in common, told by the first axis where they differ."""
    return all(
        any(a.stop <= b.start or b.stop <= a.start for a, b in zip(one.spans, other.spans, strict=True))
        for at, one in enumerate(parts)
        for other in parts[:at]
    )
