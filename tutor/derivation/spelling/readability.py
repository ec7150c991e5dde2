"""How hard a formula is to read: the fewest indices, sums and brackets win."""

from __future__ import annotations

from tutor.notation.tree import Bin, Chain, Fold, Listing, Node, Pow, Ref, Transpose, children

INDEX, SUM, NESTED_SUM, TRANSPOSED, BRACKETS, AXIS_NUMBER, COLON, SPREAD = 4.0, 6.0, 8.0, 1.0, 1.5, 6.0, 20.0, 16.0
"""What is added to the length for each: an index, a sum sign, one inside another, a transposition, a bracket, an axis
by its number, a colon for an axis, a vector that is spread over a matrix in a sum."""


def cost(node: Node, text: str, spread: int) -> float:
    """What a formula costs its reader; ``text`` is the formula as it is written, ``spread`` counts unlike sums."""
    return len(text) + _cost(node, 0) + SPREAD * spread


def _cost(node: Node, sums: int) -> float:
    found = 0.0
    if isinstance(node, Ref) and node.index:
        found += INDEX * sum(bool(index.terms) for index in node.index if index is not None)
        found += COLON * (None in node.index and any(node.index[node.index.index(None) :]))
    elif isinstance(node, Fold):
        found += SUM + NESTED_SUM * sums
        if node.axis is not None:
            found += AXIS_NUMBER
        sums += 1
    elif isinstance(node, Transpose):
        found += TRANSPOSED if isinstance(node.body, Ref) else 2 * BRACKETS
    elif isinstance(node, Bin | Chain | Pow | Listing):
        found += BRACKETS
    return found + sum(_cost(child, sums) for child in children(node))
