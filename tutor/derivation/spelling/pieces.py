"""Pieces of a formula with the axes they have, and what can be made of two: matrix products, products entry by entry.

An axis of a piece is a letter of the term that the piece writes. It is not written: the name stands there bare, and
products act on it. Letters that are written (``H[t]``, ``x_i``) are no axes, but ``letters`` of the piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Transpose


class CannotWriteError(Exception):
    """What a term has no form for, in the way of writing that was tried."""


class Piece(NamedTuple):
    """``items`` stand side by side, as a matrix product; often there is one.

    ``front`` is a number before them. ``labels`` are the names that the axes have in the language, '' where names with
    different axes meet; ``within`` are those that occur inside, where they are summed over. ``row`` says how a single
    axis is written.
    """

    items: tuple[Node, ...]
    axes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    letters: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    row: bool = False
    front: Node | None = None

    @property
    def node(self) -> Node:
        """The piece as one node."""
        body = self.items[0] if len(self.items) == 1 else Chain(self.items)
        if self.front is None:
            return body
        if isinstance(self.front, Neg):
            return Neg(self._replace(front=self.front.body).node)
        return Bin("*", self.front, body) if len(self.items) == 1 else Chain((self.front, *self.items))

    @property
    def closed(self) -> Piece:
        """The piece with what is before it inside."""
        return self if self.front is None else self._replace(items=(self.node,), front=None)

    def as_one(self, node: Node) -> Piece:
        """Another node on the same axes."""
        return self._replace(items=(node,), front=None)


def transposed(node: Node) -> Node:
    """Rows for columns; of what was transposed, itself."""
    return node.body if isinstance(node, Transpose) else Transpose(node)


def turned(piece: Piece) -> Piece:
    """Rows for columns. What is diagonal stays."""
    piece = piece if piece.axes else piece.closed
    if not piece.axes:
        return piece
    items = tuple(item if _is_diagonal(item) else transposed(item) for item in reversed(piece.items))
    if len(items) > 1 and len(piece.axes) == 1 and _count(items) > _count(piece.items) + 1:
        items = (Transpose(Chain(piece.items)),)
    return piece._replace(
        items=items, axes=piece.axes[::-1], labels=piece.labels[::-1], classes=piece.classes[::-1], row=not piece.row
    )


def _count(items: Iterable[Node]) -> int:
    return sum(isinstance(item, Transpose) for item in items)


def _is_diagonal(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "diag"


def oriented(piece: Piece, axes: tuple[str, ...]) -> Piece:
    """A matrix with its axes in this order."""
    return turned(piece) if len(axes) == 2 and piece.axes == axes[::-1] else piece


def as_column(piece: Piece) -> Piece:
    """A vector as a column."""
    return turned(piece) if piece.row and len(piece.axes) == 1 else piece


def as_row(piece: Piece) -> Piece:
    """A vector as a row."""
    return piece if piece.row or len(piece.axes) != 1 else turned(piece)


def side_by_side(left: Piece, right: Piece, inner: str) -> Piece:
    """The matrix product of two pieces that are oriented for it, over the axis they share; '' for an outer product."""
    left, right = left.closed, right.closed
    kept = [
        (axis, label, size_class)
        for piece in (left, right)
        for axis, label, size_class in zip(piece.axes, piece.labels, piece.classes, strict=True)
        if axis != inner
    ]
    summed = {
        label for piece in (left, right) for axis, label in zip(piece.axes, piece.labels, strict=True) if axis == inner
    }
    return Piece(
        left.items + right.items,
        tuple(axis for axis, _, _ in kept),
        tuple(label for _, label, _ in kept),
        tuple(size_class for _, _, size_class in kept),
        left.letters | right.letters,
        left.within | right.within | summed,
        row=len(kept) == 1 and kept[0][0] not in left.axes,
    )


class Together(NamedTuple):
    """Pieces made to meet entry by entry, and the axes they have together."""

    pieces: list[Piece]
    whole: Piece


def together(pieces: Iterable[Piece], target: tuple[str, ...] = ()) -> Together:
    """Pieces turned so that they can meet entry by entry: to the target, or so that the fewest are transposed.

    Raises CannotWriteError where their axes do not allow it.
    """
    found = list(pieces)
    largest = max(found, key=lambda piece: len(piece.axes))
    axes, classes = largest.axes, largest.classes
    if len(axes) > 2:
        raise CannotWriteError("an array of three axes")
    for piece in found:
        if not set(piece.axes) <= set(axes):
            raise CannotWriteError("a column and a row meet entry by entry")
        if len(piece.axes) == 1 and len(axes) == 2 and not named_alike(piece, largest):
            raise CannotWriteError("a vector meets a square matrix entry by entry")
    if len(axes) == 2 and axes != target and (axes[::-1] == target or _fewer_turned(found, axes)):
        axes, classes = axes[::-1], classes[::-1]
    found = [as_column(piece) for piece in found] if _mixed(found) else found
    found = [oriented(piece, axes) for piece in found]
    labels = tuple(_label(axis, found) for axis in axes)
    return Together(
        found,
        Piece(
            (),
            axes,
            labels,
            classes,
            frozenset().union(*(piece.letters for piece in found)),
            frozenset().union(*(piece.within for piece in found)),
            row=len(axes) == 1 and all(piece.row for piece in found if piece.axes),
        ),
    )


def named_alike(vector: Piece, matrix: Piece) -> bool:
    """Whether it is clear along which axis of a matrix a vector runs: by its size, or by the name of the axis."""
    if vector.axes[0] not in matrix.axes:
        return False
    (label,) = vector.labels
    if len(set(matrix.classes)) == 2:
        return True
    return bool(label) and matrix.labels[matrix.axes.index(vector.axes[0])] == label and len(set(matrix.labels)) > 1


def _fewer_turned(pieces: list[Piece], axes: tuple[str, ...]) -> bool:
    """Whether fewer matrices are transposed with the axes the other way round."""
    matrices = [oriented(piece, axes) for piece in pieces if len(piece.axes) == 2]
    return sum(transposes(turned(piece)) for piece in matrices) < sum(map(transposes, matrices))


def _mixed(pieces: list[Piece]) -> bool:
    """Whether columns and rows are among the vectors, or vectors meet a matrix."""
    vectors = {piece.row for piece in pieces if len(piece.axes) == 1}
    return len(vectors) > 1


def transposes(piece: Piece) -> int:
    """How many of the factors side by side are transposed."""
    return _count(piece.items)


def _label(axis: str, pieces: list[Piece]) -> str:
    labels = {piece.labels[piece.axes.index(axis)] for piece in pieces if axis in piece.axes}
    return labels.pop() if len(labels) == 1 else ""
