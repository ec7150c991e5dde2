"""Pages about single numbers: a layer written out entry by entry is the network of the page."""

from __future__ import annotations

import tutor
from tutor.submission.marked import Marked

CONVOLUTION = r"""
$s_{11} = u_{11} k_{11} + u_{12} k_{12} + u_{21} k_{21} + u_{22} k_{22}$

$s_{12} = u_{12} k_{11} + u_{13} k_{12} + u_{22} k_{21} + u_{23} k_{22}$

$\partial J/\partial k_{11} = \partial J/\partial s_{11} u_{11} + \partial J/\partial s_{12} u_{12}$

$\partial J/\partial k_{21} = \partial J/\partial s_{11} u_{21} + \partial J/\partial s_{12} u_{23}$

$\partial J/\partial u_{22} = \partial J/\partial s_{11} k_{22} + \partial J/\partial s_{12} k_{21}$

$\partial J/\partial s_{11} = s_{11} - 2$
"""

TWO_OUTPUTS = r"""
$net_{a1} = v_1 q_1 + v_2 q_2 + c_1 = 0.2 * 0.5 + 0.4 * 0.25 + 0.1 = 0.3$

$out_{a1} = \frac{1}{1 + e^{-net_{a1}}} = \frac{1}{1 + e^{-0.3}} = 0.5744$

$E_{a1} = \frac{1}{2} (t_{a1} - out_{a1})^2$

$E_{total} = E_{a1} + E_{a2}$

$\frac{\partial E_{a1}}{\partial out_{a1}} = out_{a1} - t_{a1}$

$\frac{\partial out_{a1}}{\partial net_{a1}} = out_{a1} (1 - out_{a1}) = 0.5744 * (1 - 0.5744) = 0.2445$

$$\frac{\partial E_{total}}{\partial v_1} = \frac{\partial E_{a1}}{\partial out_{a1}}
\frac{\partial out_{a1}}{\partial net_{a1}} q_1$$

$\frac{\partial E_{total}}{\partial out_{b1}} = \delta_{a1} v_5 + \delta_{a2} v_6$
"""


def verdicts(marked: Marked) -> list[str]:
    return [one.verdict for one in marked.statements]


def test_a_convolution_written_out_is_judged_though_the_page_has_no_formula_for_its_loss() -> None:
    marked = tutor.mark_page(CONVOLUTION)
    assert verdicts(marked) == ["right", "right", "right", "wrong", "right", "not judged"]
    assert marked.network.startswith("title The forward equations of the page")
    assert marked.statements[-1].note == "the page has no formula for J"


def test_numbers_are_held_against_those_that_the_page_has_given_its_names() -> None:
    marked = tutor.mark_page(TWO_OUTPUTS)
    said = {one.right: (one.verdict, one.note) for one in marked.statements}
    assert said[r"\frac{1}{1 + e^{-0.3}}"] == ("right", "these are the page's own numbers")
    assert said["0.5744 * (1 - 0.5744)"] == ("right", "these are the page's own numbers")
    assert said["0.2445"][0] == "right"
    assert said["0.2 * 0.5 + 0.4 * 0.25 + 0.1"][0] == "not judged"


def test_what_depends_on_one_that_is_only_alike_is_never_called_wrong() -> None:
    other = TWO_OUTPUTS.replace(r"v_1} = \frac{\partial E_{a1}}", r"v_1} = \frac{\partial E_{a2}}")
    assert other != TWO_OUTPUTS
    assert "wrong" not in verdicts(tutor.mark_page(other))
