"""Networks with unusual letters, labels, maxima and strides: proved, and lowered to forms that hold at other sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tests.notation.lower.index_form.forms import agrees, at_sizes
from tests.notation.toys import Picks
from tests.problems.toys import SAID
from tutor import Problem, Quantity, Step, TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.read.parser import parse
from tutor.problems.instances.formula_values import index_form


class Odd(Problem):
    """A recurrent network that calls its loss J, its time s, its units e and t, and has a kernel along t."""

    id = "odd-letters"
    title = "Odd letters"
    summary = "letters with other meanings"
    statement = ("q = tanh(A x + B q[s-1])",)
    sizes = {"S": 4, "E": 3, "T": 5, "L": 2}
    axes = {"s": "time", "e": "units", "f": "units again", "t": "inputs", "l": "taps", "n": "positions"}
    like = {"f": "e"}
    derived = {"N": "T-L+1"}
    running = ("s",)
    loss = "J"
    given = (
        Quantity("x", "s,t"),
        Quantity("A", "e,t"),
        Quantity("B", "e,f"),
        Quantity("q0", "e"),
        Quantity("k", "l"),
    )
    values = (
        Quantity("q", "s,e", formula="tanh(A x + B q[s-1])", outside="q0"),
        Quantity("w", "s,n", formula="sum_l(k_l*x[s,n+l-1])"),
        Quantity("J", formula="sum_s(sum_e(q^2)) + sum_s(sum_n(w^2))"),
    )
    steps = (
        Step("dJ/dq", "2*q + B^T (dJ/dq[s+1]*(1 - q[s+1]^2))", **SAID),
        Step("dJ/dw", "2*w", **SAID),
        Step("dJ/dA", "sum_s(dJ/dq*(1 - q^2) x^T)", **SAID),
        Step("dJ/dB", "sum_s(dJ/dq*(1 - q^2) q[s-1]^T)", **SAID),
        Step("dJ/dk", "sum_s(sum_n(dJ/dw*x[s,n+l-1]))", axes="l", **SAID),
        Step("dJ/dx", "A^T (dJ/dq*(1 - q^2)) + sum_l(dJ/dw[s,t-l+1]*k_l)", **SAID),
    )


@pytest.mark.parametrize("step", [step.id for step in Odd.steps])
def test_letters_have_no_meaning_of_their_own(step: str) -> None:
    problem = Odd()
    where = at_sizes(problem, S=3, E=2, T=7, L=3)
    tree = parse(problem.formula_of(problem.step(step)), problem.scope)  # type: ignore[arg-type]
    agrees(tree, problem.axes_of(problem.step(step)), where, index_form(problem, step))  # type: ignore[arg-type]


def test_such_a_network_is_proved_by_all_witnesses() -> None:
    proof = tutor.prove(Odd(), seeds=(1,), symbolic=True)
    assert proof.counts["symbolic"] >= len(Odd.steps)


class Picked(Picks):
    """Labels, a maximum, a softmax along an axis and a length, with what the proof asks for."""

    steps = tuple(step.replace(**SAID) for step in Picks.steps)


Picked.id, Picked.title, Picked.summary, Picked.statement = "toy-picked", "Picks", "labels and a maximum", ("E[w]",)


def test_labels_and_maxima_are_proved_by_all_witnesses() -> None:
    proof = tutor.prove(Picked(), seeds=(1,), symbolic=True)
    assert proof.counts["symbolic"] >= len(Picks.steps)


@pytest.mark.parametrize("step", [step.id for step in Picks.steps])
def test_what_labels_and_maxima_come_to_holds_at_other_sizes(step: str) -> None:
    problem = Picked()
    where = at_sizes(problem, N=2, K=4, T=6, V=3)
    tree = parse(problem.formula_of(problem.step(step)), problem.scope)  # type: ignore[arg-type]
    agrees(tree, problem.axes_of(problem.step(step)), where, index_form(problem, step))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"c": [1, 2, 6]}, "c must hold places along k, from 1 to 5; there is 6"),
        ({"c": [1, 2.5, 3]}, "c must hold places along k, whole numbers from 1 on; there is 2.5"),
        ({"w": [0, 1, 1, 1]}, "w must hold places along v, whole numbers from 1 on; there is 0"),
    ],
)
def test_labels_that_are_no_places_of_their_axis_are_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(TutorError, match=reason):
        Picked().instance(seed=1, sizes={"K": 5, "V": 6, "T": 4, "N": 3}, given=given)


class Strided(Problem):
    """A convolution with steps of two and a border of zeros."""

    id = "toy-strided"
    sizes = {"I": 7, "J": 5, "R": 3, "S": 2, "U": 4, "V": 3}
    axes = {"i": "rows", "j": "columns", "r": "kernel rows", "s": "kernel columns", "u": "down", "v": "across"}
    given = (Quantity("X", "i,j"), Quantity("K", "r,s"), Quantity("b", "u,v"))
    values = (
        Quantity("Z", "u,v", formula="sum_{r,s}(X[2*u+r-2,2v+s-1]*K[r,s]) + b"),
        Quantity("L", formula="sum(Z^2)/2"),
    )
    steps = (
        Step("dL/dK", "sum_{u,v}(Z[u,v]*X[2u+r-2,2v+s-1])", **SAID),
        Step("dL/dX", "sum_{u,v}(Z[u,v]*sum_{r,s}(1[i=2u+r-2]*1[j=2v+s-1]*K[r,s]))", axes="i,j", **SAID),
    )


Strided.title, Strided.summary, Strided.statement = "A stride", "a stride of two", ("Z = X * K",)


def test_a_convolution_with_a_stride_and_a_border_is_proved_and_lowered() -> None:
    problem = Strided()
    assert tutor.prove(problem, seeds=(1,), symbolic=True).counts["symbolic"] >= 2
    where = at_sizes(problem)
    tree = parse(problem.quantity("Z").formula, problem.scope)
    agrees(tree, ("u", "v"), where)
    image, kernel, bias = (where.arrays[name][0] for name in "XKb")
    wide = np.pad(image, 9)
    rows = [wide[9 + 2 * u : 9 + 2 * u + 3] for u in range(4)]
    wanted = [[(row[:, 9 + 2 * v + 1 : 9 + 2 * v + 3] * kernel).sum() for v in range(3)] for row in rows]
    where.letters = {}
    np.testing.assert_allclose(fit(evaluate(tree, where), ("u", "v"), where).array[0], wanted + bias)
