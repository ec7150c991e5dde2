"""Pages on one step of a cell with gates, that call gradients and steps in ways of their own."""

from __future__ import annotations

import pytest

from tutor.submission.mark import mark

ANGLED = r"""
$\Gamma_k = \sigma(W_k\left\lbrack s^{<t-1>},v^{<t>} \right\rbrack + b_k)$

$\Gamma_w = \sigma(W_w\left\lbrack s^{<t-1>},v^{<t>} \right\rbrack + b_w)$

$\Gamma_r = \sigma(W_r\left\lbrack s^{<t-1>},v^{<t>} \right\rbrack + b_r)$

${\tilde{m}}^{<t>} = \tanh(W_m\left\lbrack s^{<t-1>},v^{<t>} \right\rbrack + b_m)$

$m^{<t>} = \Gamma_k * m^{<t-1>} + \Gamma_w * {\tilde{m}}^{<t>}$

$s^{<t>} = \Gamma_r * \tanh(m^{<t>})$

$$d\Gamma_r^{\langle t \rangle} = ds_{next} * \tanh(m_{next}) * \Gamma_r^{\langle t \rangle}
* (1-\Gamma_r^{\langle t \rangle})$$
$$d\tilde m^{\langle t \rangle} = (dm_{next} + ds_{next} * \Gamma_r^{\langle t \rangle} * (1-\tanh^2(m_{next})))
* \Gamma_w^{\langle t \rangle} * (1-(\tilde m^{\langle t \rangle})^2)$$
$$dW_r = d\Gamma_r^{\langle t \rangle} * \begin{pmatrix} s_{prev} \\ v_t\end{pmatrix}^T$$
$$dm_{prev} = (dm_{next} + ds_{next} * \Gamma_r^{\langle t \rangle} * (1-\tanh^2(m_{next})))
* \Gamma_k^{\langle t \rangle}$$
"""

WITHOUT_GATES = r"""
Let $\delta u_t = \frac{\partial \mathcal{L}}{\partial u_t}$ arrive at
$$u_t = q_t \odot \tanh(m_t)$$ where $$m_t = f_t \odot m_{t-1} + i_t \odot \tilde{m}_t$$
$$\delta q_t = \delta u_t \odot \tanh(m_t)$$
$$\delta m_t = \delta u_t \odot q_t \odot (1 - \tanh^2(m_t)) + \delta m_{t+1} \odot f_{t+1}$$
$$\delta f_t = \delta m_t \odot m_{t-1}$$
$$\delta \bar{f}_t = \delta f_t \odot f_t \odot (1 - f_t)$$
$$\delta m_{t-1} = \delta m_t \odot f_t$$
"""

NAMES_BELOW = r"""
$$p_t = \sigma(W_p [s_{t-1}, v_t] + b_p) \qquad \tilde{s}_t = \tanh(W_s [s_{t-1}, v_t] + b_s)$$
$$s_t = (1 - p_t) \odot s_{t-1} + p_t \odot \tilde{s}_t$$
$$d_{\tilde{s}_t} = g_{s_t} \odot p_t$$
$$d_{p_t} = g_{s_t} \odot (\tilde{s}_t - s_{t-1})$$
$$\delta_{p_t} = d_{p_t} \odot p_t \odot (1 - p_t)$$
$$g_{b_p} = \sum_{\text{batch}} \delta_{p_t}$$
"""

