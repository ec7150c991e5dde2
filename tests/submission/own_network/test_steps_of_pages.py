"""Pages through time whose steps, losses and gradients are written in ways that a network file has not."""

from __future__ import annotations

from tutor.submission.mark import mark
from tutor.submission.marked import Marked

SINGLE_NUMBERS = r"""
$$c^t = px^t + qs^{t-1} + r$$
$$c^0 = px^0 + r$$
$$s^t = \sigma(c^t)$$
$$\hat{z}^t = gs^t + b$$
$$L = \frac{1}{T}\sum_{t=0}^T L^t$$
$$L^t = \frac{1}{2}(z^t - \hat{z}^t)^2$$

$$\frac{\partial L^t}{\partial g} = -(z^t - \hat{z}^t) s^t$$
$$\frac{\partial c^t}{\partial q} = q\frac{\partial s^{t-1}}{\partial q} + s^{t-1}$$
$$\frac{\partial s^0}{\partial r} = \sigma'(c^0)$$
$$\frac{\partial L}{\partial b} = -\frac{1}{T}\sum_{t} (z^t - \hat{z}^t)$$
"""

BY_NABLA = r"""
$$u^{t} = b + Ks^{t-1} + Px^{t}$$
$$s^{t} = \tanh(u^{t})$$
$$q^{t} = g + Rs^{t}$$
$$\hat{y}^{t} = softmax(q^{t})$$
$$L = \sum_{t}L^{t} = -\sum_{t}\log p_{net}(y^{t} | x^{1},\dots,x^{t})$$

$$\frac{\partial L}{\partial L^{t}} = 1$$
$$(\nabla_{q^{t}}L)_{i} = \frac{\partial L}{\partial L^{t}}\frac{\partial L^{t}}{\partial q_{i}^{t}}
= \hat{y}_{i}^{t} - 1_{i,y^{t}}$$
$$\nabla_{s^{\tau}}L = R^{T}\nabla_{q^{\tau}}L$$
$$\nabla_{R}L = \sum_{t}\sum_{i}(\frac{\partial L}{\partial q^{t}_{i}})\nabla_{R} q^{t}_{i}
= \sum_{t}(\nabla_{q^{t}}L)s^{(t)^{T}}$$
$$\nabla_b L = \sum_t \left(\frac{\partial s^{t}}{\partial b^{t}}\right)^T \nabla_{s ^{t}}L$$
"""

OF_ANY_LOSS = r"""
$k_t = f(A_{in} x_t + B k_{t-1} + b_{hidden})$ and $v_t = g(C_{out} k_t + b_{out})$.
$$L(v, y) = \sum_{t=1}^{T} L(v_t, y_t)$$

$$\frac{\partial L_3}{\partial C_{out}} = \frac{\partial L_3}{\partial v_3}\frac{\partial v_3}{\partial C_{out}}$$
$$\frac{\partial L}{\partial b_{out}} =
\sum_{t=1}^{T}\frac{\partial L}{\partial v_t}\frac{\partial v_t}{\partial b_{out}}$$
"""

ONE_AFTER_ANOTHER = r"""
$$k^{(t)}=\tanh(Ax^{(t)}+Bk^{(t-1)})$$
$$v^{(t)}=Ck^{(t)}$$
$$\hat{y}^{(t)}=\mathrm{softmax}(v^{(t)})$$
$$L^{(t)}=-\log \hat{y}^{(t)}_{y_t}$$
$$L=\sum L^{(t)}$$

$$\nabla_{v^{(t)}}L=\hat{y}^{(t)}-y^{(t)}$$
Here $y^{(t)}$ is one-hot.
$$\nabla_C L = \sum_t (\nabla_{v^{(t)}}L) (k^{(t)})^T$$

A cell with a gate: $k_t = z_t k_{t-1} + (1 - z_t) \tanh(P x_t)$.
"""


ALL_STEPS = r"""
$$\begin{array}{l}
k_t = \tanh(A x_t + B k_{t-1}) \\
\hat{y}_t = \text{softmax}(Ck_t)
\end{array}$$
$$
E_t(y_t, \hat{y}_t) = -y_t \log \hat{y}_t \\
\begin{aligned}
E(y, \hat{y})
&= \sum_t E_t(y_t, \hat{y}_t)
\end{aligned}
$$

$$\frac{\partial E_t}{\partial C} = \frac{\partial E_t}{\partial \hat{y}_t}
\frac{\partial \hat{y}_t}{\partial z_t} \frac{\partial z_t}{\partial C}$$
$$\frac{\partial k_3}{\partial B} = \sum_k \frac{\partial k_3}{\partial k_k} \frac{\partial k_k}{\partial B}$$
$$\frac{\partial k_t}{\partial B} = \frac{\partial k_t}{\partial B}+\frac{\partial k_t}{\partial k_{t-1}}
\left\(\frac{\partial k_{t-1}}{\partial B}+\frac{\partial k_{t-1}}{\partial k_{t-2}}
\frac{\partial k_{t-2}}{\partial B}\right\)$$
"""


