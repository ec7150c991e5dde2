"""A kernel turned round along some of its axes, in a sum over its places and in the result of one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tutor.marking.mistakes.edits.edit_sites import Edit, is_window, sites, slides
from tutor.notation.lower.value import Array
from tutor.notation.tree import Fold, Index, Node, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem


def kernel_edits(tree: Node) -> Iterator[Edit]:
    """Of ``sum_{r,c}(d[i-r+1,j-c+1] K[r,c])`` those with ``K[R-r+1,c]``, and so on."""
    for node, put, above in sites(tree):
        if not isinstance(node, Ref) or not node.index:
            continue
        bound = {binder.letter for part in above if isinstance(part, Fold) for binder in part.binders}
        slid = {
            letter
            for part in walk(tree)
            if isinstance(part, Ref)
            for index in part.index or ()
            if index is not None and is_window(index)
            for letter, _ in index.terms
        }
        places = [at for at, i in enumerate(node.index) if i is not None and i.letter in bound & slid]
        for some in _subsets(places):
            index = tuple(_reversed(i) if at in some else i for at, i in enumerate(node.index))
            yield Edit("kernel-flipped", put(Ref(node.name, index)))


def _subsets(places: list[int]) -> Iterator[tuple[int, ...]]:
    for count in range(1, len(places) + 1):
        yield from combinations(places, count)


def _reversed(index: Index | None) -> Index:
    assert index is not None
    return Index(((index.letter.upper(), 1), (index.letter, -1)), 1)


def turned_round(problem: Problem, array: Array) -> Iterator[Array]:
    """A gradient turned round along some of its axes: shape (points, *axes). None where nothing slides."""
    if slides(problem):
        for some in _subsets(list(range(1, array.ndim))):
            yield np.flip(array, some)
