"""A gradient put for what it is not: one path of it for all, its sum for that of a bias, one in a value's place."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.gradcheck.slips.time_slips import carried, looks_ahead, sum_of, terms_of
from tutor.marking.mistakes.edits.edit_sites import ZERO, Edit, sites
from tutor.marking.mistakes.edits.steps_in_time import moved
from tutor.notation.tree import Bin, Binder, Fold, Index, Listing, Node, Ref
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.formula_values import parsed, shifts


def gradient_edits(tree: Node, problem: Problem, name: str) -> Iterator[Edit]:
    """The edits of the formula of the gradient ``name``."""
    for node, put, _ in sites(tree):
        if not isinstance(node, Ref):
            continue
        if problem.targets[node.name].kind == GRADIENT and node.name != name and node.name in parsed(problem):
            for code, part in _parts(node, problem):
                yield Edit(code, put(part))
        elif node.name in problem.quantities:
            for part in _its_gradient(node, problem):
                yield Edit("other-gradient", put(part))
    yield from _summed(problem, name)


def _parts(node: Ref, problem: Problem) -> Iterator[tuple[str, Node]]:
    """Of a gradient that several paths add up to, one path alone or all but one; of one in blocks all but one."""
    formula = parsed(problem)[node.name]
    there = _there(node, formula.axes)
    if there is None:
        return
    time, by = there
    if isinstance(formula.tree, Listing):
        items = formula.tree.items
        for at, item in enumerate(items):
            emptied = (*items[:at], Bin("*", ZERO, item), *items[at + 1 :])
            yield "gate-missing", moved(Listing(emptied, formula.tree.kind), time, by, problem)
        return
    terms = list(terms_of(formula.tree))
    if len(terms) < 2:
        return
    for at, term in enumerate(terms):
        others = [*terms[:at], *terms[at + 1 :]]
        yield "path-missing", moved(term, time, by, problem)
        if len(others) > 1:
            yield "path-missing", moved(sum_of(others), time, by, problem)
    ahead = [term for term in terms if looks_ahead(term, problem)]
    own = [term for term in terms if not looks_ahead(term, problem)]
    for some in (ahead, own):
        if 1 < len(some) < len(terms) - 1:
            yield "path-missing", moved(sum_of(some), time, by, problem)


def _there(node: Ref, axes: tuple[str, ...]) -> tuple[str, int] | None:
    """The axis along which a name is read at a neighbour and how far; None where other axes are indexed."""
    by = shifts(node)
    named = [(axis, i) for axis, i in zip(axes, node.index or (None,) * len(axes), strict=False) if i is not None]
    if len(by) > 1 or any(i.terms != ((axis, 1),) for axis, i in named):
        return None
    return by[0] if by else ("", 0)


def _its_gradient(node: Ref, problem: Problem) -> Iterator[Node]:
    """In the place of a value its gradient, whole and what is handed back to it alone."""
    gradient = gradient_id(problem, node.name)
    if gradient not in parsed(problem):
        return
    yield Ref(gradient, node.index)
    by = shifts(node)
    found = carried(problem, gradient)
    if found is not None and len(by) == 1 and by[0][0] == found[0]:
        yield moved(sum_of(found[2]), *by[0], problem)
        yield sum_of(found[2])


def _summed(problem: Problem, name: str) -> Iterator[Edit]:
    """For the gradient of a bias the sum of that of its weights."""
    axes = set(parsed(problem)[name].axes)
    for quantity in problem.given:
        gradient, letters = gradient_id(problem, quantity.name), quantity.letters
        if gradient in parsed(problem) and len(axes) < 2 and axes < set(letters):
            index = tuple(Index(((letter, 1),)) for letter in letters)
            summed = tuple(Binder(letter) for letter in letters if letter not in axes)
            yield Edit("other-gradient", Fold("sum", summed, Ref(gradient, index)))
