"""Sums, products and quotients of pieces, in the order in which people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from tutor.derivation.spelling import exact_numbers
from tutor.derivation.spelling.pieces import (
    CannotWriteError,
    Piece,
    as_column,
    as_row,
    named_alike,
    side_by_side,
    together,
)
from tutor.notation.tree import Bin, Call, Fold, Neg, Node, Num


class Factors(NamedTuple):
    """A product: its number, the sizes and the other pieces above and below the line."""

    number: Fraction
    sizes_above: Sequence[Node] = ()
    sizes_below: Sequence[Node] = ()
    above: Sequence[Piece] = ()
    below: Sequence[Piece] = ()
    target: tuple[str, ...] = ()


def joined(op: str, nodes: Iterable[Node]) -> Node:
    """Nodes with one operation between them, from the left."""
    rest = iter(nodes)
    found = next(rest)
    for node in rest:
        found = Bin(op, found, node)
    return found


def together_as(make: Callable[[list[Node]], Node], items: Sequence[Piece]) -> Piece:
    """Pieces that meet entry by entry, in a node that is made of theirs."""
    pieces, whole = together(items)
    return whole.as_one(make([piece.node for piece in pieces]))


def summed(target: tuple[str, ...], items: Sequence[tuple[bool, Piece]]) -> Piece:
    """A sum: what is added first, then what is taken away (True)."""
    pieces, whole = together((piece for _, piece in items), target)
    signed = sorted(zip((taken for taken, _ in items), pieces, strict=True), key=lambda pair: pair[0])
    return whole.as_one(added([(taken, piece.node) for taken, piece in signed]))


def added(nodes: list[tuple[bool, Node]]) -> Node:
    """Nodes added or taken away (True), in order, under one sum sign where all are sums over the same letters."""
    shared = _shared_sum([node for _, node in nodes])
    if shared is not None:
        nodes = [(taken, node.body) for taken, node in nodes if isinstance(node, Fold)]
    first_taken, first = nodes[0]
    node = Neg(first) if first_taken else first
    for taken, other in nodes[1:]:
        node = Bin("-" if taken else "+", node, other)
    return node if shared is None else shared._replace(body=node)


def _shared_sum(nodes: list[Node]) -> Fold | None:
    """The sum over letters that all of several nodes are, so that one sign is enough; None where they are not."""
    first = nodes[0]
    if len(nodes) < 2 or not isinstance(first, Fold) or first.kind != "sum" or not first.binders:
        return None
    alike = all(isinstance(node, Fold) and node._replace(body=first.body) == first for node in nodes)
    return first if alike else None


def multiplied(factors: Factors) -> Piece:
    """A product: a matrix product with numbers before it, or entry by entry, above a line where something is below."""
    above, below = list(factors.above), list(factors.below)
    vectors = [piece for piece in above if len(piece.axes) == 1]
    crossing = len({piece.axes for piece in vectors}) == 2 or any(_apart(vectors, piece) for piece in below)
    if crossing and _met_by_name(above, below):
        above.sort(key=lambda piece: len(piece.axes) == 1)
    elif crossing:
        above = [*(piece for piece in above if len(piece.axes) != 1), _outer(vectors, below)]
        below = [piece for piece in below if len(piece.axes) != 1]
    if not above and not below:
        return Piece((_signed(factors.number, _quotient(*_front(factors))),))
    pieces, whole = together(above + below, factors.target)
    above, below = pieces[: len(above)], pieces[len(above) :]
    return (
        _matrix_product(factors, above, whole)
        if _is_matrix_product(above, below)
        else _entrywise(factors, above, below, whole)
    )


def _is_matrix_product(above: list[Piece], below: list[Piece]) -> bool:
    """Whether a product is pieces side by side, and numbers."""
    chains = [piece for piece in above if len(piece.items) > 1]
    return not below and len(chains) == 1 and all(piece is chains[0] or not piece.axes for piece in above)


def _matrix_product(factors: Factors, above: list[Piece], whole: Piece) -> Piece:
    (chain,) = (piece for piece in above if len(piece.items) > 1)
    numbers = [piece.closed.node for piece in above if piece is not chain]
    top, bottom = _front(factors)
    if chain.front is not None:
        numbers.insert(0, chain.front)
    if top or bottom:
        numbers.insert(0, _quotient(top, bottom))
    if numbers:
        return whole._replace(items=chain.items, front=_signed(factors.number, joined("*", numbers)))
    return whole.as_one(Neg(chain.node)) if factors.number < 0 else whole._replace(items=chain.items)


def _entrywise(factors: Factors, above: list[Piece], below: list[Piece], whole: Piece) -> Piece:
    top, bottom = _front(factors)
    nodes = [piece.node for piece in above]
    under = [piece.node for piece in below]
    if under or (bottom and not top and not (len(nodes) == 1 and _takes_a_front(nodes[0]))):
        under, bottom = bottom + under, []
    if top or bottom:
        nodes.insert(0, _quotient(top, bottom))
    return whole.as_one(_signed(factors.number, _quotient(nodes, under)))


def _takes_a_front(node: Node) -> bool:
    """Whether a fraction stands before it, not below: a sum over letters."""
    return isinstance(node, Fold)


def _front(factors: Factors) -> tuple[list[Node], list[Node]]:
    """The numbers and sizes above and below the line."""
    above, below = exact_numbers.parts(abs(factors.number))
    return [*above, *factors.sizes_above], [*below, *factors.sizes_below]


def _quotient(above: list[Node], below: list[Node]) -> Node:
    top = joined("*", above) if above else Num("1")
    return Bin("/", top, joined("*", below)) if below else top


def _signed(number: Fraction, node: Node) -> Node:
    return Neg(node) if number < 0 else node


def _apart(vectors: list[Piece], piece: Piece) -> bool:
    """Whether a vector below the line runs along another axis than those above it."""
    return bool(vectors) and len(piece.axes) == 1 and piece.axes != vectors[0].axes


def _met_by_name(above: list[Piece], below: list[Piece]) -> bool:
    """Whether vectors along both axes of a matrix meet it one after another, ``M*a/b``: the names tell the axes."""
    matrix = next((piece for piece in above if len(piece.axes) == 2), None)
    divisors = {piece.axes for piece in below if len(piece.axes) == 1}
    vectors = [piece for piece in (*above, *below) if len(piece.axes) == 1]
    return matrix is not None and len(divisors) < 2 and all(named_alike(piece, matrix) for piece in vectors)


def _outer(above: list[Piece], below: list[Piece]) -> Piece:
    """A column times a row, vectors below the line each under its own: every entry with every entry."""
    axes = dict.fromkeys(piece.axes for piece in (*above, *below) if len(piece.axes) == 1)
    if len(axes) > 2:
        raise CannotWriteError("vectors along three axes")
    left, right = (
        multiplied(
            Factors(
                Fraction(1),
                above=[piece for piece in above if piece.axes == own],
                below=[piece for piece in below if piece.axes == own],
            )
        )
        for own in axes
    )
    if left.row and not right.row:
        left, right = right, left
    return side_by_side(as_column(left), as_row(right), "")


def on_diagonal(vector: Piece) -> Node:
    """``diag(v)``."""
    if len(vector.axes) != 1:
        raise CannotWriteError("only a vector stands on a diagonal")
    return Call("diag", (as_column(vector).node,))
