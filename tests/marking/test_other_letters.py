"""A network is marked and diagnosed alike, whatever letters it has for its loss, for time and for sizes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.other_letters import OTHER, USUAL, Grid, Letters, Lookalikes, recurrent
from tutor import Problem, Quantity, Step, TutorError
from tutor.marking import Verdict, mark, question
from tutor.marking.gradcheck import gradcheck

GRID, LOOKALIKES = Grid(), Lookalikes()
ANSWERS = [
    ("d{L}/dW", "sum_{t}(d{L}/da_{t} h[{t}-1]^T)", "correct"),
    ("d{L}/dW", "sum_{t}(d{L}/da[{t}] @ h[{t}-1].T)", "correct"),
    ("d{L}/dW", "sum_{t}(d{L}/da[{t},{u}]*h[{t}-1,{k}])", "correct"),
    ("d{L}/dW", r"\sum_{{t}=1}^{{T}} \frac{\partial {L}}{\partial a_{t}} h_{{t}-1}^T", "correct"),
    ("d{L}/dW", "sum_{t}(∂{L}/∂a_{t} h_{{t}-1}ᵀ)", "correct"),
    ("d{L}/dW", r"\sum_{t} \frac{\partial {L}}{\partial h_{t}} h_{t} (1-h_{t}) h_{{t}-1}^T", "correct"),
    ("d{L}/dW", "sum_{t}(d{L}/da_{t} h_{t}^T)", "time-shift"),
    ("d{L}/dW", "sum_{t}(d{L}/da_{t} h[{t}+1]^T)", "time-shift"),
    ("d{L}/dW", "-sum_{t}(d{L}/da_{t} h[{t}-1]^T)", "sign"),
    ("d{L}/dW", "d{L}/da_{T} h[{T}-1]^T", "sum-missing"),
    ("d{L}/dW", "sum_{t}(d{L}/dh_{t} h[{t}-1]^T)", "derivative-missing"),
    ("d{L}/dW", "1/{U}*sum_{t}(d{L}/da_{t} h[{t}-1]^T)", "mean-for-sum"),
    ("d{L}/dW", "1/{T}*sum_{t}(d{L}/da_{t} h[{t}-1]^T)", "mean-for-sum"),
    ("d{L}/dW", "sum_{t}(d{L}/da[1] h[{t}-1]^T)", "index-unused"),
    ("d{L}/dh", "h_{t} - y_{t} + W^T (d{L}/dh_{{t}+1}*h_{{t}+1}*(1 - h_{{t}+1}))", "correct"),
    ("d{L}/dh", "h_{t} - y_{t} + W (d{L}/dh[{t}+1]*h[{t}+1]*(1 - h[{t}+1]))", "transpose"),
    ("d{L}/dh", "h_{t} - y_{t} + W^T ((h[{t}+1]-y[{t}+1])*h[{t}+1]*(1 - h[{t}+1]))", "path-only-last"),
    ("d{L}/dh", "W^T (d{L}/dh[{t}+1]*h[{t}+1]*(1 - h[{t}+1]))", "path-replaced"),
    ("d{L}/dh_{T}", "h_{T} - y_{T}", "correct"),
    ("d{L}/dh_{T}", "h[{T}]", "term-missing"),
    ("dh_({t}+1)/dh_{t}", "diag(h_{{t}+1}*(1-h_{{t}+1})) W", "correct"),
    ("dh_({t}+1)/dh_{t}", "diag(h_{t}*(1-h_{t})) W", "time-shift"),
    ("d{L}/dh0", "W^T d{L}/da_1", "correct"),
    ("W_new", "W - eta*d{L}/dW", "correct"),
    ("W_new", "W - d{L}/dW", "rate-missing"),
]


def said(letters: Letters, step: str, answer: str) -> Verdict:
    return mark(question(recurrent(letters).instance(seed=3), letters.write(step)), letters.write(answer))


@pytest.mark.parametrize(("step", "answer", "expected"), ANSWERS)
def test_the_same_answer_is_judged_alike_in_other_letters(step: str, answer: str, expected: str) -> None:
    usual, other = (said(letters, step, answer) for letters in (USUAL, OTHER))
    codes = [slip.code for slip in usual.diagnosis] or [usual.kind]
    assert codes[0] == expected
    assert (other.kind, [slip.code for slip in other.diagnosis] or [other.kind]) == (usual.kind, codes)


@pytest.mark.parametrize("loss", ["J", "L", "E", "loss", "ell"])
def test_a_customary_letter_for_the_loss_means_the_declared_one(loss: str) -> None:
    answer = f"sum_s(d{loss}/da_s h[s-1]^T)"
    assert mark(question(recurrent(OTHER).instance(seed=3), "dJ/dW"), answer).kind == "correct"


def test_a_declared_name_is_never_taken_for_the_loss() -> None:
    """E is a given number and L a function here; the loss is J."""

    class Shadows(Problem):
        id = "toy-shadows"
        functions = {"L": "tanh"}
        given = (Quantity("x"), Quantity("E"))
        values = (Quantity("z", formula="E x"), Quantity("J", formula="L(z)"))
        loss = "J"
        steps = (Step("dJ/dz", "1 - L(z)^2"), Step("dJ/dx", "dJ/dz*E"))

    instance = Shadows().instance(seed=1)
    assert mark(question(instance, "dJ/dz"), "L'(z)").kind == "correct"
    assert mark(question(instance, "dJ/dz"), "1 - L(E x)^2").kind == "correct"
    assert mark(question(instance, "dJ/dx"), "E dJ/dz").kind == "correct"


@pytest.mark.parametrize("letters", [USUAL, OTHER])
def test_gradients_go_by_their_arrays_or_by_the_declared_loss(letters: Letters) -> None:
    problem = recurrent(letters)
    instance = problem.instance(seed=2)
    shifted = np.einsum("tu,tk->uk", instance.gradients["a"], instance.values["h"])
    for key in ("W", letters.write("d{L}/dW")):
        (right,) = gradcheck(problem, instance.given, {key: instance.gradients["W"]})
        assert (right.name, right.agrees) == ("W", True)
        (wrong,) = gradcheck(problem, instance.given, {key: shifted})
        assert (wrong.name, [slip.code for slip in wrong.diagnosis]) == ("W", ["time-shift"])


def test_a_gradient_at_one_time_or_of_another_loss_is_no_key() -> None:
    problem = recurrent(OTHER)
    instance = problem.instance(seed=2)
    for key in ("dL/dW", "dJ/dh_S", "dJ/dW[1,1]", "W_new"):
        with pytest.raises(TutorError, match="is not a gradient of toy-recurrent"):
            gradcheck(problem, instance.given, {key: instance.gradients["W"]})


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("h", "tanh(v*h[r-1,s] + w*h[r,s-1] + x)", "correct"),
        ("h", "tanh(v*h[r-1,s] + w*h[r-1,s] + x)", "time-shift"),
        ("dJ/dh", "h - y + v*dJ/da_{r+1,s} + w*dJ/da_{r,s+1}", "correct"),
        ("dJ/dh", "h - y + v*dJ/da[r+1,s]", "path-only-last"),
        ("dJ/dh[R,S]", "h_{RS} - y_{RS}", "correct"),
        ("dJ/dv", "sum_{r,s}(dJ/da*h[r-1,s])", "correct"),
        ("dJ/dv", "sum_{r,s}(dJ/da*h)", "time-shift"),
        ("dJ/dv", "sum_{r,s}(dJ/da*h[r,s-1])", "time-shift"),
        ("dJ/dw", "sum_{r,s}(dJ/da*h[r,s+1])", "time-shift"),
    ],
)
def test_two_axes_of_time_are_read_and_told_apart(step: str, answer: str, expected: str) -> None:
    verdict = mark(question(GRID.instance(seed=3), step), answer)
    assert ([slip.code for slip in verdict.diagnosis] or [verdict.kind])[0] == expected


def test_the_gradients_of_two_recurrences_are_told_apart_by_their_numbers() -> None:
    instance = GRID.instance(seed=1)
    grads = {"v": instance.gradients["w"], "w": 2 * instance.gradients["w"]}
    rows = gradcheck(instance.problem, instance.given, grads)
    assert [row.diagnosis[0].code for row in rows] == ["time-shift", "factor"]


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("dJ/dW_new", "dJ/dz_new x^T", "correct"),
        ("dJ/ddx", r"\frac{\partial J}{\partial z_{new}} (W_{new}^T - W^T)", "correct"),
        ("W_new_new", "W_new - eta*dJ/dW_new", "correct"),
        ("W_new_new", "W - eta*dJ/dW_new", "swapped"),
        ("z_new", "W^{new} x", "correct"),
        ("z_new", "W x", "swapped"),
        ("dJ/dW", "dJ/dz dx^T", "swapped"),
    ],
)
def test_names_that_look_like_ids_are_names(step: str, answer: str, expected: str) -> None:
    verdict = mark(question(LOOKALIKES.instance(seed=3), step), answer)
    assert ([slip.code for slip in verdict.diagnosis] or [verdict.kind])[0] == expected


@pytest.mark.parametrize("key", ["dx", "dJ/ddx", "W_new", "dJ/dW_new"])
def test_gradients_of_arrays_with_such_names_are_found(key: str) -> None:
    instance = LOOKALIKES.instance(seed=1)
    name = "dx" if "dx" in key else "W_new"
    for sign, codes in ((1, []), (-1, ["sign"])):
        (row,) = gradcheck(instance.problem, instance.given, {key: sign * instance.gradients[name]})
        assert (row.name, [slip.code for slip in row.diagnosis][:1]) == (name, codes)
