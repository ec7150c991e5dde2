"""The derivatives of one formula: gradients of a number, Jacobians of an array, written in the names of the formula.

A problem of one value says what the names are. What the value itself is called is used in no formula: it has a name
only for the sake of the problem.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutor.derivation.closed_forms.closed_forms import length, simplified
from tutor.derivation.closed_forms.known_sums import KnownSums
from tutor.derivation.derivation import readable_in
from tutor.derivation.differentiation.jacobian import jacobian
from tutor.derivation.differentiation.reverse_mode import ForwardPass
from tutor.derivation.record import DerivedStep, Path
from tutor.derivation.samples.sample_points import SamplePoints
from tutor.derivation.step_texts import proved_texts
from tutor.derivation.words.gradient_words import gradient_words
from tutor.derivation.words.value_words import value_words
from tutor.notation.derived_names import derivative_name
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import parsed
from tutor.problems.proof.complex_step import jacobian as jacobian_by_complex_step


def expression_steps(problem: Problem, by: Mapping[str, tuple[str, ...]]) -> tuple[Step, ...]:
    """A step for the problem's one value and one for each name, on the axes of the value, then those given for it.

    All these axes differ. Raises TutorError for a formula that has no derivative in the language, or none that could
    be proved.
    """
    bare = problem.forward_only()
    forward = ForwardPass(bare, values_are_named=False)
    points = SamplePoints(bare, bare.scope)
    value = bare.values[0]
    steps = []
    for name, axes in by.items():
        found = _derivative(forward, value.name, name, (*value.letters, *axes))
        arrays = [{given: array[0] for given, array in point.given.items()} for point in points.points]
        wanted = [
            jacobian_by_complex_step(bare, given, point.sizes, value.name, name)
            for given, point in zip(arrays, points.points, strict=True)
        ]
        text = proved_texts(found, points, wanted)
        words = gradient_words(found, bare)._asdict()
        steps.append(Step(found.id, text.formula, axes=",".join(found.axes), also=text.also, **words))
    tree = parsed(bare)[value.name].tree
    return (Step(value.name, **value_words(value.name, tree, bare)._asdict()), *steps)


def _derivative(forward: ForwardPass, of: str, by: str, axes: tuple[str, ...]) -> DerivedStep:
    """How each entry of a value changes with each entry of a name in its formula."""
    entry = jacobian(forward, of, by)
    letters = dict(zip(entry.letters, axes, strict=True))
    short = simplified(entry.term, KnownSums(forward), entry.class_of)
    terms = sorted({entry.term: None, short: None}, key=length)
    first, *others = (readable_in(forward, term, letters) for term in terms)
    path = Path(of, "", (first,), ())
    return DerivedStep(derivative_name(of, by), of, by, axes, axes, entry.classes, first, (path,), tuple(others))
