"""The same slip wherever it can be made: in all slopes of a pass or of a kind, with a gate or weight all along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from tutor.marking.gradcheck.slips.name_slips import name_slips
from tutor.marking.gradcheck.slips.root_slips import root_slips
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.gradcheck.slips.window_edits import to_all, to_least
from tutor.marking.mistakes.edited_formula import with_own_nodes
from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, sites
from tutor.marking.mistakes.edits.slope_edits import (
    Slope,
    argument_of,
    factors_of,
    find_slopes,
    is_product,
    replaced_nodes,
)
from tutor.notation.read.grammar.function_formulas import slope_at_value
from tutor.notation.tree import Bin, Call, Index, Node, Pow, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.formula_values import parsed


@lru_cache(maxsize=4)
def all_over(problem: Problem) -> tuple[Slip, ...]:
    """Slopes forgotten, of another function or at another point, a constant left out, a gate or weight for another."""
    found: dict[tuple[tuple[str, Node], ...], Slip] = {}
    for slip in _all_over(problem):
        found.setdefault(tuple(slip.formulas.items()), slip)
    return tuple(found.values())


def _all_over(problem: Problem) -> Iterator[Slip]:
    gradients = [step.id for step in problem.formula_steps() if problem.targets[step.id].kind == GRADIENT]
    steps = {name: with_own_nodes(parsed(problem)[name].tree) for name in gradients}
    values = {value.name: parsed(problem)[value.name].tree for value in problem.values}
    yield from _slopes(steps, problem)
    for one in problem.given:
        if not one.letters:
            for some in (steps, values, {**values, **steps}):
                yield from _changed(some, "term-missing", partial(_without_term, name=one.name))
    yield from name_slips(problem, steps)
    for slip in root_slips(problem):
        for some in ({**values, **steps}, steps, values):
            yield from _changed(some, slip.code, slip.change)
    for some in ({**values, **steps}, steps):
        yield from _changed(some, "mask", to_least)
    for shared in (False, True):
        yield from _changed(steps, "mask", partial(to_all, shared=shared))


def _changed(formulas: Mapping[str, Node], code: str, change: Callable[[Node], Node]) -> Iterator[Slip]:
    """The slip that makes one change in all formulas where it can be made; none where these are fewer than two."""
    found = {name: new for name, tree in formulas.items() if (new := change(tree)) != tree}
    if len(found) > 1:
        yield Slip(code, next(iter(found)), found)


# -- slopes ------------------------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    """A slope of a pass and the formula it is in."""

    formula: str
    slope: Slope


def _slopes(formulas: Mapping[str, Node], problem: Problem) -> Iterator[Slip]:
    """Every mistake with a slope, made with all slopes of a pass and with those that are of one kind."""
    every = [_Found(name, slope) for name, tree in formulas.items() for slope in _slopes_in(tree, problem)]
    for some in _alike(every):
        for code, instead in _MISTAKES:
            yield from _replaced(formulas, some, code, instead)
        yield from _replaced(formulas, some, "derivative-point", partial(_at_argument, problem))
        yield from _replaced(formulas, some, "time-shift", partial(_before, problem), least=1)


def _slopes_in(tree: Node, problem: Problem) -> Iterator[Slope]:
    for node, _, above in sites(tree):
        if is_product(node) and not (above and is_product(above[-1])):
            yield from find_slopes(factors_of(node), problem.scope)


def _alike(every: list[_Found]) -> Iterator[list[_Found]]:
    """The slopes of one slip: all, those of one function, of named values, of one value, of one formula."""
    yield every
    for kind in ("sigma", "tanh", "prime"):
        yield [one for one in every if one.slope.kind == kind]
    named = [one for one in every if isinstance(one.slope.value, Ref)]
    yield named
    for value in sorted({one.slope.value.name for one in named if isinstance(one.slope.value, Ref)}):
        yield [one for one in named if isinstance(one.slope.value, Ref) and one.slope.value.name == value]
    for formula in dict.fromkeys(one.formula for one in every):
        own = [one for one in every if one.formula == formula]
        yield own
        for kind in ("sigma", "tanh"):
            yield [one for one in own if one.slope.kind == kind]


def _replaced(
    formulas: Mapping[str, Node],
    some: list[_Found],
    code: str,
    instead: Callable[[Slope], Node | None],
    *,
    least: int = 2,
) -> Iterator[Slip]:
    """The slip with at least so many of the slopes: of one alone it is an edit of a formula, if no more changes."""
    table: dict[str, dict[int, Node]] = {}
    count = 0
    for name, slope in some:
        new = instead(slope)
        if new is not None:
            first, *rest = slope.factors
            table.setdefault(name, {}).update({id(first): new, **{id(factor): ONE for factor in rest}})
            count += 1
    if count >= least:
        yield Slip(
            code, next(iter(table)), {name: replaced_nodes(formulas[name], gone) for name, gone in table.items()}
        )


def _missing(_: Slope) -> Node:
    return ONE


def _of_another(slope: Slope) -> Node | None:
    others = {"sigma": "tanh", "tanh": "sigma"}
    return slope_at_value(others[slope.kind], slope.value) if slope.kind in others else None


def _again(slope: Slope) -> Node | None:
    """The slope where the value goes through the function once more: ``sigma(s) (1 - sigma(s))``."""
    if slope.kind == "prime":
        return None
    return slope_at_value(slope.kind, Call(slope.kind, (slope.value,)))


def _at_argument(problem: Problem, slope: Slope) -> Node | None:
    """The slope in terms of the output, taken of what enters: ``a (1 - a)``."""
    before = None if slope.kind == "prime" else argument_of(slope.value, problem)
    return None if before is None else slope_at_value(slope.kind, before)


def _passed_again(slope: Slope) -> Node | None:
    """The function of the output where its slope belongs, ``sigma(s)``."""
    return Call("sigma", (slope.value,)) if slope.kind == "sigma" else None


def _of_square(slope: Slope) -> Node | None:
    return Bin("-", ONE, Call("tanh", (Pow(slope.value, TWO),))) if slope.kind == "tanh" else None


def _twice(slope: Slope) -> Node | None:
    return None if slope.kind == "prime" else Pow(slope_at_value(slope.kind, slope.value), TWO)


def _rest(slope: Slope) -> Node | None:
    return None if slope.kind == "prime" else Bin("-", ONE, slope.value)


def _value(slope: Slope) -> Node:
    return slope.value


def _before(problem: Problem, slope: Slope) -> Node | None:
    """The slope of a state one step before: that of a value that runs in time."""
    value = slope.value
    if slope.kind == "prime" or not isinstance(value, Ref):
        return None
    axes = problem.scope.names[value.name].axes
    times = problem.scope.axes.time_axes(axes)
    here = (Index(((axis, 1),)) if axis in times else None for axis in axes)
    index = tuple(
        Index(i.terms, i.const - 1) if i is not None and i.terms and not i.last else i for i in value.index or here
    )
    return slope_at_value(slope.kind, Ref(value.name, index)) if times else None


_MISTAKES: tuple[tuple[str, Callable[[Slope], Node | None]], ...] = (
    ("derivative-missing", _missing),
    ("derivative-other", _of_another),
    ("derivative-point", _again),
    ("derivative-twice", _twice),
    ("derivative-other", _rest),
    ("derivative-other", _value),
    ("derivative-missing", _passed_again),
    ("derivative-point", _of_square),
)


# -- constants -------------------------------------------------------------------------------------------------------


def _without_term(node: Node, name: str) -> Node:
    """The formula without a number that is added, ``eps`` in ``v + eps``."""
    if isinstance(node, Bin) and node.op == "+" and isinstance(node.right, Ref) and node.right.name == name:
        return _without_term(node.left, name)
    parts = children(node)
    return rebuild(node, tuple(_without_term(part, name) for part in parts)) if parts else node
