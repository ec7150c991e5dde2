"""Functions of whole arrays: softmax, lists of blocks, powers of matrices, correlations."""

from __future__ import annotations

from typing import Any

from tutor.derivation.algebra.algebra import inverse, times
from tutor.derivation.algebra.letters import put
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.spelling.conditions import Writer
from tutor.derivation.spelling.kernels import Correlation
from tutor.derivation.spelling.pieces import CannotWriteError, Piece, oriented
from tutor.notation import tree
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.index_form import expressions as form


def piece(term: Any, writer: Writer) -> Piece:
    """One of them on its axes. Raises CannotWriteError for an entry of it at a place that is no axis."""
    match term:
        case form.Softmax():
            return _softmax(term, writer)
        case form.Blocks(letter=""):
            return _numbers(term, writer)
        case form.Blocks():
            return _blocks(term, writer)
        case form.MatrixPower():
            return _matrix_power(term, writer)
        case Correlation():
            return _correlation(term, writer)
    raise CannotWriteError(type(term).__name__)


def _softmax(term: form.Softmax, writer: Writer) -> Piece:
    """A softmax along the last axis, or along the one or the letter that it is told."""
    place = term.place.letter
    if not place or place in writer.names:
        return _softmax_entry(term, writer)
    inner = writer.piece(term.body)
    if term.letter not in inner.axes or place in inner.axes:
        raise CannotWriteError("a softmax at a place")
    at = inner.axes.index(term.letter)
    along = "" if at == len(inner.axes) - 1 else inner.labels[at]
    if not along and at < len(inner.axes) - 1:
        raise CannotWriteError("a softmax along an axis without a name")
    found = inner.as_one(tree.Call("softmax", (inner.node,), along=along))
    return found._replace(axes=(*inner.axes[:at], place, *inner.axes[at + 1 :]))


def _softmax_entry(term: form.Softmax, writer: Writer) -> Piece:
    """A softmax at a letter that is written, ``softmax_k(S[n,k])``; at any other place its quotient."""
    place = term.place.letter
    if place and place not in free_letters(term.body):
        inner = writer.piece(put(term.body, {term.letter: term.place}))
        return inner.as_one(tree.Call("softmax", (inner.node,), along=writer.names[place]))
    power: Any = form.Apply(FUNCTIONS["exp"], 0, term.body)
    below: Any = form.Fold("sum", term.letter, term.size_class, power)
    return writer.piece(times(put(power, {term.letter: term.place}), inverse(below)))


def _numbers(term: form.Blocks, writer: Writer) -> Piece:
    """A list of numbers, which makes an axis."""
    place, items = _axis(term, writer), [writer.piece(item) for item in term.items]
    if any(item.axes for item in items):
        raise CannotWriteError("a list of arrays along a new axis")
    letters = frozenset().union(*(item.letters for item in items))
    node = tree.Listing(tuple(item.node for item in items))
    return Piece((node,), (place,), ("",), (f"#{len(items)}",), letters)


def _blocks(term: form.Blocks, writer: Writer) -> Piece:
    """Arrays one after another along their last axis."""
    place = _axis(term, writer)
    inner = writer.towards(tuple(term.letter if axis == place else axis for axis in writer.axes))
    items = [inner.piece(item) for item in term.items]
    widest = max(items, key=lambda item: len(item.axes))
    axes = (*(axis for axis in widest.axes if axis != term.letter), term.letter)
    items = [oriented(item, axes) for item in items]
    if any(item.axes != axes for item in items):
        raise CannotWriteError("a list of arrays with different axes")
    first = items[0]
    return Piece(
        (tree.Listing(tuple(item.node for item in items)),),
        (*axes[:-1], place),
        (*first.labels[:-1], ""),
        (*first.classes[:-1], writer.scope.axes.sum_class(list(term.classes))),
        frozenset().union(*(item.letters for item in items)),
        frozenset().union(*(item.within for item in items)),
    )


def _axis(term: form.Blocks, writer: Writer) -> str:
    place = term.place.letter
    if not place or place in writer.names:
        raise CannotWriteError("an entry of a list")
    return place


def _matrix_power(term: form.MatrixPower, writer: Writer) -> Piece:
    """A power of a square matrix, ``Q^-1``."""
    row, column = term.row.letter, term.column.letter
    body, exponent = oriented(writer.piece(term.body), term.letters), writer.piece(term.exponent)
    plain = row and column and row != column and not {row, column} & writer.names.keys()
    if not plain or body.axes != term.letters or exponent.axes or exponent.letters:
        raise CannotWriteError("an entry of a power of a matrix")
    power = body.as_one(tree.Pow(body.node, exponent.node))
    return power._replace(axes=(row, column), labels=("", ""), within=body.within | set(body.labels))


def _correlation(term: Correlation, writer: Writer) -> Piece:
    """``corr(z0, K)``: one array slid over another."""
    large, small = writer.piece(term.large), writer.piece(term.small)
    if len(large.axes) != 2 or len(small.axes) != 2:
        raise CannotWriteError("a correlation of what has not two axes")
    classes = (writer.scope.axes.difference_class(*pair) for pair in zip(large.classes, small.classes, strict=True))
    within = frozenset((*large.labels, *small.labels))
    node = tree.Call("corr", (large.node, small.node))
    return Piece((node,), term.letters, ("", ""), tuple(classes), large.letters | small.letters, within)
