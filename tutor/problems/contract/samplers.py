"""How a given array is drawn: for people (short numbers) and for marking (sixteen generic points).

A sampler's ``draw`` takes a NumPy generator, the shape with any leading point axes, and the letters of the
trailing axes. ``points=True`` asks for generic real numbers with magnitudes spread log-uniformly around the
scale; otherwise the numbers are short enough to be typed, and never 0 or 1, which hide mistakes. A sampler may have
an ``objection`` too: why an array of the user's is not of its kind, as the end of a sentence, or "".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil, isfinite, log10
from typing import TYPE_CHECKING, Any, Protocol

from tutor.errors import TutorError, one_line
from tutor.record import Record

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[Any]


class Sampler(Protocol):
    """Anything with this ``draw`` can be a quantity's sampler."""

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Return an array of ``shape`` whose last ``len(axes)`` axes are those letters."""
        ...


class Normal(Record):
    """Numbers of both signs around zero, of standard size ``scale``; never tiny, never far out."""

    scale: float = 1.0
    digits: int = 2
    significant: int = 2

    def check(self) -> None:
        """Refuse what cannot be drawn from."""
        _check_types(self, scale="a number", digits="a whole number", significant="a whole number")
        if not self.scale > 0:
            raise TutorError(f"Normal({self.scale}): the scale must be more than 0")

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw signed numbers with magnitudes between 0.2 and 1.6 times the scale."""
        import numpy as np

        # A 32-bit number decides, as in rng.choice, which takes eight times as long to ask for a few of them.
        signs = np.where(rng.random(shape, dtype=np.float32) < 0.5, -1.0, 1.0)
        if points:
            return np.asarray(signs * self.scale * np.exp(rng.uniform(np.log(0.3), np.log(1.6), size=shape)))
        magnitudes = np.asarray(np.abs(rng.standard_normal(shape)))
        flat = magnitudes.reshape(-1)
        decimals, margin = _rounding(self.scale, self.digits, self.significant)
        places = self._unwanted(flat, margin).nonzero()[0]
        while places.size:
            flat[places] = again = np.abs(rng.standard_normal(places.size))
            places = places[self._unwanted(again, margin)]
        return np.asarray(signs * magnitudes * self.scale).round(decimals)

    def allows(self, value: float) -> bool:
        """Whether a number may stand in for one that was drawn."""
        return 0.2 <= abs(value) / self.scale <= 1.6 and abs(value) != 1

    def _unwanted(self, magnitudes: Array, margin: float) -> Array:
        unwanted: Array = (magnitudes < 0.2) | (magnitudes > 1.6)
        if margin:
            unwanted |= abs(magnitudes * self.scale - 1) < margin
        return unwanted


@lru_cache(maxsize=256)
def _rounding(scale: float, digits: int, significant: int) -> tuple[int, float]:
    """The decimal places that numbers are drawn with, and how far from 1 they are: what is rounded to 1 hides mistakes.

    That is 0.0 where all of them are further off.
    """
    places = _places(0.2 * scale, digits, significant)
    margin = max(0.02, 0.51 * 10.0**-places)
    return places, margin if 0.2 * scale - margin < 1 < 1.6 * scale + margin else 0.0


class Uniform(Record):
    """Numbers between ``low`` and ``high``."""

    low: float = 0.0
    high: float = 1.0
    digits: int = 2
    significant: int = 2

    def check(self) -> None:
        """Refuse what cannot be drawn from."""
        _check_types(self, low="a number", high="a number", digits="a whole number", significant="a whole number")
        if not self.low < self.high:
            raise TutorError(f"Uniform({self.low}, {self.high}): the first must be less than the second")

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw evenly between the bounds, keeping a twentieth of the range away from each."""
        import numpy as np

        margin = 0.05 * (self.high - self.low)
        drawn = np.asarray(rng.uniform(self.low + margin, self.high - margin, size=shape))
        if points:
            return drawn
        places = _places(0.2 * (self.high - self.low), self.digits, self.significant)
        drawn = np.asarray(np.round(drawn, places))
        while (hiding := (drawn == 0) | (np.abs(drawn) == 1)).any():
            redrawn = rng.uniform(self.low + margin, self.high - margin, size=int(hiding.sum()))
            drawn[hiding] = np.round(redrawn, places)
        return drawn

    def allows(self, value: float) -> bool:
        """Whether a number may stand in for one that was drawn."""
        return self.low < value < self.high and value != 0 and abs(value) != 1


class OneHot(Record):
    """A single 1 along axis ``axis``, zeros elsewhere: a class label."""

    axis: str

    def check(self) -> None:
        """Refuse what cannot be drawn along."""
        _check_types(self, axis="a letter")

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw one label for every combination of the other axes, not all of them alike."""
        import numpy as np

        position = len(shape) - len(axes) + axes.index(self.axis)
        size = shape[position]
        labels = rng.integers(size, size=shape[:position] + shape[position + 1 :])
        while labels.size > 1 and size > 1 and (labels == labels.flat[0]).all():  # a label for all would hide its index
            labels = rng.integers(size, size=labels.shape)
        drawn = np.zeros(shape)
        np.put_along_axis(drawn, np.expand_dims(labels, position), 1.0, axis=position)
        return drawn

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array is no label, or nothing. Smoothed labels pass: they too sum to one."""
        return Simplex(self.axis).objection(array, axes)


class Simplex(Record):
    """Positive numbers that sum to one along axis ``axis``: a soft target."""

    axis: str
    digits: int = 2
    significant: int = 2

    def check(self) -> None:
        """Refuse what cannot be drawn along."""
        _check_types(self, axis="a letter", digits="a whole number", significant="a whole number")

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw weights and normalise them; short numbers still sum to exactly one."""
        import numpy as np

        position = len(shape) - len(axes) + axes.index(self.axis)
        weights = np.exp(rng.uniform(np.log(0.3), np.log(1.6), size=shape))
        shares = weights / weights.sum(axis=position, keepdims=True)
        if points:
            return np.asarray(shares)
        unit = 10.0 ** _places(0.5 / shape[position], self.digits, self.significant)
        counts = np.floor(shares * unit)
        # The units that rounding down left over go to the entries that lost most: none becomes negative.
        lost = np.argsort(np.argsort(counts - shares * unit, axis=position), axis=position)
        counts += lost < unit - counts.sum(axis=position, keepdims=True)
        return np.asarray(counts / unit)

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array is no soft target, or nothing."""
        return "must be at least 0" if (array < 0).any() else _not_one(array, axes.index(self.axis), self.axis)


class Integers(Record):
    """Whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int

    def check(self) -> None:
        """Refuse what cannot be drawn from."""
        _check_types(self, low="a whole number", high="a whole number")
        if self.low > self.high:
            raise TutorError(f"Integers({self.low}, {self.high}): the first must not be more than the second")

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw evenly."""
        return rng.integers(self.low, self.high + 1, size=shape).astype(float)

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array does not hold whole numbers, or nothing. They may be others than are drawn."""
        return "must be a whole number" if (array != array.round()).any() else ""


