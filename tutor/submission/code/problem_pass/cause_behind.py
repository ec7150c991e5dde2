"""The wrong gradient under a name of the page's own that several other wrong ones are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tutor.submission.code.assignments.page_names import is_gradient
from tutor.submission.code.problem_pass.reading import Read, Reading
from tutor.submission.code.problem_pass.truth import Meaning
from tutor.submission.verdicts import NOT_JUDGED, RIGHT, WRONG

_LEAST = 2
"""From so many wrong gradients on what they have in common is looked at, and so many must be right without it."""
_Put = Callable[[Mapping[tuple[int, str, int], Any]], Reading | None]


def behind(first: Read, wrong: Sequence[Read], reading: Reading, meanings: Iterable[Meaning], put: _Put) -> Read | None:
    """What nobody judged and the first wrong gradient is made from, as a wrong one; None where nothing says so.

    That is so if with one of the problem's gradients in its place most that is made from it is right, and nothing else
    goes wrong. ``put`` runs the page with arrays in the place of single assignments.
    """
    known = {one.id for one in wrong}
    tried = list(meanings)
    for one in reading.read:
        key = one.statement.key
        made = {each.id for each in wrong if key in each.statement.all[-1].uses}
        is_open = one.verdict == NOT_JUDGED and one.meaning is None and is_gradient(key)
        if not is_open or first.id not in made or len(made) < _LEAST:
            continue
        for meaning in tried:
            found = reading.compared(one.statement, meaning)
            again = put(found.truths) if found is not None and found.truths else None
            if found is None or again is None:
                continue
            still = {each.id for each in again.read if each.verdict == WRONG}
            right = {each.id for each in again.read if each.verdict == RIGHT} & made
            if len(right) >= _LEAST and 2 * len(right) > len(made) and still <= known:
                return one._replace(verdict=WRONG, meaning=meaning, compared=found)
    return None
