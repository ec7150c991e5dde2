"""Small sizes for two sample points: no two axes are equally long at both.

That is enough to tell axes apart, since a formula must be right at both; sizes that all differ at each point would
make sums over many letters of large kernels take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes, size_forms
from tutor.problems.instances.seeded_sizes import seeded_sizes

Sizes = dict[str, int]

PAIRS = sorted(
    (pair for pair in product(range(2, 7), repeat=2) if pair[0] != pair[1]), key=lambda pair: (sum(pair), pair)
)
"""How long an axis is at the first and the second point, the shortest first; a list of two fits none at both."""
SPARE, TRIES = 2, 100
"""How many more pairs than axes are drawn from, and how often, until sizes that are made of others are there too."""
SHORTEST_TIME = 3
"""A sequence has a first, a last and a middle step."""


WINDOW = 2
"""How much longer what a window slides over is drawn."""


def small_sizes(problem: Problem) -> tuple[Sizes, Sizes]:
    """All sizes at two points, by capital letter."""
    return next(sizes_to_try(problem))


def sizes_to_try(problem: Problem) -> Iterator[tuple[Sizes, Sizes]]:
    """Sizes at two points, the shortest first: at some of them a matrix may have no inverse."""
    free = [name for name in problem.sizes if name not in problem.fixed]
    timed = {letter.upper() for letter in problem.scope.axes.time}
    wide = {
        name
        for form in size_forms(problem).values()
        for name, count in form.items()
        if count > 0 and min(form.values()) < 0
    }
    random = Random(1)
    for more in range(TRIES):
        pairs = PAIRS[: len(free) + SPARE + more // 4]
        if len(pairs) < len(free):
            break
        drawn = dict(zip(free, random.sample(pairs, len(free)), strict=True))
        first, second = (
            all_sizes(
                problem,
                {**problem.sizes, **{name: pair[at] + WINDOW * (name in wide) for name, pair in drawn.items()}},
            )
            for at in (0, 1)
        )
        if _is_telling(problem, first, second, timed):
            yield first, second
    yield all_sizes(problem, seeded_sizes(problem, 1)), all_sizes(problem, seeded_sizes(problem, 2))


def _is_telling(problem: Problem, first: Sizes, second: Sizes, timed: set[str]) -> bool:
    """Whether no axis is too short, and no two that are not sized alike are equally long at both points."""
    own = [name for name in (*problem.sizes, *problem.derived) if name not in problem.fixed]
    pairs = {(first[name], second[name]) for name in own}
    long = all(min(first[name], second[name]) >= (SHORTEST_TIME if name in timed else 2) for name in own)
    return long and len(pairs) == len(own)
