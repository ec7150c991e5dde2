"""The slip that makes a line of free letters wrong: one change in one place that makes it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Node, Num, Ref
from tutor.submission.claims.outcome.edits import Edit, edits, everywhere
from tutor.submission.claims.trees import indices

_MOST_TRIED = 120
_FACTORS = (Num("2"), Bin("/", Num("1"), Num("2")))


def slip(left: Node, right: Node, scope: Scope, same: Callable[[Node, Node], bool]) -> Diagnosis:
    """The first change that makes both sides the same, by its code."""
    found = (code for code, changed in islice(_changes(left, right, scope), _MOST_TRIED) if same(left, changed))
    code = next(found, "")
    return diagnosis(code) if code else UNRECOGNISED


def _changes(left: Node, right: Node, scope: Scope) -> Iterator[Edit]:
    yield from (("factor", Bin("*", number, right)) for number in _FACTORS)
    yield from everywhere(right, _at_letters(indices(left) | indices(right)))
    yield from edits(right, scope, ())


def _at_letters(letters: set[str]) -> Callable[[Node], Iterator[Edit]]:
    """Changes that put another index of the line below a name."""

    def change(node: Node) -> Iterator[Edit]:
        index = node.index[0] if isinstance(node, Ref) and node.index is not None and len(node.index) == 1 else None
        if isinstance(node, Ref) and index is not None:
            for letter in sorted(letters - {index.letter}):
                yield "index", node._replace(index=(index._replace(terms=((letter, 1),)),))

    return change
