"""Slips along time: what comes back from the next step lost at some steps, or alone; a state read off the end.

``dh = carry if t < T - 1 else dh_out``, a carry set to zero in each round, ``H[t-1]`` that is the last at t = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.mistakes.edits.edit_sites import is_upstream
from tutor.notation.tree import Bin, Index, Indicator, Neg, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.formula_values import parsed, shifts

_MOST_STEPS = 12
"""Time steps up to which each is tried as the one at which nothing is handed back."""
_LAST = Index((), 0, last=True)
_FIRST = Index((), 1)


def terms_of(node: Node, sign: int = 1) -> Iterator[Node]:
    """The terms of a sum, each with its sign."""
    if isinstance(node, Bin) and node.op in "+-":
        yield from terms_of(node.left, sign)
        yield from terms_of(node.right, sign if node.op == "+" else -sign)
    else:
        yield node if sign > 0 else Neg(node)


def sum_of(terms: list[Node]) -> Node:
    """The sum of one term or more."""
    total = terms[0]
    for term in terms[1:]:
        total = Bin("+", total, term)
    return total


def looks_ahead(node: Node, problem: Problem) -> bool:
    """Whether a term is built on a gradient at a neighbouring step."""
    return any(is_upstream(part, problem) and shifts(part) for part in walk(node) if isinstance(part, Ref))


def carried(problem: Problem, name: str) -> tuple[str, list[Node], list[Node]] | None:
    """Of the gradient of a state its time axis, the terms of its own step and those that come back from the next."""
    formula = parsed(problem)[name]
    times = problem.scope.axes.time_axes(formula.axes)
    terms = list(terms_of(formula.tree))
    ahead = [term for term in terms if looks_ahead(term, problem)]
    own = [term for term in terms if not looks_ahead(term, problem)]
    return (times[0], own, ahead) if len(times) == 1 and ahead else None


def time_slips(problem: Problem, sizes: Mapping[str, int]) -> Iterator[Slip]:
    """The slips along time in one gradient, and in all of them at once."""
    states = {
        step.id: found
        for step in problem.formula_steps()
        if problem.targets[step.id].kind == GRADIENT and (found := carried(problem, step.id)) is not None
    }
    for code, change in _changes(problem, states, sizes):
        made = {name: tree for name, state in states.items() if (tree := change(*state)) is not None}
        for name, tree in made.items():
            yield Slip(code, name, {name: tree})
        if len(made) > 1:
            yield Slip(code, next(iter(made)), made)
    yield from _off_the_end(problem)


Change = Callable[[str, list[Node], list[Node]], Node | None]


def _changes(
    problem: Problem, states: Mapping[str, tuple[str, list[Node], list[Node]]], sizes: Mapping[str, int]
) -> Iterator[tuple[str, Change]]:
    yield "path-only-last", partial(_kept, only=None)
    for last in {sizes[problem.like.get(time, time).upper()] for time, _, _ in states.values()}:
        yield "path-replaced", partial(_replaced, last=last)
        yield "path-only-last", partial(_kept, only=("=", last - 1))
        for step in range(1, last) if last <= _MOST_STEPS else (1, last - 1):
            yield "path-only-last", partial(_kept, only=("!=", step))
        for length in range(2, last - 1) if last <= _MOST_STEPS else ():
            yield "path-only-last", partial(_in_chunks, length=length, last=last)


def _kept(time: str, own: list[Node], ahead: list[Node], only: tuple[str, int] | None) -> Node | None:
    """What comes back from the next step at some steps only."""
    if not own:
        return None
    if only is None:
        return sum_of(own)
    at = Indicator(Index(((time, 1),)), only[0], Index((), only[1]))
    return sum_of([*own, Bin("*", at, sum_of(ahead))])


def _in_chunks(time: str, own: list[Node], ahead: list[Node], length: int, last: int) -> Node | None:
    """Nothing handed back from one chunk of a truncated sequence to that before it."""
    handed = sum_of(ahead)
    for step in range(length, last, length):
        handed = Bin("*", Indicator(Index(((time, 1),)), "!=", Index((), step)), handed)
    return sum_of([*own, handed]) if own else None


def _replaced(time: str, own: list[Node], ahead: list[Node], last: int) -> Node | None:
    """What comes back in the place of the step's own part, which is left at the last step alone."""
    at = Indicator(Index(((time, 1),)), "=", Index((), last))
    return sum_of([Bin("*", at, sum_of(own)), *ahead]) if own else None


# -- a state read where there is none ----------------------------------------------------------------------------------


def _off_the_end(problem: Problem) -> Iterator[Slip]:
    """The state before the first step taken for the last one, as ``H[-1]`` is; states read one step too late."""
    states = [value.name for value in problem.values if problem.scope.axes.time_axes(value.letters)]
    steps = {
        step.id: parsed(problem)[step.id].tree
        for step in problem.formula_steps()
        if problem.targets[step.id].kind == GRADIENT
    }
    outside = {name: problem.quantities[name].outside for name in states}
    for some in ([name] for name in states):
        yield from _each_and_all(steps, partial(_wrapped, names=some, outside=outside), each=True)
        yield from _each_and_all(steps, partial(_at_once, names=some), each=False)
    if len(states) > 1:
        yield from _each_and_all(steps, partial(_wrapped, names=states, outside=outside), each=True)
        yield from _each_and_all(steps, partial(_at_once, names=states), each=False)


def _each_and_all(steps: Mapping[str, Node], change: Callable[[Node], Node], *, each: bool) -> Iterator[Slip]:
    found = {name: new for name, tree in steps.items() if (new := change(tree)) != tree}
    for name, tree in found.items() if each else ():
        yield Slip("time-shift", name, {name: tree})
    if len(found) > 1:
        yield Slip("time-shift", next(iter(found)), found)


def _wrapped(node: Node, names: list[str], outside: Mapping[str, str]) -> Node:
    if isinstance(node, Ref) and node.name in names and node.index:
        before = [at for at, i in enumerate(node.index) if i is not None and i.const == -1 and len(i.terms) == 1]
        if len(before) != 1:
            return node
        index = node.index[before[0]]
        assert index is not None
        end: Node = Ref(node.name, (*node.index[: before[0]], _LAST, *node.index[before[0] + 1 :]))
        if outside[node.name]:
            rest = (*node.index[: before[0]], *node.index[before[0] + 1 :])
            end = Bin("-", end, Ref(outside[node.name], rest if any(i is not None for i in rest) else None))
        return Bin("+", node, Bin("*", Indicator(Index(index.terms), "=", _FIRST), end))
    parts = children(node)
    return rebuild(node, tuple(_wrapped(part, names, outside) for part in parts)) if parts else node


def _at_once(node: Node, names: list[str]) -> Node:
    """The formula with values read where they stand instead of one place before."""
    if isinstance(node, Ref) and node.name in names and node.index:
        index = (Index(i.terms, 0) if i is not None and i.terms and i.const == -1 else i for i in node.index)
        return Ref(node.name, tuple(index))
    parts = children(node)
    return rebuild(node, tuple(_at_once(part, names) for part in parts)) if parts else node


__all__ = ["carried", "looks_ahead", "sum_of", "terms_of", "time_slips"]
