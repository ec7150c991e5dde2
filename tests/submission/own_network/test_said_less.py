"""Pages that say less than a network needs: which name is the output, what the loss is, which layer is meant."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import MarkedStatement

BACK_FROM_THE_LAST = r"""
$$\frac{\partial \mathcal{L}}{\partial a^L} \cdot \frac{\partial a^L}{\partial z^L} = \hat{y} - y$$
$$z^L = W^L a^{L-1} + b^L$$
$$\frac{\partial \mathcal{L}}{\partial W^L} = (\hat{y} - y) (a^{L-1})^T$$
$$\frac{\partial \mathcal{L}}{\partial a^{L-1}} = (W^L)^T (\hat{y} - y)$$
$$\frac{\partial \mathcal{L}}{\partial W^{L-1}} = (W^L)^T (\hat{y} - y) \odot \sigma'(z^{L-1}) (a^{L-2})^T$$
"""
NO_LOSS = r"""
$$s^{[1]} = W^{[1]} u + b^{[1]}, \quad h^{[1]} = \tanh(s^{[1]}), \quad s^{[2]} = W^{[2]} h^{[1]} + b^{[2]}$$
$$\frac{\partial L}{\partial W^{[2]}} = \frac{1}{m} (s^{[2]} - y) (h^{[1]})^T$$
$$\frac{\partial L}{\partial b^{[1]}} = \frac{1}{m} (W^{[2]})^T (s^{[2]} - y) \odot (1 - (h^{[1]})^2)$$
"""
ANOTHER_NAME = r"""
$$s_j = \sum_i v_{ji} u_i, \quad q_j = \sigma(s_j), \quad E = \frac{1}{2} \sum_j (d_j - y_j)^2$$
$$\frac{\partial E}{\partial y_j} = y_j - d_j$$
$$\frac{\partial E}{\partial s_j} = -(d_j - y_j) y_j (1 - y_j)$$
$$\frac{\partial E}{\partial v_{ji}} = -(d_j - y_j) y_j (1 - y_j) u_i$$
"""
OPEN_LOSS = r"""
$$s = V u, \quad h = \phi(s), \quad o = U h, \quad L = \ell(o, y)$$
$$p = \frac{\lambda}{2} \|U\|_F^2, \quad J = L + p$$
$$\frac{\partial J}{\partial U} = \frac{\partial J}{\partial o} h^T + \lambda U$$
$$\frac{\partial J}{\partial h} = U^T \frac{\partial J}{\partial o}$$
$$\frac{\partial J}{\partial s} = U^T \frac{\partial J}{\partial o} \odot \phi'(s)$$
"""


def _marked(text: str) -> list[MarkedStatement]:
    return list(tutor.mark_page(text, name="page.md").statements)


def _verdict_of(text: str, right: str) -> list[str]:
    return [one.verdict for one in _marked(text) if one.right.strip() == right]


def test_layers_may_be_counted_back_from_the_last() -> None:
    assert {one.verdict for one in _marked(BACK_FROM_THE_LAST)} == {"right"}
    wrong = r"(W^L)^T (\hat{y} - y) (a^{L-2})^T"
    page = BACK_FROM_THE_LAST.replace(r"(W^L)^T (\hat{y} - y) \odot \sigma'(z^{L-1}) (a^{L-2})^T", wrong)
    assert _verdict_of(page, wrong) == ["wrong"]


def test_the_gradient_of_a_weight_tells_the_loss_by_the_difference_in_it() -> None:
    assert {one.verdict for one in _marked(NO_LOSS)} == {"right"}
    assert _marked(NO_LOSS.replace("(1 - (h", "(1 + (h"))[-1].verdict == "wrong"


def test_the_output_may_have_another_name_in_the_loss() -> None:
    assert {one.verdict for one in _marked(ANOTHER_NAME)} == {"right"}
    turned = ANOTHER_NAME.replace("u_i$$\n", "u_j$$\n").replace(r"= -(d_j - y_j) y_j (1 - y_j) u", "= (d_j - y_j) u")
    assert _marked(turned)[-1].verdict != "right"


def test_with_a_guessed_output_nothing_is_wrong_that_little_bears_out() -> None:
    page = ANOTHER_NAME.replace("= y_j - d_j", "= 2 (y_j - d_j)").replace("= -(d_j - y_j)", "= -2 (d_j - y_j)")
    assert "wrong" not in [one.verdict for one in _marked(page)]


def test_a_loss_that_is_only_named_leaves_the_chain_rule_to_be_judged() -> None:
    verdicts = [one.verdict for one in _marked(OPEN_LOSS) if "partial" in one.left]
    assert verdicts == ["right"] * 3
    changed = OPEN_LOSS.replace(r"U^T \frac{\partial J}{\partial o} \odot", r"U \frac{\partial J}{\partial o} \odot")
    assert _marked(changed)[-1].verdict == "wrong"
    closed = OPEN_LOSS + r"$$\frac{\partial J}{\partial o} = 2 (o - y)$$"
    assert _marked(closed)[-1].verdict not in ("right", "wrong")


@pytest.mark.parametrize(
    ("right", "verdict"), [(r"(q - t) \frac{\partial q}{\partial t}", "not judged"), ("q - q", "wrong")]
)
def test_what_comes_out_as_zero_by_a_derivative_may_be_of_something_else(right: str, verdict: str) -> None:
    page = r"""
