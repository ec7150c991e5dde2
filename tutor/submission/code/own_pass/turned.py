"""Gradients of a page that are right but for their layout: in code a gradient has the shape of its array."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from tutor.submission.code.own_pass.reading import Found, OwnReading
from tutor.submission.verdicts import RIGHT

_MATRIX = 2
_ANOTHER_LAYOUT = r"\.T\b|\.t\(|\.transpose\(|\.swapaxes\("


def turned(best: OwnReading) -> Iterator[Found]:
    """The gradients of given matrices that are the other way round, where the page has others the right way.

    What the page itself turns before it uses it is meant so.
    """
    layouts = [(one, found) for one in best.found if (found := _is_turned(one, best)) is not None]
    if all(is_turned for _, is_turned in layouts):
        return
    for one, is_turned in layouts:
        if (
            is_turned
            and one.site is not None
            and one.site.is_root
            and not _is_turned_later(one.statement.place[1], best)
        ):
            yield one


def _is_turned(one: Found, best: OwnReading) -> bool | None:
    """Whether a right gradient has its axes the other way round; None where that cannot be told."""
    if one.verdict != RIGHT or one.site is None or len(one.site.arrays) != 1:
        return None
    last = (one.statement.last or one.statement.all)[-1]
    shape = np.shape(last.value if last.whole is None else last.whole)
    wanted = np.shape(one.site.arrays[0])
    square = len(set(wanted)) == 1 or 1 in wanted
    if len(wanted) != _MATRIX or square or shape not in (wanted, wanted[::-1]):
        return None
    return shape != wanted and one.site in best.values.of(one.statement)


def _is_turned_later(name: str, best: OwnReading) -> bool:
    later = re.compile(rf"(?<![\w.]){re.escape(name)}(?:{_ANOTHER_LAYOUT})|transpose\({re.escape(name)}\)")
    return any(later.search(one.text) for one in best.run.assigned)
