"""The computation graph of a problem without a figure of its own: what its formulas name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from tutor.problems.contract.step import Figure

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


@lru_cache(maxsize=64)
def from_formulas(problem: Problem) -> tuple[Problem, Figure]:
    """The problem with all names that its derived steps use, and its graph; no step is derived for it.

    An edge that leads back, as from a state to the next one, is left out: a layer is drawn at one time. In its place
    is what stands before the first, if that is given.
    """
    from tutor.derivation.pre_activations import with_pre_activations
    from tutor.notation.tree import names
    from tutor.problems.instances.formula_values import parsed

    named = with_pre_activations(problem)
    formulas = parsed(named)
    off_page = {*named.upstream.values(), *([named.loss] if named.upstream else [])}
    values = [one.name for one in named.values if one.name not in off_page]
    given = [one.name for one in named.given if one.name not in off_page]
    uses = {name: names(formulas[name].tree) for name in values}
    first = {one.name: one.outside for one in named.values if one.outside}
    edges = []
    for name in values:
        for one in (*given, *values):
            leads_back = one in values and values.index(one) >= values.index(name) and _reaches(uses, name, one)
            start = first.get(one, "") if leads_back else one
            if one in uses[name] and start:
                edges.append((start, name))
    return named, Figure((*given, *values), tuple(dict.fromkeys(edges)))


def _reaches(uses: Mapping[str, Collection[str]], start: str, end: str) -> bool:
    """Whether one value is computed with another, directly or not; every value reaches itself."""
    seen = {end}
    front = [end]
    while front:
        more = [one for one in uses[front.pop()] if one in uses and one not in seen]
        seen.update(more)
        front += more
    return start in seen
