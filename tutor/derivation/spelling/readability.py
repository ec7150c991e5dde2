"""How hard a formula is to read: the fewest indices, sums and brackets win."""

from __future__ import annotations

from tutor.notation.scope import Scope
from tutor.notation.tree import ArgMax, Bin, Chain, Delta, Fold, Indicator, Listing, Node, Pow, Ref, Transpose
from tutor.notation.tree_walks import children, walk
from tutor.notation.write.style import has_axes

INDEX, SUM, NESTED_SUM, TRANSPOSED, BRACKETS, AXIS_NUMBER, COLON, SPREAD = 4.0, 6.0, 8.0, 1.0, 1.5, 6.0, 20.0, 16.0
"""What is added to the length for each: an index, a sum sign, one inside another, a transposition, a bracket, an axis
by its number, a colon for an axis, a vector that is spread over a matrix in a sum."""
UNLIKE = 24.0
"""The same for a name whose letters are not shown though they should be."""


def cost(node: Node, text: str, spread: int, scope: Scope) -> float:
    """What a formula costs its reader; ``text`` is the formula as it is written, ``spread`` counts unlike sums."""
    return len(text) + _cost(node, 0) + SPREAD * spread + UNLIKE * letters_missing(node, scope)


def letters_missing(node: Node, scope: Scope) -> int:
    """How many names have no letters where they should: beside ``1[i=k]`` in a product, beside themselves with some."""
    bare: set[str] = set()
    shown: set[str] = set()
    found = 0
    for part in walk(node):
        if isinstance(part, Ref):
            (bare if has_axes(part, scope) and not part.index else shown).add(part.name)
        elif isinstance(part, Bin) and part.op in "*/":
            factors = _factors(part)
            if any(isinstance(one, Delta | Indicator | ArgMax) for one in factors):
                found += sum(isinstance(one, Ref) and not one.index and has_axes(one, scope) for one in factors)
    return found + len(bare & shown)


def _factors(node: Node) -> list[Node]:
    """What stands in a product entry by entry, above and below its line."""
    if isinstance(node, Bin) and node.op in "*/":
        return _factors(node.left) + _factors(node.right)
    return [node]


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
