"""The local derivative along each edge of a graph: what a gradient is multiplied by on its way back.

Between numbers it is a number; where an entry of the one enters the same entry of the other alone, an entry each; of a
product with a matrix, the matrix transposed. Of anything else nothing is said on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tutor.derivation.algebra.algebra import times, total
from tutor.derivation.algebra.algebra_forms import to_index_form
from tutor.derivation.differentiation.occurrence import Occurrence
from tutor.derivation.differentiation.pre_activations import with_pre_activations
from tutor.derivation.differentiation.reverse_mode import Entry, ForwardPass
from tutor.derivation.samples.sample_points import SamplePoints
from tutor.derivation.spelling.spelled import spelled
from tutor.errors import TutorError
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError, Ref
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii, to_unicode
from tutor.problems.contract.axis_roles import time_axes
from tutor.problems.contract.problem import Problem
from tutor.record import Record


class Slope(Record):
    """What stands on an edge, as it is shown and as it is typed; its form gives numbers where both ends are one.

    Where it is a matrix, ``matrix`` is its name.
    """

    text: str
    typed: str
    matrix: str = ""
    form: IndexForm | None = None


SlopeKey = tuple[str, str, int]
"""The name that enters, the value that it enters, and how many steps of time later that is."""


@lru_cache(maxsize=64)
def local_slopes(problem: Problem) -> dict[SlopeKey, Slope]:
    """The slopes of all edges that have one to write."""
    named = problem if problem.declares("steps") else with_pre_activations(problem)
    forward, points = ForwardPass(named), SamplePoints(named)
    axes = time_axes(named)
    time = named.scope.axes.class_of(axes[0]) if axes else ""
    found: dict[SlopeKey, Slope] = {}
    for value, form in forward.forms.items():
        try:
            everywhere = forward.occurrences[value]
        except TutorError:  # of a formula without a derivative there is nothing to write
            continue
        by_edge: dict[SlopeKey, list[Occurrence]] = {}
        for one in everywhere:
            later = _steps_later(one.ref, form, time)
            if later is not None:
                by_edge.setdefault((one.ref.name, value, later), []).append(one)
        for key, occurrences in by_edge.items():
            slope = _slope(points, value, form, occurrences, time)
            if slope is not None:
                found[key] = slope
    return found


def _steps_later(ref: Ref, form: Entry, time: str) -> int | None:
    """How many steps later than what it names the value is; None where it is not always as many."""
    if time not in ref.classes or not time:
        return 0
    place = ref.places[ref.classes.index(time)]
    if time not in form.classes:
        return None
    own = form.letters[form.classes.index(time)]
    back = Affine.of(own).plus(place, -1)
    return back.const if back.is_number else None


def _slope(points: SamplePoints, value: str, form: Entry, occurrences: Sequence[Occurrence], time: str) -> Slope | None:
    scope = points.problem.scope
    axes = points.problem.quantity(value).letters
    if all(_same_entry(one, form, time) for one in occurrences):
        term = total(*(times(*one.factors) for one in occurrences))
        try:
            text = spelled(term, form.letters, axes, points)
        except NoFormError:
            return None
        number = all(one == time for one in form.classes)
        written = IndexForm(to_index_form(term), form.letters, form.classes)
        tree = parse(text, scope)
        return Slope(to_unicode(tree, scope), to_ascii(tree, scope), form=written if number else None)
    if len(occurrences) == 1:
        term = times(*occurrences[0].factors)
        if isinstance(term, Ref) and _is_product(term, form):
            return Slope(f"{points.problem.display(term.name)}ᵀ", f"{term.name}.T", term.name)
    return None


def _is_product(matrix: Ref, form: Entry) -> bool:
    """Whether a value is summed over one axis of a matrix and has the other: so it is a product with it."""
    letters = [place.letter for place in matrix.places]
    return len(letters) == 2 and all(letters) and sum(letter in form.letters for letter in letters) == 1


def _same_entry(one: Occurrence, form: Entry, time: str) -> bool:
    """Whether an entry of what is named enters the same entry of the value, and no other."""
    axes = [(place, size) for place, size in zip(one.ref.places, one.ref.classes, strict=True) if size != time]
    own = [(Affine.of(letter), size) for letter, size in zip(form.letters, form.classes, strict=True) if size != time]
    return axes == own and not one.equal and not one.summed
