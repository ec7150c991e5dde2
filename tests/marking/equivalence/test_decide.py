"""Whether values at points belong to the same function: how much is looked at before it is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.problems.toys import Layer, Line, broken
from tutor import Quantity, Step
from tutor.marking import mark, question
from tutor.marking.equivalence.agreement import close, margin, tells, within
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.equivalence.higher_precision import Same
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.environment import Env
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope

SCOPE = Scope(names={"x": Declared("x")}, loss="")
POINTS = np.linspace(0.3, 3.0, 16)


def judged(reference: str, answer: str, points: Any = POINTS) -> tuple[Same, list[str]]:
    """The outcome, and which kinds of more digits it took."""
    asked: list[str] = []
    right, tree = parse(reference, SCOPE), parse(answer, SCOPE)
    points = np.asarray(points, dtype=float)

    def at(arrays: Any, field: Field) -> tuple[Env, Any]:
        env = Env(SCOPE, {"x": arrays}, {}, field)
        return env, evaluate(right, env).array

    def extended() -> tuple[Env, Any]:
        asked.append("extended")
        return at(points.astype(np.longdouble), extended_field())

    def precise(which: tuple[int, ...], field: Field) -> tuple[Env, Any]:
        asked.append(field.name)
        lifted = np.array([field.number(repr(float(points[i]))) for i in which], dtype=object)
        return at(lifted, field)

    env, values = at(points, FLOATS)
    values = np.broadcast_to(values, points.shape)
    outcome = decide(
        lambda other: evaluate(tree, other).array, evaluate(tree, env).array, values, extended, precise,
        believe=not extremes(tree).large,
    )  # fmt: skip
    return outcome, asked


def test_floats_settle_a_right_answer_alone() -> None:
    assert judged("(x+1)^2", "x^2 + 2x + 1") == ("same", [])


def test_extended_precision_settles_a_wrong_one() -> None:
    assert judged("(x+1)^2", "x^2 + x + 1") == ("different", ["extended"])


def test_extended_precision_settles_a_right_one_that_floats_round_apart() -> None:
    assert judged("x/1000", "(x/1000 + 300000) - 300000") == ("same", ["extended"])


def test_fifty_digits_settle_what_cancels_in_extended_precision() -> None:
    assert judged("1 - tanh(x+25)^2", "1/cosh(x+25)^2")[0] == "same"
    assert judged("1 - tanh(x+25)^2", "1/cosh(x+25)^2")[1][:2] == ["extended", "50 digits"]


def test_large_literals_are_not_believed_to_differ_before_many_digits_say_so() -> None:
    outcome, asked = judged("x", "(x + 1e25) - 1e25")
    assert outcome == "same"
    assert asked[:2] == ["extended", "50 digits"]


def test_a_difference_that_shrinks_with_the_digits_is_no_difference() -> None:
    assert judged("0", "sin(pi)*x")[0] == "same"
    assert judged("1e-40*x", "sin(pi)*x")[0] == "different"


def test_more_digits_are_added_until_a_zero_comes_to_light() -> None:
    outcome, asked = judged("1 - tanh(150 x)^2", "1/cosh(150 x)^2", np.linspace(0.5, 1.5, 16))
    assert outcome == "same"
    assert "200 digits" in asked


def test_an_answer_without_a_value_where_the_reference_has_one_is_open() -> None:
    assert judged("x", "sqrt(x)^2", np.linspace(-3, 3, 16))[0] == "open"
    assert judged("x", "exp(log(x))", np.linspace(-3, 3, 16))[0] == "open"


def test_an_answer_without_a_value_anywhere_is_different() -> None:
    assert judged("x", "log(-x)")[0] == "different"
    assert judged("x", "x/(x-x)")[0] == "different"


def test_points_where_the_reference_has_no_value_do_not_count() -> None:
    assert judged("sqrt(x)^2", "x", np.linspace(-3, 3, 17))[0] == "same"
    assert judged("sqrt(x)^2", "2x", np.linspace(-3, 3, 17))[0] == "different"


def test_overflow_on_the_way_is_undone_by_many_digits() -> None:
    assert judged("x", "log(exp(x))", np.linspace(100, 2000, 16))[0] == "same"


@pytest.mark.parametrize(("reference", "answer"), [("(x-1)^5999", "(x-1)^6000"), ("log(-1-x^2)", "x")])
def test_too_few_usable_points_leave_it_open(reference: str, answer: str) -> None:
    assert judged(reference, answer)[0] == "open"


def test_nine_digits_are_close_and_what_is_out_of_range_never_is() -> None:
    one = np.array([1.0, 1.0, 0.0, np.inf, np.nan, 1e-300])
    other = np.array([1.0 + 5e-10, 1.0 + 5e-9, 0.0, np.inf, np.nan, 2e-300])
    assert close(one, other).tolist() == [True, False, True, False, False, False]
    assert not close(np.array([np.inf]), np.array([1.0])).any()


def test_the_extended_field_has_its_constants_literals_and_functions_to_more_digits() -> None:
    field = extended_field()
    gap = abs(np.longdouble(0.1) - field.number("0.1"))
    assert gap > 0 or np.finfo(np.longdouble).eps == np.finfo(float).eps
    z = np.array([0.3, -2.0], dtype=np.longdouble)
    assert np.allclose(field.functions["erf"](z).astype(float), [0.3286267594591274, -0.9953222650189527], rtol=1e-15)
    assert abs(np.sin(field.constants["pi"])) < 1e-18 or np.finfo(np.longdouble).eps > 1e-18


def test_the_same_answer_to_the_same_question_has_the_same_verdict_always() -> None:
    asked = question(Layer().instance(), "dL/dz")
    for text in ("(y-t)/cosh(z)^2", "(y-t)*(1-y)", "(y-t)*(1-tanh(z)^2)"):
        verdicts = [mark(asked, text) for _ in range(3)]
        assert len({(v.kind, v.diagnosis) for v in verdicts}) == 1


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("w*x/sqrt(b^2 + 1e-5)", "w x (b^2 + 1e-5)^(-1/2)", "w*x/sqrt(b^2)"),
        ("tanh(2*w*x)", "2*sigma(4*w*x) - 1", "tanh(w*x)"),
        ("1e-50*cos(w*x)", "cos(x w)*1e-50", "1e-50*sin(w*x)"),
        ("log(1+exp(w*x)) - w*x", "log(1+exp(-w*x))", "log(1+exp(w*x))"),
        ("w*x", "(w x + 1e12) - 1e12", "w*x*(1 + 1e-8)"),
        ("w*x", "w x*10^12/1e12", "w*x + 1e-16"),
        ("w*x/sqrt(b^2 + 1e-12)", "w x (b^2 + 1e-12)^(-1/2)", "w*x/sqrt(b^2)"),
    ],
)
def test_questions_are_marked_by_the_same_rules(formula: str, right: str, wrong: str) -> None:
    values = (Quantity("yhat", "n", formula=formula), Quantity("L", formula="sum_n(yhat)"))
    problem = broken(Line, values=values, steps=(Step("yhat"),))
    asked = question(problem.instance(seed=1), "yhat")
    assert mark(asked, right).kind == "correct"
    assert mark(asked, wrong).kind == "wrong"


def test_what_is_within_the_prepared_margins_is_what_a_whole_comparison_calls_the_same() -> None:
    rng = np.random.default_rng(5)
    odd = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-320, 1e300])
    found = set()
    for _ in range(3000):
        right = rng.normal(size=(16, 3)) * 10.0 ** rng.integers(-5, 5)
        if rng.random() < 0.5:
            right[rng.random(right.shape) < rng.random()] = rng.choice(odd)
        answer = right * (1 + rng.choice([0.0, 9e-10, 1.1e-9, 1e-3]) * rng.choice([-1, 1], size=right.shape))
        if rng.random() < 0.3:
            answer[rng.integers(16), rng.integers(3)] = rng.choice(odd)
        whole = bool(close(answer, right).all()) and bool(right.all() or tells(right != 0))
        quick = within(answer, right, margin(right))
        assert whole or not quick
        found.add((whole, quick))
    assert found >= {(True, True), (False, False)}
