"""Which formulas a step is built from, and what becomes of it when one of them is changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import environment, groups, parsed, shifts, solve_group

Array = npt.NDArray[Any]


@lru_cache(maxsize=64)
def uses(problem: Problem) -> Mapping[str, frozenset[str]]:
    """For each formula the formulas that it names."""
    formulas = parsed(problem)
    return {name: frozenset(names(formula.tree) & formulas.keys()) for name, formula in formulas.items()}


@lru_cache(maxsize=1024)
def ancestors(problem: Problem, name: str) -> tuple[str, ...]:
    """The formulas that ``name`` is built from, nearest first; itself left out."""
    table = uses(problem)
    found: dict[str, None] = {}
    front = [name]
    while front:
        front = [
            other
            for current in front
            for other in sorted(table.get(current, ()))
            if other not in found and other != name
        ]
        found.update(dict.fromkeys(front))
    return tuple(found)


@lru_cache(maxsize=64)
def _uses_at_once(problem: Problem) -> Mapping[str, frozenset[str]]:
    """For each formula the formulas that it names where it stands: not at a neighbour along an axis."""
    return {name: named_at_once(formula.tree) & parsed(problem).keys() for name, formula in parsed(problem).items()}


def named_at_once(tree: Node) -> frozenset[str]:
    """The names that a formula reads at no neighbour along an axis."""
    return frozenset(part.name for part in walk(tree) if isinstance(part, Ref) and not shifts(part))


def needs_itself(problem: Problem, name: str, tree: Node) -> bool:
    """Whether a formula put for that of ``name`` reads what is built from ``name`` at the same place: not yet known."""
    table = _uses_at_once(problem)
    found: set[str] = set()
    front = named_at_once(tree) & table.keys()
    while front:
        found |= front
        front = frozenset().union(*(table[one] for one in front)) - found
    return name in found


@lru_cache(maxsize=4096)
def between(problem: Problem, changed: str, name: str) -> frozenset[str]:
    """``changed``, ``name``, and the formulas on the way from one to the other."""
    table = uses(problem)
    way = {changed}
    relevant = {*ancestors(problem, name), name}
    grown = True
    while grown:
        more = {other for other in relevant if other not in way and table[other] & way}
        grown = bool(more)
        way |= more
    return frozenset(way)


def recomputed(
    problem: Problem,
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    name: str,
    *,
    formulas: Mapping[str, Node] | None = None,
    values: Mapping[str, Array] | None = None,
) -> Array:
    """``name`` when some formulas or values are others and all that depends on them follows.

    ``arrays`` are the right ones; they are not changed. Raises FitError where a changed formula does not fit.
    """
    env = environment(problem, {**arrays, **(values or {})}, sizes)
    out: dict[str, Array] = env.arrays  # type: ignore[assignment]
    changed = [*(formulas or {}), *(values or {})]
    way = frozenset().union(*(between(problem, one, name) for one in changed))
    with np.errstate(all="ignore"):
        for group in groups(problem):
            affected = tuple(f for f in group if f.name in way and f.name not in (values or {}))
            if affected:
                solve_group(affected if len(group) == 1 else group, env, out, formulas or {}, {})
    return out[name]
