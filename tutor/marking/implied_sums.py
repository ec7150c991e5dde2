"""Sums that are written without their sign: ``W[m,h] (y[m]-t[m])`` for each h is summed over m.

That a letter stands twice makes no sum: it is read so only where every axis is written out, nothing else says a sum,
the letter stands in two factors of every term that has it, and no other reading fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Call, Chain, Delta, Fold, Lettered, Neg, Node, Num, Pow, Ref, Size
from tutor.notation.tree_walks import children, rebuild, walk

_PRODUCTS = frozenset("*⊙/")
_SUMS = frozenset("+-")
MOST_LETTERS = 6
MOST_PARTS = 120


class Summed(NamedTuple):
    """A formula with its sums, and the letters they run over."""

    tree: Node
    letters: tuple[str, ...]


def with_sums(tree: Node, axes: tuple[str, ...], scope: Scope) -> Iterator[Summed]:
    """Every formula that ``tree``, for these axes, may mean with sums over letters that stand in two factors.

    As many letters are left as ``axes`` that do not run, of the same sizes; those of a left side are left.
    """
    body = tree.body if isinstance(tree, Lettered) else tree
    wanted = sorted(scope.axes.class_of(axis) for axis in axes if axis not in scope.axes.running)
    letters = _letters(body, scope) if wanted else None
    if letters is None or not len(wanted) < len(letters) <= MOST_LETTERS:
        return
    kept = {letter for letter, _ in tree.letters} if isinstance(tree, Lettered) else set()
    free = [letter for letter in letters if letter not in kept]
    for chosen in combinations(free, len(letters) - len(wanted)):
        if sorted(own for letter, own in letters.items() if letter not in chosen) != wanted:
            continue
        found: Node | None = body
        for letter in chosen:
            found = _summed(found, letter) if found is not None else None
        if found is not None:
            yield Summed(Lettered(found, tree.letters) if isinstance(tree, Lettered) else found, chosen)


def _letters(body: Node, scope: Scope) -> dict[str, str] | None:
    """The letters of a formula, each with its size class; None if a part is not written out in letters."""
    letters: dict[str, str] = {}
    deltas: list[Delta] = []
    for count, part in enumerate(walk(body)):
        if count > MOST_PARTS or not isinstance(part, Num | Size | Neg | Bin | Chain | Pow | Call | Ref | Delta):
            return None
        if isinstance(part, Bin) and part.op not in _PRODUCTS | _SUMS:
            return None
        if isinstance(part, Call) and (part.function not in scope.functions or not _by_entry(part, scope)):
            return None
        if isinstance(part, Delta):
            deltas.append(part)
        if not isinstance(part, Ref):
            continue
        axes = scope.names[part.name].axes
        placed = part.index or (None,) * len(axes)
        if len(placed) < len(axes):
            return None
        own = []
        for axis, index in zip(axes, placed, strict=True):
            if axis in scope.axes.running and (index is None or index.letter == axis):
                continue
            if index is None or not index.letter or axis in scope.axes.running or index.letter in scope.axes.running:
                return None
            own.append(index.letter)
            if letters.setdefault(index.letter, scope.axes.class_of(axis)) != scope.axes.class_of(axis):
                return None
        if len(set(own)) < len(own):
            return None
    return letters if all({delta.first, delta.second} <= letters.keys() for delta in deltas) else None


def _by_entry(call: Call, scope: Scope) -> bool:
    return scope.functions[call.function].kind == "entry" and not call.along


def _summed(node: Node, letter: str) -> Node | None:
    """The formula with each product summed over a letter that is in two of its factors; None if one is in one alone."""
    if not _has(node, letter):
        return node
    if isinstance(node, Bin) and node.op in _SUMS:
        left, right = _summed(node.left, letter), _summed(node.right, letter)
        return None if left is None or right is None else Bin(node.op, left, right, node.column)
    if isinstance(node, Fold | Neg):
        inner = _summed(node.body, letter)
        return None if inner is None else rebuild(node, (inner,))
    factors = list(_factors(node))
    above = [factor for factor, below in factors if not below and _has(factor, letter)]
    if len(set(map(_plain, above))) > 1:
        return Fold("sum", (Binder(letter),), node) if all(_throughout(factor, letter) for factor in above) else None
    having = [factor for factor, _ in factors if _has(factor, letter)]
    if len(having) > 1 or isinstance(node, Ref | Delta):
        return None
    return _inside(node, having[0], letter)


def _inside(node: Node, factor: Node, letter: str) -> Node | None:
    """A product in which one factor, a function or a bracket, is summed inside."""
    if node is factor:
        if not isinstance(node, Call | Pow) or (isinstance(node, Pow) and _has(node.exponent, letter)):
            return None
        parts = [_summed(part, letter) for part in children(node)]
        found = tuple(part for part in parts if part is not None)
        return rebuild(node, found) if len(found) == len(parts) else None
    if isinstance(node, Bin) and node.op in _SUMS:
        return _summed(node, letter)
    changed = []
    for part in children(node):
        inner = part
        if _has(part, letter):
            if part is factor and not isinstance(part, Call | Pow):
                summed = _summed(part, letter)
            else:
                summed = _inside(part, factor, letter)
            if summed is None:
                return None
            inner = summed
        changed.append(inner)
    return rebuild(node, tuple(changed))


def _factors(node: Node, below: bool = False) -> Iterator[tuple[Node, bool]]:
    """What is multiplied, and whether it stands below a line."""
    if isinstance(node, Chain):
        for item in node.items:
            yield from _factors(item, below)
    elif isinstance(node, Bin) and node.op in _PRODUCTS:
        yield from _factors(node.left, below)
        yield from _factors(node.right, below ^ (node.op == "/"))
    elif isinstance(node, Neg):
        yield from _factors(node.body, below)
    else:
        yield node, below


def _throughout(factor: Node, letter: str) -> bool:
    """Whether every addend of a factor has a letter, but for those that have none at all."""
    if isinstance(factor, Bin) and factor.op in _SUMS:
        return _throughout(factor.left, letter) and _throughout(factor.right, letter)
    if isinstance(factor, Neg):
        return _throughout(factor.body, letter)
    return _has(factor, letter) or not any(_own(part) for part in walk(factor))


def _has(node: Node, letter: str) -> bool:
    return any(letter in _own(part) for part in walk(node))


def _own(part: Node) -> tuple[str, ...]:
    if isinstance(part, Delta):
        return (part.first, part.second)
    return tuple(index.letter for index in part.index or () if index is not None) if isinstance(part, Ref) else ()


def _plain(node: Node) -> Node:
    """A factor without its place in the text: a square is one factor however it is written."""
    if isinstance(node, Ref):
        return Ref(node.name, node.index)
    if isinstance(node, Pow):
        return _plain(node.base)
    parts = tuple(map(_plain, children(node)))
    plain: Any = rebuild(node, parts) if parts else node
    return plain._replace(column=0) if "column" in plain._fields else plain  # type: ignore[no-any-return]
