"""The slip that makes a line of free letters wrong: one change in one place that makes it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.notation.tree import Bin, Chain, Neg, Node, Num, Ref, children, rebuild
from tutor.submission.claims.trees import indices

_MOST_TRIED = 60
_FACTORS = (Num("2"), Bin("/", Num("1"), Num("2")))


def slip(left: Node, right: Node, same: Callable[[Node, Node], bool]) -> Diagnosis:
    """The first change that makes both sides the same, by its code."""
    for at, (code, changed) in enumerate(_changes(left, right)):
        if at == _MOST_TRIED:
            break
        if same(left, changed):
            return diagnosis(code)
    return UNRECOGNISED


def _changes(left: Node, right: Node) -> Iterator[tuple[str, Node]]:
    yield "sign", Neg(right)
    yield from (("factor", Bin("*", number, right)) for number in _FACTORS)
    letters = sorted(indices(left) | indices(right))
    for part, put in _places(right, lambda whole: whole):
        if isinstance(part, Bin) and part.op in ("+", "-"):
            yield "sign", put(part._replace(op="-" if part.op == "+" else "+"))
        if isinstance(part, Neg):
            yield "sign", put(part.body)
        if isinstance(part, Ref) and part.index is not None and len(part.index) == 1 and part.index[0] is not None:
            for letter in letters:
                if letter != part.index[0].letter:
                    yield "index", put(part._replace(index=(part.index[0]._replace(terms=((letter, 1),)),)))
        if isinstance(part, Chain) and len(part.items) > 1:
            for at in range(len(part.items)):
                rest = (*part.items[:at], *part.items[at + 1 :])
                yield "factor-twice", put(Chain(rest) if len(rest) > 1 else rest[0])
        if isinstance(part, Bin) and part.op == "*":
            yield "factor-twice", put(part.left)
            yield "factor-twice", put(part.right)


def _places(tree: Node, put: Callable[[Node], Node]) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Every part of a formula, with what puts another one in its place."""
    yield tree, put
    parts = children(tree)
    for at, part in enumerate(parts):

        def inner(other: Node, at: int = at) -> Node:
            return put(rebuild(tree, (*parts[:at], other, *parts[at + 1 :])))

        yield from _places(part, inner)
