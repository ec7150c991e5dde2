"""How a page has its samples where the problem has them as rows: one of them, or all as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.columns import in_columns
from tutor.submission.claims.sides.comparing import Compared
from tutor.submission.claims.sides.laid_out import DIFFERENT, MISFIT, SAME
from tutor.submission.claims.sides.one_sample import OF_ONE, sample_axis, sides_of_one, speaks_of_one

IN_COLUMNS = "with samples as columns"
OTHER_SAMPLES = "the page has its samples otherwise"


class Met(NamedTuple):
    """Two sides, how they compare, and what is to be said of how they are read."""

    left: Side
    right: Side
    found: Compared
    note: str = ""


def as_samples_stand(page: PageMemory, text: str, met: Met) -> Met | None:
    """Two sides with samples as the page has them; None where that is left open.

    What only fits with rows is left open on a page that has shown its samples to be columns. ``text`` is what is typed
    on both sides.
    """
    axis = sample_axis(page.problem)
    is_same = met.found.outcome == SAME
    if not axis or (is_same and not page.shows_columns):
        return met
    if not is_same and speaks_of_one(text, page.problem, axis):
        return _first_met(page, sides_of_one(met.left, met.right, page.problem, axis), OF_ONE)
    sides = [(in_columns(met.left, axis), in_columns(met.right, axis))] if page.has_columns else []
    turned = _first_met(page, sides, IN_COLUMNS)
    is_right = turned is not None and turned.found.outcome == SAME
    if is_same:
        return met if is_right else None
    page.shows_columns = page.shows_columns or is_right
    return turned if is_right or (turned is not None and met.found.outcome == MISFIT) else met


def _first_met(page: PageMemory, ways: Iterable[tuple[Side, Side]], note: str) -> Met | None:
    """The first way to read two sides in which they are the same, else that in which they can be compared."""
    tried = [Met(one, other, page.exercise.compared(one, other)) for one, other in ways]
    met = [one for one in tried if one.found.outcome in (SAME, DIFFERENT)]
    best = min(met, key=lambda one: one.found.outcome != SAME, default=None)
    return best._replace(note=note) if best is not None and best.found.outcome == SAME else best
