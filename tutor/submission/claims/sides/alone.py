"""The network of single numbers along time: there any order of factors fits, and what is false is so in any layout."""

from __future__ import annotations

from functools import lru_cache

from tutor.notation.scope import Scope
from tutor.notation.tree import Call, Delta, Derivative, Fold, Node, Num, Placed, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.seeded_arrays import draw
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.sides.squeezed import SqueezedWorld
from tutor.submission.claims.sides.world import COUNT, World

_SEED = 20_261_131
_STEPS = 4
_CLASSES = 3


@lru_cache(maxsize=64)
def _world(problem: Problem, steps: int) -> SqueezedWorld:
    time = {letter.upper() for letter in problem.scope.axes.time}
    kept = _over_classes(problem)
    free = {
        name: size if name in problem.fixed else max(_STEPS, steps) if name in time else _CLASSES if name in kept else 1
        for name, size in problem.sizes.items()
    }
    sizes = all_sizes(problem, free)
    return SqueezedWorld(World(problem, sizes, draw(problem, sizes, _SEED, points=COUNT)))


def _over_classes(problem: Problem) -> set[str]:
    """The sizes that a softmax is taken over: of one class alone it is always 1, and tells nothing."""
    letters = {letter for one in problem.values if "softmax" in one.formula for letter in one.letters}
    return {problem.like.get(letter, letter).upper() for letter in letters - set(problem.running)}


def reader_alone(problem: Problem, steps: int = 0) -> Reader:
    """Reads sides where every axis but time has one entry and is not written; it has so many ``steps`` at least."""
    world = _world(problem, steps)
    return Reader(world, world.dropped, steps)


def alone(tree: Node, reader: Reader, dropped: frozenset[str]) -> Node:
    """A formula that was read with all axes, without those that are dropped."""
    if isinstance(tree, Ref):
        return _without(tree, reader, dropped)
    if isinstance(tree, Derivative):
        return Derivative(alone(tree.body, reader, dropped), _without(tree.by, reader, dropped), tree.column)
    if isinstance(tree, Delta):
        return Num("1")
    if isinstance(tree, Call) and tree.function == "diag" and not _has_axes(tree, reader, dropped):
        return alone(tree.args[0], reader, dropped)
    parts = tuple(alone(part, reader, dropped) for part in children(tree))
    if isinstance(tree, Fold) and tree.binders:
        time = set(reader.scope.axes.time)
        kept = tuple(one for one in tree.binders if one.letter in time or one.size.lower() in time or one.high)
        return tree._replace(binders=kept, body=parts[0]) if kept else parts[0]
    return rebuild(tree, parts) if parts else tree


def steps_alone(tree: Node, scope: Scope, steps: int = 0) -> bool:
    """Whether all numbers that stand for entries in a formula, or end its sums, are those of steps that there are.

    These are ``steps``, or as many as there always are.
    """
    last = max(_STEPS, steps)
    for part in walk(tree):
        for ref in (part, part.by) if isinstance(part, Derivative) else (part,):
            declared = scope.names[ref.name].axes if isinstance(ref, Ref) and ref.name in scope.names else ()
            placed = (ref.index or ()) if isinstance(ref, Ref) else ()
            numbers = [(axis, one.const) for axis, one in zip(declared, placed, strict=False) if one and one.is_number]
            if any(axis not in scope.axes.time or not 0 < number <= last for axis, number in numbers):
                return False
        for binder in getattr(part, "binders", ()):
            if binder.high is not None and binder.high.is_number and not 0 < binder.high.const <= last:
                return False
    return True


def _has_axes(tree: Node, reader: Reader, dropped: frozenset[str]) -> bool:
    """Whether a name with an axis that stays is in a formula."""
    gone = {*dropped, *reader.scope.axes.time}
    return any(set(reader.scope.names[name].axes) - gone for name in names(tree) if name in reader.scope.names)


def _without(ref: Ref, reader: Reader, dropped: frozenset[str]) -> Ref:
    declared = reader.scope.names.get(ref.name)
    if declared is None or not ref.index or len(ref.index) != len(declared.axes):
        return ref
    index: Placed = tuple(one for one, axis in zip(ref.index, declared.axes, strict=True) if axis not in dropped)
    return Ref(ref.name, index if any(one is not None for one in index) else None, ref.column)