def test_letters_above_names_are_steps_where_neighbours_of_them_are() -> None:
    assert _derivatives(SINGLE_NUMBERS) == ["right"] * 4


def test_what_is_false_of_a_step_above_a_name_is_wrong() -> None:
    assert _wrong(SINGLE_NUMBERS.replace("+ s^{t-1}$$", "+ s^{t}$$")) == [10]


def test_a_loss_that_is_a_mean_over_steps_keeps_its_share_in_gradients_of_all_and_has_none_in_those_of_a_step() -> None:
    assert _wrong(SINGLE_NUMBERS.replace(r"-\frac{1}{T}\sum_{t} (", r"-\sum_{t} (")) == [12]
    assert _wrong(SINGLE_NUMBERS.replace(r"} = -(z^t", r"} = -\frac{1}{T}(z^t")) == [9]


def test_gradients_by_nabla_of_entries_and_of_weights_at_a_step_are_judged() -> None:
    assert {one.verdict for one in _marked(BY_NABLA).statements} == {"right"}


def test_a_sign_lost_beside_the_class_that_is_picked_is_wrong() -> None:
    text = BY_NABLA.replace(r"\hat{y}_{i}^{t} - 1_{i,y^{t}}", r"1_{i,y^{t}} - \hat{y}_{i}^{t}")
    assert len(_wrong(text)) == 1


def test_a_loss_that_is_only_a_function_of_the_steps_leaves_what_holds_for_any() -> None:
    assert _derivatives(OF_ANY_LOSS) == ["right", "right"]


def test_a_page_with_another_network_behind_is_judged_up_to_it() -> None:
    assert _derivatives(ONE_AFTER_ANOTHER)[:2] == ["right", "right"]
    assert _wrong(ONE_AFTER_ANOTHER) == []


def test_a_step_that_the_left_side_does_not_have_makes_nothing_wrong() -> None:
    text = ONE_AFTER_ANOTHER.replace("Here", r"$$\nabla_{k^{(\tau)}}L = C^T\nabla_{v^{(\tau)}}L^{(t)}$$" "\nHere")
    assert _wrong(text) == []


def test_sums_over_all_steps_and_what_a_softmax_is_of_are_read_where_the_page_does_not_say_them() -> None:
    text = ALL_STEPS.replace("k_k", "k_m").replace(r"\sum_k", r"\sum_m")
    assert {one.verdict for one in _marked(text).statements} == {"right"}


def test_a_path_that_is_lost_before_the_earliest_step_is_wrong() -> None:
    text = ALL_STEPS.replace("k_k", "k_m").replace(r"\sum_k", r"\sum_m")
    lost = text.replace("+\\frac{\\partial k_{t-1}}{\\partial k_{t-2}}\n\\frac{\\partial k_{t-2}}{\\partial B}", "")
    assert lost != text
    assert _wrong(lost) == []  # the gradient of the step before may be all of it
    other = text.replace(r"\frac{\partial k_{t-1}}{\partial B}+", r"\frac{\partial k_{t-1}}{\partial B}-")
    assert len(_wrong(other)) == 1


def test_bounds_may_be_inequalities_and_products_of_derivatives_functions() -> None:
    text = (
        OF_ANY_LOSS
        + r"""
$$\frac{\partial L_t}{\partial B} = \sum_{1 \le m \le t} \frac{\partial L_t}{\partial k_t}
\left( \prod_{t \ge j > m} \frac{\partial k_j}{\partial k_{j-1}} \right) \frac{\partial^{+} k_m}{\partial B}$$
$$\frac{\partial L}{\partial k_t} = \text{prod}\left(\frac{\partial L}{\partial k_{t+1}},
\frac{\partial k_{t+1}}{\partial k_t}\right)
+ \text{prod}\left(\frac{\partial L}{\partial v_t}, \frac{\partial v_t}{\partial k_t}\right)$$
"""
    )
    assert _derivatives(text) == ["right"] * 4
    assert len(_wrong(text.replace("j > m", r"j \ge m"))) == 1


def test_what_gradients_start_from_behind_the_last_step_is_no_gradient() -> None:
    assert _wrong(OF_ANY_LOSS + r"First $\frac{\partial L}{\partial k_T} = 0$; then it is added up.") == []


def test_the_loss_of_the_last_step_alone_is_another_one() -> None:
    text = OF_ANY_LOSS + r"$$\frac{\partial L}{\partial b_{out}} = \frac{\partial L_T}{\partial b_{out}}$$"
    assert _wrong(text) == []


def _derivatives(text: str) -> list[str]:
    return [one.verdict for one in _marked(text).statements if one.kind == "derivative"]


def _wrong(text: str) -> list[int]:
    return [one.line for one in _marked(text).statements if one.verdict in ("wrong", "follows")]


def _marked(text: str) -> Marked:
    return mark(text, "page.md", [])
