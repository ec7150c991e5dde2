# ruff: noqa: E501  (tables: one row a mistake)
"""The conformance kit's second half: a problem that contradicts itself fails it, whichever witness is wrong."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import tutor
from tests.problems.toys import ALL, SAID, Array, Chain, ColdChain, Layer, Line, broken, replaced
from tutor import ConformanceError, Problem, Quantity, Step

Arrays = dict[str, Array]


def failure(problem: Problem, **asked: Any) -> str:
    with pytest.raises(ConformanceError) as caught:
        tutor.prove(problem, **asked)
    said = str(caught.value)
    assert "\n" not in said
    return said


def at(said: str) -> str:
    """The sentence without the instance it begins with."""
    return re.sub(r"^toy-[\w-]+, [\w ]+ \([^)]*\): ", "", said)


@pytest.mark.parametrize("make", ALL)
def test_sound_problems_are_proved_at_the_textbook_and_at_every_seed(make: type[Problem]) -> None:
    proof = tutor.prove(
        make(), seeds=range(3), sizes=({name: 6 for name in make.sizes if name not in make.fixed and name == "T"},)
    )
    assert proof.counts["derivative"] >= 7
    assert proof.worst_error < 1e-11


def test_the_proof_counts_every_comparison_by_kind() -> None:
    proof = tutor.prove(Layer(), seeds=(1, 2))
    assert proof.problem == "toy-layer"
    assert proof.counts == {"forward": 9, "form": 12, "derivative": 12, "solver": 12, "update": 3}
    assert proof.alone == set()


def test_the_proof_names_the_steps_that_only_their_own_formula_vouches_for() -> None:
    steps = (*Layer.steps[:-2], Step("W_new", "W + eta*dL/dW", **SAID), Step("norm", "x^T x", axes="", **SAID))
    assert tutor.prove(broken(Layer, steps=steps)).alone == {"W_new", "norm"}


def test_sizes_asked_for_are_tried_with_every_seed() -> None:
    assert tutor.prove(Layer(), seeds=(1, 2), sizes=({"H": 5}, {"I": 1, "H": 1})).counts["forward"] == 21


def with_backward(**changes: Any) -> Problem:
    """Layer with other gradients: ``W=f`` gives ``f(right)``, None leaves it out."""

    class Wrong(Layer):
        def backward(self, given: Arrays, values: Arrays) -> Arrays:
            found = super().backward(given, values)
            for name, change in changes.items():
                right = found.pop(name, None)
                if change is not None:
                    found[name] = change(right)
            return found

    return Wrong()


def with_forward(**changes: Any) -> Problem:
    """Layer with other values, likewise."""

    class Wrong(Layer):
        def forward(self, given: Arrays) -> Arrays:
            found = super().forward(given)
            for name, change in changes.items():
                right = found.pop(name)
                if change is not None:
                    found[name] = change(right)
            return found

    return Wrong()


# -- wrong solvers -----------------------------------------------------------------------------------------------


def test_a_wrong_sign_in_the_backward_pass_is_named_with_entry_got_and_expected() -> None:
    said = failure(with_backward(W=lambda right: -right))
    right = Layer().instance().gradients["W"]
    row, column = (int(place) for place in np.unravel_index(np.argmax(np.abs(right)), right.shape))
    entry = f"dL/dW[{row + 1},{column + 1}]"
    numbers = f"is {-right[row, column]:.12g} by the solver, expected {right[row, column]:.12g} by differentiating"
    assert said.startswith(f"toy-layer, textbook (I=2, H=3): {entry} {numbers}")
    assert said.endswith("; the sign is the other one")


def test_a_single_wrong_entry_is_found() -> None:
    def spoiled(right: Array) -> Array:
        right[2, 1] *= 1.001
        return right

    assert at(failure(with_backward(W=spoiled))).startswith("dL/dW[3,2] is ")


def test_a_gradient_of_one_number_has_no_entry() -> None:
    class Wrong(Line):
        def backward(self, given: Arrays, values: Arrays) -> Arrays:
            return {**super().backward(given, values), "b": np.asarray(1.0)}

    assert at(failure(Wrong())).startswith("dL/db is 1 by the solver, expected ")


def test_a_transposed_gradient_is_said_to_be_transposed() -> None:
    said = at(failure(with_backward(W=lambda right: right.T)))
    assert said == (
        "dL/dW has shape 2×3 by the solver, expected 3×2 by differentiating the forward formulas; it is transposed"
    )


def test_a_transposed_square_gradient_is_said_to_be_transposed() -> None:
    said = failure(
        with_backward(W=lambda right: right.T if right.shape == (4, 4) else right), sizes=({"I": 4, "H": 4},)
    )
    assert re.search(r"dL/dW\[\d,\d\] is .*; it is transposed$", said)


def test_a_gradient_of_the_wrong_shape_is_named_with_both_shapes() -> None:
    said = at(failure(with_backward(x=lambda right: right.sum())))
    assert said.startswith("dL/dx is one number by the solver, expected 2 by differentiating")


def test_a_missing_gradient_and_one_too_many_are_named() -> None:
    assert at(failure(with_backward(W=None))) == "the solver gives no gradient of W"
    assert (
        at(failure(with_backward(V=lambda right: np.zeros(2))))
        == "the solver gives a gradient of V, which is not a quantity"
    )


def test_a_gradient_that_no_step_asks_for_is_proved_all_the_same() -> None:
    said = at(failure(with_backward(t=lambda right: np.ones(3))))
    assert re.match(r"dL/dt\[\d\] is 1 by the solver, expected -?\d", said)


def test_a_wrong_forward_value_is_named() -> None:
    said = at(failure(with_forward(y=lambda right: right * 2)))
    assert re.match(r"y\[\d\] is \S+ by the solver, expected \S+ by its formula$", said)
    assert at(failure(with_forward(y=None))) == "the solver gives no value y"


def test_numbers_that_are_not_finite_are_named() -> None:
    said = at(failure(with_forward(L=lambda right: right * np.nan)))
    assert re.match(r"L is nan by the solver, expected \S+ by its formula; a number that is not finite$", said)
    assert "is inf by the solver" in failure(with_backward(x=lambda right: right + np.inf))


def test_what_a_solver_raises_becomes_a_sentence_with_its_place() -> None:
    def raising(right: Array) -> Array:
        return right @ np.ones(7)

    said = at(failure(with_backward(x=raising)))
    assert said.startswith("the solver's backward pass raised ValueError: ")
    assert re.search(r"\(test_conformance\.py, line \d+\)$", said)


def test_a_sampler_that_raises_is_named_too() -> None:
    class Broken:
        def draw(self, *_: Any, **__: Any) -> Array:
            raise KeyError("scale")

    given = (Line.given[0].replace(sample=Broken()), *Line.given[1:])
    assert failure(broken(Line, given=given)).startswith("toy-line, textbook: the samplers raised KeyError: 'scale' (")


def test_a_solver_that_writes_into_its_arguments_is_found() -> None:
    class Careless(Layer):
        def backward(self, given: Arrays, values: Arrays) -> Arrays:
            found = super().backward(given, values)
            values["y"] *= 2
            return found

    assert at(failure(Careless())) == "the solver's backward pass changes y in place"


def test_textbook_numbers_of_the_wrong_shape_are_named() -> None:
    said = failure(broken(Layer, textbook={**Layer.textbook, "x": [1.0, 2.0, 3.0]}))
    assert said == "toy-layer, textbook: x has shape 3; expected [i] = 2"


# -- wrong steps -------------------------------------------------------------------------------------------------

WRONG_STEPS = [
    ("dL/dy", "t - y", r"dL/dy\[\d\] is \S+ by its formula, expected \S+ by differentiating .*; the sign is the other one"),
    ("dL/dz", "dL/dy*(1 - y)^2", r"dL/dz\[\d\] is \S+ by its formula, expected \S+ by differentiating the forward formulas$"),
    ("dL/dz", "dL/dy*(1 - z^2)", r"dL/dz\[\d\] is \S+ by its formula"),
    ("dL/dW", "x dL/dz^T", r"the formula of dL/dW cannot be evaluated: it has axes \[i,h\]; the answer has \[h,i\]: transpose it$"),
    ("dL/dx", "W dL/dz", r"the formula of dL/dx cannot be evaluated: a matrix \[h,i\] times a column \(h\) does not fit"),
    ("dL/dx", "log(-1 - W^T dL/dz*0)", r"dL/dx\[\d\] is nan by its formula, .*; a number that is not finite"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "formula", "sentence"), WRONG_STEPS)
def test_a_wrong_formula_of_one_step_is_named_with_its_step(step: str, formula: str, sentence: str) -> None:
    problem = broken(Layer, steps=replaced(Layer, step, formula=formula, also=()))
    assert re.match(sentence, at(failure(problem)))


def test_a_wrong_step_is_found_though_the_problem_has_no_solver_of_its_own() -> None:
    problem = broken(Chain, steps=replaced(Chain, "dL/dH", formula="y + dL/dH[t+1]*(1 - H^2)*w"))
    assert re.match(r"dL/dH\[\d\] is \S+ by its formula, expected \S+ by differentiating", at(failure(problem)))


def test_a_wrong_entry_of_a_gradient_is_found() -> None:
    problem = broken(Chain, steps=replaced(Chain, "dL/dH_T", formula="y[T] + H[T]"))
    assert re.match(r"dL/dH_T is \S+ by its formula, expected \S+ by differentiating", at(failure(problem)))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("dL/dy*(1 + y^2)", r"dL/dz as `dL/dy\*\(1 \+ y\^2\)`\[\d\] is \S+ here, expected \S+ by the step's formula"),
        (
            "sum_h(dL/dy)",
            r"dL/dz as `sum_h\(dL/dy\)` cannot be evaluated: one number for each \[h\] is asked for; this is one number",
        ),
    ],
)
def test_another_form_that_is_not_the_same_is_quoted(form: str, sentence: str) -> None:
    problem = broken(Layer, steps=replaced(Layer, "dL/dz", also=(form,)))
    assert re.match(sentence, at(failure(problem)))


def test_a_value_step_written_another_way_is_held_against_the_value() -> None:
    assert tutor.prove(broken(Layer, steps=replaced(Layer, "z", formula="sum_i(W*x_i)"))).counts["form"] == 30
    problem = broken(Layer, steps=replaced(Layer, "z", formula="W x + 1"))
    assert re.match(r"z as `W x \+ 1`\[\d\] is \S+ here, expected", at(failure(problem)))


def test_the_derivative_is_taken_of_the_formulas_so_that_a_solver_cannot_vouch_for_itself() -> None:
    """Forward and backward pass of the solver agree with each other and with the steps, but not with the formulas."""

    class Halved(Layer):
        steps = replaced(Layer, "dL/dy", formula="(y - t)/2")

        def backward(self, given: Arrays, values: Arrays) -> Arrays:
            return {name: array / 2 for name, array in super().backward(given, values).items()}

    assert re.match(r"dL/dy\[\d\] is \S+ by its formula, expected \S+ by differentiating", at(failure(Halved())))


def test_a_solver_that_is_right_for_symmetric_matrices_only_passes_the_textbook_and_fails_at_a_seed() -> None:
    class Careless(Layer):
        sizes = {"I": 2, "H": 2}
        textbook = {"x": [1.0, -2.0], "W": [[0.1, 0.2], [0.2, 0.4]], "t": [0.1, 0.2], "eta": 0.5}

        def backward(self, given: Arrays, values: Arrays) -> Arrays:
            found = super().backward(given, values)
            return {**found, "x": given["W"] @ found["z"]}

    assert tutor.prove(Careless(), seeds=()).counts["solver"] == 4
    assert failure(Careless()).startswith("toy-layer, seed 0")


def test_a_step_of_time_is_held_against_the_neighbouring_jacobian() -> None:
    values = (Quantity("H", "t", "H_t", formula="sigma(w*H[t-1] + x)"), Quantity("L", formula="sum_t(y*H)"))
    good = Step("dH_(t+1)/dH_t", "w*H[t+1]*(1 - H[t+1])", axes="t", **SAID)
    bad = Step("dH_(t+1)/dH_t", "w*H_t*(1 - H_t)", axes="t", **SAID)
    assert at(failure(broken(ColdChain, values=values, steps=(bad,)))).startswith("dH_(t+1)/dH_t[")
    assert tutor.prove(broken(ColdChain, values=values, steps=(good,))).alone == set()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("abc", "holds text"),
        (None, "holds null"),
        (3 + 1j, "holds complex numbers"),
        (True, "holds truth values"),
        (float("nan"), "is not finite"),
        (10**400, "holds a whole number beyond the largest float"),
        ([1.0], "has shape 1; expected one number"),
    ],
)
def test_a_textbook_number_that_is_none_is_named(number: object, said: str) -> None:
    reason = failure(broken(Layer, textbook={**Layer.textbook, "eta": number}))
    assert reason.startswith("toy-layer, textbook: eta ")
    assert said in reason


def test_a_sampler_that_fails_at_a_seed_is_told_with_the_line_of_its_author() -> None:
    class Own:
        def draw(self, rng: Any, shape: Any, axes: Any, *, points: bool) -> Any:
            return np.zeros(shape)["x"]

    given = (*Line.given[:-1], Line.given[-1].replace(sample=Own()))
    said = failure(broken(Line, given=given), seeds=(1,))
    assert "the samplers raised IndexError: " in said
    assert re.search(r" \(test_conformance\.py, line \d+\)$", said)
