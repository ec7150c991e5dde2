"""The values of the forward pass that a page may have the gradients by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tutor.submission.code.assignments.occurrences import Statement
from tutor.submission.code.assignments.page_names import is_gradient, plain
from tutor.submission.code.own_pass.hints import BIAS
from tutor.submission.code.own_pass.losses import Loss, value_of
from tutor.submission.code.own_pass.matching import MOST_TURNS
from tutor.submission.code.own_pass.slopes import Site
from tutor.submission.code.runtime.record_of_run import RETURNED, Assigned

_MOST_SITES = 80
_MOST_CALLS = 3


def sites_of(ones: Sequence[Statement], given: Mapping[str, Any], losses: Sequence[Loss]) -> Iterator[Site]:
    """The arrays that a page is given, and what its statements assign before the last of its losses."""
    last = max(loss.last for loss in losses)
    of_loss = {order for loss in losses for order, _ in loss.parts if np.ndim(_) == 0}
    for key, array in given.items():
        if np.asarray(array).dtype.kind == "f":
            yield Site(key, 0, (), key, (np.asarray(array),))
    count = 0
    for one in ones:
        first = one.all[0]
        entries = tuple(each for each in one.all if each.order <= last)
        if not entries or is_gradient(one.key) or first.kind == RETURNED or first.augmented:
            continue
        if first.allocation and one.goes_on and not np.any(value_of(first)):
            continue  # room that is filled later
        arrays = tuple(value_of(each.replace(whole=None)) for each in entries)
        if any(array is None or not array.size for array in arrays) or any(each.order in of_loss for each in entries):
            continue
        if np.asarray(first.value).dtype.kind != "f" and not _is_bias(one):
            continue
        for places in (*_by_call(entries), *_by_turn(entries)):
            count += 1
            if count <= _MOST_SITES:
                own = tuple(entries[at] for at in places), "", tuple(arrays[at] for at in places)
                yield Site(plain(one.key), one.place[0], *own, frozenset(first.uses))


def _by_turn(entries: Sequence[Assigned]) -> list[list[int]]:
    """The places of a value's assignments one by one, where a loop over few layers makes arrays of several shapes."""
    shapes = {np.shape(one.value) for one in entries}
    several = 1 < len(shapes) <= len(entries) <= MOST_TURNS and all(one.loops for one in entries)
    return [[at] for at in range(len(entries))] if several else []


def _is_bias(one: Statement) -> bool:
    """Whether a whole number is what a bias begins with."""
    first = one.all[0]
    number = type(first.value) is int and not first.uses
    return number and BIAS.fullmatch(plain(one.key).rpartition(".")[2]) is not None


def _by_call(entries: Sequence[Assigned]) -> list[list[int]]:
    """The places of a value's assignments call by call, the last first, where what has no steps was called again."""
    calls = list(dict.fromkeys(one.call for one in reversed(entries)))[:_MOST_CALLS]
    if len(calls) == 1 or any(one.loops for one in entries):
        return [list(range(len(entries)))]
    return [[at for at, one in enumerate(entries) if one.call == call] for call in calls]
