"""Sums and products with dots: ``W_1 x_1 + ... + W_I x_I`` is the sum that its ends and the terms before the dots say.

The terms are the same but for indices that count on; what follows no such pattern is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tutor.notation.errors import NotationError
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Chain, Fold, Index, Neg, Node, Part, Placed, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk

MOST_WRITTEN_OUT = 30


class Dots(NamedTuple):
    """Dots, until what they stand for is known."""

    column: int = 0


class _Place(NamedTuple):
    """An index that counts on: where it stands, its axis, and what it is in the first term and in the last."""

    at: int
    axis: str
    first: Index
    last: Index


def has_dots(parts: Sequence[Node | Dots]) -> bool:
    """Whether dots stand among these by themselves."""
    return any(isinstance(part, Dots) for part in parts)


def resolved(node: Node, kind: str, scope: Scope) -> Node | None:
    """A sum or a product (``kind``) whose dots are resolved; None if no dots stand among its terms or factors.

    Raises NotationError where the terms follow no pattern.
    """
    items = _addends(node) if kind == "sum" else _factors(node)
    at = next((number for number, (_, item) in enumerate(items) if isinstance(item, Dots)), None)
    if at is None or len(items) == 1:
        return None
    column = items[at][1].column  # type: ignore[union-attr]
    noun = "terms" if kind == "sum" else "factors"
    if at == 0 or at == len(items) - 1 or has_dots([item for _, item in items[at + 1 :]]):
        raise NotationError(f"the dots at column {column} stand between two {noun}, as in x_1 + ... + x_N", column)
    sign, last = items[at + 1]
    for start in range(at):
        given = [item for _, item in items[start:at]]
        alike = {own for own, _ in items[start : at + 1]} == {sign} or (start == 0 and kind == "prod")
        if names(last) & {name for _, item in items[:start] for name in names(item)}:
            break  # what stands before would have to be one of them
        found = _pattern(given, last, kind, sign, scope, column) if alike else None
        if found is not None:
            return _joined([*items[:start], (sign if start or kind == "sum" else "", found), *items[at + 2 :]], kind)
    raise NotationError(
        f"the {noun} around the dots at column {column} follow no pattern: they may differ in indices that count on",
        column,
    )


def _addends(node: Node) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []
    while isinstance(node, Bin) and node.op in "+-":
        found.append((node.op, node.right))
        node = node.left
    found.append(("-", node.body) if isinstance(node, Neg) else ("+", node))
    return found[::-1]


def _factors(node: Node) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []
    while isinstance(node, Bin) and node.op in "*⊙@":
        found.append((node.op, node.right))
        node = node.left
    if isinstance(node, Chain):
        found += [("", item) for item in reversed(node.items)]
    else:
        found.append((found[-1][0] if found else "", node))
    return found[::-1]


def _joined(items: list[tuple[str, Node]], kind: str) -> Node:
    """Terms or factors put together again, from left to right."""
    sign, node = items[0]
    if kind == "sum" and sign == "-":
        node = Neg(node)
    for sign, item in items[1:]:
        node = Bin(sign, node, item) if sign else Chain((node, item))
    return node


def _pattern(given: list[Node], last: Node, kind: str, sign: str, scope: Scope, column: int) -> Node | None:
    """The sum or product of all from the first to the last; None if the ones that are given do not fit."""
    first = given[0]
    places: list[_Place] = []
    if not _compared(first, last, scope, places) or not places:
        return None
    leading = places[0]
    steps = [_apart(place.first, leading.first) for place in places]
    if any(step is None for step in steps) or steps != [_apart(place.last, leading.last) for place in places]:
        return None
    ways = _ways(given, places)
    if len(ways) != 1:
        return None
    step = ways[0]
    if leading.first.is_number and leading.last.is_number:
        return _written_out(first, places, step, kind, sign, column)
    if kind == "prod" and any(_is_matrix(part, scope) for part in walk(first)):
        raise NotationError(
            f"the dots at column {column} are in a product of matrices: write it for the steps there are", column
        )
    low, high = (leading.first, leading.last)[::step]
    letter = _letter(first, leading.axis, (low, high), scope)
    size = ""
    if len(high.terms) == 1 and (high.terms[0][0] in scope.axes.sizes or _is_end(high, leading.axis, low, scope)):
        name = high.terms[0][0] if high.terms[0][0] in scope.axes.sizes else scope.axes.size_letter(leading.axis)
        high, size = Index((), high.const, last=True), name
    end = None if high == Index((), 0, last=True) else high
    body = _at(first, [Index(((letter, 1),), step or 0) for step in steps], places)
    begin = None if low == Index((), 1) and end is None else low
    return Fold(kind, (Binder(letter, begin, end, size if end is None else ""),), body, None, column)


def _compared(one: Node, other: Node, scope: Scope, places: list[_Place]) -> bool:
    """Whether two terms are the same but for indices; those that differ are added to ``places``."""
    pairs: list[tuple[Node, Any]] = list(zip(walk(one), walk(other), strict=False))
    if sum(1 for _ in walk(one)) != sum(1 for _ in walk(other)):
        return False
    at = 0
    for left, right in pairs:
        if type(left) is not type(right):
            return False
        if isinstance(left, Ref | Part):
            own: Placed = left.index or ()
            others: Placed = getattr(right, "index", None) or ()
            axes = scope.names[left.name].axes if isinstance(left, Ref) else ("",) * len(own)
            if len(own) != len(others) or getattr(left, "name", "") != getattr(right, "name", ""):
                return False
            for axis, index, end in zip(axes, own, others, strict=False):
                if index != end:
                    if index is None or end is None or index.label or end.label:
                        return False
                    places.append(_Place(at, axis, index, end))
                at += 1
        elif _frame(left) != _frame(right):
            return False
    return True


def _frame(node: Node) -> Node:
    """A node without what is under it and without its place."""
    own = rebuild(node, children(Neg(Ref("")))[:1] * len(children(node))) if children(node) else node
    return own._replace(column=0) if "column" in own._fields else own


def _apart(one: Index, other: Index) -> int | None:
    """How far one index is from another, if that is a number."""
    return one.const - other.const if (one.terms, one.last) == (other.terms, other.last) else None


def _ways(given: list[Node], places: list[_Place]) -> list[int]:
    """Whether the terms count up (1) or down (-1), as those that are given tell, or else the ends."""
    first, last = places[0].first, places[0].last
    ways = [1, -1]
    if len(given) == 1:
        down = _apart(last, first)
        falls = last.is_number and not first.is_number if down is None else down < 0
        return [-1] if falls else [1]
    found = []
    for step in ways:
        expected = [
            _at(given[0], [p.first._replace(const=p.first.const + step * count) for p in places], places)
            for count in range(len(given))
        ]
        if all(_same(one, other) for one, other in zip(expected, given, strict=True)):
            found.append(step)
    return found


def _same(one: Node, other: Node) -> bool:
    """Whether two formulas are the same, wherever they stand."""
    pairs = zip(walk(one), walk(other), strict=False)
    return sum(1 for _ in walk(one)) == sum(1 for _ in walk(other)) and all(
        type(left) is type(right) and _frame(left) == _frame(right) for left, right in pairs
    )


def _at(node: Node, indices: Sequence[Index], places: Sequence[_Place]) -> Node:
    """A term with other indices at some of its places, which are numbered from left to right."""
    changes = {place.at: index for place, index in zip(places, indices, strict=True)}
    counter = iter(range(10_000))

    def put(part: Node) -> Node:
        if isinstance(part, Ref | Part) and part.index:
            index: Any = tuple(changes.get(next(counter), own) for own in part.index)
            part = part._replace(index=index)
        under = children(part)
        return rebuild(part, tuple(map(put, under))) if under else part

    return put(node)


def _written_out(first: Node, places: list[_Place], step: int, kind: str, sign: str, column: int) -> Node | None:
    """All terms or factors, one after another, where both ends are numbers."""
    count = (places[0].last.const - places[0].first.const) * step + 1
    if not 2 <= count <= MOST_WRITTEN_OUT:
        return None
    terms = [
        _at(first, [p.first._replace(const=p.first.const + step * number) for p in places], places)
        for number in range(count)
    ]
    joiner = "+" if kind == "sum" else sign
    return _joined([("+" if kind == "sum" else "", terms[0]), *((joiner, term) for term in terms[1:])], kind)


def _is_matrix(part: Node, scope: Scope) -> bool:
    if not isinstance(part, Ref):
        return False
    axes = scope.names[part.name].axes
    bare = [axis for axis, index in zip(axes, part.index or (None,) * len(axes), strict=False) if index is None]
    return len([axis for axis in bare if axis not in scope.axes.running]) > 1


def _is_end(high: Index, axis: str, low: Index, scope: Scope) -> bool:
    """Whether a small letter, as in ``x_1 + ... + x_n``, is the size of the axis; through time it is a step."""
    letter = high.letter
    if not letter or low != Index((), 1) or axis in scope.axes.time:
        return False
    return scope.axes.class_of(letter) == scope.axes.class_of(axis) or letter not in scope.axes.classes


def _letter(first: Node, axis: str, ends: Sequence[Index], scope: Scope) -> str:
    """A letter to sum over: that of the axis, if nothing in the term has it."""
    indices = [index for part in walk(first) if isinstance(part, Ref | Part) for index in part.index or () if index]
    taken = {letter for index in (*indices, *ends) for letter, _ in index.terms}
    for part in walk(first):
        if isinstance(part, Ref):
            axes = scope.names[part.name].axes
            taken |= {a for a, index in zip(axes, part.index or (None,) * len(axes), strict=False) if index is None}
    return next((one for one in (axis, *"ijklpq") if one and one not in taken), "i'")
