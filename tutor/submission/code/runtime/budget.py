"""What a run of handed-in code may take: steps, entries of arrays, and the depth of calls. No clock is asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

STEPS = 120_000
"""Nodes that are evaluated in one run, with the work of array operations counted in: about half a second."""
ENTRIES = 6_000_000
"""Entries of all arrays and lists that one run makes, kept or not: 48 MB."""
LARGEST = 1_000_000
"""Entries of one array."""
LONGEST = 20_000
"""Items of one list, range or text."""
PASSES = 100
"""Times that the body of one loop is run: sequences and batches are short here, training loops are not."""
CALLS = 24
"""Functions of the page within each other."""
_PER_STEP = 100
"""Entries that an array operation handles in the time of one step."""
_BITS = 256
"""Bits of the largest whole number."""


UNBOUND = "has no value there yet"
"""Why a function cannot read a name that it gives a value later."""


class CodeError(Exception):
    """A statement that fails, or that is not known: what is said of it."""


class ShapesError(CodeError):
    """Shapes that do not fit together; ``sizes`` are the pairs that should have been equal."""

    def __init__(self, said: str, sizes: Sequence[tuple[int, int]]) -> None:
        super().__init__(said)
        self.sizes = tuple((int(one), int(other)) for one, other in sizes)


class NotKnownError(CodeError):
    """Something that the interpreter has no rule for: the value is unknown, the statement need not be wrong."""


class StopError(Exception):
    """The run has taken all that it may."""


class Budget:
    """What is left of a run."""

    def __init__(self, steps: int = STEPS, entries: int = ENTRIES) -> None:
        self.steps = steps
        self.entries = entries
        self.calls = 0
        self.overruns: set[tuple[int, int]] = set()
        """Axes of which a part beyond their end was asked for: how long they are, and up to where it goes."""

    def step(self, count: int = 1) -> None:
        """Take steps. Raises StopError where none are left."""
        self.steps -= count
        if self.steps < 0:
            raise StopError("it takes too many steps")

    def make(self, entries: int) -> None:
        """Take room for an array or a list, before it is made. Raises CodeError for one that is too large."""
        if entries > LARGEST:
            raise NotKnownError(f"an array of {entries if entries < 10**15 else 'very many'} entries is too large")
        self.entries -= entries
        if self.entries < 0:
            raise StopError("its arrays take too much memory")
        self.step(1 + entries // _PER_STEP)

    def work(self, count: int) -> None:
        """Take the steps for so many multiplications or the like."""
        self.step(1 + count // _PER_STEP)

    def shape(self, shape: Iterable[int]) -> None:
        """Take room for an array of this shape."""
        self.make(math.prod(max(int(size), 0) for size in shape))

    def items(self, count: int) -> None:
        """Take room for a list or a text."""
        if count > LONGEST:
            raise NotKnownError(f"a list of {count if count < 10**15 else 'very many'} items is too long")
        self.make(count)

    def result(self, *shapes: tuple[int, ...]) -> tuple[int, ...]:
        """Take room for what comes of broadcasting these shapes, and return its shape. Raises CodeError."""
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            said = f"the shapes {' and '.join(map(shown, shapes))} do not fit together"
            raise ShapesError(said, _unequal(shapes)) from None
        self.shape(shape)
        return shape


def _unequal(shapes: Sequence[tuple[int, ...]]) -> list[tuple[int, int]]:
    """The pairs of sizes for which two shapes cannot be broadcast."""
    pairs = zip(reversed(shapes[0]), reversed(shapes[-1]), strict=False)
    return [(one, other) for one, other in pairs if one != other and 1 not in (one, other)]


def shown(shape: Iterable[int]) -> str:
    """A shape as NumPy writes it, ``(2, 3)``."""
    return str(tuple(int(size) for size in shape))


def small_int(value: int) -> int:
    """A whole number, if it is one of readable length."""
    if value.bit_length() > _BITS:
        raise NotKnownError("a whole number of too many digits")
    return value
