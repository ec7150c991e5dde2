"""A formula and copies of it with one edit each, arranged by where the edits are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from tutor.notation.tree import (
    Bin,
    Call,
    Chain,
    Compare,
    Delta,
    Fold,
    Indicator,
    Listing,
    Neg,
    Node,
    Part,
    Pow,
    Ref,
    Transpose,
)
from tutor.notation.tree_walks import children, names, parts_of, rebuild, walk


class Place:
    """A part of a formula with edits at it or under it.

    ``here`` are the numbers of the edits that put another part in its place, and these parts; ``below`` the places
    under it, by the position among the part's children.
    """

    __slots__ = ("below", "here", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.here: list[tuple[int, Node]] = []
        self.below: dict[int, Place] = {}


class EditedFormula:
    """A formula and copies of it with one edit each, arranged by where the edit is."""

    def __init__(self, tree: Node, trees: Sequence[Node]) -> None:
        self.tree = tree
        self.trees = trees
        self.parts = frozenset(map(id, walk(tree)))
        with_deltas = bool(parts_of(tree, _DELTAS))  # what a delta is depends on the whole formula
        self.alone = frozenset(at for at, edited in enumerate(trees) if with_deltas or parts_of(edited, _DELTAS))
        # Instance after instance asks for the same. Neither holds the formula: it goes without a search for rubbish.
        self.places = lru_cache(maxsize=16)(partial(_places, tree, trees))
        others = tuple(number for number in range(len(trees)) if number not in self.alone)
        self.steady = lru_cache(maxsize=2)(partial(_steady, tree, self.places, others))


def _places(tree: Node, trees: Sequence[Node], which: tuple[int, ...]) -> Place:
    """Where the edits of these numbers are, as seen from the top."""
    top = Place(tree)
    for number in which:
        _put(top, number, trees[number])
    return top


def _steady(
    tree: Node, places: Callable[[tuple[int, ...]], Place], which: tuple[int, ...], moving: frozenset[str]
) -> tuple[frozenset[int], frozenset[int]]:
    """The parts, by identity, and which of these edits have none of the moving names in their own part."""
    parts = frozenset(id(part) for part in walk(tree) if names(part).isdisjoint(moving))
    return parts, frozenset(n for n, part in sites(places(which)) if names(part).isdisjoint(moving))


def sites(place: Place) -> Iterator[tuple[int, Node]]:
    """The edits at a place and under it: their numbers, and the parts that they put in the place of another."""
    yield from place.here
    for below in place.below.values():
        yield from sites(below)


_DELTAS = frozenset({Delta, Indicator})


def _put(place: Place, number: int, edited: Node) -> None:
    while True:
        at = _only_change(place.node, edited)
        if at is None:
            place.here.append((number, edited))
            return
        edited = children(edited)[at]
        if at not in place.below:
            place.below[at] = Place(children(place.node)[at])
        place = place.below[at]


_FRAMES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    Bin: lambda node: (node.op,),
    Neg: lambda node: (),
    Transpose: lambda node: (),
    Chain: lambda node: (len(node.items),),
    Listing: lambda node: (node.kind, len(node.items)),
    Fold: lambda node: (node.kind, node.binders, node.axis, node.kept),
    Call: lambda node: (node.function, node.primes, node.along, len(node.args)),
    Pow: lambda node: (),
    Part: lambda node: (node.index,),
    Compare: lambda node: (node.relation,),
}
"""All of a node but the parts under it."""


def _only_change(node: Node, edited: Node) -> int | None:
    """The position of the only child that differs, where its parent does with values and does not look at its form."""
    frame = _FRAMES.get(type(node))
    if frame is None or type(edited) is not type(node) or frame(node) != frame(edited):
        return None
    apart = [at for at, (one, two) in enumerate(zip(children(node), children(edited), strict=True)) if one is not two]
    if len(apart) != 1:
        return None
    one, two = children(node)[apart[0]], children(edited)[apart[0]]
    if isinstance(node, Pow) and (apart[0] or isinstance(one, Call) or isinstance(two, Call)):
        return None
    if isinstance(node, Bin) and node.op == "@" and (isinstance(one, _LOOKED_AT) or isinstance(two, _LOOKED_AT)):
        return None
    return apart[0]


_LOOKED_AT = (Ref, Transpose)
"""What stands beside @ is looked at as it is written."""


def with_own_nodes(node: Node) -> Node:
    """The same formula, no part of which stands in it twice or in another."""
    parts = children(node)
    return rebuild(node, tuple(map(with_own_nodes, parts))) if parts else type(node)(*node)
