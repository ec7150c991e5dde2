"""The text of a term: the easiest to read of those that are read back as what they should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutor.derivation.algebra.algebra import Term
from tutor.derivation.algebra.algebra_forms import to_index_form
from tutor.derivation.samples.sample_points import SamplePoints, agree
from tutor.derivation.spelling.candidates import Target, candidates
from tutor.derivation.spelling.flattened_axes import with_flat_axes
from tutor.derivation.spelling.letters import with_distinct_letters
from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError


def spelled(
    term: Term,
    letters: tuple[str, ...],
    axes: tuple[str, ...],
    points: SamplePoints,
    expected: Sequence[Any] | None = None,
) -> str:
    """The text that people would write for a term: at ``letters``, on the ``axes`` that these stand for.

    It is read back and has the values of the term at the sample points, or those that are ``expected`` there. Raises
    NoFormError where the language has no text for it.
    """
    term = with_distinct_letters(term, letters)
    wanted = list(expected) if expected is not None else term_values(term, letters, axes, points)
    flat, places = with_flat_axes(term, letters, points.scope)
    known = dict(zip(letters, axes, strict=True))
    target = Target(places, tuple(known.get(letter, letter) for letter in places), points.scope)
    tried: set[str] = set()
    for candidate in candidates(flat, target):
        if candidate.text not in tried and is_right(candidate.text, axes, points, wanted):
            return candidate.text
        tried.add(candidate.text)
    raise NoFormError("no formula of the language for this expression")


def term_values(term: Term, letters: tuple[str, ...], axes: tuple[str, ...], points: SamplePoints) -> list[Any]:
    """The values of a term at each sample point, by the meaning of its nodes."""
    classes = tuple(points.scope.axes.class_of(axis) for axis in axes)
    return points.form_value(IndexForm(to_index_form(term), letters, classes))


def is_right(text: str, axes: tuple[str, ...], points: SamplePoints, wanted: list[Any]) -> bool:
    """Whether a text is read as what has these values."""
    try:
        return agree(points.value(text, axes), wanted)
    except (FitError, NotationError):
        return False
