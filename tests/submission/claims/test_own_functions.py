"""Functions that a page makes of names which nobody knows: it defines them where it first says what they are."""

from __future__ import annotations

import pytest

import tutor


def _verdicts(text: str, problem: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [problem]).statements]


@pytest.mark.parametrize(
    "line",
    [
        r"D(\pi, \rho) = \sum_c \pi_c \log \frac{\pi_c}{\rho_c}",
        r"H(Q_{\text{data}}, Q_{\text{net}}) = -\sum_s Q_{\text{data}}(s) \log Q_{\text{net}}(s | r)",
        r"Q_{\text{net}}(s | r) = Q(s_1 | r_1) Q(s_2 | r_2, g_1)",
    ],
)
@pytest.mark.parametrize("problem", ["rnn-bptt", "softmax-net"])
def test_the_first_that_is_said_of_them_is_no_claim(line: str, problem: str) -> None:
    assert _verdicts(f"${line}$", problem) == ["definition"]


def test_what_its_chain_goes_on_with_and_what_is_said_later_stays_open() -> None:
    text = r"$K(u, v) = S(u) S(v) = S(u + v)$, $K(u, v) = 3 S(u)$"
    assert _verdicts(text, "softmax-net") == ["definition", "not read", "not read"]


def test_a_name_of_the_problem_is_judged_with_arguments_too() -> None:
    assert _verdicts(r"$P(y | x) = \prod_t Y_t^T y_t$", "rnn-bptt") == ["right"]


def test_a_loss_of_known_names_is_a_claim() -> None:
    assert _verdicts(r"$L(y, t) = -\sum_k t_k \log a_k$", "softmax-net") == ["not read"]