class Mask(Record):
    """Zeros and ones: what is kept and what is left out."""

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw evenly, of several numbers not all alike."""
        import numpy as np

        drawn = rng.integers(2, size=shape).astype(float)
        entries = drawn.reshape(shape[0] if len(shape) > len(axes) else 1, -1)
        if entries.shape[1] > 1:
            alike = (entries == entries[:, :1]).all(axis=1)
            turned = rng.integers(entries.shape[1], size=len(entries))
            entries[alike, turned[alike]] = 1 - entries[alike, turned[alike]]
        return np.asarray(entries.reshape(shape))

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array is no mask, or nothing."""
        return "must be 0 or 1 everywhere" if ((array != 0) & (array != 1)).any() else ""


def by_hand(sampler: Sampler) -> Sampler:
    """The same numbers, written as short as they can be: with one decimal, unless they are too small for that."""
    if isinstance(sampler, Normal | Uniform | Simplex):
        return sampler.replace(digits=1, significant=1)
    return sampler


class Labels(Record):
    """Places along axis ``axis``, from 1 to its size: they pick entries, as in ``P[n,c[n]]``.

    ``size`` is that of the axis at an instance, which is known when numbers are drawn.
    """

    axis: str
    size: int = 1

    def check(self) -> None:
        """Refuse what cannot be drawn along."""
        _check_types(self, axis="a letter", size="a whole number")

    def sized(self, sizes: Mapping[str, int]) -> Labels:
        """The same at an instance of these sizes."""
        return self.replace(size=sizes[self.axis.upper()])

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw places evenly, not all of them alike."""
        drawn = rng.integers(1, self.size + 1, size=shape)
        while drawn.size > 1 and self.size > 1 and (drawn == drawn.flat[0]).all():  # one for all would hide its index
            drawn = rng.integers(1, self.size + 1, size=shape)
        return drawn.astype(float)

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array does not hold places, or nothing."""
        return self._except(array, (array != array.round()) | (array < 1), "whole numbers from 1 on")

    def beyond(self, array: Array) -> str:
        """Why a user's array does not fit the size of the axis, or nothing."""
        return self._except(array, array > self.size, f"from 1 to {self.size}")

    def _except(self, array: Array, off: Array, wanted: str) -> str:
        return f"must hold places along {self.axis}, {wanted}; there is {array[off].flat[0]:g}" if off.any() else ""


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "a number": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value),
    "a whole number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "a letter": lambda value: isinstance(value, str) and len(value) == 1,
}


def _check_types(sampler: Record, **expected: str) -> None:
    """Raise TutorError for the first field that is not what is expected of it."""
    for name, kind in expected.items():
        value = getattr(sampler, name)
        if not _TYPES[kind](value):
            raise TutorError(f"the {name} of {type(sampler).__name__} is {one_line(repr(value))}: it should be {kind}")


def _not_one(array: Array, position: int, axis: str) -> str:
    totals = array.sum(axis=position).reshape(-1)
    off = abs(totals - 1) > 1e-6
    return f"must sum to 1 along {axis}; there is a sum of {totals[off][0]:.6g}" if off.any() else ""


def _places(smallest: float, digits: int, significant: int) -> int:
    """Decimal places that leave a number of this size so many digits: ``digits`` places unless it is small."""
    return max(digits, ceil(-log10(smallest)) + significant - 1)
