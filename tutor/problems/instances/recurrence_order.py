"""The order in which the entries of formulas that look at neighbouring ones are computed, along one axis or several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations, product

Places = Mapping[str, tuple[int, int]]
"""One position of each axis that is gone along, as the slice that holds it."""


def ways_along(looks: list[dict[str, int]]) -> dict[str, bool]:
    """The axes to go along, the outermost first, and whether backwards; nothing where the formulas look both ways.

    Each of ``looks`` is how far away a formula reads along each axis: ``h[r-1,s+1]`` looks ``{"r": -1, "s": 1}``.
    """
    orders = permutations(sorted({axis for look in looks for axis in look}))
    return next((ways for ways in (_ways(looks, order) for order in orders) if ways), {})


def _ways(looks: list[dict[str, int]], order: tuple[str, ...]) -> dict[str, bool]:
    """The same for axes nested in this order: the outermost one that a look shifts tells which way it goes."""
    first = [next((axis, look[axis] > 0) for axis in order if axis in look) for look in looks]
    ways = {axis: backwards for axis in order for outer, backwards in first if outer == axis}
    return ways if all(ways[axis] == backwards for axis, backwards in first) else {}


def places_in_order(ways: Mapping[str, bool], sizes: Mapping[str, int]) -> Iterator[Places]:
    """One place after the other: along each axis from one entry to the next."""
    ranges = (range(sizes[axis])[:: -1 if backwards else 1] for axis, backwards in ways.items())
    for places in product(*ranges):
        yield {axis: (at, at + 1) for axis, at in zip(ways, places, strict=True)}


def entries(axes: tuple[str, ...], places: Places) -> tuple[slice, ...]:
    """The part of an array on these axes, after its points, that is at one place."""
    return (slice(None), *(slice(*places[axis]) if axis in places else slice(None) for axis in axes))
