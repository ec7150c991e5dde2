"""Sums that are not written: on some pages a letter that stands twice in a product is summed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from tutor.notation.tree import Bin, Binder, Chain, Delta, Derivative, Fold, Listing, Neg, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.submission.claims.trees import bound, indices

_SAYS = re.compile(
    r"Einstein|summation convention|summed[ -]over|repeated ind|sum(?:mation)? (?:sign )?is \W?impli|爱因斯坦|求和约定",
    re.IGNORECASE,
)


def sums_repeated_letters(text: str) -> bool:
    """Whether a page says that it leaves out the signs of sums over letters that stand twice."""
    return _SAYS.search(text) is not None


def with_sums(tree: Node, free: Collection[str]) -> Node:
    """A side with a sum over each letter that stands in two factors of a product; not over the ``free`` ones.

    Those stand on the other side too.
    """
    if isinstance(tree, Fold | Ref):
        return tree
    if isinstance(tree, Derivative):
        return Derivative(with_sums(tree.body, {*free, *indices(tree.by)}), tree.by, tree.column)
    if isinstance(tree, Bin | Neg | Listing) and not _is_product(tree):
        return rebuild(tree, tuple(with_sums(part, free) for part in children(tree)))
    factors = list(_factors(tree))
    counted = Counter(letter for factor in factors for letter in _letters(factor))
    repeated = sorted(letter for letter, times in counted.items() if times > 1 and letter not in free)
    held = {*free, *counted}
    inside = rebuild(tree, tuple(with_sums(part, held) for part in children(tree))) if children(tree) else tree
    return Fold("sum", tuple(Binder(letter) for letter in repeated), inside) if repeated else inside


def _letters(factor: Node) -> set[str]:
    """The letters of a factor that no sum in it binds, those of Kronecker's deltas among them."""
    deltas = {letter for part in walk(factor) if isinstance(part, Delta) for letter in (part.first, part.second)}
    return (indices(factor) | deltas) - bound(factor)


def _is_product(tree: Node) -> bool:
    return isinstance(tree, Chain) or (isinstance(tree, Bin) and tree.op not in "+-")


def _factors(tree: Node) -> Iterator[Node]:
    for part in children(tree) if _is_product(tree) else ():
        yield from _factors(part) if _is_product(part) else (part,)
