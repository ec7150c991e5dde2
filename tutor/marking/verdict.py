"""What is said about an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tutor.lazy import cached_property
from tutor.notation.tree import Node

Kind = Literal["correct", "wrong", "invalid", "undecided"]

ROW_NOTE = "A row where a column was asked for: the same numbers, accepted."


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One explanation of a wrong answer.

    ``code`` is stable, for reports; ``where`` points at the place, ``message`` names the kind of mistake, ``rule`` the
    rule that was broken. None of them holds anything of the right answer that was not typed or given. ``places`` are
    the formulas that it was made in, by name, where these are known.

    What gives the same values cannot be told apart: of several explanations each has a number as its ``alternative``,
    from 1, and one of them holds. Those with the same number were made at once, and those with none hold in any case.
    """

    code: str
    message: str
    where: str = ""
    rule: str = ""
    places: tuple[str, ...] = ()
    alternative: int = 0


UNRECOGNISED = Diagnosis("unrecognised", "I do not recognise this slip.")
"""What is said where no mistake that has a name explains what is wrong."""


def in_any_case(parts: Iterable[Diagnosis]) -> list[Diagnosis]:
    """What is said whichever of several explanations holds."""
    return [part for part in parts if not part.alternative]


def alternatives(parts: Iterable[Diagnosis]) -> list[list[Diagnosis]]:
    """The explanations of which one holds, each with the mistakes that were made at once; none where one is told."""
    found: dict[int, list[Diagnosis]] = {}
    for part in parts:
        if part.alternative:
            found.setdefault(part.alternative, []).append(part)
    return list(found.values())


@dataclass(frozen=True)
class Verdict:
    """The judgement on one answer.

    ``score`` is from 0 to 1 (the share of right entries for arrays of numbers). ``reading`` gives ``read_as``.
    ``note`` says what was accepted though it was not quite as asked. ``column`` is where reading stopped, from 1.
    ``whole`` are the letters that nothing ran over in the reading that was used: whole arrays, as in NumPy.
    ``summed`` are the letters of sums that were not written, and ``meant`` the formula with what was not written.
    ``value`` gives ``numbers``. ``told`` says what was found out about names that nobody declared, and ``reference``
    gives ``reference_read_as``, where two formulas are compared.
    """

    kind: Kind
    score: float = 0.0
    reading: str | Callable[[], str] = field(default="", compare=False)
    diagnosis: tuple[Diagnosis, ...] = ()
    note: str = ""
    column: int | None = None
    follows: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    reference: str | Callable[[], str] = field(default="", compare=False)
    summed: tuple[str, ...] = ()
    meant: Node | None = field(default=None, compare=False)
    value: npt.NDArray[Any] | Callable[[], npt.NDArray[Any] | None] | None = field(default=None, compare=False)

    @cached_property
    def read_as(self) -> str:
        """The answer as it was read, on one line; written out only when somebody asks (0.04 ms)."""
        text = self.reading if isinstance(self.reading, str) else self.reading()
        return ", ".join(filter(None, (text, self.as_whole, self.as_summed)))

    @cached_property
    def reference_read_as(self) -> str:
        """What the answer was compared with, as that was read; empty where it was no formula that somebody typed."""
        return self.reference if isinstance(self.reference, str) else self.reference()

    @cached_property
    def numbers(self) -> npt.NDArray[Any] | None:
        """The answer's value at the instance when it has one, so that later answers can follow from it.

        Of a formula it is worked out only when somebody asks: an instance that is not needed is not drawn (1 to 20 ms).
        """
        return self.value() if callable(self.value) else self.value

    @property
    def as_whole(self) -> str:
        """How the second reading is told from the first: ``whole arrays over n``; "" for the first."""
        return f"whole arrays over {' and '.join(self.whole)}" if self.whole else ""

    @property
    def as_summed(self) -> str:
        """Which sums were not written: ``summed over m, as written``; "" for none."""
        return f"summed over {' and '.join(self.summed)}, as written" if self.summed else ""

    def read(self, reading: Callable[[], str]) -> Verdict:
        """The same verdict on an answer that was read so."""
        other = object.__new__(Verdict)  # dataclasses.replace takes 5 µs
        other.__dict__.update(self.__dict__, reading=reading)
        return other

    @property
    def follow_through(self) -> bool:
        """Whether it is right only given the learner's own earlier values, of the steps in ``follows``."""
        return bool(self.follows)

    @property
    def counts(self) -> bool:
        """Whether this was a try: what cannot be read or decided is free."""
        return self.kind in ("correct", "wrong")


def as_numbers(array: npt.NDArray[Any] | None) -> npt.NDArray[Any] | None:
    """An array of finite floats, or None."""
    if array is None or not np.isfinite(array).all():
        return None
    return np.asarray(array, dtype=float)


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith(".") else ".")
