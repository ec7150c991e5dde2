"""The mistakes behind the wrong arrays of a check, each once, with what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.marking.gradcheck.rows import VALUE, Row
from tutor.marking.verdict import UNRECOGNISED, Diagnosis

LOOKS = ("block", "place")
"""Codes that say where an array differs, and not why."""


class Cause(NamedTuple):
    """What went wrong in one place: the formulas by id, what is said of it, and the wrong arrays.

    ``own`` are those of the formulas themselves, where they were handed in; the others follow from it.
    """

    places: tuple[str, ...]
    diagnosis: tuple[Diagnosis, ...]
    own: tuple[Row, ...]
    following: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All arrays that are wrong because of it."""
        return (*self.own, *self.following)


def causes_of(rows: Sequence[Row]) -> list[Cause]:
    """The causes of what is wrong: in values of the forward pass first, then by how much follows from each."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Row]] = {}
    for row in rows:
        if not row.agrees:
            found.setdefault(_key(row, rows), []).append(row)
    causes = []
    for (places, _), wrong in found.items():
        own = tuple(row for row in wrong if row.follows is None)
        following = tuple(row for row in wrong if row.follows is not None)
        said = (own or following)[0].diagnosis or (UNRECOGNISED,)
        causes.append(Cause(places, said, own, following))
    return sorted(
        _together(causes), key=lambda cause: (not any(row.kind == VALUE for row in cause.own), -len(cause.rows))
    )


def _together(causes: Sequence[Cause]) -> list[Cause]:
    """The causes, with all arrays that nothing explains and nothing follows from in one."""
    alone = [cause for cause in causes if not cause.following and _is_unknown(cause)]
    if len(alone) < 2:
        return list(causes)
    own = tuple(row for cause in alone for row in cause.own)
    together = Cause(tuple(cause.places[0] for cause in alone), (UNRECOGNISED,), own, ())
    return [cause for cause in causes if cause not in alone] + [together]


def _is_unknown(cause: Cause) -> bool:
    """Whether no more than the look of an array is known."""
    return all(part.code in (*LOOKS, UNRECOGNISED.code) for part in cause.diagnosis)


def _key(row: Row, rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formulas that a wrong row is explained by, and the mistakes there: those of the array it follows from."""
    source = row
    if row.follows is not None:
        source = next((other for other in rows if other.step == row.follows and not other.agrees), row)
    places = next((part.places for part in source.diagnosis if part.places), ())
    if len(places) < 2:
        places = (row.follows or row.step or row.name,)
    return places, tuple(part.code for part in source.diagnosis)
