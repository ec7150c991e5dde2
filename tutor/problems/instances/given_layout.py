"""Given arrays in another layout than a problem's: what their shapes tell, before any number is looked at.

PyTorch keeps the weight of a layer as (out, in), much code has a sample in each column, and a bias as one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from tutor.problems.contract.problem import Problem
from tutor.problems.instances.instance import check_sizes
from tutor.problems.instances.user_arrays import InputError

Shapes = Mapping[str, tuple[int, ...]]

_MOST_TURNED = 8
"""Arrays of two axes of which every subset is tried."""


def without_single_axes(problem: Problem, shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """The shapes without axes of one entry, where there are more axes than the problem has: a bias as a row."""
    found = {}
    for name, shape in shapes.items():
        count = len(problem.quantity(name).letters)
        plain = tuple(size for size in shape if size != 1)
        if len(shape) > count:
            plain = (1,) * (count - len(plain)) + plain
            shape = plain if len(plain) == count else shape
        found[name] = shape
    return found


def transposed_names(problem: Problem, shapes: Shapes) -> tuple[str, ...]:
    """The given arrays that have to be transposed for their shapes to fit.

    Weights, or all arrays, are taken to have one layout. Raises InputError where the shapes fit in no layout.
    """
    try:
        check_sizes(problem, shapes)
    except InputError as error:
        for names in _candidates(problem, shapes):
            try:
                check_sizes(problem, {name: shape[::-1] if name in names else shape for name, shape in shapes.items()})
            except InputError:
                continue
            return names
        raise error
    return ()


def is_weight(problem: Problem, name: str) -> bool:
    """Whether a quantity is given and has no axis of samples or time: none that runs, or that all values begin with."""
    first = {value.letters[0] for value in problem.values if value.letters}
    samples = {*problem.running, *(first if len(first) == 1 else ())}
    return name in {quantity.name for quantity in problem.given} and not samples & {*problem.quantity(name).letters}


def _candidates(problem: Problem, shapes: Shapes) -> Iterator[tuple[str, ...]]:
    """Arrays of two axes that may be transposed together, the likeliest first."""
    matrices = [name for name, shape in shapes.items() if len(shape) == 2 == len(problem.quantity(name).letters)]
    weights = [name for name in matrices if is_weight(problem, name)]
    yield tuple(weights)
    yield tuple(matrices)
    yield tuple(name for name in matrices if name not in weights)
    for count in range(1, len(matrices)) if len(matrices) <= _MOST_TURNED else ():
        yield from combinations(matrices, count)
