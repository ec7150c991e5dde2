"""Pages with chains of numbers and no network that can be made out."""

from __future__ import annotations

import tutor

PAGE = r"""
$q = 2 \cdot 0.3 + 0.4 = 1.0$

$s = \sigma(1.0) = 0.731$

$e = 0.731 - 1 = 0.269$

$q = 3 \cdot 0.3 + 0.4 = 1.3$

$u = \frac{2}{3} = 0.666$

$\frac{\partial M}{\partial r} = P Q$
"""


def test_chains_of_numbers_are_judged_by_the_link_before_and_nothing_else_is() -> None:
    marked = tutor.mark_page(PAGE)
    said = {one.right: one.verdict for one in marked.statements}
    assert marked.problems == ()
    assert not marked.network
    assert said["1.0"] == said["0.731"] == said["1.3"] == said["0.666"] == "right"
    assert said["0.269"] == "wrong"
    assert said[r"3 \cdot 0.3 + 0.4"] == "not judged"
    assert said["P Q"] in ("not judged", "not read")
