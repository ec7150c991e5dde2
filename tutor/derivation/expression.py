"""The derivative of a single expression over declared names: ``sum((X w - y)^2)`` by w is ``2 X^T (X w - y)``."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple

import numpy as np

from tutor.derivation.closed_forms import length, simplified
from tutor.derivation.derivation import readable_in
from tutor.derivation.jacobian import jacobian
from tutor.derivation.known_sums import KnownSums
from tutor.derivation.record import DerivedStep
from tutor.derivation.reverse_mode import ForwardPass
from tutor.derivation.sample_points import SamplePoints, gradient_scope
from tutor.derivation.step_texts import proved_texts
from tutor.errors import TutorError, did_you_mean
from tutor.notation.derived_names import derivative_name
from tutor.problems.contract.problem import Problem
from tutor.problems.network.reader import read_network
from tutor.problems.proof.complex_step import jacobian as jacobian_by_complex_step

_RESULTS = ("f", "F", "y", "Y", "J", "result")
_LETTERS = "ijklmnopqrstuvabcdegh"


class ExpressionDerivative(NamedTuple):
    """The derivative of an expression: its formula, other forms of it, the letters of its axes, and how it came."""

    formula: str
    also: tuple[str, ...]
    axes: tuple[str, ...]
    step: DerivedStep


def derive_expression(text: str, by: str, declared: Iterable[str]) -> ExpressionDerivative:
    """The derivative of an expression by a name; ``declared`` are all names with their axes, ``X[n,i]``.

    Of a number it is the gradient, on the axes of the name; of an array it has the axes of the array first. Raises
    TutorError for what cannot be read or fits nowhere, for a name that is not there, and for what has no derivative.
    """
    problem, of = _problem(text, tuple(declared))
    if by not in problem.quantities or by in (of, *problem.upstream.values()):
        given = [quantity.name for quantity in problem.given if quantity.name not in problem.upstream.values()]
        raise TutorError(f"`{by}` is not a declared name{did_you_mean(by, given)}", title="No such name")
    problem, axes = _with_axes_apart(problem, of, by)
    forward = ForwardPass(problem)
    entry = jacobian(forward, of, by)
    letters = dict(zip(entry.letters, axes, strict=True))
    shorter = simplified(entry.term, KnownSums(forward), entry.class_of)
    terms = sorted({entry.term: None, shorter: None}, key=length)
    first, *others = (readable_in(forward, term, letters) for term in terms)
    step = DerivedStep(derivative_name(of, by), of, by, axes, axes, entry.classes, first, (), tuple(others))
    points = SamplePoints(problem, gradient_scope(problem))
    wanted = [
        jacobian_by_complex_step(problem, {name: array[0] for name, array in one.given.items()}, one.sizes, of, by)
        for one in points.points
    ]
    found = proved_texts(step, points, [np.asarray(array) for array in wanted])
    return ExpressionDerivative(found.formula, found.also, axes, step)


def _problem(text: str, declared: tuple[str, ...]) -> tuple[Problem, str]:
    """The network of the one value that the expression is, and the name of that value."""
    taken = {name.partition("[")[0].strip() for name in declared}
    of = next(name for name in _RESULTS if name not in taken)
    arrives = next(name for name in (f"d{of}", f"d{of}0", f"d{of}00") if name not in taken)
    lines = [*(f"input {name} positive" for name in declared), f"upstream {arrives} for {of}", f"{of} = {text}"]
    return read_network("\n".join(lines), "expression"), of


def _with_axes_apart(problem: Problem, of: str, by: str) -> tuple[Problem, tuple[str, ...]]:
    """The letters of the derivative, and the problem with a second letter for each axis that both of them have."""
    upper, lower = (problem.quantity(name).letters for name in (of, by))
    known = {*problem.axes, *(name for name in problem.quantities if len(name) == 1)}
    spare = (letter for letter in _LETTERS if letter not in known)
    second = {letter: next(spare) for letter in lower if letter in upper}
    other = copy(problem)
    other.axes = {**problem.axes, **dict.fromkeys(second.values(), "")}
    alike = {new: problem.like.get(letter, letter) for letter, new in second.items()}
    other.like = {**problem.like, **alike}
    return other.forward_only(), (*upper, *(second.get(letter, letter) for letter in lower))
