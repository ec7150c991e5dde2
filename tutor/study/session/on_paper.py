"""Fresh numbers that can be worked out on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance


def on_paper(problem: Problem, seed: int) -> Instance:
    """An instance on numbers drawn by a seed at the sizes of the textbook.

    Sizes that are drawn as well are chosen to tell formulas apart: thirty weights of four columns are no exercise.
    """
    return problem.instance(seed=seed, sizes=problem.sizes)
