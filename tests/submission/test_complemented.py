"""What an exercise leaves open on a page that has a forward pass of its own is judged by that."""

from __future__ import annotations

import tutor
from tutor.submission.marked import Marked

_EXERCISE = """
input    x[d]
weights  W[h,d], V[m,h]
target   t[m]

z = W x
y = V sigma(z)
L = 1/2 sum((y - t)^2)
"""
_OWN_PART = r"""
Now a unit by itself: $s = w p + b$, $q = \tanh(s)$, $E = \frac12 (q - r)^2$.

$$\frac{\partial E}{\partial q} = q - r$$

$$\frac{\partial E}{\partial s} = (q - r)(1 - q^2)$$

$$\frac{\partial E}{\partial w} = \frac{\partial E}{\partial s} p$$

$$\frac{\partial E}{\partial b} = \frac{\partial E}{\partial s}$$
"""
_OF_EXERCISE = r"""
$z = Wx$ and $\frac{\partial L}{\partial y} = y - t$, so
$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T$.
"""


def _marked(text: str) -> Marked:
    return tutor.mark_page(text, [tutor.network(_EXERCISE, "exercise.net")], name="page.md")


def test_what_is_right_in_the_page_s_own_network_is_right() -> None:
    found = [one.verdict for one in _marked(_OF_EXERCISE + _OWN_PART).statements]
    assert found[:3] == ["right"] * 3
    assert found[-4:] == ["right"] * 4


def test_it_is_said_what_it_was_judged_by() -> None:
    last = _marked(_OF_EXERCISE + _OWN_PART).statements[-1]
    assert (last.note, last.problem, last.target) == ("by the page's own forward equations", "", "")


def test_a_slip_in_the_exercise_s_own_names_stays_one() -> None:
    page = _OF_EXERCISE.replace("y - t", "t - y") + _OWN_PART
    assert [one.verdict for one in _marked(page).statements][1] == "wrong"


def test_another_activation_is_no_slip_where_the_page_goes_on_with_it() -> None:
    page = r"""
$z = Wx$, $h = \tanh(z)$, $y = Vh$, $L = \frac12 \sum_k (y_k - t_k)^2$

$$\frac{\partial L}{\partial y} = y - t$$

$$\frac{\partial L}{\partial h} = V^T (y - t)$$

$$\frac{\partial L}{\partial z} = V^T (y - t) \odot (1 - h^2)$$
"""
    network = (
        "input x[d]\nweights W[h,d], V[m,h]\ntarget t[m]\n\nz = W x\nh = sigma(z)\ny = V h\nL = 1/2 sum((y - t)^2)\n"
    )
    found = tutor.mark_page(page, [tutor.network(network, "sigmoid.net")], name="page.md").statements
    assert "wrong" not in [one.verdict for one in found]
    assert found[-1].verdict == "right"


_ROW = (
    r"Now a unit by itself: $s = w p + b$, $q = \tanh(s)$, $E = \frac12 (q - r)^2$. Hence "
    r"$\frac{\partial E}{\partial q} = q - r$, $\frac{\partial E}{\partial s} = (q - r)(1 - q^2)$, "
    r"$\frac{\partial E}{\partial w} = \frac{\partial E}{\partial s} p$, $\frac{\partial E}{\partial b} = LAST$."
)


def test_among_formulas_of_a_line_that_are_right_in_the_page_s_own_network_a_wrong_one_is_wrong() -> None:
    right = _marked(_OF_EXERCISE + _ROW.replace("LAST", r"\frac{\partial E}{\partial s}")).statements
    assert [one.verdict for one in right[-4:]] == ["right"] * 4
    wrong = _marked(_OF_EXERCISE + _ROW.replace("LAST", r"-\frac{\partial E}{\partial s}")).statements
    assert [one.verdict for one in wrong[-4:]] == ["right", "right", "right", "wrong"]
