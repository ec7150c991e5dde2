"""Sums over axes as products of matrices: which pieces meet over which axis, and in which order."""

from __future__ import annotations

from fractions import Fraction

from tutor.derivation.spelling.arithmetic import Factors, multiplied, on_diagonal
from tutor.derivation.spelling.pieces import (
    CannotWriteError,
    Piece,
    as_column,
    as_row,
    named_alike,
    oriented,
    side_by_side,
    transposes,
)
from tutor.notation import tree

Member = tuple[Piece, bool]
"""A piece, and whether it stands below the line."""


def components(letters: list[str], members: list[Member]) -> list[tuple[list[str], list[Member]]]:
    """The members that letters join, in the order of their first; those that have no such letter each by itself."""
    found: list[tuple[set[str], list[tuple[int, Member]]]] = []
    for position, member in enumerate(members):
        own = (set(member[0].axes) | member[0].letters) & set(letters)
        joined: tuple[set[str], list[tuple[int, Member]]] = (own, [(position, member)])
        rest = []
        for group in found:
            if group[0] & own:
                joined = (joined[0] | group[0], group[1] + joined[1])
            else:
                rest.append(group)
        found = [*rest, joined]
    found.sort(key=lambda group: min(position for position, _ in group[1]))
    return [
        ([letter for letter in letters if letter in group], [member for _, member in sorted(inside, key=_position)])
        for group, inside in found
    ]


def _position(pair: tuple[int, Member]) -> int:
    return pair[0]


def divided(above: list[Piece], below: list[Piece]) -> list[Piece]:
    """The pieces of a product with every one below the line put below one of the same axes."""
    found = list(above)
    for piece in below:
        over = next((other.axes for other in found if set(piece.axes) <= set(other.axes)), None)
        alike = [other for other in found if over is not None and set(other.axes) == set(over)]
        found = [other for other in found if other not in alike]
        found.append(multiplied(Factors(Fraction(1), above=alike, below=[piece])))
    return found


def eliminated(letters: list[str], pieces: list[Piece]) -> Piece:
    """The product of pieces, summed over the axes that these letters are."""
    left = list(letters)
    while left:
        letter = min(left, key=lambda one: _cost(one, pieces, left))
        pieces = _without(letter, pieces, left)
        left = [one for one in left if any(one in piece.axes for piece in pieces)]
    return multiplied(Factors(Fraction(1), above=pieces))


def _cost(letter: str, pieces: list[Piece], letters: list[str]) -> tuple[int, int]:
    """How soon an axis is summed over: what makes a number or a vector comes before products of matrices."""
    meeting = [piece for piece in pieces if letter in piece.axes]
    others = {axis for piece in meeting for axis in piece.axes} - {letter}
    alone = not any(piece.axes == (letter,) for piece in meeting)
    return len(others) * 2 + (alone and len(others) == 1), len(meeting)


def _without(letter: str, pieces: list[Piece], letters: list[str]) -> list[Piece]:
    """The pieces when one axis has been summed over."""
    meeting = [piece for piece in pieces if letter in piece.axes]
    rest = [piece for piece in pieces if letter not in piece.axes]
    vectors = [piece for piece in meeting if piece.axes == (letter,)]
    matrices: dict[str, list[Piece]] = {}
    for piece in meeting:
        if len(piece.axes) > 2:
            raise CannotWriteError("an array of three axes")
        if len(piece.axes) == 2:
            (other,) = set(piece.axes) - {letter}
            matrices.setdefault(other, []).append(piece)
    if len(matrices) > 2:
        raise CannotWriteError("three matrices meet")
    if not matrices:
        return [*rest, _dot(vectors)]
    if len(matrices) == 1:
        ((other, members),) = matrices.items()
        if vectors and not _adds_up(members, vectors, letter):
            return [*rest, _applied(_together(members), _together(vectors), other, letter)]
        if other in letters and not any(other in piece.axes for piece in rest):
            return [*rest, _total(_together(members + vectors))]
        return [*rest, _along(_together(members + vectors), letter)]
    (first, left), (second, right) = matrices.items()
    product = _chain(_together(left), _together(vectors) if vectors else None, _together(right), first, letter, second)
    return [*rest, product]


