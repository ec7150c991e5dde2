"""Ways of writing on pages about networks through time: deltas, circled products, names with a step."""

from __future__ import annotations

import pytest

import tutor
from tutor import host
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judge
from tutor.submission.text.page import statements_of


def test_a_delta_is_the_gradient_that_the_page_says_it_is() -> None:
    text = r"""
$$\delta_c^{(t)} = \frac{\partial L}{\partial c^{(t)}}, \quad \delta_h^{(t)} = \frac{\partial L}{\partial h^{(t)}}$$

$$\delta_c^{(t)} = \delta_c^{(t+1)} \odot f^{(t+1)} + \delta_h^{(t)} \odot o^{(t)} \odot (1 - \tanh^2(c^{(t)}))$$

$$\delta_c^{(t)} = \delta_c^{(t+1)} \odot f^{(t)} + \delta_h^{(t)} \odot o^{(t)} \odot (1 - \tanh^2(c^{(t)}))$$
"""
    assert _verdicts(text, "lstm-sequence") == ["right", "definition", "right", "wrong"]


@pytest.mark.parametrize(("right", "verdict"), [(r"x_t", "right"), (r"x_{t-1}", "wrong")])
def test_a_circled_times_may_be_the_outer_product(right: str, verdict: str) -> None:
    problem = _network()
    text = rf"$\frac{{\partial L}}{{\partial U}} = \sum_t \frac{{\partial L}}{{\partial a_t}} \otimes {right}$"
    found = judge(statements_of(text, "markdown").statements, [problem], text)
    assert [one.verdict for one in found.verdicts] == [verdict]


def test_softmax_of_an_entry_is_not_called_wrong() -> None:
    text = r"$y_i = \mathrm{softmax}(z_i)$"
    assert _verdicts(text.replace("y_i", "y^{(2)}_i").replace("z_i", "z^{(2)}_i"), "softmax-net") == ["not judged"]


def test_a_name_that_the_page_makes_keeps_its_step() -> None:
    text = r"""
Let $p_t = W s_{t-1} + U x_t + b$.

$$s_t = \tanh(p_t)$$

$$s_{t+1} = \tanh(p_{t+1})$$

$$s_{t+1} = \tanh(p_t)$$
"""
    found = judge(statements_of(text, "markdown").statements, [_network("a_t", "W s_{t-1} + U x_t + b + 0")], text)
    assert [one.verdict for one in found.verdicts][1:] == ["right", "right", "wrong"]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [(r"1 - s^{2<t>}", "right"), (r"1 - s^{2\<t\>}", "right"), (r"1 - s^{<t>}", "wrong"), (r"1 + s^{2<t>}", "wrong")],
)
def test_a_power_may_stand_before_the_step_above_a_name(right: str, verdict: str) -> None:
    text = rf"$\frac{{\partial s^{{<t>}}}}{{\partial a^{{<t>}}}} = {right}$"
    found = judge(statements_of(text, "markdown").statements, [_network()], text)
    assert [one.verdict for one in found.verdicts] == [verdict]


@pytest.mark.parametrize(("factor", "verdict"), [("s_{t_n} - y_{t_n}", "right"), ("s_{t_n} + y_{t_n}", "wrong")])
def test_an_entry_may_hang_on_the_letter_of_the_step(factor: str, verdict: str) -> None:
    later = r"\sum_m \frac{\partial L}{\partial a_{t+1,m}} W_{mn}"
    text = rf"$\frac{{\partial L}}{{\partial s_{{t_n}}}} = 2 ({factor}) + {later}$"
    found = judge(statements_of(text, "markdown").statements, [_network()], text)
    assert [one.verdict for one in found.verdicts] == [verdict]


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"o_t \odot \phi_c(c_t)", "right"),
        (r"f_t \odot \phi_c(c_t)", "wrong"),
        (r"o_t \odot \phi_{c}'(c_t)", "wrong"),
    ],
)
def test_activations_may_be_told_apart_by_letters(right: str, verdict: str) -> None:
    slope = r"$\frac{\partial h_t}{\partial c_t} = o_t \odot \phi_c'(c_t)$"
    text = rf"$h_t = {right}$" + "\n\n" + r"$\frac{\partial L}{\partial o_t} = dh_t \odot \phi_c(c_t)$" + "\n\n" + slope
    assert _verdicts(text, "lstm-sequence")[0] == verdict
    assert _verdicts(text, "lstm-sequence")[2] == "right"


def _verdicts(text: str, problem: str) -> list[str]:
    found = judge(statements_of(text, "markdown").statements, [host.problem(problem)], text)
    return [one.verdict for one in found.verdicts]


def _network(name: str = "a_t", formula: str = "W s_{t-1} + U x_t + b") -> Problem:
    return tutor.network(
        f"input x[t,i]\nweights W[n,m=n], U[n,i], b[n]\ntarget y[t,n]\n{name} = {formula}\n"
        f"s_t = \\tanh({name})\nL = \\sum_t \\sum_n (s_{{t,n}} - y_{{t,n}})^2\n"
    )
