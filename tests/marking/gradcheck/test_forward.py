"""Values of a forward pass that come along, and how exact numbers must be."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor import TutorError
from tutor.problems.instances.instance import Instance


@pytest.fixture
def instance() -> Instance:
    return tutor.problem("lstm-step").instance(seed=3)


def test_values_are_judged_before_gradients(instance: Instance) -> None:
    rows = tutor.gradcheck("lstm-step", instance.given, {"b": instance.gradients["b"]}, values=instance.values)
    assert [row.kind for row in rows] == ["value"] * len(instance.values) + ["gradient"]
    assert all(row.agrees for row in rows)


def test_the_cause_is_told_from_what_follows_from_it(instance: Instance) -> None:
    """sigma(-a) for sigma(a) in the output gate, and all else as it should be."""
    given, values = instance.given, dict(instance.values)
    values["o"] = 1 - values["o"]
    values["h"] = values["o"] * values["tanh_c"]
    own = given["dh"] * values["o"] * (1 - values["tanh_c"] ** 2) + given["dc"]
    rows = {row.name: row for row in tutor.gradcheck("lstm-step", given, {"c": own}, values=values)}
    assert not rows["o"].agrees
    assert not rows["h"].agrees
    worst = rows["o"].worst
    assert worst is not None
    assert rows["o"].diagnosis[0].message == "The forward value o is wrong."
    assert rows["o"].got == values["o"][tuple(place - 1 for place in worst)]
    assert [found.code for found in rows["o"].diagnosis] == ["forward", "sign"]
    assert "follows from the forward value o" in rows["h"].diagnosis[0].message


def test_gradients_that_follow_from_a_wrong_value_are_told_so() -> None:
    instance = tutor.problem("softmax-net").instance(seed=1)
    y = instance.values["y"] ** 2
    rows = tutor.gradcheck(
        "softmax-net", instance.given, {"z2": y - instance.given["t"], "W2": instance.gradients["W2"]}, values={"y": y}
    )
    assert [(row.name, row.agrees) for row in rows] == [("y", False), ("z2", False), ("W2", True)]
    assert rows[1].diagnosis[0].message == "It follows from the forward value y, which is wrong."


def test_a_value_may_have_another_shape_or_a_name_that_is_given(instance: Instance) -> None:
    (row,) = tutor.gradcheck("lstm-step", instance.given, {}, values={"h": np.ones(3)})
    assert not row.agrees
    assert [found.code for found in row.diagnosis] == ["forward", "shape"]
    with pytest.raises(TutorError, match="`x` is not a value of lstm-step"):
        tutor.gradcheck("lstm-step", instance.given, {}, values={"x": instance.given["x"]})


def test_single_precision_saved_as_double_is_told_by_its_digits(instance: Instance) -> None:
    right = instance.gradients["Wx"]
    noisy = (right * (1 + 2e-5)).astype(np.float32).astype(float)
    (row,) = tutor.gradcheck("lstm-step", instance.given, {"Wx": noisy})
    assert row.agrees
    assert "single precision" in row.note
    (row,) = tutor.gradcheck("lstm-step", instance.given, {"Wx": right * (1 + 2e-5)})
    assert not row.agrees


def test_the_tolerance_that_is_asked_for_counts(instance: Instance) -> None:
    own = {"Wx": instance.gradients["Wx"] * (1 + 1e-4)}
    assert not tutor.gradcheck("lstm-step", instance.given, own)[0].agrees
    assert tutor.gradcheck("lstm-step", instance.given, own, tolerance=1e-3)[0].agrees
    single = {"Wx": own["Wx"].astype(np.float32)}
    assert not tutor.gradcheck("lstm-step", instance.given, single, tolerance=1e-6)[0].agrees
    for tolerance in (-1, 1, float("nan")):
        with pytest.raises(TutorError, match="is not a number from 0 to 1"):
            tutor.gradcheck("lstm-step", instance.given, own, tolerance=tolerance)


def test_choices_are_made_by_set() -> None:
    tanh = tutor.problem("conv-dense").instance(seed=1, set={"f": "tanh"})
    own = {"dK": tanh.gradients["K"]}
    assert tutor.gradcheck("conv-dense", tanh.given, own, set={"f": "tanh"})[0].agrees
    assert tutor.gradcheck("conv-dense", {**tanh.given, "f": "tanh"}, own)[0].agrees
    assert not tutor.gradcheck("conv-dense", tanh.given, own)[0].agrees


def test_single_arrays_are_replaced_by_set_under_any_name(instance: Instance) -> None:
    other = np.asarray(instance.given["b"]) + 1
    right = instance.problem.instance(given={**instance.given, "b": other}).gradients["Wx"]
    assert tutor.gradcheck("lstm-step", instance.given, {"Wx": right}, set={"B": other})[0].agrees


def test_a_name_given_twice_is_refused(instance: Instance) -> None:
    with pytest.raises(TutorError, match="`Wx` and `W_x` both name Wx"):
        tutor.gradcheck("lstm-step", {**instance.given, "W_x": instance.given["Wx"]}, {"b": instance.gradients["b"]})
