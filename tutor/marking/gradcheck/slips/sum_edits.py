"""Sums of a step of a pass: over another axis, over more of them, divided by another size, or turned.

``keepdims`` forgotten puts the sum of a row at the column of the same number, where there are as many of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.mistakes.edits.edit_sites import ZERO, Edit, Put, sites
from tutor.marking.mistakes.edits.sum_index_edits import bare_letters
from tutor.notation.tree import Bin, Binder, Fold, Index, Node, Ref, Size
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem


def sum_edits(tree: Node, problem: Problem, code: str) -> Iterator[Edit]:
    """The mistakes with the sums in one form of a gradient; ``code`` is what a sum over a wrong axis is called."""
    for node, put, _ in sites(tree):
        if isinstance(node, Fold) and node.kind in ("sum", "mean") and len(node.binders) == 1:
            binder = node.binders[0]
            if binder.low is None and binder.high is None:
                yield from _over_others(node, binder, put, problem, code)
    yield from _all_over_another(tree, problem, code)


def same_for_all(tree: Node, letters: tuple[str, ...], problem: Problem) -> Iterator[Edit]:
    """One place along an axis for all of them: what one head gives, at every head.

    Of fewer axes than three, one entry or row may be like the others by chance.
    """
    for letter in letters if len(letters) > 2 else ():
        for place in (Index((), 1), Index((), 0, last=True)):
            fixed = _indexed(tree, {letter: place}, problem)
            if fixed != tree:
                yield Edit("index-unused", Bin("+", fixed, Bin("*", ZERO, tree)))  # of the same axes


def _over_others(node: Fold, binder: Binder, put: Put, problem: Problem, code: str) -> Iterator[Edit]:
    own, size = binder.letter, Size(binder.letter.upper())
    for letter in sorted(bare_letters(node.body, problem) - {own}):
        other = Fold(node.kind, (Binder(letter),), node.body, node.axis)
        yield Edit(code, put(other))
        if problem.scope.axes.class_of(letter) == problem.scope.axes.class_of(own):
            yield Edit(code, put(_turned(node, own, letter, problem)))
        if letter.upper() not in problem.scope.axes.sizes:
            continue
        every = Fold(node.kind, (binder, Binder(letter)), node.body, node.axis)
        yield Edit(code, put(every))
        if node.kind == "sum":  # 1/N sum_n(...) is a mean, too
            yield Edit(code, put(Bin("/", every, Size(letter.upper()))))
            yield Edit(code, put(Bin("/", Bin("*", other, size), Size(letter.upper()))))


def _turned(node: Fold, own: str, letter: str, problem: Problem) -> Node:
    """The sum over ``own`` at each ``letter``, put at the place of ``own`` of the same number."""
    free = next(one for one in "kpqlwxyz" if one not in problem.scope.axes.sizes and one.upper() not in problem.sizes)
    table = {own: Index(((free, 1),)), letter: Index(((own, 1),))}
    return Fold(node.kind, (Binder(free),), _indexed(node.body, table, problem))


def _indexed(node: Node, table: dict[str, Index], problem: Problem) -> Node:
    if isinstance(node, Ref):
        axes = problem.scope.names[node.name].axes
        indices = node.index or (None,) * len(axes)
        new = tuple(
            table.get(axis, index) if index is None or index.terms == ((axis, 1),) else index
            for axis, index in zip(axes, indices, strict=False)
        )
        return Ref(node.name, new) if any(index is not None for index in new) else node
    parts = children(node)
    return rebuild(node, tuple(_indexed(part, table, problem) for part in parts)) if parts else node


def _all_over_another(tree: Node, problem: Problem, code: str) -> Iterator[Edit]:
    """All sums over one axis taken over another, and all means divided by the size of another."""
    sizes = sorted({part.letter for part in walk(tree) if isinstance(part, Size)})
    letters = {b.letter for part in walk(tree) if isinstance(part, Fold) for b in part.binders}
    for size in sizes:
        for other in (*problem.sizes, *problem.derived):
            if other == size or other in problem.fixed:
                continue
            yield Edit("mean-axis", _changed(tree, size, other, folds=False))
            if size.lower() in letters:
                yield Edit(code, _changed(tree, size, other, folds=True))


def _changed(node: Node, size: str, other: str, *, folds: bool) -> Node:
    if isinstance(node, Size):
        return Size(other) if node.letter == size else node
    parts = tuple(_changed(part, size, other, folds=folds) for part in children(node))
    new = rebuild(node, parts) if parts else node
    if folds and isinstance(new, Fold) and any(binder.letter == size.lower() for binder in new.binders):
        binders = (b._replace(letter=other.lower(), size="") if b.letter == size.lower() else b for b in new.binders)
        return new._replace(binders=tuple(binders))
    return new
