"""Points on both sides of where formulas change, found on lines through the usual points.

On a line one name, or all of them, are multiplied by a number from tiny to huge, of either sign. Where the argument of
a function changes its sign on it, the place is found by bisection; where it does not, where it comes nearest to zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Points = dict[str, Array]

FOUND = 64
"""Points around a place, half of them on each side."""
NEAR = 4.0
"""So near to zero functions that come to rest are seen to change; nearer than its inverse they are straight lines."""
FEWEST = 6
"""Points on each side that do for one."""
MOST_LINES = 8
_MOST_NUMBERS = 150_000
_HALVINGS = 40
_SEED = 20_260_703
_SIZES = np.concatenate([10.0 ** np.arange(-24, 24.5, 0.5), 10.0 ** np.array([30, 50, 75, 100, 150, 200, 250, 300])])


def is_seen(argument: Array, *, rests: bool) -> bool:
    """Whether values of an argument are on both sides of zero; for a function that rests, near it and farther off."""
    flat = argument.reshape(len(argument), -1)
    flat = flat[np.isfinite(flat).any(axis=1)]
    least = min(FEWEST, len(flat))
    if rests:
        near, far = (np.abs(flat) < NEAR).any(axis=1), (np.abs(flat) > 1 / NEAR).any(axis=1)
        return min(int(near.sum()), int(far.sum())) >= least
    return min(int((flat > 0).any(axis=1).sum()), int((flat < 0).any(axis=1).sum())) >= least


class Search:
    """The search for where one argument changes its sign.

    ``value`` gives the argument at points, ``defined`` whether the reference is a number there. ``elsewhere`` says
    that it does change its sign, but not where the reference is one.
    """

    def __init__(self, value: Callable[[Points], Array], defined: Callable[[Points], Array], salt: int) -> None:
        self.value = value
        self.defined = defined
        self.rng = np.random.default_rng([_SEED, salt])
        self.elsewhere = False

    def around(self, base: Points, names: list[str], *, rests: bool) -> Points | None:
        """Points on both sides, made from those at hand; None where there are none."""
        lines = [*([name] for name in names[: MOST_LINES - 1]), *([names] if len(names) > 1 else [])]
        count = max((len(array) for array in base.values()), default=1)
        entries = sum(int(np.prod(array.shape[1:])) for array in base.values())
        count = max(4, min(count, FOUND, _MOST_NUMBERS // (2 * len(_SIZES) * max(1, entries))))
        base = {name: array[:count] for name, array in base.items()}
        for nearest in (False, True):
            for line in lines:
                found = self._on(line, base, rests=rests, nearest=nearest)
                if found is not None:
                    return found
        return None

    def _on(self, line: list[str], base: Points, *, rests: bool, nearest: bool) -> Points | None:
        sizes = np.concatenate([-_SIZES[::-1], _SIZES])
        count = len(next(iter(base.values())))
        at = np.broadcast_to(sizes, (count, len(sizes)))
        spread = {name: np.repeat(array, len(sizes), axis=0) for name, array in base.items()}
        moved = _moved(spread, line, at.ravel())
        every = self._mean(moved).reshape(at.shape)
        known = np.where(self.defined(moved).reshape(at.shape), every, np.nan)
        if nearest:
            return self._closest(line, base, at, known, rests=rests)
        ends = _bracket(at, known)
        if ends is None and rests:
            ends = _bracket(at, np.abs(known) - 1.0)
            return None if ends is None else self._halved(line, base, ends, lambda array: np.abs(array) - 1.0, True)
        self.elsewhere |= ends is None and bool((every > 0).any() and (every < 0).any())
        return None if ends is None else self._halved(line, base, ends, lambda array: array, rests)

    def _halved(
        self,
        line: list[str],
        base: Points,
        ends: tuple[Array, Array, Array],
        form: Callable[[Array], Array],
        rests: bool,
    ) -> Points:
        """Points around the places that lie between two ends, a place for every row that has one."""
        rows, low, high = ends
        own = {name: array[rows] for name, array in base.items()}
        sign = np.sign(form(self._mean(_moved(own, line, low))))
        for _ in range(_HALVINGS):
            middle = np.sign(low) * np.sqrt(np.abs(low)) * np.sqrt(np.abs(high))
            same = np.sign(form(self._mean(_moved(own, line, middle)))) == sign
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        return self._beside(line, own, low, close=rests)

    def _closest(self, line: list[str], base: Points, at: Array, known: Array, *, rests: bool) -> Points | None:
        """Points around where an argument that keeps its sign at all sizes changes it between two of them."""
        size = np.where(np.isfinite(known), np.abs(known), np.inf)
        place = np.clip(size.argmin(axis=1), 1, at.shape[1] - 2)
        rows = np.arange(len(place))
        usable = np.isfinite(size[rows, place]) & (at[rows, place - 1] * at[rows, place + 1] > 0)
        if not usable.any():
            return None
        rows, place = rows[usable], place[usable]
        own = {name: array[rows] for name, array in base.items()}
        side = np.sign(at[rows, place])
        low, high = np.log(np.abs(at[rows, place - 1])), np.log(np.abs(at[rows, place + 1]))
        sign = np.sign(known[rows, place])
        share = (np.sqrt(5.0) - 1) / 2
        for _ in range(_HALVINGS):
            one, other = high - share * (high - low), low + share * (high - low)
            first, second = (np.abs(self._mean(_moved(own, line, side * np.exp(part)))) for part in (one, other))
            left = first < second
            low, high = np.where(left, low, one), np.where(left, other, high)
            here = side * np.exp((low + high) / 2)
            value = self._mean(_moved(own, line, here))
            beyond = np.isfinite(value) & ((np.sign(value) == -sign) | (rests & (np.abs(value) < NEAR)))
            if beyond.any():
                rows = np.flatnonzero(beyond)
                return self._beside(line, {name: array[rows] for name, array in own.items()}, here[rows], close=True)
        return None

    def _beside(self, line: list[str], own: Points, place: Array, *, close: bool) -> Points:
        rows = np.arange(FOUND) % len(place)
        away = 10.0 ** self.rng.uniform(-7 if close else -3, -0.05, size=FOUND)
        sides = self.rng.permuted(np.repeat((-1.0, 1.0), FOUND // 2))
        return _moved({name: array[rows] for name, array in own.items()}, line, place[rows] * (1 + sides * away))

    def _mean(self, points: Points) -> Array:
        """The argument, or the mean of its entries, at every point."""
        with np.errstate(all="ignore"):
            array = self.value(points)
            found = array.reshape(len(array), -1).mean(axis=1)
        return np.broadcast_to(found, (len(next(iter(points.values()))),))


def _moved(points: Mapping[str, Array], line: list[str], factors: Array) -> Points:
    """The points with the names of a line multiplied."""
    with np.errstate(all="ignore"):
        return {
            name: array * factors.reshape(-1, *[1] * (array.ndim - 1)) if name in line else array
            for name, array in points.items()
        }


def _bracket(at: Array, known: Array) -> tuple[Array, Array, Array] | None:
    """The rows where the sign changes between two neighbouring sizes, and these: those nearest to one."""
    signs = np.sign(known)
    change = (signs[:, :-1] * signs[:, 1:] < 0) & (at[:, :-1] * at[:, 1:] > 0)
    rows = np.flatnonzero(change.any(axis=1))
    if not len(rows):
        return None
    far = np.where(change[rows], np.abs(np.log(np.abs(at[rows, :-1]))), np.inf).argmin(axis=1)
    return rows, at[rows, far], at[rows, far + 1]