def _adds_up(members: list[Piece], vectors: list[Piece], letter: str) -> bool:
    """Whether a sum is easier to read than a matrix times a vector, ``sum_d(A*B*v)`` and not ``(A*B) v``.

    It is where the matrix is a product entry by entry and the axis has a name.
    """
    if len(members) < 2 or any(vector.row for vector in vectors):
        return False
    return all(_label(piece, letter) and not piece.within and named_alike(vectors[0], piece) for piece in members)


def _label(matrix: Piece, letter: str) -> str:
    """The name of an axis of a matrix, where the other one has another name."""
    at = matrix.axes.index(letter)
    return matrix.labels[at] if matrix.labels[at] != matrix.labels[1 - at] else ""


def _together(pieces: list[Piece]) -> Piece:
    """Pieces on the same axes, multiplied entry by entry."""
    return pieces[0] if len(pieces) == 1 else multiplied(Factors(Fraction(1), above=pieces))


def _dot(vectors: list[Piece]) -> Piece:
    """``u^T v``; with one vector the sum of its entries."""
    if len(vectors) == 1:
        return _total(vectors[0])
    first, second = vectors[0], _together(vectors[1:])
    products = [
        side_by_side(as_row(one), as_column(two), one.axes[0]) for one, two in ((first, second), (second, first))
    ]
    return min(products, key=transposes)


def _applied(matrix: Piece, vector: Piece, other: str, letter: str) -> Piece:
    """A matrix times a column; a row times it where vectors are rows."""
    if vector.row:
        return side_by_side(vector, oriented(matrix, (letter, other)), letter)
    return side_by_side(oriented(matrix, (other, letter)), vector, letter)


def _chain(left: Piece, vector: Piece | None, right: Piece, first: str, letter: str, second: str) -> Piece:
    """The product of two matrices, with a vector on the diagonal between them."""
    left, right = oriented(left, (first, letter)), oriented(right, (letter, second))
    if vector is not None:
        size_class = vector.classes[0]
        middle = Piece((on_diagonal(vector),), (letter, letter), ("", ""), (size_class, size_class), vector.letters)
        right = right.closed
        right = right._replace(items=middle.items + right.items, letters=right.letters | vector.letters)
    return side_by_side(left, right, letter)


def _total(piece: Piece) -> Piece:
    """The sum over all axes."""
    return Piece((tree.Fold("sum", (), piece.node),), letters=piece.letters, within=piece.within | set(piece.labels))


def _along(matrix: Piece, letter: str) -> Piece:
    """The sum along one axis of a matrix, by its letter where it is the same everywhere; of a power, times ones."""
    if _is_matrix_power(matrix):
        return _applied(matrix, _ones(matrix, letter), next(axis for axis in matrix.axes if axis != letter), letter)
    position = matrix.axes.index(letter)
    label, other = _label(matrix, letter), matrix.labels[1 - position]
    if label and not matrix.within:
        node = tree.Fold("sum", (tree.Binder(label),), matrix.node)
    else:
        node = tree.Fold("sum", (), matrix.node, axis=position)
    return Piece(
        (node,),
        (matrix.axes[1 - position],),
        (other,),
        (matrix.classes[1 - position],),
        matrix.letters,
        matrix.within | {matrix.labels[position]},
    )


def _is_matrix_power(matrix: Piece) -> bool:
    """Whether it is a power of a square matrix, whose axes have no names: in a sum it would be read entry by entry."""
    items = (item.body if isinstance(item, tree.Transpose) else item for item in matrix.items)
    return matrix.labels == ("", "") and len(matrix.items) == 1 and any(isinstance(item, tree.Pow) for item in items)


def _ones(matrix: Piece, letter: str) -> Piece:
    """The vector of ones along an axis of a matrix."""
    at = matrix.axes.index(letter)
    size_class = matrix.classes[at]
    return Piece((tree.Call("ones", (tree.Size(size_class.upper()),)),), (letter,), (matrix.labels[at],), (size_class,))
