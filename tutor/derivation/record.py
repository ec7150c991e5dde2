"""What is known of a derived step: its formula as terms, path by path, and what each path crosses on its way.

The text of the formula and the words of the step are made from this, and from nothing else.
"""

from __future__ import annotations

from tutor.derivation.algebra.algebra import Term
from tutor.record import Record

SLOPE, SOFTMAX, MAXIMUM, PRODUCT_OVER, POWER, MATRIX_POWER = (
    "slope",
    "softmax",
    "maximum",
    "product over",
    "power",
    "matrix power",
)
"""A function, a softmax, a maximum, a ``prod``, a power (a square, a quotient, a root), a power of a matrix."""
BLOCK, CONVOLUTION, RECURRENCE, BEFORE_FIRST, PICKED, LIMITED = (
    "block",
    "convolution",
    "recurrence",
    "before first",
    "picked",
    "limited",
)
"""A part of a list or of a longer axis, a moving window, a neighbour in time, what stands before the first entry, an
entry at a fixed place or a label, a sum with limits."""
SHARED, SPREAD, OUTER, MATRIX, GATE, UNCHANGED = "shared", "spread", "outer", "matrix", "gate", "unchanged"
MEAN = "mean"
"""Used for several entries, used along letters that the quantity lacks, times what has other letters, times a matrix
over a letter, times another value entry by entry, not changed at all; averaged."""


class Crossing(Record):
    """One thing that a path crosses.

    ``kind`` is one of the words above. ``name`` is what is crossed with: the function, the other factor, the value
    whose slope is written. ``letters`` are those that are summed, windowed, or averaged over. ``detail`` says more:
    how a slope is written (``value`` or ``argument``), from which side a matrix comes (``left`` or ``right`` of what
    arrives), which way a neighbour is (``next`` or ``previous``), which number a block has.
    """

    kind: str
    name: str = ""
    letters: tuple[str, ...] = ()
    detail: str = ""


class Path(Record):
    """What comes to a quantity through one of the values that it enters.

    ``consumer`` is that value, ``arrives`` the gradient that is there (``dL/dz``; empty where it is the result
    itself). ``terms`` add up to the share of this path, in the letters of the step.
    """

    consumer: str
    arrives: str
    terms: tuple[Term, ...]
    crossed: tuple[Crossing, ...]


class DerivedStep(Record):
    """The derivative of one quantity by another as a formula, at an entry.

    ``id`` is ``dL/dW``, ``of`` L and ``by`` W. ``letters`` with their ``classes`` are those of an entry, on ``axes``
    of the problem: the same ones, but for a pair of axes that is counted as one. ``term`` is the form to show;
    ``also`` are other forms. ``closed`` says that the loss has been put into ``term``: ``p - y`` and not
    ``p*(dL/dp - ...)``. ``paths`` are in the order in which the values are computed, and always step by step.
    """

    id: str
    of: str
    by: str
    axes: tuple[str, ...]
    letters: tuple[str, ...]
    classes: tuple[str, ...]
    term: Term
    paths: tuple[Path, ...]
    also: tuple[Term, ...] = ()
    closed: bool = False
