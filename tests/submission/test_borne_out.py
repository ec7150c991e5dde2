"""A problem that nobody named says of nothing that it is wrong where the page's forward pass is another one."""

from __future__ import annotations

import tutor

# Letters of the bundled unrolled network, with biases and tanh, which it has not; and a loss for each step.
_OTHER = r"""
$$s_t = \tanh(U x_t + W s_{t-1} + q), \quad o_t = V s_t + r, \quad \hat y_t = \text{softmax}(o_t)$$
$$ L = \sum_t L_t, \quad L_t = -y_t^T \log \hat y_t $$
$$ \frac{\partial L}{\partial H_t} = \frac{\partial L_t}{\partial H_t}
   + \frac{\partial L}{\partial H_{t+1}} \frac{\partial H_{t+1}}{\partial H_t} $$
$$ \frac{\partial H_{t+1}}{\partial H_t} = W^T \text{diag}(1 - H_{t+1}^2) $$
"""


def verdicts(page: str, problems: list[str]) -> list[str]:
    return [one.verdict for one in tutor.mark_page(page, problems, name="page.md").statements]


def test_a_page_of_another_network_with_the_same_letters_has_nothing_wrong() -> None:
    assert not {"wrong", "follows"} & set(verdicts(_OTHER, []))


def test_the_same_page_is_held_against_the_problem_that_is_named_but_for_the_activation_of_its_state() -> None:
    assert not {"wrong", "follows"} & set(verdicts(_OTHER, ["rnn-bptt"]))
    assert "wrong" in verdicts(_OTHER.replace("1 - H_{t+1}^2", "1 - H_{t+1}"), ["rnn-bptt"])


def test_a_weight_in_another_layout_is_not_wrong_where_nobody_named_the_problem() -> None:
    page = r"""
$$Q = X W_Q^\top, \quad K = X W_K^\top, \quad V = X W_V^\top$$
$$S = \frac{Q K^\top}{\sqrt{d_k}}, \quad A = \mathrm{softmax}(S), \quad O = A V$$
$$\frac{\partial L}{\partial A} = \frac{\partial L}{\partial O} V^\top, \quad
  \frac{\partial L}{\partial V} = A^\top \frac{\partial L}{\partial O}$$
$$\frac{\partial L}{\partial Q} = \frac{1}{\sqrt{d_k}} \frac{\partial L}{\partial S} K$$
"""
    found = verdicts(page, [])
    assert not {"wrong", "follows"} & set(found)
    assert found.count("right") >= 6
    assert "wrong" in verdicts(page.replace(r"} V^\top,", "} V,"), [])
