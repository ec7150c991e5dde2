"""Pages with samples as rows and one number as output, and letters that only say how many there are."""

from __future__ import annotations

import tutor
from tutor.submission.marked import Marked

_ROWS = r"""
$$z_1 = x U_1 + b_1$$

$$h = \tanh(z_1)$$

$$z_2 = h U_2 + b_2$$

$$p = \sigma(z_2)$$

with $p$ the probability, and $y \in \{0, 1\}$:

$$E = -\Big[\, y \log(p) + (1 - y)\log(1 - p) \,\Big]$$

$$\frac{\partial E}{\partial z_2} = p - y = \delta_2$$

$$\frac{\partial E}{\partial U_2} = h^T \delta_2$$

$$\frac{\partial E}{\partial h} = \delta_2 U_2^T$$

$$\frac{\partial E}{\partial U_1} = x^T (\delta_2 U_2^T \odot (1 - h^2))$$
"""


def _marked(text: str) -> Marked:
    return tutor.mark_page(text, name="page.md")


def _verdicts(text: str) -> list[str]:
    return [one.verdict for one in _marked(text).statements]


def test_an_output_that_is_one_number_has_a_column_of_weights_behind_a_row() -> None:
    found = _marked(_ROWS)
    assert "row x" in found.network
    assert [one.verdict for one in found.statements if "partial" in one.left] == [
        "right",
        "definition",
        *["right"] * 3,
    ]


def test_the_labels_that_there_are_are_no_cases() -> None:
    without = _verdicts(_ROWS.replace("with $p$ the probability, and $y \\in \\{0, 1\\}$:", ""))
    assert without == [verdict for verdict in _verdicts(_ROWS) if verdict != "setting"]


def test_a_slip_is_seen_there() -> None:
    assert _verdicts(_ROWS.replace(r"h^T \delta_2$$", r"-h^T \delta_2$$")).count("wrong") == 1


def test_a_count_that_the_page_divides_by_is_none_of_the_network_s_sizes() -> None:
    mean = r"Over a batch: $$\frac{\partial E}{\partial z_2} = \frac{p - y}{N}$$"
    assert "wrong" not in _verdicts(_ROWS + mean)


def test_an_output_without_brackets_is_no_function_of_any_number() -> None:
    page = r"""
$s = Wx$, $g = \tanh(s)$, $y = Vg$, $L = \frac12 \sum_k (y_k - t_k)^2$

$$\frac{\partial L}{\partial y} = y - t$$

$$\frac{\partial L}{\partial g} = V^T (y - t)$$

$$\frac{\partial L}{\partial s} = V^T (y - t) \odot (1 - g^2)$$
"""
    assert _verdicts(page) == ["right"] * 7


def test_a_target_is_given_whatever_the_page_calls_so_further_below() -> None:
    page = r"""
$$q_i = \frac{e^{s_i}}{\sum_j e^{s_j}}$$

$$L = -\sum_i y_i \log(q_i)$$

$$\frac{\partial L}{\partial s_k} = q_k - y_k$$

Something else: a scale $\gamma$ and a shift $\beta$.

$$y_i = \gamma r_i + \beta$$
"""
    assert _verdicts(page)[2] == "right"
