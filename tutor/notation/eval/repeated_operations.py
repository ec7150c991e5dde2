"""Recorded operations that come again: what many formulas with one edit each have in common is computed once."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

from tutor.notation.eval.recorded_program import Operation, Together


def done_once(
    operations: Sequence[Operation], roots: Sequence[int], outputs: Sequence[int]
) -> tuple[list[Operation], list[int]]:
    """The operations without those that do again what one before them did, and the places where the outputs are then.

    ``roots`` tell of each place of which array it shows a part. Arrays that are filled stay apart: each is one of its
    own, and what is read off one before it is filled is not what is read off it afterwards.
    """
    filled = {roots[one.arguments[0]] for one in operations if one.function is operator.setitem}
    times: Counter[int] = Counter()
    known: dict[Hashable, int] = {}
    same: dict[int, int] = {}
    kept = []
    for one in operations:
        one = one.reading(same)
        if one.function is operator.setitem:
            times[roots[one.arguments[0]]] += 1
        elif roots[one.place] not in filled:
            states = tuple([times[roots[place]] for place in one.arguments])
            first = known.setdefault((_named(one.function), one.arguments, states), one.place)
            if first != one.place:
                same[one.place] = first
                continue
        kept.append(one)
    return kept, [same.get(place, place) for place in outputs]


def _named(function: Callable[..., Any]) -> Hashable:
    """What tells functions apart: one with some arguments given already is told by these."""
    if isinstance(function, Together):
        told: tuple[Any, ...] = (Together, function.function, *function.rest, *function.how.items())
    elif isinstance(function, partial):
        told = (partial, function.func, *function.args, *function.keywords.items())
    else:
        return function
    try:
        hash(told)
    except TypeError:
        return function
    return told
