"""Pages that say less than a network: a loss that cannot be read, derivatives that do not fit, names defined twice."""

from __future__ import annotations

import pytest

import tutor

CELL = r"""
$$s_t = \tanh(U u_t + W s_{t-1} + b), \quad v_t = V s_t + c$$
"""
LOSS_IN_WORDS = (
    CELL
    + r"""
$$E = \frac{1}{T} \sum_{t=1}^{T} -\log \mathrm{Prob}(r_t \mid u_{1:t}; \theta)$$
$$\frac{\partial E}{\partial V} = \sum_t \frac{\partial E}{\partial v_t} \frac{\partial v_t}{\partial V}$$
$$\frac{\partial E}{\partial W} = \sum_t \frac{\partial E}{\partial s_t} s_{t-1}^T$$
$$\frac{\partial v_t}{\partial s_t} = V$$
$$\frac{\partial s_t}{\partial s_{t-1}} = \mathrm{diag}(1 + s_t^2) W$$
"""
)
ROWS_FOR_COLUMNS = r"""
The forward pass is $z^{(1)} = X W^{(1)} + b^{(1)}$, $a^{(1)} = \tanh(z^{(1)})$, $z^{(2)} = a^{(1)} W^{(2)} + b^{(2)}$
and $\hat{Y} = a^{(2)} = \mathrm{softmax}(z^{(2)})$, the loss $J = -\sum (Y \odot \log \hat{Y})$.
$$\frac{\partial J}{\partial z^{(2)}} = Y - \hat{Y}$$
$$\frac{\partial J}{\partial z^{(1)}} = (Y - \hat{Y}) W^{(2)T} \odot (1 + a^{(1)})$$
"""
STEP_AND_CLASS = r"""
$$s_t = \tanh(U u_t + W s_{t-1}), \quad v_t = V s_t, \quad q_t = \mathrm{softmax}(v_t)$$
$$E_t = -\sum_j r_{t,j} \log q_{t,j}, \quad E = \sum_t E_t$$
$$\frac{\partial E}{\partial v_t} = q_t - r_t$$
$$\frac{\partial E}{\partial V} = \sum_t (q_t - r_t) s_t^T$$
With a temperature it is $q_j = \frac{\exp(v_j / \kappa)}{\sum_i \exp(v_i / \kappa)}$.
"""
SEVERAL_FUNCTIONS = r"""
$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$ and $a^{(l)} = \sigma(z^{(l)})$, where $\sigma(z) = \frac{1}{1+e^{-z}}$
or $\sigma(z) = \max(0, z)$. The loss is $E = \frac{1}{2} \|a^{(L)} - y\|^2$, and we go from $l = L$ to $l = 1$:
$$\delta^{(L)} = (a^{(L)} - y) \odot \sigma'(z^{(L)})$$
$$\frac{\partial E}{\partial W^{(l)}} = \delta^{(l)} a^{(l-1)T}$$
$$W^{(l)} \leftarrow W^{(l)} - \eta \frac{\partial E}{\partial W^{(l)}}$$
"""


def verdicts(page: str) -> list[tuple[int, str]]:
    return [(one.line, one.verdict) for one in tutor.mark_page(page, name="page.md").statements]


def test_where_the_loss_cannot_be_read_what_holds_for_any_is_judged() -> None:
    found = dict(verdicts(LOSS_IN_WORDS))
    assert {line: found[line] for line in (5, 6, 7)} == {5: "right", 6: "not judged", 7: "right"}


def test_what_has_no_loss_in_it_may_be_wrong_there() -> None:
    assert dict(verdicts(LOSS_IN_WORDS))[8] == "wrong"


def test_forward_formulas_are_right_where_nothing_said_of_derivatives_is_and_that_is_not_called_wrong() -> None:
    assert [verdict for _, verdict in verdicts(ROWS_FOR_COLUMNS)] == [*["right"] * 6, *["not judged"] * 2]


def test_a_network_that_is_named_is_not_given_up_for_forward_formulas_alone() -> None:
    found = tutor.mark_page(ROWS_FOR_COLUMNS, ["skip-mlp"], name="page.md")
    assert found.problems == ("skip-mlp",) or not found.network


def test_a_name_may_have_one_index_here_and_two_there_and_a_variant_further_down() -> None:
    found = verdicts(STEP_AND_CLASS)
    assert [verdict for line, verdict in found if line < 6] == ["right"] * 7
    assert found[-1] == (6, "not read")


@pytest.mark.parametrize("function", [r"\max(0, z)", r"\tanh(z)", r"\mathrm{ReLU}(z)"])
def test_a_function_that_may_be_one_or_another_is_wrong_in_none(function: str) -> None:
    found = verdicts(SEVERAL_FUNCTIONS.replace(r"\max(0, z)", function))
    assert not {"wrong", "follows"} & {verdict for _, verdict in found}
    assert [verdict for line, verdict in found if line > 3] == ["right"] * 3


LOSS_FROM_HERE_ON = r"""
$$g_t = U u_t + W s_{t-1}, \quad s_t = \tanh(g_t), \quad \hat{y}_t = \mathrm{softmax}(V s_t)$$
$$E_t = -\sum_j y_{t,j} \log \hat{y}_{t,j}, \quad E = \sum_t E_t$$
$$\frac{\partial E_t}{\partial s_t} = V^T (\hat{y}_t - y_t) + W^T \frac{\partial E_t}{\partial g_{t+1}}$$
$$\frac{\partial E_t}{\partial g_t} = \frac{\partial E_t}{\partial s_t} \odot (1 - s_t^2)$$
$$\frac{\partial E}{\partial W} = \sum_t \frac{\partial E_t}{\partial g_t} s_{t-1}^T$$
$$\frac{\partial E}{\partial U} = \sum_t \frac{\partial E_t}{\partial g_t} u_{t-1}^T$$
"""
IMPLIED_SUMS = r"""
We sum over repeated indices, after Einstein. $v = r W$, $s = \sigma(v)$ and $E = \frac{1}{2} \|s - y\|^2$.
$$\frac{\partial v_b}{\partial r_c} = W_{ib} \frac{\partial r_i}{\partial r_c} = W_{ib} \delta_{ic} = W_{cb}$$
$$\frac{\partial E}{\partial v} = (s - y) \odot s \odot (1 - s)$$
"""


