"""`tutor.testing`: one line for somebody's own tests."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor import TutorError
from tutor.testing import assert_gradients


def test_right_gradients_pass_silently() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    grads = {f"d{name}": instance.gradients[name] for name in ("W_f", "W_o")}
    assert_gradients("lstm-cell", instance.given, grads, values=instance.values)
    assert_gradients(instance.problem, instance.given, grads, tolerance=1e-9)
    assert_gradients(lambda w: (w**2).sum(), {"w": np.ones(3)}, {"w": 2 * np.ones(3)})
    tanh = tutor.problem("conv-dense").instance(seed=1, set={"f": "tanh"})
    assert_gradients("conv-dense", tanh.given, {"K": tanh.gradients["K"]}, set={"f": "tanh"})


def test_the_message_has_the_cause_first_and_then_the_table() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    grads = {"W_f": -instance.gradients["W_f"], "W_o": instance.gradients["W_o"]}
    with pytest.raises(AssertionError) as raised:
        assert_gradients("lstm-cell", instance.given, grads)
    first, _, blank, head, *rows = str(raised.value).splitlines()
    assert first.startswith("∂L/∂W_f: The size is right, but a sign is turned round. ")
    assert blank == ""
    assert head.split() == ["tensor", "error", "worst", "at", "got", "expected", "mistake"]
    assert any(row.startswith("✓  ∂L/∂W_o") for row in rows)


def test_a_wrong_forward_value_is_the_cause() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    with pytest.raises(AssertionError, match=r"^oₜ: The forward value o is wrong\."):
        assert_gradients(
            "lstm-cell", instance.given, {"W_o": -instance.gradients["W_o"]}, values={"o": instance.values["o"] / 2}
        )


def test_a_function_is_asserted_by_the_names_of_its_arrays() -> None:
    with pytest.raises(AssertionError, match=r"^w: All of it is 1/2 of what is right\. "):
        assert_gradients(lambda w: (w**2).sum(), {"w": np.ones(3)}, {"dw": np.ones(3)})


def test_what_does_not_fit_is_an_error_of_its_own() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    with pytest.raises(TutorError, match="`dW_q` is not a gradient of lstm-cell"):
        assert_gradients("lstm-cell", instance.given, {"dW_q": [1, 2]})
