"""A page in letters of its own, handed in with a network in others: what it defines tells which is which."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import Marked

_NETWORK = """
input    row u[d]
weights  K[d,h], row c[h], M[h,o], row e[o]
target   row t[o] one-hot o

s = u K + c
g = tanh(s)
r = g M + e
q = softmax(r)
E = -sum(t*log(q))
"""
_FORWARD = r"""
The input is $a_0 = x$.

$$z_1 = a_0W_1 + b_1$$

$$a_1 = \tanh(z_1)$$

$$z_2 = b_2 + a_1 W_2$$

$$\hat{y} = \text{softmax}(z_2)$$

$$L = -\sum_k y_k \log \hat{y}_k$$
"""


def _marked(text: str, network: str = _NETWORK) -> Marked:
    return tutor.mark_page(text, [tutor.network(network, "own.net")], name="page.md")


def _verdicts(text: str, network: str = _NETWORK) -> list[str]:
    return [one.verdict for one in _marked(text, network).statements]


def test_the_forward_formulas_are_right_in_any_letters() -> None:
    assert _verdicts(_FORWARD)[1:] == ["right"] * 5


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial L}{\partial z_2} = \hat{y} - y",
        r"\frac{\partial L}{\partial W_2} = a_1^T \frac{\partial L}{\partial z_2}",
        r"\frac{\partial L}{\partial W_1} = x^T \frac{\partial L}{\partial z_1}",
        r"\frac{\partial L}{\partial W_1} = a_0^T ((\hat{y} - y) W_2^T \odot (1 - a_1^2))",
        r"\nabla_{b_2} L = \hat{y} - y",
        r"dW_2 = a_1^T dz_2",
        r"dW2 = a1^T dz2",
        r"grada1 = gradz2 W_2^T",
    ],
)
def test_gradients_are_read_in_the_letters_of_the_page(line: str) -> None:
    assert _verdicts(f"{_FORWARD}\n$${line}$$")[-1] == "right"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (r"\frac{\partial L}{\partial z_2} = y - \hat{y}", "sign"),
        (r"\frac{\partial L}{\partial W_2} = z_1^T \frac{\partial L}{\partial z_2}", "swapped"),
        (r"\frac{\partial L}{\partial a_1} = \frac{\partial L}{\partial z_2} W_2", "transpose"),
    ],
)
def test_slips_are_found_in_the_letters_of_the_page(line: str, code: str) -> None:
    last = _marked(f"{_FORWARD}\n$${line}$$").statements[-1]
    assert (last.verdict, [one.code for one in last.diagnosis]) == ("wrong", [code])


def test_a_name_of_the_network_that_the_page_has_for_another_quantity_is_that_of_the_page() -> None:
    network = _NETWORK.replace("t[o]", "p[o]").replace("t*log(q)", "p*log(y)").replace("q = ", "y = ")
    assert _verdicts(rf"{_FORWARD} $$\frac{{\partial L}}{{\partial z_2}} = \hat{{y}} - y$$", network)[-1] == "right"


def test_letters_alone_tell_nothing() -> None:
    assert _verdicts(r"$$\frac{\partial L}{\partial z_2} = y - \hat{y}$$") == ["not read"]


def test_nothing_is_wrong_of_a_page_with_another_activation() -> None:
    page = (
        _FORWARD.replace(r"\tanh", r"\sigma") + r"$$\frac{\partial L}{\partial z_1} = dz_2 W_2^T \odot a_1 (1 - a_1)$$"
    )
    assert "wrong" not in _verdicts(page)


def test_a_page_without_a_bias_has_the_same_names() -> None:
    page = _FORWARD.replace(" + b_1", "") + r"$$\frac{\partial L}{\partial W_1} = x^T \frac{\partial L}{\partial z_1}$$"
    found = _verdicts(page)
    assert found[-1] == "right"
    assert "wrong" not in found


def test_a_slip_in_a_forward_formula_is_none_of_the_names() -> None:
    found = _verdicts(_FORWARD.replace(r"\tanh(z_1)", r"\tanh(z_2)"))
    assert "right" in found
    assert found[2] != "right"


def test_what_the_loss_compares_has_customary_names() -> None:
    page = rf"""
{_FORWARD.partition("$$L")[0]}

$$\frac{{\partial L}}{{\partial z_2}} = \hat{{y}} - y$$

$$\frac{{\partial L}}{{\partial z_2}} = y - \hat{{y}}$$
"""
    assert _verdicts(page)[-2:] == ["right", "not judged"]
