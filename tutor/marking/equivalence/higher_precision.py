"""What floats leave open, decided with more digits: extended precision, then fifty digits and more.

What is nothing but rounding shrinks as digits are added; what is different stays.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tutor.marking.equivalence.agreement import close, tells
from tutor.notation.eval.number_types import precise
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.environment import Env

Array = npt.NDArray[Any]
Same = Literal["same", "different", "open"]
Extended = Callable[[], tuple[Env, Array]]
Precise = Callable[[tuple[int, ...], Field], tuple[Env, Array]]

LOOKED_AT = 2
"""Points that are tried again with many digits: 1 ms each for the smallest networks, 50 ms for the largest."""
LOOKED_AT_MOST = 64
"""Numbers that are tried so where extended precision is not believed."""
_AGREE = 1e-30
STEADY = 1e-6
CANCELS = 1e-12
"""What numbers up to 1e7 can leave of themselves in extended precision is smaller."""
LADDER = (50, 100, 200, 400, 1000)
"""Numbers of digits: 1 - tanh(200)^2 is 1e-173."""
TRUSTED = 400
"""With this many, a zero is one."""


class Comparison:
    """One comparison, stage by stage; both arrays have the shape (points, ...)."""

    def __init__(
        self,
        answer: Array,
        reference: Array,
        agree: npt.NDArray[np.bool_],
        evaluated: Callable[[Env], Array],
        extended: Extended,
        precise: Precise,
        believe: bool,
    ) -> None:
        self.answer = answer
        self.reference = reference
        self.agree = agree
        self.evaluated = evaluated
        self.extended = extended
        self.precise = precise
        self.believe = believe
        self.ladder = LADDER[:3] if believe else LADDER
        self.most = LOOKED_AT if believe else max(LOOKED_AT, LOOKED_AT_MOST * len(answer) // max(answer.size, 1))

    def outcome(self) -> Same:
        """Same, different, or open: too few points tell, or the answer is undefined where the reference is not."""
        answer, reference, agree = self.answer, self.reference, self.agree
        finite = np.isfinite(answer) & np.isfinite(reference)
        if not tells(finite & ((answer != 0) | (reference != 0))):
            return self._rescued()
        if not agree[finite].all():
            found = self._reconsidered(finite & ~agree)
            if found != "same":
                return found
        lost = np.isfinite(reference) & ~np.isfinite(answer)
        if lost.any():
            beyond = self._with_digits(lost, overflowed=True)
            # Overflow that many digits cannot undo is no evidence against all other points; no value at all is.
            return "open" if beyond == "undefined" else "different" if beyond == "different" else "same"
        return "same"

    def confirmed(self) -> Same:
        """Whether what floats find the same stays so with many digits, at a point (25 ms in the largest networks)."""
        self.most = 1
        found = self._with_digits(np.isfinite(self.reference))
        return "open" if found == "undefined" else found

    def again(self, around: tuple[Env, Array]) -> tuple[Array, Array]:
        """Answer and reference in an environment with more digits."""
        env, reference = around
        return self.evaluated(env), reference

    def _rescued(self) -> Same:
        """Where floats overflow, underflow or are undefined nearly everywhere, only agreement counts."""
        defined = np.isfinite(self.reference)
        found = self._with_digits(defined if defined.any() else np.ones(defined.shape, dtype=bool))
        if found == "same":
            return "same"
        nowhere = defined.any() and not np.isfinite(self.answer[defined]).any()
        return "different" if nowhere and found == "undefined" else "open"

    def _reconsidered(self, apart: npt.NDArray[np.bool_]) -> Same:
        """Entries that floats call different, with more digits: at two points first, which nearly always tell."""
        around = self.extended()
        if self.believe and len(apart) > LOOKED_AT:
            some = np.flatnonzero(apart.reshape(len(apart), -1).any(axis=1))[:LOOKED_AT]
            answer, reference = self._extended_at(some, around)
            if (apart[some] & ~close(answer, reference) & self._steady(answer, reference, some)).any():
                return "different"
        every = np.arange(len(apart))
        answer, reference = self._extended_at(every, around)
        apart = apart & ~close(answer, reference)
        if not apart.any():
            return "same"
        if self.believe and (apart & self._steady(answer, reference, every)).any():
            return "different"
        found = self._with_digits(apart)
        return "open" if found == "undefined" else found

    def _extended_at(self, which: npt.NDArray[np.intp], around: tuple[Env, Array]) -> tuple[Array, Array]:
        """Answer and reference at some of the points, in the environment with extended precision."""
        env, reference = around
        count = len(self.reference)
        if len(which) < count:
            arrays = {name: array[which] if len(array) == count else array for name, array in env.arrays.items()}
            env = env.but(arrays)
        shape = (len(which), *self.reference.shape[1:])
        right = reference[which] if len(reference) == count else reference
        return np.broadcast_to(self.evaluated(env), shape), np.broadcast_to(right, shape)

    def _steady(self, answer: Array, reference: Array, which: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Entries whose values floats had right, so that no cancellation has eaten their digits.

        A zero is believed beside other numbers in its array, or when it should be a number larger than any that
        could cancel to nothing; an array of nothing but zeros may have cancelled, and so may a zero that should be a
        number far smaller than those beside it, as 1 - p where p is all but one.
        """
        with np.errstate(all="ignore"):
            kept = (np.abs(answer - self.answer[which]) <= STEADY * np.abs(answer)) & (
                np.abs(reference - self.reference[which]) <= STEADY * np.abs(reference)
            )
        one, other = (_has_numbers(array) for array in (answer, reference))
        size = np.maximum(np.abs(answer), np.abs(reference))
        beside = CANCELS * size.max(axis=tuple(range(1, size.ndim)), keepdims=True, initial=0.0)
        lost = ((answer == 0) | (reference == 0)) & (size < beside)
        return np.asarray(kept & ((one & other) | (size > CANCELS)) & ~lost)

    def _with_digits(self, entries: npt.NDArray[np.bool_], *, overflowed: bool = False) -> Same | Literal["undefined"]:
        """The verdict of many digits at points with such entries, a few first: what differs does so soon."""
        which = [int(i) for i in np.flatnonzero(entries.reshape(len(entries), -1).any(axis=1))[: self.most]]
        try:
            first = self._climbed(tuple(which[:1]), overflowed) if which else "same"
            if first == "different":
                return first
            # Where the first point leaves it open, the second may still tell.
            for some in filter(None, (which[1:2], which[2:8], which[8:])):
                found = self._climbed(tuple(some), overflowed)
                if found == "different" or "open" in (first, found):
                    return found if found == "different" else "open"
        except (_UndefinedError, ZeroDivisionError):
            return "undefined"
        except (TypeError, ValueError, OverflowError):
            return "open"
        return first

    def _climbed(self, which: tuple[int, ...], overflowed: bool) -> Same:
        """More and more digits, until every entry is the same or different; open if they never settle."""
        low = _pairs(*self.again(self.precise(which, precise(self.ladder[0]))))
        if not low:
            return "open"
        waiting = [place for place, (one, two) in enumerate(low) if abs(one - two) > _AGREE * max(abs(one), abs(two))]
        for below, digits in pairwise(self.ladder):
            if not waiting:
                return "same"
            high = _pairs(*self.again(self.precise(which, precise(digits))))
            found = {place: _settled(low[place], high[place], 0 if overflowed else below) for place in waiting}
            if "different" in found.values():
                return "different"
            waiting = [place for place in waiting if found[place] == "open"]
            low = high
        return "open" if waiting else "same"


