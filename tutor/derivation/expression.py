"""The derivatives of one formula: gradients of a number, Jacobians of an array, written in the names of the formula.

A problem of one value says what the names are. What the value itself is called is used in no formula: it has a name
only for the sake of the problem.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutor.derivation.algebra import Term, total
from tutor.derivation.closed_forms import canonical, length, simplified
from tutor.derivation.crossings import crossings
from tutor.derivation.deltas import Contribution, collected, factored, solved
from tutor.derivation.known_sums import KnownSums
from tutor.derivation.letters import readable
from tutor.derivation.record import Crossing, DerivedStep, Path
from tutor.derivation.reverse_mode import ForwardPass, reads
from tutor.derivation.sample_points import SamplePoints
from tutor.derivation.skills import skills_of
from tutor.derivation.step_texts import step_text
from tutor.derivation.words import words_of, words_of_value
from tutor.notation.derived_names import derivative_name
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.proof.complex_step import jacobian


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
        wanted = [
            jacobian(bare, {given: array[0] for given, array in point.given.items()}, point.sizes, value.name, name)
            for point in points.points
        ]
        text = step_text(found, points, wanted)
        known = {"skills": skills_of(found)} | words_of(bare, found)
        steps.append(Step(found.id, text.formula, axes=",".join(found.axes), also=text.also, **known))
    return (Step(value.name, **words_of_value(bare, value)), *steps)


def _derivative(forward: ForwardPass, of: str, by: str, axes: tuple[str, ...]) -> DerivedStep:
    """How each entry of a value changes with each entry of a name in its formula."""
    form = forward.forms[of]
    target = tuple(map(forward.letters.fresh, axes[len(form.letters) :]))
    letters, classes = (*form.letters, *target), tuple(map(forward.axes.class_of, axes))
    free = dict(zip(letters, classes, strict=True))
    terms: list[Term] = []
    crossed: list[Crossing] = []
    for one in forward.occurrences[of]:
        for equal, conditions in reads(one.ref, by, target):
            found = solved(Contribution((*one.factors, *conditions), one.summed, (*one.equal, *equal)), free)
            if found is not None:
                terms.append(collected(found))
                crossed += crossings(one, found, free, None, forward.samples)
    term = factored(total(*terms))
    short = simplified(canonical(term), KnownSums(forward))
    shown = short if length(short) < length(term) else term
    named = dict(zip(letters, axes, strict=True))
    sizes = {letter: forward.axes.class_of(letter) for letter in forward.problem.axes}
    taken = {name for name in forward.problem.quantities if len(name) == 1}
    readably = [readable(one, named, sizes, taken) for one in dict.fromkeys((shown, term))]
    path = Path(of, "", tuple(terms), tuple(dict.fromkeys(crossed)))
    return DerivedStep(derivative_name(of, by), of, by, axes, axes, classes, readably[0], (path,), tuple(readably[1:]))
