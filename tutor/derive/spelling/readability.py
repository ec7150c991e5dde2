"""How hard a formula is to read: the fewest indices, sums and brackets win."""

from __future__ import annotations

from tutor.notation.tree import Bin, Chain, Fold, Listing, Node, Pow, Ref, Transpose, children

INDEX, SUM, NESTED_SUM, TRANSPOSED, BRACKETS, AXIS_NUMBER = 4.0, 6.0, 8.0, 1.0, 1.5, 10.0


def cost(node: Node, text: str) -> float:
    """What a formula costs its reader; ``text`` is the formula as it is written."""
    return len(text) + _cost(node, 0)


def _cost(node: Node, sums: int) -> float:
    found = 0.0
    if isinstance(node, Ref) and node.index:
        found += INDEX * sum(len(index.terms) > 0 and not _is_time(index) for index in node.index if index is not None)
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


def _is_time(index: object) -> bool:
    """Whether an index is one of time or a single entry: shown in every form."""
    return False