$$s = V u + c, \quad q = \sigma(s), \quad E = \frac{1}{2} \|q - t\|^2$$
$$\frac{\partial E}{\partial q} = q - t, \quad \frac{\partial E}{\partial s} = (q - t) \odot q \odot (1 - q)$$
"""
    assert _verdict_of(rf"{page}$$\frac{{\partial E}}{{\partial c}} = {right}$$", right) == [verdict]


@pytest.mark.parametrize(("output", "verdict"), [("s^{[2]}", "not judged"), (r"\sigma(s^{[2]})", "wrong")])
def test_the_slope_of_a_sigma_that_no_formula_has_may_be_that_of_any_activation(output: str, verdict: str) -> None:
    page = rf"""
$$s^{{[1]}} = V^{{[1]}} u + c^{{[1]}}$$ $$h^{{[1]}} = \text{{ReLU}}(s^{{[1]}})$$ $$s^{{[2]}} = V^{{[2]}} h^{{[1]}}$$
$$q = {output}, \quad E = \frac{{1}}{{2}} \|q - t\|^2, \quad \frac{{\partial E}}{{\partial q}} = q - t$$
$$\frac{{\partial E}}{{\partial h^{{[1]}}}} = (V^{{[2]}})^T \frac{{\partial E}}{{\partial s^{{[2]}}}}$$
"""
    slope = r"\sigma'(s^{[1]}) \odot \frac{\partial E}{\partial h^{[1]}}"
    assert _verdict_of(rf"{page}$$\frac{{\partial E}}{{\partial s^{{[1]}}}} = {slope}$$", slope) == [verdict]


def test_a_set_and_a_size_are_no_claims_where_there_is_no_network() -> None:
    rule = r"$$\frac{\partial F}{\partial u_i} = \sum_j \frac{\partial F}{\partial g_j} r_{ji}$$"
    page = r"Let $u \in \mathbb{R}^n$ and $n = 4$. " + rule
    assert [one.verdict for one in _marked(page)] == ["setting", "setting", "not judged"]


@pytest.mark.parametrize(
    ("update", "verdict"),
    [
        (r"W^{[i]} \leftarrow W^{[i]} - \alpha \frac{\partial L}{\partial W^{[i]}}", "right"),
        (r"W = W - \alpha \cdot dW", "right"),
        (r"\theta \leftarrow \theta - \eta \frac{\partial L}{\partial \theta}", "right"),
        (r"W^{[i]} \leftarrow W^{[i]} + \alpha \frac{\partial L}{\partial W^{[i]}}", "not judged"),
    ],
)
def test_an_update_of_any_weight_is_right_if_it_is_so_for_those_of_the_page(update: str, verdict: str) -> None:
    page = r"""
$$z_1 = W_1 x, \quad a_1 = \sigma(z_1), \quad z_2 = W_2 a_1, \quad L = \frac{1}{2} \|z_2 - y\|^2$$
$$\frac{\partial L}{\partial z_2} = z_2 - y$$
"""
    assert _marked(f"{page}$${update}$$")[-1].verdict == verdict


def test_a_section_with_a_network_of_its_own_is_judged_by_that() -> None:
    page = rf"""
## The parts of an error

$$MSE = E[(y - g)^2]$$
$$E[r^2] = \rho^2$$
$$MSE = E[(y - g)^2] + \rho^2$$

## A unit
{ANOTHER_NAME}
"""
    verdicts = [one.verdict for one in _marked(page) if "partial" in one.left]
    assert verdicts == ["right"] * 3


def test_a_weight_may_have_its_two_letters_in_either_order() -> None:
    page = r"""
$$I_j = \sum_i w_{ji} x_i, \quad O_j = \sigma(I_j), \quad I_k = \sum_j w_{kj} O_j, \quad O_k = \sigma(I_k)$$
$$E = \frac{1}{2} \sum_k (t_k - O_k)^2$$
$$\frac{\partial E}{\partial w_{jk}} = -(t_k - O_k) O_k (1 - O_k) O_j$$
$$\frac{\partial E}{\partial w_{jk}} = -(t_k - O_k) O_k (1 - O_k) O_k$$
"""
    assert [one.verdict for one in _marked(page)][-2:] == ["right", "wrong"]


def test_a_case_of_the_target_holds_for_what_is_said_of_it() -> None:
    page = r"""
With $z = v^T x$ and $\hat{y} = \sigma(z)$ the loss is $L = -y \log \hat{y} - (1 - y) \log(1 - \hat{y})$, so that
$$\frac{\partial L}{\partial z} = \hat{y} - y$$
- for $y = 0$: $\frac{\partial L}{\partial v} = \hat{y} x$. If the unit is right, $\hat{y} = 0$.
- for $y = 1$: $\frac{\partial L}{\partial v} = -(1 - \hat{y}) x$
"""
    verdicts = [one.verdict for one in _marked(page) if "partial" in one.left]
    assert verdicts == ["right"] * 3


def test_the_link_before_in_an_update_is_read_as_one() -> None:
    page = r"""
$$s_j = \sum_i v_{ji} x_i, \quad E = \frac{1}{2} \sum_j (s_j - t_j)^2$$
$$\frac{\partial E}{\partial s_j} = s_j - t_j, \quad \frac{\partial E}{\partial v_{ji}} = (s_j - t_j) x_i$$
$$v_{ji}(n+1) = v_{ji}(n) + \eta (s_j - t_j) x_i = v_{ji}(n) - \eta (t_j - s_j) x_i$$
"""
    assert [one.verdict for one in _marked(page)][-2:] == ["wrong", "follows"]


@pytest.mark.parametrize("factors", [40, 250])
def test_a_product_of_very_many_factors_is_left_out_of_the_network(factors: int) -> None:
    page = r"$$h_t = \sigma(W_2 h_{t-1} + x_t)$$" + "\n\n$$y = " + "W_1 " * factors + "$$\n"
    assert {one.verdict for one in _marked(page)} <= {"not judged", "not read"}
