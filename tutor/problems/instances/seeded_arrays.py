"""Numbers of seeded instances, drawn so that no mistake can pass for the right answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tutor.notation.lower.value import Array, Arrays
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Labels, Normal, Uniform, by_hand

MOST_APART = 200
"""Numbers of an instance that are all made to differ; there are not many more of two digits (0.05 ms each)."""
MOST_TELLING = 2000
"""Numbers of an instance that is drawn again where rectifiers would hide mistakes."""
MOST_TRIES = 50
"""How often it is drawn again; of those of conv-dense with relu every second or third serves."""


def drawn(problem: Problem, sizes: Mapping[str, int], seed: int, supplied: Arrays, *, short: bool = False) -> Arrays:
    """Arrays for people: drawn again, a few times, where a rectifier would hide mistakes or a logarithm has no value.

    ``short`` ones have one decimal.
    """
    from tutor.problems.instances.relu_coverage import finite, tells  # a textbook's numbers are not drawn

    problem = problem.as_declared
    for again in range(MOST_TRIES):
        arrays = draw(problem, sizes, seed, supplied=supplied, again=again, short=short)
        if sum(array.size for array in arrays.values()) > MOST_TELLING:
            return arrays
        if tells(problem, arrays, sizes) and (not problem.by_hand or finite(problem, arrays, sizes)):
            return arrays
    return draw(problem, sizes, seed, supplied=supplied, short=short)


def draw(
    problem: Problem,
    sizes: Mapping[str, int],
    seed: int,
    *,
    points: int = 0,
    supplied: Mapping[str, Array] | None = None,
    again: int = 0,
    short: bool = False,
    rng: np.random.Generator | None = None,
) -> Arrays:
    """Draw every given array; with ``points`` that many generic ones at once, point axis in front.

    Those in ``supplied`` are taken from there, and the others stay what they would have been. ``again`` counts the
    times that what was drawn did not serve. With ``short`` they have one decimal, unless they are too small for it.
    They are drawn from ``rng`` if there is one, whatever the seed.
    """
    if rng is None:
        rng = np.random.default_rng([seed, points, again] if again else [seed, points])
    arrays: Arrays = {}
    for quantity in problem.given:
        shape = tuple(sizes[letter.upper()] for letter in quantity.letters)
        full = (points, *shape) if points else shape
        sampler = quantity.sample.sized(sizes) if isinstance(quantity.sample, Labels) else quantity.sample
        found = (by_hand(sampler) if short else sampler).draw(rng, full, quantity.letters, points=bool(points))
        own = None if supplied is None else supplied.get(quantity.name)
        arrays[quantity.name] = np.asarray(found, dtype=float) if own is None else own
    if not points and sum(array.size for array in arrays.values()) <= MOST_APART:
        _tell_apart(problem, arrays, supplied or {}, least=1 if short else 2)
    return arrays


def _tell_apart(problem: Problem, arrays: Arrays, supplied: Mapping[str, Array], *, least: int) -> None:
    """Move numbers drawn twice to the nearest free ones, so that one weight cannot pass for another.

    ``least`` is how many decimals they have at least.
    """
    seen: set[float] = set()
    for quantity in problem.given:
        sampler = quantity.sample
        if quantity.name in supplied or not isinstance(sampler, Normal | Uniform):
            continue
        flat = arrays[quantity.name].reshape(-1)
        for position, value in enumerate(flat.tolist()):
            as_usual = least == 2 and round(value * 100) / 100 == value
            as_usual = as_usual and abs(value) not in seen and sampler.allows(value)
            if not as_usual:
                flat[position] = value = _free(value, seen, sampler, least)
            seen.add(abs(value))
        arrays[quantity.name] = flat.reshape(arrays[quantity.name].shape)


def _free(value: float, seen: set[float], sampler: Normal | Uniform, least: int) -> float:
    """The number nearest to a value with as many digits that is not taken; the value itself where there is none."""
    scale = next((10**places for places in range(least, 8) if round(value * 10**places) / 10**places == value), 10**8)
    whole = round(value * scale)  # counted in whole numbers: rounding each of the many that are tried takes 5 ms
    for distance in range(200):
        for other in (whole + distance, whole - distance):
            number = other / scale
            if abs(number) not in seen and sampler.allows(number):
                return number
    return value
