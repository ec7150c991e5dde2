"""Letters of the page for what the problem calls otherwise: arguments, outputs, the true class."""

from __future__ import annotations

import pytest

import tutor


def _verdicts(text: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [problem]).statements]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial \theta} = y - t", "right"),
        (r"\frac{\partial L}{\partial \theta_k} = y_k - t_k", "right"),
        (r"\frac{\partial L}{\partial \theta_k} = y_k + t_k", "wrong"),
        (r"\frac{\partial y_i}{\partial \theta_j} = y_i (\delta_{ij} - y_j)", "right"),
    ],
)
@pytest.mark.parametrize("argument", [r"\theta", "θ"])
def test_an_argument_may_have_a_name_of_the_page(argument: str, line: str, verdict: str) -> None:
    assert _verdicts(rf"$y = \text{{softmax}}({argument})$, ${line}$", "softmax-net") == ["definition", verdict]


def test_a_state_is_no_function_of_itself() -> None:
    text = r"$H_t = \sigma(s_t)$, $\frac{\partial L}{\partial U} = \sum_t \frac{\partial L}{\partial s_t} X_t^T$"
    assert _verdicts(text, "rnn-bptt") == ["definition", "right"]


@pytest.mark.parametrize(("sign", "verdict"), [("", "right"), ("-", "wrong")])
def test_the_letter_of_a_target_may_stand_for_the_output(sign: str, verdict: str) -> None:
    chain = r"\frac{\partial L_t}{\partial y_t} \frac{\partial y_t}{\partial V}"
    assert _verdicts(rf"$\frac{{\partial L_t}}{{\partial V}} = {sign}{chain}$", "rnn-bptt") == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"L = -(0 + t_k \log y_k + 0)", "not judged"),
        (r"\frac{\partial z^{(2)}_k}{\partial z^{(2)}} = t", "not judged"),
        (r"\frac{\partial L}{\partial z^{(2)}_i} = y_i + t_i", "wrong"),
    ],
)
def test_the_true_class_is_no_letter_of_all(line: str, verdict: str) -> None:
    assert _verdicts(rf"The target is one-hot, and its $k$-th entry is one: ${line}$", "softmax-net") == [verdict]


@pytest.mark.parametrize(("sign", "verdict"), [("-", "right"), ("+", "wrong")])
def test_a_capital_sigma_may_be_the_sign_of_a_sum(sign: str, verdict: str) -> None:
    text = rf"$\frac{{\partial L}}{{\partial y^{{(1)}}_h}} = \Sigma_m (y_m {sign} t_m) W^{{(2)}}_{{mh}}$"
    assert _verdicts(text, "softmax-net") == [verdict]


def test_a_subscript_may_be_escaped_as_markdown_wants_it() -> None:
    text = r"$\frac{\partial L}{\partial z\_t} = Y\_t - y\_{t}$"
    assert _verdicts(text, "rnn-bptt") == ["right"]
