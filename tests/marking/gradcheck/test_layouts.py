"""Gradients that are right in another layout: transposed, in another order of blocks, stacked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor import Problem, Quantity, Step, TutorError

Arrays = dict[str, Any]


class TwoWeights(Problem):
    """Two layers of which the second has a square weight."""

    id = "toy-two-weights"
    sizes = {"N": 4, "I": 3, "H": 2}
    fixed = frozenset("NIH")
    axes = {"n": "samples", "i": "inputs", "h": "units", "k": "outputs"}
    like = {"k": "h"}
    given = (
        Quantity("X", "n,i"),
        Quantity("W1", "i,h"),
        Quantity("W2", "h,k"),
        Quantity("b1", "h"),
        Quantity("y", "n,k"),
    )
    values = (
        Quantity("A", "n,h", formula="X W1 + b1"),
        Quantity("Z", "n,k", formula="A W2"),
        Quantity("L", formula="1/2*sum_{n,k}((Z - y)^2)"),
    )
    steps = (
        Step("dL/dZ", "Z - y"),
        Step("dL/dW2", "A^T dL/dZ"),
        Step("dL/dA", "dL/dZ W2^T"),
        Step("dL/dW1", "X^T dL/dA"),
        Step("dL/db1", "sum_n(dL/dA)"),
    )


@pytest.fixture
def step() -> tuple[Arrays, Arrays]:
    instance = tutor.problem("lstm-step").instance(seed=3)
    return dict(instance.given), dict(instance.gradients)


def as_torch(array: Any) -> Any:
    """Blocks i, f, o, g as i, f, g, o, and the axes turned round."""
    i, f, o, g = np.split(array, 4, -1)
    return np.concatenate([i, f, g, o], -1).T


def layouts(rows: list[Any]) -> list[tuple[bool, str]]:
    return [(row.agrees, row.layout) for row in rows]


def test_a_transposed_gradient_alone_is_a_mistake_that_names_the_layout(step: tuple[Arrays, Arrays]) -> None:
    given, right = step
    (row,) = tutor.gradcheck("lstm-step", given, {"dWx": right["Wx"].T})
    assert (row.agrees, row.layout, row.diagnosis[0].code) == (False, "", "order")
    assert "transposed, [e,d] where lstm-step has Wx[d,e], as nn.Linear keeps its weight (out, in)" in row.note


def test_a_gradient_under_the_name_of_a_library_is_right_in_its_layout(step: tuple[Arrays, Arrays]) -> None:
    given, right = step
    (named,) = tutor.gradcheck("lstm-step", given, {"weight_ih_l0": right["Wx"].T})
    assert (named.name, named.agrees, named.layout) == ("Wx", True, "transposed")


def test_a_square_weight_is_taken_as_transposed_only_where_others_are() -> None:
    problem = TwoWeights()
    instance = problem.instance(seed=1)
    right = instance.gradients
    turned = {"W1": right["W1"].T, "W2": right["W2"].T}
    assert layouts(tutor.gradcheck(problem, instance.given, turned)) == [(True, "transposed")] * 2
    mixed = turned | {"W1": right["W1"]}
    first, second = tutor.gradcheck(problem, instance.given, mixed)
    assert first.agrees
    assert second.diagnosis[0].code == "transpose"


def test_given_weights_that_fit_only_transposed_give_their_layout_to_the_gradients() -> None:
    problem = TwoWeights()
    instance = problem.instance(seed=1)
    given = {
        **instance.given,
        "W1": instance.given["W1"].T,
        "W2": instance.given["W2"].T,
        "b1": instance.given["b1"][None],
    }
    right = instance.gradients
    grads = {"W1.grad": right["W1"].T, "W2.grad": -right["W2"].T, "b1": right["b1"]}
    first, second, third = tutor.gradcheck(problem, given, grads, values={"A": instance.values["A"]})[1:]
    assert (first.agrees, first.layout, third.agrees) == (True, "transposed", True)
    assert [found.code for found in second.diagnosis] == ["sign"]
    assert "[k,h] as W2 was given" in second.note


def test_given_shapes_that_fit_in_no_layout_are_refused() -> None:
    instance = TwoWeights().instance(seed=1)
    with pytest.raises(TutorError, match=r"W1 has shape 7×2; expected \[i,h\] = 3×2"):
        tutor.gradcheck(instance.problem, {**instance.given, "W1": np.ones((7, 2))}, {"W2": np.ones((2, 2))})


def test_blocks_in_another_order_are_a_layout_under_a_library_name_and_a_mistake_otherwise(
    step: tuple[Arrays, Arrays],
) -> None:
    given, right = step
    named = {"weight_ih_l0": as_torch(right["Wx"]), "bias_ih_l0": as_torch(right["b"])}
    rows = tutor.gradcheck("lstm-step", given, named)
    assert layouts(rows) == [(True, "blocks")] * 2
    assert "those of places 1, 2, 4, 3" in rows[0].note
    (row,) = tutor.gradcheck("lstm-step", given, {"b": as_torch(right["b"])})
    assert [found.code for found in row.diagnosis] == ["gate-swapped"]


def test_given_arrays_of_a_library_may_have_its_order_of_blocks_too(step: tuple[Arrays, Arrays]) -> None:
    given, right = step
    own = {name: array for name, array in given.items() if name not in ("Wx", "Wh", "b")}
    own |= {"weight_ih_l0": as_torch(given["Wx"]), "weight_hh_l0": as_torch(given["Wh"])}
    own |= {"bias_ih_l0": as_torch(given["b"]) / 4, "bias_hh_l0": as_torch(given["b"]) * 3 / 4}
    grads = {"weight_ih_l0": as_torch(right["Wx"]), "weight_hh_l0": -as_torch(right["Wh"]), "h_prev": right["h_prev"]}
    first, second, third = tutor.gradcheck("lstm-step", own, grads)
    assert (first.agrees, first.layout, third.agrees) == (True, "blocks", True)
    assert [found.code for found in second.diagnosis] == ["sign"]


def test_gradients_stacked_in_one_array_are_told_apart() -> None:
    cell = tutor.problem("lstm-cell").instance(seed=2)
    right = cell.gradients
    parts = [right["W_i"], right["W_f"], right["W_c"], right["W_o"]]
    (row,) = tutor.gradcheck("lstm-cell", cell.given, {"dW_all": np.concatenate(parts)})
    assert (row.name, row.agrees, row.layout) == ("dW_all", True, "stacked")
    assert "W_i, W_f, W_c, W_o" in row.note
    parts[2] = parts[2] * 2
    (row,) = tutor.gradcheck("lstm-cell", cell.given, {"dW_all": np.concatenate(parts)})
    assert [found.code for found in row.diagnosis] == ["block"]
    assert "W_i, W_f, W_o agree, W_c differs (entries 5 to 6 along axis 1)" in row.diagnosis[0].message


def test_an_unknown_name_whose_numbers_are_no_stack_is_refused() -> None:
    cell = tutor.problem("lstm-cell").instance(seed=2)
    with pytest.raises(TutorError, match="`dW_all` is not a gradient of lstm-cell"):
        tutor.gradcheck("lstm-cell", cell.given, {"dW_all": np.ones(8)})


def test_samples_in_columns_are_a_layout_of_all_arrays() -> None:
    instance = TwoWeights().instance(seed=1)
    given = {name: array.T if array.ndim == 2 else array[:, None] for name, array in instance.given.items()}
    right = instance.gradients
    grads = {"dW1": right["W1"].T, "db1": right["b1"][:, None], "dZ": right["Z"].T, "dA": -right["A"].T}
    *agreeing, wrong = tutor.gradcheck(instance.problem, given, grads, values={"Z": instance.values["Z"].T})
    assert layouts(agreeing) == [(True, "transposed"), (True, "transposed"), (True, ""), (True, "transposed")]
    assert [found.code for found in wrong.diagnosis] == ["sign"]


def test_square_weights_under_the_names_of_a_library_are_tried_transposed() -> None:
    instance = tutor.problem("softmax-net").instance(seed=2, sizes={"D": 3, "H": 3, "M": 3})
    given = {name: array for name, array in instance.given.items() if name not in ("W1", "W2")}
    given |= {"fc1.weight": instance.given["W1"].T, "fc2.weight": instance.given["W2"].T}
    right = instance.gradients
    grads = {"fc1.weight.grad": right["W1"].T, "fc2": {"weight": {"grad": -right["W2"].T}}}
    first, second = tutor.gradcheck("softmax-net", given, grads)
    assert (first.agrees, first.layout) == (True, "transposed")
    assert [found.code for found in second.diagnosis] == ["sign"]


@pytest.mark.parametrize("shape", [(0,), (0, 2), (1,) * 20, (3, 2, 5)])
def test_a_gradient_of_any_other_shape_is_told_its_shape(shape: tuple[int, ...]) -> None:
    instance = TwoWeights().instance(seed=1)
    (row,) = tutor.gradcheck(instance.problem, instance.given, {"W1": np.ones(shape)})
    assert row.diagnosis[0].code in ("shape", "sum-extra")
    assert "expected 3×2" in row.diagnosis[0].message


def test_which_blocks_differ_is_told_where_no_mistake_has_the_numbers(step: tuple[Arrays, Arrays]) -> None:
    given, right = step
    own = right["b"].copy()
    own[-2:] += (0.1, 0.3)
    (row,) = tutor.gradcheck("lstm-step", given, {"db": own})
    assert [found.code for found in row.diagnosis] == ["block"]
    assert row.diagnosis[0].message == "Along e, iₜ, fₜ and oₜ agree, gₜ differs."
