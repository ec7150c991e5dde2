"""The loss and time are what a problem declares them to be, whatever letters it has for them."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.problems.other_letters import OTHER, USUAL, Grid, Letters, recurrent
from tests.problems.toys import SAID, Chain, broken
from tutor import Integers, Problem, Quantity, Step
from tutor.marking import mark, question
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii


class Renamed(Problem):
    """The loss is J, time is s, and a size is E; a weight is written as a row."""

    id = "toy-renamed"
    title = "Renamed"
    summary = "other letters for the roles"
    statement = ("hₛ = tanh(u xₛ + v hₛ₋₁)   J = Σₛ yₛ hₛ",)
    sizes = {"S": 4, "E": 2}
    axes = {"s": "time", "e": "inputs"}
    running = ("s",)
    given = (
        Quantity("x", "s,e", "x_s"),
        Quantity("y", "s", "y_s"),
        Quantity("u", "e", row=True),
        Quantity("v"),
        Quantity("h0", "", "h_0"),
    )
    values = (
        Quantity("h", "s", "h_s", formula="tanh(u x_s + v*h[s-1])", outside="h0"),
        Quantity("J", formula="1/E*sum_s(y*h)"),
    )
    loss = "J"
    steps = (
        Step("dJ/dh", "y/E + dJ/dh[s+1]*(1 - h[s+1]^2)*v", **SAID),
        Step("dJ/dh_S", "y[S]/E", axes="", **SAID),
        Step("dJ/du", "sum_s(dJ/dh*(1 - h^2)*x)", **SAID),
        Step("dJ/dv", "sum_s(dJ/dh*(1 - h^2)*h[s-1])", **SAID),
        Step("step", "h[1] - h[0]", axes="", **SAID),
    )


def kind(step: str, answer: str, problem: Problem | None = None) -> str:
    return mark(question((problem or Renamed()).instance(seed=1), step), answer).kind


def test_a_problem_with_other_letters_is_proved() -> None:
    proof = tutor.prove(Renamed())
    assert proof.alone == {"step"}
    assert proof.counts["derivative"] >= 24


def test_time_is_the_axis_that_is_indexed_with_a_shift() -> None:
    assert Renamed().scope.axes.time == ("s",)
    assert Chain().scope.axes.time == ("t",)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("step", "h[1]-h[0]"),
        ("step", "h_1 - h0"),
        ("dJ/dh_S", "y_S/E"),
        ("dJ/dh_S", "y[S]/E"),
        ("dJ/dh", "y_s/E + dJ/dh_{s+1} (1 - h_{s+1}^2) v"),
        ("dJ/dv", r"\sum_s \frac{\partial J}{\partial h_s}(1-h_s^2) h_{s-1}"),
        ("dJ/du", "sum_s(dJ/dh (1 - h^2) x_s)"),
    ],
)
def test_answers_with_these_letters_are_right(step: str, answer: str) -> None:
    assert kind(step, answer) == "correct"


def test_a_shift_in_time_is_named_as_one() -> None:
    verdict = mark(question(Renamed().instance(seed=1), "dJ/dv"), "sum_s(dJ/dh*(1 - h^2)*h)")
    assert (verdict.kind, [slip.code for slip in verdict.diagnosis]) == ("wrong", ["time-shift"])


@pytest.mark.parametrize("formula", ["tanh(u x_s + v*h_{s-1})", "tanh(u x_s + v hₛ₋₁)", "tanh(u x_s + v*h[s − 1])"])
def test_a_shift_may_be_written_in_any_way(formula: str) -> None:
    values = (Quantity("h", "s", "h_s", formula=formula), Quantity("J", formula="1/E*sum_s(y*h)"))
    assert broken(Renamed, values=values, steps=(Step("dJ/dh_S", "y[S]/E", axes=""),)).scope.axes.time == ("s",)


def test_a_letter_alone_makes_no_axis_time() -> None:
    values = (Quantity("H", "t", formula="w*x"), Quantity("L", formula="sum_t(y*H)"))
    still = broken(Chain, values=values, steps=(Step("dL/dw", "sum_t(y*x)"),))
    assert still.scope.axes.time == ()
    assert broken(type(still), time=("t",)).scope.axes.time == ("t",)


def test_several_axes_may_be_time() -> None:
    assert Grid().scope.axes.time == ("r", "s")


def test_the_last_step_is_written_with_the_size_of_its_own_axis() -> None:
    for problem, text in ((Renamed(), "y[S]/E"), (Grid(), "h[R,S-1] - h[R-1,s]"), (Chain(), "H[T]")):
        tree = parse(text, problem.scope)
        assert to_ascii(tree, problem.scope).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "plain", "latex"),
    [
        ("dh_({t}+1)/dh_{t}", "∂h{t₊₁}/∂h{t_}", r"\frac{\partial h_{{t}+1}}{\partial h_{{t}}}"),
        ("d{L}/dh_{T}", "∂{L}/∂h_{T}", r"\frac{\partial {L}}{\partial h_{{T}}}"),
        ("d{L}/dh", "∂{L}/∂h", r"\frac{\partial {L}}{\partial h}"),
        ("W_new", "Wⁿᵉʷ", r"W^{\text{new}}"),
    ],
)
@pytest.mark.parametrize(("letters", "small"), [(USUAL, "ₜ"), (OTHER, "ₛ")])
def test_names_look_alike_in_other_letters(letters: Letters, small: str, name: str, plain: str, latex: str) -> None:
    problem = recurrent(letters)
    plain = plain.replace("{t₊₁}", f"{small}₊₁").replace("{t_}", small)
    assert problem.display(letters.write(name)) == letters.write(plain)
    assert problem.latex(letters.write(name)) == letters.write(latex)


def test_a_limit_that_is_no_size_here_is_refused() -> None:
    with pytest.raises(NotationError, match="the limit `T` of the sum at column 1 is not a size of this question"):
        parse("sum_{s=1}^{T}(h)", Renamed().scope)


def test_an_axis_that_is_not_shifted_is_not_time_and_has_no_entry_0() -> None:
    class Targets(Chain):
        id = "toy-targets"
        sizes = {"S": 3}
        axes = {"s": "targets"}
        running = ("s",)
        given = (Quantity("x", "s"), Quantity("w"))
        values = (Quantity("y", "s", formula="w*x"), Quantity("L", formula="sum_s(y^2)"))
        steps = (Step("dL/dw", "sum_s(2*y*x)", **SAID),)

    assert Targets().scope.axes.time == ()
    assert kind("dL/dw", "x[0]", Targets()) == "invalid"


@pytest.mark.parametrize("loss", ["J", "L", "E"])
def test_the_gradient_of_a_row_is_a_row_whatever_the_loss_is_called(loss: str) -> None:
    values = (Quantity("z", formula="w x"), Quantity(loss, formula="z^2"))
    problem = broken(
        Chain,
        loss=loss,
        sizes={"I": 3},
        axes={"i": "inputs"},
        running=(),
        given=(Quantity("x", "i"), Quantity("w", "i", row=True)),
        values=values,
        steps=(Step(f"d{loss}/dw", "2*z*x^T", **SAID), Step(f"d{loss}/dx", "2*z*w^T", **SAID)),
    )
    assert problem.scope.names[f"d{loss}/dw"].row
    assert not problem.scope.names[f"d{loss}/dx"].row
    tutor.prove(problem)


class Powers(Problem):
    """A matrix applied again and again, and a number raised to the same power."""

    id = "toy-powers"
    title = "Powers"
    summary = "a matrix again and again"
    statement = ("M = Qⁿ   L = Σ M² + aⁿ",)
    sizes = {"H": 3}
    axes = {"h": "rows", "k": "columns"}
    like = {"k": "h"}
    given = (Quantity("Q", "h,k"), Quantity("a"), Quantity("n", sample=Integers(3, 3)))
    values = (
        Quantity("M", "h,k", formula="Q^n"),
        Quantity("L", formula="sum_h(sum_k(M[h,k]^2)) + a^n"),
    )
    steps = (
        Step("M", **SAID, also=("Q^(n-1) @ Q", "Q @ Q @ Q")),
        Step("dL/dM", "2*M", **SAID),
        Step("dL/dQ", "dL/dM (Q^2)^T + Q^T dL/dM Q^T + (Q^T)^2 dL/dM", **SAID),
        Step("dL/da", "n*a^(n-1)", **SAID),
    )


def test_a_power_of_a_matrix_by_a_given_number_is_proved() -> None:
    proof = tutor.prove(Powers())
    assert proof.alone == set()
    assert proof.worst_error < 1e-11


def test_a_power_turns_on_how_the_exponent_is_declared_not_on_its_value() -> None:
    entry_by_entry = tuple(q.replace(sample=tutor.Uniform(1, 3)) if q.name == "n" else q for q in Powers.given)
    problem = broken(Powers, given=entry_by_entry)
    Q = np.array([[0.5, 1.0, 2.0], [1.0, 0.5, 0.25], [1.5, 1.0, 0.5]])
    for n, expected in ((2.0, Q**2.0), (2.5, Q**2.5)):
        found = problem.instance(given={"Q": Q, "a": 1.0, "n": n}).values["M"]
        assert np.allclose(found, expected)
    found = Powers().instance(given={"Q": Q, "a": 1.0, "n": 2}).values["M"]
    assert np.allclose(found, Q @ Q)
