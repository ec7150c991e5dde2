"""The derivative of one formula by a name in it has the values of finite differences."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.derivation.differentiation.local_derivative import NotTakenError, derivative
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.entrywise import arranged
from tutor.notation.read.parser import parse
from tutor.notation.tree import Derivative, Jacobian, Ref
from tutor.problems.instances.formula_values import environment, lift

LORA = tutor.problem("lora")
INSTANCE = LORA.instance(seed=3)
ARRAYS = lift(INSTANCE.given)
STEP = 1e-6


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ("W x + B A x", "x"),
        ("W x", "W"),
        ("B A x", "A"),
        ("tanh(W x)", "x"),
        ("softmax(A x)", "x"),
        ("x^T x", "x"),
        ("sum(exp(W)) x", "x"),
        ("sum(W x)", "x"),
        ("(W x) t^T", "t"),
        ("max(x, 0)*x", "x"),
    ],
)
def test_every_entry_is_a_difference_quotient(body: str, by: str) -> None:
    tree = parse(body, LORA.scope)
    env = environment(LORA, ARRAYS, INSTANCE.sizes)
    way = derivative(tree, Ref(by), env)
    assert way is not None
    value = evaluate(Jacobian(Derivative(tree, Ref(by)), (way,)), env)
    found = arranged(value.array, value.dims, value.axes)[0]
    given = ARRAYS[by]
    count = given[0].size
    moved = np.repeat(given, 2 * count, axis=0).reshape(2, count, *given.shape[1:])
    for entry in range(count):
        moved[0, entry].flat[entry] += STEP
        moved[1, entry].flat[entry] -= STEP
    above, below = (evaluate(tree, environment(LORA, {**ARRAYS, by: part}, INSTANCE.sizes)).array for part in moved)
    quotients = np.moveaxis((above - below) / (2 * STEP), 0, -1)
    assert found.reshape(quotients.shape) == pytest.approx(quotients, abs=1e-7)


def test_a_name_that_is_not_in_a_formula_is_told() -> None:
    assert derivative(parse("W x", LORA.scope), Ref("A"), environment(LORA, {}, INSTANCE.sizes)) is None


def test_a_formula_that_is_too_long_is_refused() -> None:
    tree = parse(" + ".join(f"tanh({number}*x)" for number in range(2, 60)), LORA.scope)
    with pytest.raises(NotTakenError, match="too long"):
        derivative(tree, Ref("x"), environment(LORA, {}, INSTANCE.sizes))
