"""The questions of a derivation: a step asks for a formula or numbers, a choice for options."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.record import Record


class Step(Record):
    """One step of the derivation.

    ``id`` is what is asked for: a value (``yhat``), a gradient (``dL/dw_io``), a local factor or Jacobian
    (``dy1/dz1``: the axes of y1, then those of z1), an updated parameter (``W_o_new``), or a name of its own with
    ``axes`` and ``formula``. A value's step needs no formula: it is the value's. The formula may use all names of
    the problem and earlier targets. ``also`` lists other right forms, shown in the worked step and proved equal.
    ``refuse`` lists functions that would give the answer away (``sigma'`` where its derivation is asked). ``where``
    says for which entries a formula is asked, ``k < t`` or ``t < T``: at the others any value is right.
    ``hints`` rise in strength and never hold the answer.
    """

    id: str
    formula: str = ""
    axes: str | None = None
    symbol: str = ""
    ask: str = ""
    rule: str = ""
    why: str = ""
    hints: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    where: str = ""


class Choice(Record):
    """A question answered by picking options, numbered from 1 in ``options``.

    ``answer`` holds the right numbers. With ``many`` several may be right; with ``ordered`` their order counts.
    ``slips`` explains wrong picks: option number to (code, message).
    """

    id: str
    ask: str
    options: tuple[str, ...]
    answer: tuple[int, ...]
    many: bool = False
    ordered: bool = False
    rule: str = ""
    why: str = ""
    hints: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    slips: Mapping[int, tuple[str, str]] = {}


class Figure(Record):
    """The computation graph as data: names in display order, and edges from operand to result."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
