"""What a page is about where nobody says so."""

from __future__ import annotations

import pytest

import tutor
from tutor import host
from tutor.submission import choice
from tutor.submission.choice import Clear, clear_problems
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.statement import Statement
from tutor.submission.text.page import statements_of

CLASSIFIER = r"""
$$Z_1 = X W_1 + b_1, \qquad A_1 = \mathrm{ReLU}(Z_1)$$
$$Z_2 = A_1 W_2 + b_2, \qquad P = \mathrm{softmax}(Z_2)$$
1. $\frac{\partial L}{\partial Z_2} = \frac{1}{N}(P - Y)$
2. $\frac{\partial L}{\partial W_2} = A_1^\top \frac{\partial L}{\partial Z_2}$
3. $\frac{\partial L}{\partial A_1} = \frac{\partial L}{\partial Z_2} W_2$
"""
OTHER_FORMULAS = r"""
$$r = \mathrm{sigmoid}(v) = \frac{1}{1 + \exp(-v)}$$ $$\frac{dr}{dv} = r (1 - r)$$
$$q = \tanh(v) = \frac{e^v - e^{-v}}{e^v + e^{-v}} = 2\, \mathrm{sigmoid}(2 v) - 1$$
$$p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
$$\frac{\partial p_j}{\partial z_i} = -p_i p_j, \quad i \neq j$$
$$L = -\sum_k y_k \log p_k$$
$$\frac{\partial L}{\partial z_i} = -\sum_k y_k \frac{1}{p_k} \frac{\partial p_k}{\partial z_i}$$ $$= p_i - y_i$$
"""
TWO_EXERCISES = r"""
**Exercise 1.** A classifier of two layers.

$$z_1 = W_1 x, \qquad y_1 = \sigma(z_1)$$
$$z_2 = W_2 y_1, \qquad y_2 = \mathrm{softmax}(z_2)$$
$$\frac{\partial E}{\partial z_2} = y_2 - t$$
$$\frac{\partial E}{\partial W_2} = \frac{\partial E}{\partial z_2} y_1^\top$$

**Exercise 2.** A recurrent network.

$$\frac{\partial L}{\partial W} = \sum_{t=1}^T \sum_{k=1}^t
  \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}$$
$$\frac{\partial L_t}{\partial W} = \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial W}$$
$$\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^t \frac{\partial h_j}{\partial h_{j-1}}$$
$$\frac{\partial h_3}{\partial h_1} = \frac{\partial h_3}{\partial h_2} \frac{\partial h_2}{\partial h_1}$$
"""


def test_the_page_as_a_whole_decides_which_problem_it_is_about() -> None:
    marked = tutor.mark_page(CLASSIFIER)
    assert marked.problems == ("relu-classifier",)
    assert [one.line for one in marked.statements if one.verdict == "wrong"] == [6]


def test_how_much_of_a_page_can_be_right_is_told_where_some_of_it_is_not_read() -> None:
    problems = [tutor.problem("relu-classifier")]
    read = statements_of(CLASSIFIER, "markdown").statements
    assert clear_problems(read, problems) == Clear(problems, None)
    more = statements_of(CLASSIFIER + r"4. $\Xi = \Omega \, \Theta_{q} + A_1$", "markdown").statements
    found = clear_problems(more, problems)
    assert found.problems == problems
    judged = tutor.mark_page(CLASSIFIER).summary
    assert found.most_right == judged.right + judged.wrong


def test_a_problem_in_which_a_value_of_the_page_is_another_one_is_another_network() -> None:
    marked = tutor.mark_page(
        r"$z = W x$, $y = \sin(z)$, $L = -\sum_m t_m \log y_m$, $\frac{\partial L}{\partial z} = y - t$"
    )
    assert "softmax-net" not in marked.problems
    assert not any(one.verdict == "wrong" for one in marked.statements)


def test_a_problem_by_which_more_is_wrong_than_right_is_not_taken() -> None:
    marked = tutor.mark_page(OTHER_FORMULAS)
    assert marked.summary.wrong == 0


def test_what_the_problem_of_a_page_does_not_read_is_judged_by_another_with_less_of_its_names() -> None:
    marked = tutor.mark_page(TWO_EXERCISES)
    assert marked.problems == ("softmax-net", "rnn-bptt")
    assert [one.problem for one in marked.statements][-4:] == ["rnn-bptt"] * 4
    assert marked.summary.right == marked.summary.claims


def test_a_problem_for_which_nothing_speaks_at_first_is_held_against_what_comes_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "MOST_HOPELESS", 0)  # the work on the first exercise by the second problem is too much
    problems = [tutor.problem("softmax-net"), tutor.problem("rnn-bptt")]
    read = statements_of(TWO_EXERCISES, "markdown").statements
    assert clear_problems(read, problems).problems == problems


def test_other_problems_are_asked_only_about_what_the_problem_of_a_page_leaves_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, set[int]] = {}
    judged = PagePass.judged

    def noted(self: PagePass, statement: Statement) -> list[Verdict]:
        asked.setdefault(self.problem.id, set()).add(statement.line)
        return judged(self, statement)

    monkeypatch.setattr(PagePass, "judged", noted)
    wrong = r"$$\frac{\partial E}{\partial W_1} = \frac{\partial E}{\partial z_2} x^\top$$"
    read = statements_of(wrong + TWO_EXERCISES.partition("**Exercise 2.**")[0], "markdown").statements
    problems = list(map(tutor.problem, ("softmax-net", "relu-classifier", "rnn-bptt")))
    assert clear_problems(read, problems).problems == problems[:1]
    assert asked == {"softmax-net": {one.line for one in read}, "relu-classifier": {1}, "rnn-bptt": {1}}


def test_code_is_judged_by_the_problem_in_which_most_of_it_is_right_and_by_none_where_little_is() -> None:
    code = "z1 = W1 @ x\ny1 = sigmoid(z1)\nz2 = W2 @ y1\ny2 = softmax(z2)\ndz2 = y2 - t\ndW2 = np.outer(y1, dz2)\n"
    head = (
        "def sigmoid(z):\n    return 1/(1 + np.exp(-z))\n\ndef softmax(z):\n    e = np.exp(z)\n    return e/e.sum()\n\n"
    )
    assert tutor.mark_page(head + code, name="mine.py").problems == ("softmax-net",)
    other = tutor.mark_page("income = hours * rate\ntax = 0.3 * income\nnet = income - tax\n", name="mine.py")
    assert other.problems == ()
    assert other.summary.judged == 0


def test_a_forward_line_is_judged_by_the_problem_somebody_named_and_not_by_the_code_itself() -> None:
    code = (
        "A = X @ W1 + b1\nH = np.maximum(A, 0)\nZ = H @ W2 - b2\n"
        "P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)\nL = -np.sum(Y * np.log(P)) / len(X)\n"
        "dZ = (P - Y) / len(X)\ndW2 = H.T @ dZ\ndH = dZ @ W2.T\ndA = dH * (A > 0)\ndW1 = X.T @ dA\n"
    )
    named = tutor.mark_page(code, (host.problem("relu-classifier"),), name="mine.py")
    found = {one.left: one.verdict for one in named.statements}
    assert found["Z"] == "wrong"
    assert {found[name] for name in ("P", "dZ", "dW2", "dH", "dW1")} == {"follows"}
    assert (
        tutor.mark_page(code.replace("- b2", "+ b2"), (host.problem("relu-classifier"),), name="mine.py").summary.wrong
        == 0
    )
