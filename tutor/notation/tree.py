"""The syntax tree of a formula, as it was typed.

Nodes are named tuples: plain data that never changes.
Two kinds may compare equal as tuples, so kinds are told apart with isinstance. ``column`` counts from 1 in the typed
text. Order, brackets that matter and the kind of product are kept, so that a formula can be shown as it was read.
"""

from __future__ import annotations

from tutor.notation.nominal_tuple import NominalTuple


class Num(NominalTuple):
    """A literal number; ``text`` keeps its digits."""

    text: str
    column: int = 0


class Index(NominalTuple):
    """One index: a sum of letters with whole coefficients and a constant; ``last`` counts from the end.

    ``i`` is ``Index((("i", 1),))``; ``t-1`` has ``const=-1``; entry 3 is ``Index((), 3)``; the last step,
    ``h[T]``, is ``Index((), 0, last=True)``. ``label`` is an entry of an array of labels that is added, without
    letters beside it: ``c[n]``.
    """

    terms: tuple[tuple[str, int], ...] = ()
    const: int = 0
    last: bool = False
    label: Ref | None = None

    @property
    def letter(self) -> str:
        """The letter, when the index is just one letter; otherwise ''."""
        return self.terms[0][0] if self.const == 0 and len(self.terms) == 1 and self.terms[0][1] == 1 else ""

    @property
    def is_number(self) -> bool:
        """Whether it is one entry by its number, which is there at some sizes only."""
        return not self.terms and not self.last and self.label is None


Placed = tuple[Index | None, ...]
"""The indices of a name, one for each of its axes: None where an axis is bare."""


class Ref(NominalTuple):
    """A name of the problem. ``index`` has one item an axis (None: that axis is bare), or is None: all bare.

    A flattened pair of axes may have one item for both: a letter that counts their positions row by row, ``z1_p``.
    """

    name: str
    index: Placed | None = None
    column: int = 0


class Size(NominalTuple):
    """The size of an axis, by its capital letter."""

    letter: str
    column: int = 0


class Neg(NominalTuple):
    """Minus something."""

    body: Node


class Bin(NominalTuple):
    """``op`` is one of ``+ - * ⊙ / @``; ``*`` and ``⊙`` are the same, entry by entry."""

    op: str
    left: Node
    right: Node
    column: int = 0


class Chain(NominalTuple):
    """Things written side by side (or joined by · or ×): the product that fits their shapes."""

    items: tuple[Node, ...]
    column: int = 0


class Pow(NominalTuple):
    """``base`` to the power ``exponent``; ``by_entry`` where that is meant of the entries of a square matrix too."""

    base: Node
    exponent: Node
    column: int = 0
    by_entry: bool = False


class Transpose(NominalTuple):
    """Rows for columns."""

    body: Node


class Call(NominalTuple):
    """A function of the language with ``primes`` derivatives taken; ``along`` is the axis that softmax is told."""

    function: str
    args: tuple[Node, ...]
    primes: int = 0
    column: int = 0
    along: str = ""


class Binder(NominalTuple):
    """A letter that is summed over, from ``low`` to ``high`` (None: the whole axis).

    ``size`` is the capital letter that was written for the end of the axis, if one was.
    """

    letter: str
    low: Index | None = None
    high: Index | None = None
    size: str = ""


class Fold(NominalTuple):
    """``kind`` (one of ``FOLDS``) over letters; with no binders over all matrix axes, or over ``axis``.

    ``axis`` counts from 0, or from the last, -1, and may be several. ``kept`` says that what is folded stays as an axis
    of one entry, as NumPy's ``keepdims`` has it.
    """

    kind: str
    binders: tuple[Binder, ...]
    body: Node
    axis: int | tuple[int, ...] | None = None
    column: int = 0
    kept: bool = False


class Delta(NominalTuple):
    """1 where the two letters are equal, else 0."""

    first: str
    second: str
    column: int = 0


class Indicator(NominalTuple):
    """1 where two places are in a relation (``= != < <= > >=``), else 0: ``1[j<=i]``, ``1[k=c[n]]``."""

    left: Index
    relation: str
    right: Index
    column: int = 0


