"""What is told of a path: what it crosses, put together where a teacher would say it in one clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tutor.derivation import record
from tutor.derivation.record import Crossing
from tutor.derivation.words.crossing_words import PICKED_AGAIN, PRODUCTS, SCALED, STRIKING

_INSIDE_SOFTMAX = (record.OUTER, record.SHARED, record.GATE, record.SPREAD)
_INSIDE_WINDOW = (record.MATRIX, record.OUTER, record.SHARED, record.GATE)


class Told(NamedTuple):
    """One thing to tell: its kind, what is crossed with, the letters that are summed, and how it is crossed."""

    kind: str
    names: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    detail: str = ""

    @property
    def rank(self) -> int:
        """Its place among what a step is remembered for."""
        return STRIKING.index(self.kind) if self.kind in STRIKING else len(STRIKING)


def told(crossed: Sequence[Crossing], by: str, is_number: Callable[[str], bool]) -> list[Told]:
    """What is told of a path that crosses these things on its way to the quantity ``by``, the most striking first.

    Of a softmax and of a window, not the products and sums that their derivatives are made of; of a square, not that
    it is multiplied by itself. A product with an array that is summed where the quantity is used again is one thing.
    """
    found = [_plain(one, is_number) for one in crossed]
    if record.SOFTMAX in {one.kind for one in found}:
        found = [one for one in found if one.kind not in _INSIDE_SOFTMAX]
    kinds = {one.kind for one in found}
    if record.POWER in kinds:
        found = [one for one in found if one.kind != record.GATE or one.names != (by,)]
    if record.CONVOLUTION in kinds:
        met = _all_names(one for one in found if one.kind in _INSIDE_WINDOW)
        found = [
            one._replace(names=met) if one.kind == record.CONVOLUTION else one
            for one in found
            if one.kind not in _INSIDE_WINDOW
        ]
    elif record.PICKED in kinds:
        found = [one._replace(kind=PICKED_AGAIN) if one.kind == record.SHARED else one for one in found]
    elif record.SHARED in kinds and kinds & {record.OUTER, record.GATE}:
        letters = next(one.letters for one in found if one.kind == record.SHARED)
        parts = (record.OUTER, record.GATE)
        product = Told(PRODUCTS, _all_names(one for one in found if one.kind in parts), letters)
        found = [one for one in found if one.kind not in (*parts, record.SHARED)] + [product]
    return sorted(_merged(found), key=lambda one: one.rank)


def _plain(one: Crossing, is_number: Callable[[str], bool]) -> Told:
    kind = SCALED if one.kind == record.GATE and is_number(one.name) else one.kind
    return Told(kind, (one.name,) if one.name else (), one.letters, one.detail)


def _all_names(found: Iterable[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in found for name in one.names))


def _merged(found: Sequence[Told]) -> list[Told]:
    """Things of one kind with all their names."""
    groups: dict[tuple[str, tuple[str, ...], str], Told] = {}
    for one in found:
        key = one.kind, one.letters, one.names[0] if one.kind == record.SLOPE else one.detail
        groups[key] = one._replace(names=_all_names((groups[key], one))) if key in groups else one
    return list(groups.values())