def test_a_gradient_of_one_steps_loss_by_the_step_after_means_the_loss_of_all() -> None:
    found = dict(verdicts(LOSS_FROM_HERE_ON))
    assert {line: found[line] for line in (4, 5, 6, 7)} == {4: "right", 5: "right", 6: "right", 7: "wrong"}


def test_a_sum_that_is_not_written_is_not_missing_where_the_page_says_so() -> None:
    assert [verdict for line, verdict in verdicts(IMPLIED_SUMS) if line > 2] == ["right"] * 4


def test_without_these_words_it_is() -> None:
    assert "wrong" in [
        verdict for _, verdict in verdicts(IMPLIED_SUMS.replace("We sum over repeated indices, after Einstein. ", ""))
    ]


DEFINED_BY_A_COMMAND = r"""
$$s_j = \sum_i v_{ji} x_i$$
$$q_j = \ACT(s_j)$$
$$\ACT(x) = \frac{1}{1 + e^{-x}}$$
$$E = \frac{1}{2} \sum_j (q_j - t_j)^2$$
$$\frac{\partial E}{\partial s_j} = (q_j - t_j) q_j (1 - q_j)$$
$$\frac{\partial E}{\partial v_{ji}} = (q_j - t_j) q_j x_i$$
"""


@pytest.mark.parametrize("function", ["sigma", "phi", "varphi"])
def test_a_function_may_be_defined_with_the_letter_of_the_input(function: str) -> None:
    marked = tutor.mark_page(DEFINED_BY_A_COMMAND.replace("ACT", function), name="page.md")
    assert [one.verdict for one in marked.statements][-2:] == ["right", "wrong"]


ANOTHER_EXAMPLE_FIRST = r"""
$$r = 4x - 1, \quad y = r^3$$
$$\frac{dy}{dx} = 3 r^2 \cdot 4$$

$$s_1 = v_1 \cdot x, \quad h = \sigma(s_1), \quad s_2 = v_2 \cdot h$$
$$\hat{y} = \sigma(s_2), \quad L = (\hat{y} - y)^2$$
The outer derivative, with $r = \hat{y} - y$:
$$\frac{\partial L}{\partial \hat{y}} = 2 r$$
$$s_2 = v_2 h$$
$$\frac{\partial L}{\partial v_2} = 2 (\hat{y} - y) \hat{y} (1 - \hat{y}) h$$
$$\frac{\partial L}{\partial h} = 2 (\hat{y} - y) \hat{y} (1 - \hat{y}) h$$
"""


def test_a_part_that_lacks_a_loss_goes_on_with_the_network_before_it() -> None:
    marked = tutor.mark_page(ANOTHER_EXAMPLE_FIRST, name="page.md")
    verdicts = [one.verdict for one in marked.statements]
    assert verdicts[-2:] == ["right", "wrong"]
    assert verdicts.count("wrong") == 1


def test_a_loss_that_is_said_in_words_first_is_that_of_the_names_further_on_in_its_chain() -> None:
    text = (
        "$net_{p} = u_1 x_1 + u_2 x_2$, $out_{p} = \\frac{1}{1 + e^{-net_{p}}}$\n\n"
        "$E_{sum} = \\sum \\frac12 (goal - output)^2 = E_{p} + E_{q}$\n\n"
        "$E_{p} = \\frac12 (goal_{p} - out_{p})^2$\n\n"
        "$\\frac{\\partial E_{sum}}{\\partial out_{p}} = -(goal_{p} - out_{p})$\n\n"
        "$\\frac{\\partial E_{sum}}{\\partial u_1} = -(goal_{p} - out_{p}) out_{p} (1 + out_{p}) x_1$\n"
    )
    found = [(one.line, one.verdict) for one in tutor.mark_page(text, name="page.md").statements if one.line > 5]
    assert found == [(7, "right"), (9, "wrong")]


NORMALISED = r"""
$a = \frac1d\sum_i u_i$, $s = \frac1d\sum_i (u_i-a)^2$, $r_i = (u_i - a)/\sqrt{s+\epsilon}$, $y_i = g_i r_i + b_i$

With $\delta_i = \partial L/\partial y_i$: $\partial L/\partial g_i = \delta_i r_i$,
$\partial L/\partial r_i = \delta_i g_i$,
$$\frac{\partial L}{\partial u_i} = \frac{1}{\sqrt{s+\epsilon}}(\delta_i g_i - \frac1d\sum_j \delta_j g_j
- \frac{r_i}{d}\sum_j \delta_j g_j r_j)$$
"""


def test_what_a_sum_over_an_index_is_divided_by_is_its_size() -> None:
    said = tutor.mark_page(NORMALISED, name="page.md").statements
    assert [one.verdict for one in said if one.verdict != "definition"] == ["right"] * 7
    turned = NORMALISED.replace(r"- \frac{r_i}{d}", r"+ \frac{r_i}{d}")
    assert [one.verdict for one in tutor.mark_page(turned, name="page.md").statements][-1] == "wrong"
