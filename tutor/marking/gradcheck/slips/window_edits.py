"""Windows, maxima and masks of a step of a pass: the stride forgotten, a kernel turned round, all places for the first.

An offset ``i-2u+3`` says which entry of a kernel takes an input to an output: with a stride of 1 it is ``i-u+2``.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.mistakes.edits.edit_sites import ONE, ZERO, Edit, Put, is_window, sites
from tutor.notation.tree import ArgMax, Bin, Binder, Fold, Index, Indicator, Neg, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed


def window_edits(tree: Node, problem: Problem, letters: tuple[str, ...]) -> Iterator[Edit]:
    """The mistakes with windows and masks in one form of a gradient that has these ``letters``."""
    kernels = sliding_letters(problem)
    for node, put, _ in sites(tree):
        if isinstance(node, Ref) and node.index:
            yield from _strides(node, put)
        if isinstance(node, Ref) and kernels:
            yield from _turned(node, put, kernels, problem)
        if isinstance(node, ArgMax):
            yield Edit("mask", put(_everywhere(node)))
            yield Edit("mask", put(_shared(node)))
            yield Edit("mask", put(least(node)))
    for mask in _masks(problem):
        if {letter for side in (mask.left, mask.right) for letter, _ in side.terms} <= set(letters):
            for relation in ("<", "<=", ">", ">="):
                yield Edit("mask", Bin("*", tree, mask._replace(relation=relation)))


def _strides(node: Ref, put: Put) -> Iterator[Edit]:
    """Windows one place apart where they are further: along one axis, or along all."""
    assert node.index is not None
    wide = [at for at, index in enumerate(node.index) if index is not None and is_window(index) and _stride(index) > 1]
    for places in [[at] for at in wide] + ([wide] if len(wide) > 1 else []):
        indices = (_beside(one) if at in places and one is not None else one for at, one in enumerate(node.index))
        yield Edit("padding", put(Ref(node.name, tuple(indices))))


def _stride(index: Index) -> int:
    return max(abs(count) for _, count in index.terms)


def _beside(index: Index) -> Index:
    """The index with a stride of 1, and the first window where it was."""
    terms = tuple((letter, 1 if count > 0 else -1) for letter, count in index.terms)
    gone = sum(count for _, count in index.terms) - sum(count for _, count in terms)
    return Index(terms, index.const + gone)


def sliding_letters(problem: Problem) -> frozenset[str]:
    """The letters of kernels: those that are summed, or maximised, within a window of the forward pass."""
    found: set[str] = set()
    for value in problem.values:
        tree = parsed(problem)[value.name].tree
        within = {b.letter for part in walk(tree) if isinstance(part, Fold) for b in part.binders}
        for part in walk(tree):
            for index in (part.index or ()) if isinstance(part, Ref) else ():
                if index is not None and is_window(index):
                    found |= {letter for letter, _ in index.terms} & within
    return frozenset(found)


def _turned(node: Ref, put: Put, kernels: frozenset[str], problem: Problem) -> Iterator[Edit]:
    """A kernel that is read at an offset from its other end."""
    axes, index = problem.scope.names[node.name].axes, node.index
    for at, old in enumerate(index or ()):
        if index and len(index) == len(axes) and axes[at] in kernels and old is not None and is_window(old):
            new = Index(tuple((letter, -count) for letter, count in old.terms), 1 - old.const, last=True)
            yield Edit("kernel-flipped", put(Ref(node.name, (*index[:at], new, *index[at + 1 :]))))


def _everywhere(node: ArgMax) -> Node:
    """One at every place: the same axes, but not the mask."""
    return Bin("+", Bin("*", ZERO, node), ONE)


def _shared(node: ArgMax) -> Node:
    """The same part of one at every place."""
    count = Fold("sum", (Binder(node.letter),), Bin("+", Bin("*", ZERO, node.body), ONE))
    return Bin("/", _everywhere(node), count)


def least(node: ArgMax) -> ArgMax:
    """The place of the smallest entry."""
    return node._replace(body=Neg(node.body))


def to_all(node: Node, *, shared: bool = False) -> Node:
    """A formula that hands a gradient to all entries of a window instead of the largest, or a part of it to each."""
    if isinstance(node, ArgMax):
        return _shared(node) if shared else _everywhere(node)
    parts = children(node)
    return rebuild(node, tuple(to_all(part, shared=shared) for part in parts)) if parts else node


def to_least(node: Node) -> Node:
    """A formula that takes the smallest entry of a window for the largest."""
    if isinstance(node, ArgMax):
        return least(node)
    parts = children(node)
    new = rebuild(node, tuple(map(to_least, parts))) if parts else node
    return new._replace(kind="min") if isinstance(new, Fold) and new.kind == "max" else new


def _masks(problem: Problem) -> list[Indicator]:
    """The masks of the forward pass that compare two places."""
    trees = (parsed(problem)[value.name].tree for value in problem.values)
    return [part for tree in trees for part in walk(tree) if isinstance(part, Indicator) and part.relation in "<=>="]
