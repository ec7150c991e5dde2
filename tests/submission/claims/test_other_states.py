"""Pages on networks through time whose state is not quite that of the exercise they are handed in with."""

from __future__ import annotations

import pytest

import tutor

GATES = [rf"\frac{{\partial L}}{{\partial {g}_t}} \frac{{\partial {g}_t}}{{\partial h_{{t-1}}}}" for g in "ifgo"]
TANH = r"$h_t = \tanh(W h_{t-1} + U x_t)$" + "\n\n"


def test_what_arrives_at_an_earlier_state_itself_may_be_left_out_but_no_gate() -> None:
    left = r"\frac{\partial L}{\partial h_{t-1}}"
    assert _verdicts(f"$${left} = {' + '.join(GATES)}$$", "lstm-sequence") == ["right"]
    assert _verdicts(f"$${left} = {' + '.join(GATES[:3])}$$", "lstm-sequence") == ["wrong"]
    given_on = "\n\nAs $dh_{t-1}$ it is given on to the step before."
    assert _verdicts(f"$${left} = {' + '.join(GATES)}$${given_on}", "lstm-sequence")[0] == "right"


def test_a_weight_at_a_step_is_no_row_of_it() -> None:
    text = r"$\frac{\partial L}{\partial U} = \sum_t \frac{\partial L}{\partial U_t}$"
    assert _verdicts(text, "rnn-bptt") == ["right"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial c_T}{\partial c_1} = \prod_{t=2}^T f_t", "right"),
        (r"\frac{\partial c_t}{\partial c_k} = \prod_{j=k+1}^t f_j", "right"),
        (r"\frac{\partial c_t}{\partial c_k} = \prod_{j=k+1}^t i_j", "not judged"),
        (r"\frac{\partial L}{\partial c_{t-1}} = \frac{\partial L}{\partial c_t} \odot f_t", "not judged"),
        (r"\frac{\partial L}{\partial c_{t-1}} = \frac{\partial L}{\partial c_t} \odot i_t", "wrong"),
    ],
)
def test_along_the_cell_the_gates_may_be_held_fixed(line: str, verdict: str) -> None:
    assert _verdicts(f"${line}$", "lstm-sequence") == [verdict]


def test_a_letter_that_the_page_does_not_use_for_a_value_of_the_exercise_is_of_another_cell() -> None:
    text = r"$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t$" + "\n\n" + r"$c_t = h_t$"
    assert _verdicts(text, "gru-through-time") == ["right", "not judged"]
    assert _verdicts(text.replace(r"\tilde h_t", "c_t"), "gru-through-time") == ["right", "wrong"]


def test_what_is_nearly_zero_under_a_condition_is_no_law() -> None:
    assert _verdicts(r"As soon as $|s| \approx 1$, also $1 - s^2 \approx 0$.", "lstm-memory")[-1] == "not judged"


@pytest.mark.parametrize(
    ("slope", "verdicts"),
    [
        (r"\mathrm{diag}(1 - h_t^2) W", ["right", "right"]),
        (r"\mathrm{diag}(h_t (1 - h_t)) W", ["wrong", "right"]),
        (r"\mathrm{diag}(1 + h_t^2) W", ["not judged", "wrong"]),
    ],
)
def test_another_activation_of_the_state_is_a_slip_where_the_slopes_are_those_of_the_exercise(
    slope: str, verdicts: list[str]
) -> None:
    text = TANH + rf"$\frac{{\partial h_t}}{{\partial h_{{t-1}}}} = {slope}$"
    assert _verdicts(text, "rnn-bptt") == verdicts


def test_an_activation_that_nothing_on_the_page_depends_on_is_no_slip() -> None:
    text = TANH + r"$\frac{\partial L}{\partial V} = \sum_t (\hat y_t - y_t) h_t^T$"
    assert _verdicts(text, "rnn-bptt") == ["not judged", "right"]


def test_a_local_slope_of_the_page_is_no_slip_where_the_exercise_has_another_activation() -> None:
    text = TANH + r"$\frac{\partial h_t}{\partial W} = (1 - h_t^2) h_{t-1}$"
    assert not {*_verdicts(text, "rnn-bptt")} & {"wrong", "follows"}


def test_the_activation_of_a_page_may_be_told_twice() -> None:
    text = TANH + r"$\frac{\partial L}{\partial V} = \sum_t (\hat y_t + y_t) h_t^T$" + "\n\n" + TANH
    assert _verdicts(text, "rnn-bptt") == ["not judged", "wrong", "not judged"]


def test_steps_above_names_are_no_powers_in_the_names_of_an_exercise_either() -> None:
    network = tutor.network(
        "input x[t]\nweights w, v, b\ntarget y[t]\np = w*x + v*h[t-1] + b\nh = sigma(p)\nL = sum_t((h - y)^2)\n"
    )
    text = r"""
$$p^0 = w x^0 + b$$

$$p^t = w x^t + v h^{t-1} + b$$

$$h^t = \sigma(p^t)$$

$$\frac{\partial p^t}{\partial v} = RIGHT$$
"""
    for right, verdict in ((r"h^{t-1} + v \frac{\partial h^{t-1}}{\partial v}", "right"), ("h^{t-1} + v", "wrong")):
        marked = tutor.mark_page(text.replace("RIGHT", right), [network], name="steps.md")
        assert [one.verdict for one in marked.statements] == ["right", "right", "right", verdict]


def test_a_power_is_no_step_in_the_names_of_an_exercise() -> None:
    text = r"$M^n = Q A^n Q^{-1}$" + "\n\n" + r"$M^n = M^{n-1} M$"
    assert _verdicts(text, "rnn-memory") == ["right", "right"]


def test_what_enters_the_state_may_be_called_by_the_name_of_the_logits() -> None:
    text = (
        r"$h_t = \sigma(z_t)$"
        + "\n\n"
        + r"$\frac{\partial L}{\partial W} = \sum_t \frac{\partial L}{\partial z_t} h_{t-1}^T$"
    )
    assert _verdicts(text, "rnn-bptt") == ["definition", "right"]
    logits = r"$\hat y_t = \mathrm{softmax}(z_t)$" + "\n\n"
    assert "right" not in _verdicts(logits + text, "rnn-bptt")[2:]


def _verdicts(text: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [problem], name="page.md").statements]
