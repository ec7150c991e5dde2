"""Numbers drawn for networks with rectifiers: off the kinks, and with something on either side of them.

Where everything that enters a rectifier is positive its mask is all ones, and whoever forgets it has the right numbers
all the same; where everything is negative nothing comes through.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.value import Array
from tutor.notation.tree import Call, Node
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import compute, environment, lift, parsed
from tutor.problems.instances.recordings import computed_at

OFF = 1e-3
"""How near to a kink a number may come, relative to the largest that enters with it."""


@lru_cache(maxsize=64)
def rectified(problem: Problem) -> tuple[Node, ...]:
    """What enters the rectifiers of the forward pass, as formulas."""
    written = [*(quantity.formula for quantity in problem.values), *map(str, problem.functions.values())]
    if "relu" not in " ".join(written).lower():
        return ()  # without reading a formula: an instance is wanted sooner than its formulas are
    functions = problem.scope.functions
    found = []
    for quantity in problem.values:
        for node in walk(parsed(problem)[quantity.name].tree):
            if isinstance(node, Call) and (functions[node.function].alias or node.function) == "relu":
                found.append(node.args[0])
    return tuple(found)


def telling(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int]) -> npt.NDArray[np.bool_]:
    """For each point of ``given`` whether every rectifier lets something through and, of several numbers, not all."""
    good = np.ones(max(len(array) for array in given.values()), dtype=bool)
    for entering in computed_at(problem, rectified, partial(_entering, problem), given, sizes).values():
        entering = entering.reshape(len(entering), -1)
        largest = np.abs(entering).max(axis=1, keepdims=True)
        good &= (np.abs(entering) > OFF * largest).all(axis=1) & (entering > 0).any(axis=1)
        if entering.shape[1] > 1:
            good &= (entering < 0).any(axis=1)
    return good


def _entering(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[int, Array]:
    """What enters each rectifier, numbered."""
    arrays = compute(problem, given, sizes, only=[quantity.name for quantity in problem.values])
    env = environment(problem, arrays, sizes)
    return {number: evaluate(node, env).array for number, node in enumerate(rectified(problem))}


def tells(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int]) -> bool:
    """The same for the arrays of one instance; a problem without rectifiers always does."""
    return not rectified(problem) or bool(telling(problem, lift(given), sizes)[0])


def finite(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int]) -> bool:
    """Whether all values are finite at the arrays of one instance."""
    with np.errstate(all="ignore"):
        values = compute(problem, lift(given), sizes, only=[quantity.name for quantity in problem.values])
    return all(bool(np.isfinite(values[quantity.name]).all()) for quantity in problem.values)
