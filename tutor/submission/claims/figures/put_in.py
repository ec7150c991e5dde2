"""The numbers that a page gives its names, and formulas with these put in for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tutor.notation.tree import Bin, Chain, Derivative, Neg, Node, Num, Ref
from tutor.notation.tree_walks import children, is_numeric, rebuild
from tutor.submission.claims.figures.numbers import unit
from tutor.submission.claims.outcome.follow import bare


class PageNumbers:
    """What numbers the names and derivatives of a page have: those that were said last."""

    def __init__(self) -> None:
        self._known: dict[Node, float] = {}
        self._units: dict[Node, float] = {}

    def keep(self, left: Node, number: Node) -> None:
        """Keep what a page says of a name or a derivative, if that is one number."""
        value = _single(number)
        if value is not None and isinstance(left, Ref | Derivative):
            self._known[bare(left)], self._units[bare(left)] = value

    def of(self, names: Collection[str]) -> frozenset[float]:
        """The numbers of whole names among these."""
        return frozenset(
            value for key, value in self._known.items() if isinstance(key, Ref) and key.name in names and not key.index
        )

    def put(self, tree: Node) -> Node | None:
        """A formula with numbers for all its names; None where one has none."""
        if isinstance(tree, Ref | Derivative):
            value = self._known.get(bare(tree))
            return None if value is None else _number(value)
        parts = children(tree)
        if not parts:
            return tree if is_numeric(tree) else None
        found = [self.put(part) for part in parts]
        return None if None in found else rebuild(tree, tuple(part for part in found if part is not None))

    def told_by(self, formula: Node, numbers: Node) -> bool | None:
        """Whether numbers are a formula with those of its names put in, one of which is known at least.

        What is not known yet is kept, if all else is as it was. None where they are no such numbers.
        """
        pairs = list(_pairs(formula, numbers))
        new: list[tuple[Node, Node]] = []
        known = 0
        for name, number in pairs:
            value = _single(number) if number is not None else None
            if number is None or value is None:
                return None
            same = _single(name)
            if same is not None:
                if abs(same[0] - value[0]) > 1e-12:
                    return None
                continue
            before = self._known.get(bare(name))
            if before is None:
                new.append((name, number))
            elif abs(before - value[0]) <= 1.01 * max(value[1], self._units[bare(name)]):
                known += 1
            else:
                return None
        for name, number in new:
            self.keep(name, number)
        return known > 0


def _number(value: float) -> Node:
    return Neg(Num(repr(-value))) if value < 0 else Num(repr(value))


def _single(tree: Node) -> tuple[float, float] | None:
    """The value of one number with or without a sign, and half of its last place; None for anything else."""
    if isinstance(tree, Neg):
        found = _single(tree.body)
        return (-found[0], found[1]) if found else None
    return (float(tree.text), unit(tree.text)) if isinstance(tree, Num) else None


def _pairs(one: Node, other: Node) -> Iterator[tuple[Node, Node | None]]:
    """The names and numbers of a formula, each with what stands in its place in another of the same form."""
    if isinstance(one, Ref | Derivative) or (isinstance(one, Num | Neg) and _single(one) is not None):
        yield one, other if _single(other) is not None else None
        return
    mine, theirs = _parts(one), _parts(other)
    if mine is None or theirs is None or mine[0] != theirs[0] or len(mine[1]) != len(theirs[1]):
        yield one, None
        return
    for first, second in zip(mine[1], theirs[1], strict=True):
        yield from _pairs(first, second)


def _parts(tree: Node) -> tuple[object, tuple[Node, ...]] | None:
    """What an operation is, and what it is of: products in one list, however they are written."""
    if isinstance(tree, Chain) or (isinstance(tree, Bin) and tree.op in "*⊙@"):
        return "product", tuple(_factors(tree))
    if isinstance(tree, Bin):
        return tree.op, (tree.left, tree.right)
    parts = children(tree)
    if not parts:
        return None
    return (type(tree), getattr(tree, "function", ""), getattr(tree, "primes", 0)), parts


def _factors(tree: Node) -> Iterator[Node]:
    if isinstance(tree, Chain) or (isinstance(tree, Bin) and tree.op in "*⊙@"):
        for part in children(tree):
            yield from _factors(part)
    else:
        yield tree
