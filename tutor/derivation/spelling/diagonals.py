"""Vectors on the diagonal of a matrix: where an indicator says so, and where they scale a matrix."""

from __future__ import annotations

from fractions import Fraction

from tutor.derivation.spelling.arithmetic import Factors, multiplied, on_diagonal
from tutor.derivation.spelling.pieces import CannotWriteError, Piece
from tutor.notation import tree
from tutor.notation.lower.index_form import expressions as form


def with_diagonals(pieces: list[Piece], diagonals: list[form.Indicator]) -> list[Piece]:
    """Vectors on the diagonals that indicators are: ``diag(v)`` for ``v_m*1[m=k]``."""
    for diagonal in diagonals:
        first, second = diagonal.left.letter, diagonal.right.letter
        on = [piece for piece in pieces if piece.axes in ((first,), (second,))]
        if not on:
            raise CannotWriteError("nothing stands on this diagonal")
        along = [piece._replace(axes=(first,)) for piece in on]
        vector = multiplied(Factors(Fraction(1), above=along))
        node, size_class = on_diagonal(vector), vector.classes[0]
        matrix = Piece(
            (node,),
            (first, second),
            (vector.labels[0], ""),
            (size_class, size_class),
            vector.letters,
            vector.within,
        )
        pieces = [*(piece for piece in pieces if piece not in on), matrix]
    return pieces


def is_scaled_matrix(pieces: list[Piece]) -> bool:
    """Whether a product is one matrix by name, and vectors along one of its axes."""
    matrices = [piece for piece in pieces if len(piece.axes) == 2]
    vectors = {piece.axes for piece in pieces if len(piece.axes) == 1}
    if len(matrices) != 1 or len(vectors) != 1 or next(iter(vectors))[0] not in matrices[0].axes:
        return False
    (item,) = matrices[0].items if len(matrices[0].items) == 1 else (None,)
    named = isinstance(item.body if isinstance(item, tree.Transpose) else item, tree.Ref)
    return named and not all(isinstance(piece.node, tree.Ref) for piece in pieces)


def scaled_matrix(pieces: list[Piece]) -> Piece:
    """A matrix with a vector along one of its axes: ``diag(v) W``."""
    matrix = next(piece for piece in pieces if len(piece.axes) == 2)
    vector = multiplied(Factors(Fraction(1), above=[piece for piece in pieces if piece is not matrix]))
    diagonal = on_diagonal(vector)
    first = vector.axes[0] == matrix.axes[0]
    items = (diagonal, *matrix.items) if first else (*matrix.items, diagonal)
    return matrix._replace(items=items, letters=matrix.letters | vector.letters, within=matrix.within | vector.within)
