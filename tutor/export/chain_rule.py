"""The chain rule of a step as a teacher writes it first: local factors, named and multiplied, one product a path."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tutor.export.document import Maths
from tutor.notation.characters import SUBSCRIPT_OF
from tutor.notation.derived_names import derivative_name
from tutor.notation.read.names.index_placement import shifted
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import Place, Target, gradient_id
from tutor.problems.instances.formula_values import parsed, read


class _Link(NamedTuple):
    """A quantity between the top of a derivative and its bottom, and where it is taken, if not everywhere."""

    name: str
    at: Place | None = None

    @property
    def written(self) -> str:
        """The quantity at its place, as in the id of a derivative."""
        return self.name + (self.at.written if self.at else "")


def chain(problem: Problem, step: Step) -> Maths | None:
    """`∂L/∂a · ∂a/∂x + ∂L/∂z · ∂z/∂x` for `dL/dx`; None where there is nothing between the two.

    The quantities between are those whose derivatives the step's formula, or another right form of it, names; where
    it names none, those that its bottom enters directly, if their own gradients are known.
    """
    target = problem.targets[step.id]
    top, bottom = target.of, target.by
    if not _is_of_entries(target) or not {top, bottom} <= problem.quantities.keys():
        return None
    links = _named(problem, step, top, bottom) or _entered(problem, step, top, bottom)
    if not links or _enters(problem, bottom, top):
        return None
    at = target.by_at
    moved = shifted(index for link in links if link.at for index in link.at.indices)
    moving = next((letter for letter in problem.running if letter in moved & {*_letters(problem, bottom)}), "")
    if moving:
        # Beside a neighbour the place itself is said too: ∂L/∂Hₜ₊₁ · ∂Hₜ₊₁/∂Hₜ.
        at = Place((moving,))
        links = [link if link.at else _Link(link.name, at) for link in links]
    products = [_product(problem, top, link, _Link(bottom, at)) for link in links]
    folded = _folded(problem, links, bottom)
    return Maths(
        _summed(folded, rf"\sum_{{{','.join(folded)}}} ", [product.latex for product in products], r"\left({}\right)"),
        _summed(
            folded,
            f"Σ{''.join(SUBSCRIPT_OF.get(letter, letter) for letter in folded)} ",
            [product.plain for product in products],
            "({})",
        ),
    )


def _summed(folded: list[str], sign: str, products: list[str], brackets: str) -> str:
    """The products added, under a sum if there is one."""
    total = " + ".join(products)
    if not folded:
        return total
    return sign + (brackets.format(total) if len(products) > 1 else total)


def _is_of_entries(target: Target) -> bool:
    """Whether it is a derivative by all of something, or by single entries of it, `K[1,1]`."""
    by_entries = target.by_at is None or target.by_at.listed
    return target.is_derivative and target.of_at is None and by_entries and not target.case


def _product(problem: Problem, top: str, link: _Link, bottom: _Link) -> Maths:
    factors = [derivative_name(*ends) for ends in pairwise((top, link.written, bottom.written))]
    return Maths(r" \cdot ".join(map(problem.latex, factors)), " · ".join(map(problem.display, factors)))


def _named(problem: Problem, step: Step, top: str, bottom: str) -> list[_Link]:
    """What lies between by the names in a right form of the step, the form that names most."""
    forms = [parsed(problem)[step.id].tree, *(read(problem, text, step.id) for text in step.also)]
    return max((_links(problem, form, top, bottom) for form in forms), key=len)


def _links(problem: Problem, form: Node, top: str, bottom: str) -> list[_Link]:
    found: dict[_Link, None] = {}
    for node in walk(form):
        if not isinstance(node, Ref):
            continue
        target = problem.targets[node.name]
        if not target.is_derivative or not target.whole or target.of not in problem.quantities:
            continue
        between = target.by if target.of == top else target.of if target.by == bottom else ""
        link = _Link(between, _place(node))
        if between and (link.at or between not in (top, bottom)):
            found[link] = None
    return list(found)


def _place(node: Ref) -> Place | None:
    """Where a name is read, if not everywhere: at a neighbour, `dL/dH[t+1]`, or at one step, `dL/dc[1]`."""
    for index in node.index or ():
        if index is not None and index.const and len(index.terms) <= 1:
            return Place((f"{index.terms[0][0]}{index.const:+d}" if index.terms else f"{index.const}",))
    return None


def _entered(problem: Problem, step: Step, top: str, bottom: str) -> list[_Link]:
    """The values on the way to the top whose formulas name the bottom.

    None unless how the top changes with each is a step of its own, or its formula says it.
    """
    formulas = parsed(problem)
    above = names(formulas[top].tree) if top in formulas else set()
    entered = [
        value.name
        for value in problem.values
        if bottom in names(formulas[value.name].tree) and top in _above(problem, value.name)
    ]
    if any(derivative_name(top, name) not in problem.steps_by_id and name not in above for name in entered):
        return []
    return [_Link(name) for name in entered]


def _above(problem: Problem, name: str) -> set[str]:
    """The values that are made with a value, directly or not."""
    formulas, found = parsed(problem), {name}
    for value in problem.values:
        if found & names(formulas[value.name].tree):
            found.add(value.name)
    return found - {name}


def _enters(problem: Problem, bottom: str, top: str) -> bool:
    """Whether the bottom enters the formula of the top itself: a road without anything between."""
    formula = parsed(problem).get(top)
    return formula is not None and bottom in names(formula.tree)


def _folded(problem: Problem, links: list[_Link], bottom: str) -> list[str]:
    """The running letters (samples, time) that are added up: those between have them, the bottom has not."""
    has = {letter for link in links if not link.at for letter in _letters(problem, link.name)}
    return [letter for letter in problem.running if letter in has and letter not in _letters(problem, bottom)]


def _letters(problem: Problem, name: str) -> tuple[str, ...]:
    """The axes of a quantity, or of what only has a gradient."""
    if name in problem.quantities:
        return problem.quantities[name].letters
    return problem.scope.names[gradient_id(problem, name)].axes