def _has_numbers(array: Array) -> npt.NDArray[np.bool_]:
    """For each point whether its array holds anything but zeros, laid out for all its entries."""
    rest = tuple(range(1, array.ndim))
    return np.asarray((array != 0).any(axis=rest, keepdims=True))


class _UndefinedError(Exception):
    """The answer has no real value where the reference has one."""


def _pairs(answer: Array, reference: Array) -> list[tuple[Any, Any]]:
    """Answer and reference, entry by entry, where the reference is a real number."""
    shape = np.broadcast_shapes(answer.shape, reference.shape)
    found = []
    for one, two in zip(np.broadcast_to(answer, shape).flat, np.broadcast_to(reference, shape).flat, strict=True):
        if not _real(two):
            continue
        if not _real(one):
            raise _UndefinedError
        found.append((one, two))
    return found


def _real(number: Any) -> bool:
    """Whether a number is real and finite; what has become complex stays so, even with nothing imaginary left."""
    return not hasattr(number, "_mpc_") and bool(abs(number) < float("inf"))


def _settled(low: tuple[Any, Any], high: tuple[Any, Any], below: int) -> Same:
    """What two numbers are, each computed with ``below`` digits and with more.

    What is nothing but rounding shrinks with the digits; the rest stays. A zero may be a number that more digits would
    bring to light, until there are more of them than the range of floats has.
    """
    gap = abs(high[0] - high[1])
    if gap <= _AGREE * max(abs(high[0]), abs(high[1])) or _shrinks(low[0] - low[1], high[0] - high[1]):
        return "same"
    for fewer, more in zip(low, high, strict=True):
        if abs(more - fewer) > _AGREE * abs(more) and not _shrinks(fewer, more):
            return "open"
    return "different" if all(high) or (below >= TRUSTED and gap > 10.0 ** -(TRUSTED * 0.75)) else "open"


def _shrinks(low: Any, high: Any) -> bool:
    """Whether a number becomes nothing as digits are added."""
    return bool(low) and bool(abs(high) <= _AGREE * abs(low))
