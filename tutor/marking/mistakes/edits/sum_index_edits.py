"""The letters of sums, products and time: one that is not used, a neighbour too far, the order of neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tutor.marking.mistakes.edits.edit_sites import Edit, Put, sites
from tutor.notation.tree import Bin, Binder, Chain, Fold, Index, Node, Ref, Size
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem

FIRST, LAST = Index((), 1), Index((), 0, last=True)


def fixed_index(node: Ref, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    """A letter that a sum or product runs over, but that this name does not use."""
    axes = problem.scope.names[node.name].axes
    for fold in above:
        if not isinstance(fold, Fold):
            continue
        for binder in fold.binders:
            indices = list(node.index or (None,) * len(axes))
            for at, (axis, index) in enumerate(zip(axes, indices, strict=True)):
                if (index.letter if index is not None else axis) != binder.letter:
                    continue
                for instead in _instead_of(binder, problem):
                    changed = (*indices[:at], instead, *indices[at + 1 :])
                    yield Edit("index-unused", put(Ref(node.name, tuple(changed))))


def _instead_of(binder: Binder, problem: Problem) -> Iterator[Index]:
    limits = [limit for limit in (binder.low, binder.high) if limit is not None and limit.terms]
    yield from (Index(limit.terms) for limit in limits)
    if not limits and binder.letter in problem.running:
        yield Index((), 1)


def other_block(node: Ref, put: Put, problem: Problem) -> Iterator[Edit]:
    """Another of several blocks that lie side by side along one axis, ``a[n,2H+h]`` for ``a[n,H+h]``."""
    axes = problem.scope.names[node.name].axes
    for at, (axis, index) in enumerate(zip(axes, node.index or (), strict=False)):
        form = problem.scope.axes.forms.get(axis, {})
        if index is None or len(form) != 1 or sum(letter.islower() for letter, _ in index.terms) != 1:
            continue
        ((size, count),) = form.items()
        letter = next(term for term in index.terms if term[0].islower())
        for block in range(count):
            terms = ((size, block), letter) if block else (letter,)
            if terms != index.terms:
                indices = list(node.index or ())
                indices[at] = Index(terms, index.const)
                yield Edit("gate-swapped", put(Ref(node.name, tuple(indices))))


def unused(tree: Node, problem: Problem) -> Iterator[Edit]:
    """Sums and products over time whose terms are all the same: those of the first step, or of the last."""
    for node, put, _ in sites(tree):
        if not isinstance(node, Fold):
            continue
        for binder in node.binders:
            if binder.letter not in problem.running or binder.low is not None or binder.high is not None:
                continue
            for fixed in (FIRST, LAST):
                body = _at(node.body, binder.letter, fixed, problem)
                yield Edit("index-unused", put(Fold(node.kind, node.binders, body)))


def _at(node: Node, letter: str, fixed: Index, problem: Problem) -> Node:
    """A term with a letter held fast; what stands beside it is taken there too, but for the last step."""
    if isinstance(node, Ref):
        axes = problem.scope.names[node.name].axes
        indices = list(node.index or (None,) * len(axes))
        for at, (axis, index) in enumerate(zip(axes, indices, strict=True)):
            if index is None and axis == letter:
                indices[at] = fixed
            elif index is not None and index.terms == ((letter, 1),):
                indices[at] = fixed if fixed.last else Index((), fixed.const + index.const)
        return Ref(node.name, tuple(indices)) if any(index is not None for index in indices) else node
    parts = children(node)
    return rebuild(node, tuple(_at(part, letter, fixed, problem) for part in parts)) if parts else node


def other_sums(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A sum or mean over another axis than its own, which then stays: of a matrix its rows for its columns."""
    for node, put, _ in sites(tree):
        if isinstance(node, Fold) and node.kind in ("sum", "mean") and len(node.binders) == 1:
            (binder,) = node.binders
            if binder.low is None and binder.high is None:
                for letter in sorted(bare_letters(node.body, problem) - {binder.letter}):
                    yield Edit("sum-extra", put(Fold(node.kind, (Binder(letter),), node.body, node.axis)))


def bare_letters(body: Node, problem: Problem) -> set[str]:
    """The axes that are bare in what stands under a sum, and the letters of its indices."""
    found: set[str] = set()
    for part in walk(body):
        if isinstance(part, Ref):
            axes = problem.scope.names[part.name].axes
            for axis, index in zip(axes, part.index or (None,) * len(axes), strict=False):
                if index is None or index.terms == ((axis, 1),):
                    found.add(axis)
    return found


def neighbours(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A product of single time steps, ``J_4 J_3 J_2``: another step, one more, one step over and over."""
    for node, put, _ in sites(tree):
        steps = [_step(item, problem) for item in node.items] if isinstance(node, Chain) else []
        taken = [step for step in steps if step is not None]
        if not isinstance(node, Chain) or len(taken) < len(steps):
            continue
        for change in (-1, 1):
            yield Edit("time-shift", put(Chain(tuple(step.moved(change) for step in taken))))
        if len({step.node.name for step in taken}) == 1:
            way = taken[0].number - taken[1].number
            yield Edit("time-shift", put(Chain((*node.items, taken[-1].moved(-way)))))
            yield Edit("time-shift", put(Chain((taken[0].moved(way), *node.items))))
            for item in node.items:
                yield Edit("index-unused", put(Chain((item,) * len(node.items))))


class _Step(NamedTuple):
    """A name at one time step: which of its indices says so, and its number."""

    node: Ref
    at: int
    number: int

    def moved(self, change: int) -> Ref:
        """The same name at a neighbouring step."""
        indices = list(self.node.index or ())
        indices[self.at] = Index((), self.number + change)
        return Ref(self.node.name, tuple(indices))


def _step(node: Node, problem: Problem) -> _Step | None:
    """A name at a time step that is a number."""
    if not isinstance(node, Ref) or node.index is None:
        return None
    for at, (axis, index) in enumerate(zip(problem.scope.names[node.name].axes, node.index, strict=True)):
        if axis in problem.scope.axes.time and index and index.is_number:
            return _Step(node, at, index.const)
    return None


def all_means(tree: Node) -> Iterator[Edit]:
    """All means of a formula over one axis taken as sums, where there are several."""
    sizes = [_divisor(part) for part in walk(tree)]
    for letter in sorted({letter for letter in sizes if letter and sizes.count(letter) > 1}):
        yield Edit("mean-missing", _summed(tree, letter))


def _divisor(node: Node) -> str:
    """The letter of the size that something is divided by; "" for anything else."""
    return node.right.letter if isinstance(node, Bin) and node.op == "/" and isinstance(node.right, Size) else ""


def _summed(node: Node, letter: str) -> Node:
    """The formula without its divisions by the length of an axis."""
    if isinstance(node, Bin) and _divisor(node) == letter:
        return _summed(node.left, letter)
    parts = children(node)
    return rebuild(node, tuple(_summed(part, letter) for part in parts)) if parts else node
