"""Gradients whose names say of no value, told to be wrong by what is made from them.

What is handed on as ``draw`` may be the gradient by any value of its shape. If the truth of one of them in its place
leaves nothing wrong, and what it is made from is right then, the mistake is made there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tutor.submission.code.assignments.comparison import placed_as
from tutor.submission.code.own_pass.matching import Paired, along, pairings
from tutor.submission.code.own_pass.reading import TOLERANCE, Found, OwnReading, gradients_behind
from tutor.submission.code.own_pass.slopes import Site
from tutor.submission.verdicts import RIGHT, WRONG

_MOST_VALUES = 3


def wrong_without_a_name(best: OwnReading) -> Found | None:
    """The one that all other mistakes of a page come of; None where there is none."""
    wrong = sorted((one for one in best.found if one.verdict == WRONG), key=best.since)
    for one in gradients_behind(best.found, wrong[0]) if wrong else ():
        for site, paired in list(_meanings(best, one))[:_MOST_VALUES]:
            if _explains(best, one, site, paired):
                return Found(one.statement, WRONG, site, paired, best.ratio(one.statement, site))
    return None


def _meanings(best: OwnReading, one: Found) -> Iterator[tuple[Site, Paired]]:
    """The values that a gradient may be by: where it is made step by step, those for which its first step is right."""
    for site in best.sites:
        for paired in pairings(one.statement, site):
            if len(paired) > 1 and _begins_right(best, site, paired):
                yield site, paired


def _begins_right(best: OwnReading, site: Site, paired: Paired) -> bool:
    slope = best.slopes.slope(site)
    first = min(paired, key=lambda entry: entry[0].order)
    if slope is None:
        return False
    directions = [each if at == first[2] else 0.0 * each for at, each in enumerate(slope.directions)]
    alone = best.slopes.along(site, directions)
    got, most = along((first,), directions)
    return alone is not None and abs(got - float(alone.changes[best.loss])) <= TOLERANCE * most


def _explains(best: OwnReading, one: Found, site: Site, paired: Paired) -> bool:
    """Whether nothing is wrong with the truth in the place of a gradient, and what it is made from is right."""
    truths = best.slopes.entries(site, best.loss)
    if truths is None:
        return False
    instead = {
        (entry.line, entry.name, entry.occurrence): placed_as(np.shape(value), truths[place], None)
        for entry, value, place in paired
    }
    again = best.again(best.page.run(instead))
    right = {each.statement.key for each in again if each.verdict == RIGHT}
    behind = {each.statement.key for each in gradients_behind(best.found, one)}
    return not any(each.verdict == WRONG for each in again) and behind <= right
