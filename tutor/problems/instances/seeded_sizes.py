"""Sizes of seeded instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes

TRIES = 200
"""How many sizes are drawn of each range, to choose from."""
SOON = 20
"""How many of them are looked at one by one: most often one of the first serves, in a third of the time of all."""


def seeded_sizes(problem: Problem, seed: int) -> dict[str, int]:
    """Small sizes that all differ, derived ones too, so that no array is square by accident.

    Where there are too many for that, as few as can be found are alike, and still no array is square.
    """
    rng = np.random.default_rng([seed, 1])
    names = [name for name in problem.sizes if name not in problem.fixed]
    timed = {
        letter.upper() for letter in problem.as_declared.scope.axes.time
    }  # a sequence of three has no middle to tell by
    best, most = dict(problem.sizes), 0
    for low, high in ((2, 5), (2, 6), (2, 8)):
        lows = [max(low, 4) if name in timed else low for name in names]
        drawn = rng.integers(lows, high + 1, size=(TRIES, len(names)))
        for row in drawn[:SOON].tolist():
            free = {**problem.sizes, **dict(zip(names, row, strict=True))}
            if _all_differ(problem, names, free):
                return free
        telling = _telling_sizes(problem, names, drawn)
        for count in sorted({*telling.tolist()} - {0}, reverse=True):
            if count <= most:
                break
            for place in np.flatnonzero(telling == count):
                free = {**problem.sizes, **dict(zip(names, drawn[place].tolist(), strict=True))}
                if count == len(names) + len(problem.derived):
                    return free
                if not _square(problem, all_sizes(problem, free)):
                    best, most = free, count
                    break
    return best


def _all_differ(problem: Problem, names: list[str], free: Mapping[str, int]) -> bool:
    """Whether all sizes differ, derived ones too, and none is below two."""
    sizes = all_sizes(problem, free)
    told = [sizes[name] for name in (*names, *problem.derived)]
    return len({*told}) == len(told) and min(told, default=2) >= 2


def _telling_sizes(problem: Problem, names: list[str], drawn: Array) -> Array:
    """How many sizes differ in each row of what was ``drawn``, derived ones counted; 0 where one is below two.

    All rows at once: one by one, those of the largest networks take 5 ms.
    """
    free: dict[str, Any] = {**problem.sizes, **dict(zip(names, drawn.T, strict=True))}
    sizes = all_sizes(problem, free)
    told = [np.broadcast_to(sizes[name], len(drawn)) for name in (*names, *problem.derived)]
    if not told:
        return np.zeros(len(drawn), dtype=int)
    ordered = np.sort(np.stack(told), axis=0)
    differ = 1 + np.count_nonzero(ordered[1:] != ordered[:-1], axis=0)
    return np.where(ordered[0] < 2, 0, differ)


def _square(problem: Problem, sizes: Mapping[str, int]) -> bool:
    """Whether an array has two axes that are equally long without being declared so."""
    for quantity in problem.quantities.values():
        kinds = {problem.like.get(letter, letter) for letter in quantity.letters}
        if len({sizes[kind.upper()] for kind in kinds}) < len(kinds):
            return True
    return False
