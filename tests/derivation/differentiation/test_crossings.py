"""What each path of a step crosses is told as data."""

from __future__ import annotations

from tests.derivation.networks import network
from tutor.derivation import record
from tutor.derivation.derivation import derived_steps
from tutor.derivation.record import Crossing, DerivedStep


def step(name: str, step_id: str) -> DerivedStep:
    return next(one for one in derived_steps(network(name)) if one.id == step_id)


def kinds(name: str, step_id: str) -> list[list[str]]:
    return [[each.kind for each in path.crossed] for path in step(name, step_id).paths]


def test_a_weight_is_shared_by_the_samples_and_meets_what_it_multiplied() -> None:
    (path,) = step("two-layer", "dL/dW1").paths
    assert (path.consumer, path.arrives) == ("Z1", "dL/dZ1")
    assert path.crossed == (Crossing(record.OUTER, "X"), Crossing(record.SHARED, letters=("n",)))


def test_what_comes_back_through_a_layer_is_multiplied_by_its_matrix() -> None:
    assert step("two-layer", "dL/dX").paths[0].crossed == (Crossing(record.MATRIX, "W1", ("h",), "right"),)


def test_a_bias_is_only_added_up() -> None:
    assert kinds("two-layer", "dL/db1") == [[record.SHARED]]


def test_an_activation_is_crossed_by_its_slope_in_the_value_or_in_the_argument() -> None:
    assert step("residual", "dL/da").paths[0].crossed[0] == Crossing(record.SLOPE, "relu", detail="argument")
    assert step("residual", "dv/da").paths[0].crossed[0] == Crossing(record.SLOPE, "relu", detail="argument")
    assert step("tied weights", "dL/da").paths[0].crossed[0] == Crossing(record.SLOPE, "tanh", detail="value")
    assert record.SOFTMAX in kinds("two-layer", "dL/dZ2")[0]


def test_a_quantity_with_two_consumers_has_two_paths() -> None:
    assert [path.consumer for path in step("residual", "dL/dx").paths] == ["a", "r"]


def test_a_neighbour_in_time_says_which_way() -> None:
    crossed = step("backwards recurrence", "dL/dv").paths
    shifts = [each for path in crossed for each in path.crossed if each.kind == record.RECURRENCE]
    assert [each.detail for each in shifts] == ["previous"]


def test_windows_gates_and_maxima_are_told() -> None:
    assert record.CONVOLUTION in kinds("padded convolution", "dL/dx")[0]
    assert record.GATE in kinds("gru", "dL/dz")[0]
    assert record.MAXIMUM in kinds("max pooling", "dL/dx")[0]
    assert record.SPREAD in kinds("mean of inputs", "dL/dx")[0]