class Compare(NominalTuple):
    """1 where two numbers are in a relation (as in ``Indicator``), else 0: ``1[z>0]``."""

    relation: str
    left: Node
    right: Node
    column: int = 0


class ArgMax(NominalTuple):
    """1 where a place is the first of ``letter`` at which the body is largest, else 0: ``1[j=argmax_k(S[i,k])]``."""

    place: Index
    letter: str
    body: Node
    column: int = 0


class Listing(NominalTuple):
    """``[a, b]``: values put one after another. ``kind``: free, row or column."""

    items: tuple[Node, ...]
    kind: str = "free"
    column: int = 0


class Part(NominalTuple):
    """An entry of a value, one index for each of its matrix axes in order: ``(W^T d)_i``, ``softmax(z)[1]``."""

    body: Node
    index: tuple[Index, ...]
    column: int = 0


class Lettered(NominalTuple):
    """What stands after a left side with letters, ``∂L/∂W_ij = ...``: each of ``letters`` is an axis of what is asked.

    ``letters`` are pairs of a letter as written and the axis that it stands for.
    """

    body: Node
    letters: tuple[tuple[str, str], ...]


class View(NominalTuple):
    """The entries of an array with its axes laid out anew, as NumPy and torch do by ``kind`` and what it is given.

    ``[]`` has ``:`` for an axis, ``None`` for a new one of one entry; ``permute``, ``swapaxes``, ``unsqueeze`` and
    ``squeeze`` have axes by their numbers; ``reshape`` has the sizes, ``-1`` for one that is left open; ``joined`` is a
    list whose arrays stand one after another along the axis.
    """

    kind: str
    body: Node
    given: tuple[str, ...] = ()
    column: int = 0


class Einsum(NominalTuple):
    """The products of entries of arrays, the axes of each named by letters, summed over those not in ``result``."""

    letters: tuple[str, ...]
    result: str
    args: tuple[Node, ...]
    column: int = 0


class Arrays(NominalTuple):
    """A formula that is written for whole arrays, as in NumPy.

    ``whole`` says that nothing runs in it; ``strict`` that axes meet as NumPy's do, aligned from the last. With neither
    it only counts axes, ``sum(a, axis=0)``: its value is that of the body, but an answer means whole arrays by it.
    """

    body: Node
    whole: bool = False
    strict: bool = True


class Derivative(NominalTuple):
    """The derivative of ``body`` by a name, as it was typed: ``d/dz sigma(z)``, ``∂z2/∂W2``."""

    body: Node
    by: Ref
    column: int = 0


Mark = tuple[str, str, str]
"""A letter that stands for an axis, the name of that axis, and its size class."""


class Worked(NominalTuple):
    """A derivative that is worked out for formulas in which the letters ``running`` run.

    ``entry`` is the formula of one entry: ``of`` are the letters of the axes of what is differentiated, ``by`` those of
    what it is differentiated by, and ``free`` the letters that were typed there. ``diagonal`` is the entry at the same
    place of both where all others are zero. ``number`` says that what is differentiated is one number.
    """

    running: tuple[str, ...]
    entry: Node
    of: tuple[Mark, ...]
    by: tuple[Mark, ...]
    free: tuple[Mark, ...] = ()
    diagonal: Node | None = None
    number: bool = False


class Jacobian(NominalTuple):
    """A derivative that is worked out, in each reading that it has: an array on the axes of both.

    ``of`` is the name of what is differentiated, if it is one. ``held`` are names in it that depend on the other name
    too, and are held fixed. With ``along`` it is the diagonal alone.
    """

    source: Derivative
    ways: tuple[Worked, ...]
    of: str = ""
    held: tuple[str, ...] = ()
    along: bool = False


Node = (
    Num
    | Ref
    | Size
    | Neg
    | Bin
    | Chain
    | Pow
    | Transpose
    | Call
    | Fold
    | Delta
    | Indicator
    | Compare
    | ArgMax
    | Listing
    | Part
    | Lettered
    | View
    | Einsum
    | Arrays
    | Derivative
    | Jacobian
)
