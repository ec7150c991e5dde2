"""Names and indices: left out, transposed, shifted in time, off by one, put for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, permutations

from tutor.marking.mistakes.edits.edit_sites import ONE, ZERO, Edit, Put, is_upstream, is_window, names_upstream, rates
from tutor.marking.mistakes.edits.sum_index_edits import fixed_index, other_block
from tutor.notation.functions import ROWS
from tutor.notation.tree import Bin, Call, Chain, Fold, Index, Node, Num, Ref, Transpose
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT, UPDATE, Target, update_id
from tutor.problems.instances.formula_values import parsed

_SQUASHED = tuple(f"{name}(" for name, row in ROWS.items() if row.squashes and row.function.kind == "entry")


def name(node: Ref, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    """A name left out, doubled, transposed, shifted, updated, or with another index."""
    inside_product = bool(above) and _multiplies(above[-1], node)
    if inside_product:
        rate = node.name in rates(problem)
        code = "delta-missing" if is_upstream(node, problem) else "rate-missing" if rate else "factor-missing"
        yield Edit(code, put(ONE))
        if code == "delta-missing" and problem.scope.names[node.name].axes:
            yield Edit(code, put(Bin("+", Bin("-", node, node), ONE)))  # ones, for what is summed over its axes
        yield Edit("factor-twice", put(Bin("*", node, node)))
        if node.name in _mixing(problem):
            yield Edit("gate-swapped", put(Bin("-", ONE, node)))
    declared = problem.scope.names[node.name]
    classes = [problem.scope.axes.class_of(axis) for axis in declared.axes]
    if node.index and len(node.index) >= 2:
        for first in range(len(node.index)):
            for second in range(first + 1, len(node.index)):
                if classes[first] == classes[second] and node.index[first] != node.index[second]:
                    swapped = list(node.index)
                    swapped[first], swapped[second] = swapped[second], swapped[first]
                    yield Edit("transpose", put(Ref(node.name, tuple(swapped))))
    yield from _other_letters(node, put, classes, above, problem)
    bare = [a for a in declared.axes if a not in problem.running] if node.index is None else []
    if len(bare) == 2:
        yield Edit("transpose", put(Transpose(node)))
    times = problem.scope.axes.time_axes(declared.axes)
    for time in times:
        yield from _shifts(node, put, declared.axes, time, problem)
    for time, other in permutations(times, 2):
        yield from _along_another(node, put, declared.axes, time, other)
    yield from _offsets(node, put)
    yield from other_block(node, put, problem)
    yield from fixed_index(node, put, above, problem)
    updated = update_id(problem, node.name)
    if updated:
        yield Edit("updated-weights", put(Ref(updated, node.index)))


def _other_letters(
    node: Ref, put: Put, classes: list[str], above: tuple[Node, ...], problem: Problem
) -> Iterator[Edit]:
    """A letter of an index for another that the formula has for an axis of the same kind."""
    if not node.index:
        return
    letters = {letter: kind for part in walk(above[0] if above else node) for letter, kind in _letters(part, problem)}
    for at, index in enumerate(node.index):
        if index is None or len(index.terms) != 1:
            continue
        ((own, count),) = index.terms
        for letter, kind in letters.items():
            if letter != own and own in letters and kind == classes[at]:
                changed = (*node.index[:at], Index(((letter, count),), index.const), *node.index[at + 1 :])
                yield Edit("index", put(Ref(node.name, changed)))


def _letters(part: Node, problem: Problem) -> Iterator[tuple[str, str]]:
    """The letters that stand alone in the indices of a name, each with the kind of its axis."""
    if isinstance(part, Ref) and part.index:
        axes = problem.scope.names[part.name].axes
        for axis, index in zip(axes, part.index, strict=False):
            if index is not None and len(index.terms) == 1 and not index.const:
                yield index.terms[0][0], problem.scope.axes.class_of(axis)


@lru_cache(maxsize=64)
def _mixing(problem: Problem) -> frozenset[str]:
    """The gates that mix two values, ``z`` of one and ``1 - z`` of the other."""
    formulas = parsed(problem)
    parts = (part for value in problem.values for part in walk(formulas[value.name].tree))
    return frozenset(
        part.right.name
        for part in parts
        if isinstance(part, Bin) and part.op == "-" and _is_one(part.left) and isinstance(part.right, Ref)
    )


def _is_one(node: Node) -> bool:
    return isinstance(node, Num) and node.text == "1"


def _multiplies(parent: Node, node: Node) -> bool:
    if isinstance(parent, Bin):
        return parent.op in "*⊙@" or (parent.op == "/" and parent.left is node)
    return isinstance(parent, Chain | Fold) or (isinstance(parent, Call) and parent.function == "outer")


def _offsets(node: Ref, put: Put) -> Iterator[Edit]:
    """Windows that are off by one, or run the other way: along one axis, or along all."""
    wide = [at for at, index in enumerate(node.index or ()) if index is not None and is_window(index)]
    for places in [[at] for at in wide] + ([wide] if len(wide) > 1 else []):
        for code, change in (("padding", _later), ("padding", _sooner), ("kernel-flipped", _turned)):
            indices = [change(i) if at in places and i is not None else i for at, i in enumerate(node.index or ())]
            yield Edit(code, put(Ref(node.name, tuple(indices))))


def _later(index: Index) -> Index:
    return Index(index.terms, index.const + 1)


def _sooner(index: Index) -> Index:
    return Index(index.terms, index.const - 1)


def _turned(index: Index) -> Index:
    first, *rest = index.terms
    return Index((first, *((letter, -count) for letter, count in rest)), -index.const)


def _shifts(node: Ref, put: Put, axes: tuple[str, ...], time: str, problem: Problem) -> Iterator[Edit]:
    at = axes.index(time)
    index = node.index[at] if node.index else None
    current = index.const if index is not None and index.terms else 0
    if index is not None and not index.terms:
        return
    for shift in (-1, 0, 1):
        if shift != current:
            indices = list(node.index or (None,) * len(axes))
            indices[at] = Index(((time, 1),), shift)
            yield Edit("time-shift", put(Ref(node.name, tuple(indices))))
    if current:
        yield Edit("path-only-last" if is_upstream(node, problem) else "term-missing", put(ZERO))


def _along_another(node: Ref, put: Put, axes: tuple[str, ...], time: str, other: str) -> Iterator[Edit]:
    """The neighbour along one axis of time for that along another, ``h[r,s-1]`` for ``h[r-1,s]``."""
    here, there = axes.index(time), axes.index(other)
    index = node.index[here] if node.index else None
    if index is not None and index.terms and index.const:
        indices = list(node.index or ())
        indices[here], indices[there] = Index(((time, 1),)), Index(((other, 1),), index.const)
        yield Edit("time-shift", put(Ref(node.name, tuple(indices))))


def all_shifts(tree: Node) -> Iterator[Edit]:
    """All neighbours in time moved by one step at once."""
    if any(_moves(index) for part in walk(tree) if isinstance(part, Ref) for index in part.index or ()):
        for change in (-1, 1):
            yield Edit("time-shift", _moved(tree, change))


def _moves(index: Index | None) -> bool:
    return index is not None and bool(index.const) and not index.last and len(index.terms) == 1


def _moved(node: Node, change: int) -> Node:
    if isinstance(node, Ref) and node.index:
        moved = tuple(Index(i.terms, i.const + change) if i is not None and _moves(i) else i for i in node.index)
        return Ref(node.name, moved)
    parts = children(node)
    return rebuild(node, tuple(_moved(part, change) for part in parts)) if parts else node


def swapped(node: Ref, put: Put, problem: Problem) -> Iterator[Edit]:
    """Another name of the same axes, but for those that run: a value for a value, a gradient for a gradient."""
    declared_names = problem.scope.names
    own = declared_names[node.name].axes
    classes = _still(problem, own)
    upstream = is_upstream(node, problem)
    own_value = _arrives_at(node.name, problem) if upstream else ""
    for other, declared in declared_names.items():
        if other == own_value and declared.axes == own:
            yield Edit("swapped", put(Ref(other, node.index)))
        if other == node.name or not _is_written(problem.targets[other]):
            continue
        if _still(problem, declared.axes) != classes:
            continue
        if upstream != names_upstream(other, problem):
            continue
        code = "other-gradient" if upstream else swap_code(problem, node.name, other)
        yield Edit(code, put(Ref(other, _same_places(problem, node.index, own, declared.axes))))


def _arrives_at(name: str, problem: Problem) -> str:
    """The value whose gradient has a name, whether it is derived or given as ``dh``; "" for any other derivative."""
    target = problem.targets[name]
    return target.by if target.kind == GRADIENT else "" if target.is_derivative else name.removeprefix("d")


def _is_written(target: Target) -> bool:
    """Whether a name may be taken for another: not an update, a derivative at a neighbour, or what is no name."""
    return target.kind != UPDATE and target.of_at is None and target.is_word


def _same_places(
    problem: Problem, index: tuple[Index | None, ...] | None, own: tuple[str, ...], axes: tuple[str, ...]
) -> tuple[Index | None, ...] | None:
    """The indices of a name for another one, axis by axis; what runs in only one of them stays bare."""
    if index is None or len(own) == len(axes):
        return index
    still = iter([found for axis, found in zip(own, index, strict=True) if axis not in problem.running])
    running = dict(zip(own, index, strict=True))
    return tuple(running.get(axis) if axis in problem.running else next(still) for axis in axes)


def _still(problem: Problem, axes: tuple[str, ...]) -> list[str]:
    """The kinds of axes that do not run: a weight may stand for what it multiplies in every sample."""
    return [problem.scope.axes.class_of(axis) for axis in axes if axis not in problem.running]


def swap_code(problem: Problem, name: str, other: str) -> str:
    """Gates for gates have a code of their own: both are squashed values of weights of their own, on the same axes."""
    squashed = [quantity for quantity in problem.values if quantity.formula.startswith(_SQUASHED)]
    letters = next((quantity.letters for quantity in squashed if quantity.name == name), ())
    gates = {quantity.name for quantity in squashed if quantity.letters == letters}
    return "gate-swapped" if len(gates) >= 3 and {name, other} <= gates else "swapped"


def exchanged(tree: Node, problem: Problem) -> Iterator[Edit]:
    """Two gates, or two gradients on the same axes, that have each other's part everywhere."""
    found = sorted({part.name for part in walk(tree) if isinstance(part, Ref)})
    for one, other in combinations(found, 2):
        if swap_code(problem, one, other) == "gate-swapped":
            yield Edit("gate-swapped", renamed(tree, {one: other, other: one}))
        elif all(names_upstream(each, problem) for each in (one, other)) and _same_axes(problem, one, other):
            yield Edit("other-gradient", renamed(tree, {one: other, other: one}))


def _same_axes(problem: Problem, one: str, other: str) -> bool:
    return problem.scope.names[one].axes == problem.scope.names[other].axes


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The formula with other names, each in the place of one."""
    if isinstance(node, Ref):
        return node._replace(name=names.get(node.name, node.name))
    parts = children(node)
    return rebuild(node, tuple(renamed(part, names) for part in parts)) if parts else node