BY_WEIGHTS = r"""
$$p_t = \sigma(A_p v_t + B_p s_{t-1}) \qquad q_t = \sigma(A_q v_t + B_q s_{t-1})$$
$$\tilde{s}_t = \tanh(A_s v_t + B_s (q_t \odot s_{t-1}))$$
$$s_t = (1 - p_t) \odot s_{t-1} + p_t \odot \tilde{s}_t$$
$$\frac{\partial L}{\partial \tilde{s}_t} = \frac{\partial L}{\partial s_t} \odot p_t$$
$$\frac{\partial L}{\partial p_t} = \frac{\partial L}{\partial s_t} \odot (\tilde{s}_t - s_{t-1})$$
$$\delta_s = \frac{\partial L}{\partial \tilde{s}_t} \odot (1 - \tilde{s}_t^2)$$
$$\delta_p = \frac{\partial L}{\partial p_t} \odot p_t \odot (1 - p_t)$$
$$\frac{\partial L}{\partial q_t} = (B_s^T \delta_s) \odot s_{t-1}$$
$$\delta_q = \frac{\partial L}{\partial q_t} \odot q_t \odot (1 - q_t)$$
$$\frac{\partial L}{\partial B_s} = \delta_s (q_t \odot s_{t-1})^T$$
$$\frac{\partial L}{\partial s_{t-1}} = \frac{\partial L}{\partial s_t} \odot (1 - p_t) + B_p^T \delta_p
+ B_q^T\delta_q + (B_s^T\delta_s) \odot q_t$$
"""
"""A delta bears the letter of the weights: δ_s is of what enters s̃, though s is the state."""


def test_gates_by_greek_letters_with_steps_in_angles_are_a_cell() -> None:
    assert _verdicts(ANGLED) == ["right"] * 10


def test_a_wrong_gradient_of_a_gate_is_wrong() -> None:
    assert _verdicts(ANGLED.replace(r"\tanh(m_{next}) *", r"m_{next} *")).count("wrong") == 1
    assert _verdicts(ANGLED.replace(r"* \Gamma_w^{\langle t \rangle} * (1-(", "* (1-(")).count("wrong") == 1


def test_gates_of_which_nothing_is_said_are_given() -> None:
    assert _verdicts(WITHOUT_GATES)[-7:] == ["right"] * 7


def test_what_arrives_from_the_step_behind_may_be_left_out_only_with_all_of_it() -> None:
    text = WITHOUT_GATES.replace(r"\odot q_t \odot (1 -", r"\odot (1 -")
    assert "wrong" in _verdicts(text)


def test_gradients_may_be_named_by_what_stands_below() -> None:
    assert _verdicts(NAMES_BELOW) == ["right"] * 7
    assert _verdicts(NAMES_BELOW.replace(r"(\tilde{s}_t - s_{t-1})", r"(s_{t-1} - \tilde{s}_t)")).count("wrong") == 1


def test_a_delta_with_the_slope_of_an_accented_state_is_of_what_enters_that() -> None:
    assert _verdicts(BY_WEIGHTS) == ["right"] * 12


@pytest.mark.parametrize(
    ("whole", "left_out"),
    [
        (r" \odot (1 - \tilde{s}_t^2)", ""),
        (r"q_t \odot (1 - q_t)", "q_t"),
        (r"(B_s^T\delta_s) \odot q_t$$", r"B_s^T\delta_s$$"),
        (r"\delta_s (q_t \odot s_{t-1})^T", r"\delta_s s_{t-1}^T"),
    ],
)
def test_a_factor_left_out_among_such_deltas_is_wrong(whole: str, left_out: str) -> None:
    assert whole in BY_WEIGHTS
    assert "wrong" in _verdicts(BY_WEIGHTS.replace(whole, left_out))


def _verdicts(text: str) -> list[str]:
    said = [one for one in mark(text, "page.md", [], sure=False).statements if one.right]
    return [one.verdict for one in said if one.verdict not in ("definition", "setting")]


@pytest.mark.parametrize("beside", [", ", "; "])
def test_what_enters_a_gate_may_be_stacked_with_a_comma_or_a_semicolon(beside: str) -> None:
    gates = [rf"{gate} = \sigma(U_{gate} [h_{{t-1}}{beside}x_t])" for gate in "ifo"]
    lines = (
        *gates,
        rf"g = \tanh(U_g [h_{{t-1}}{beside}x_t])",
        r"c_t = f \odot c_{t-1} + i \odot g",
        r"h_t = o \odot \tanh(c_t)",
        r"\frac{\partial L}{\partial o} = \frac{\partial L}{\partial h_t} \odot \tanh(c_t)",
        r"\frac{\partial L}{\partial g} = \frac{\partial L}{\partial c_t} \odot i",
    )
    text = "".join(f"$${line}$$\n" for line in lines)
    assert [one.verdict for one in mark(text, "page.md", [], sure=False).statements] == ["right"] * len(lines)
