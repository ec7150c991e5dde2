"""Large products under a sum: the same values as where the product is made first, in a fraction of the memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower import align, summed_products
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import environment, parsed
from tutor.problems.instances.lazy_arrays import arrays_of

WRITTEN = {
    "skip-mlp": (
        "sum_n(dL/da_h*x_i)",
        "sum_{n=2}(dL/da_h*x_i)",
        "sum_{n=2}^{3}(dL/da_h*x_i)",
        "sum_{n=1}^{N-1}(dL/da_h x_i)",
        "sum_{n,h}(dL/da_h*x_i*w_ho)",
        "sum_h(v*(1-v)*w_ih*w_ho)",
        "sum_n(x dL/da^T)",
        "sum_n(dL/da x^T)",
        "sum_n(x x^T)",
        "sum_n(x*dL/dz*yhat)",
        "sum_n((yhat-y)*(v_h*x_i))",
        "sum_n((yhat-y)*(v_h + x_i))",
    ),
    "lstm-sequence": ("sum_t(x_t^T dL/da_t)", "sum_{t,n}(h[t-1,n,h]*dL/da[t,n,e])", "sum_{t=2}(x_t^T dL/da_t)"),
    "rnn-bptt": ("sum_t(dL/da_t H[t-1]^T)", "sum_t(dL/da_t X_t^T)"),
}


def values(problem: Problem, tree: Node, monkeypatch: pytest.MonkeyPatch, large: int) -> Value:
    """A formula at an instance, where products of more entries than this are large."""
    monkeypatch.setattr(align, "LARGE", large)
    monkeypatch.setattr(summed_products, "HARMLESS", 1)
    instance = problem.instance(seed=4)
    return evaluate(tree, environment(problem, arrays_of(instance), instance.sizes))


def same(problem: Problem, tree: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, made_first = (values(problem, tree, monkeypatch, large) for large in (0, 10**9))
    for what in ("dims", "classes", "axes", "orient"):
        assert sorted(getattr(at_once, what)) == sorted(getattr(made_first, what))
    order = [0, *(at_once.dims.index(letter) + 1 for letter in made_first.dims)]
    array = np.broadcast_to(at_once.array.transpose(order), made_first.array.shape)
    np.testing.assert_allclose(array, made_first.array, rtol=1e-12, atol=1e-13)
    assert at_once.axes == made_first.axes


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, some in WRITTEN.items() for text in some])
def test_a_product_summed_at_once_has_the_values_of_one_that_is_made_first(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = tutor.problem(name)
    same(problem, parse(text, problem.scope), monkeypatch)


@pytest.mark.parametrize("name", AUTHORED)
def test_so_have_all_formulas_of_the_problems(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tutor.problem(name)
    for formula in parsed(problem).values():
        same(problem, formula.tree, monkeypatch)


def test_a_large_product_is_not_made() -> None:
    problem = tutor.problem("skip-mlp")
    instance = problem.instance(seed=1, sizes={"N": 400, "I": 50, "H": 50})
    arrays = arrays_of(instance)
    tree = parse("sum_n(dL/da_h*x_i)", problem.scope)
    tracemalloc.start()
    try:
        evaluate(tree, environment(problem, arrays, instance.sizes))
        assert tracemalloc.get_traced_memory()[1] < 400 * 50 * 50  # an eighth of what the product takes
    finally:
        tracemalloc.stop()
