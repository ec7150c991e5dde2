"""The texts of derived steps. No formula comes out that is not right.

Every text is read by the reader and held, at two instances of distinct sizes, against the derivative that the forward
pass itself gives there by complex step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import Term
from tutor.derivation.algebra.algebra_forms import to_index_form
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.record import DerivedStep
from tutor.derivation.samples.sample_points import SamplePoints
from tutor.derivation.spelling.spelled import is_right, spelled
from tutor.errors import TutorError
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError
from tutor.notation.write.one_line import to_ascii
from tutor.notation.write.tree_form import to_tree
from tutor.problems.contract.step import Step
from tutor.problems.network.formula_text import spread
from tutor.problems.proof.complex_step import expected

LONGEST_OTHER = 160
"""Other forms that are longer than two lines are not shown."""


class StepText(NamedTuple):
    """The formula of a step and other right forms of it, as texts."""

    formula: str
    also: tuple[str, ...]


def step_text(step: DerivedStep, points: SamplePoints) -> StepText:
    """The formula of a step, proved, and the other forms that are. Raises TutorError where none could be proved."""
    if not points.problem.quantity(step.of).letters:
        return proved_texts(step, points, points.gradient(step.of, step.by))
    asked = Step(step.id, axes=",".join(step.axes))
    arrays = [{name: array[0] for name, array in one.given.items()} for one in points.points]
    pairs = zip(arrays, points.points, strict=True)
    return proved_texts(step, points, [expected(points.problem, asked, given, one.sizes) for given, one in pairs])


def proved_texts(step: DerivedStep, points: SamplePoints, wanted: list[Any]) -> StepText:
    """The same for a derivative that has these values at the points."""
    texts = [text for term in (step.term, *step.also) for text in _proved(term, step, points, wanted)]
    if not texts:
        raise TutorError(
            f"{step.id} could not be derived: no formula that was found has its values", title="Not derived"
        )
    others = dict.fromkeys(text for text in texts[1:] if text != texts[0] and len(text) <= LONGEST_OTHER)
    return StepText(texts[0], tuple(others))


def _proved(term: Term, step: DerivedStep, points: SamplePoints, wanted: list[Any]) -> Iterator[str]:
    """The best text of a term, or that with all letters, if one of them has the values that are wanted."""
    for write in (_best, _with_all_letters, _spread):
        try:
            texts = write(term, step, points, wanted)
        except NoFormError:
            continue
        for text in texts:
            if is_right(text, step.axes, points, wanted):
                yield text
                return


def _best(term: Term, step: DerivedStep, points: SamplePoints, wanted: list[Any]) -> list[str]:
    if len(step.letters) < len(step.axes):  # a pair of axes counted as one
        wanted = [array.reshape(array.size) for array in wanted]
        return [spelled(term, step.letters, step.letters, points, wanted)]
    return [spelled(term, step.letters, step.axes, points, wanted)]


def _with_all_letters(term: Term, step: DerivedStep, points: SamplePoints, wanted: list[Any]) -> list[str]:
    tree = to_tree(IndexForm(to_index_form(term), step.letters, step.classes))
    return [to_ascii(tree, points.scope)]


def _spread(term: Term, step: DerivedStep, points: SamplePoints, wanted: list[Any]) -> list[str]:
    """A term that is the same along some of the axes, times a vector of ones along each."""
    own = free_letters(term)
    missing = [letter for letter in step.letters if letter not in own]
    if not missing or len(step.letters) < len(step.axes):
        return []
    kept = tuple(letter for letter in step.letters if letter in own)
    along = tuple(at for at, letter in enumerate(step.letters) if letter not in own)
    text = spelled(term, kept, kept, points, [array.mean(axis=along) for array in wanted])
    return list(spread(text, missing, ()))
