"""A page that is handed in with a problem may speak of another model beside it: that is no mistake."""

from __future__ import annotations

import tutor

_OWN = r"""
$z^{(1)} = W^{(1)} x$, $y^{(1)} = \sigma(z^{(1)})$, $z^{(2)} = W^{(2)} y^{(1)}$, $y = \text{softmax}(z^{(2)})$

$L = -\sum_m t_m \log y_m$

$\frac{\partial L}{\partial z^{(2)}} = y - t$
"""
_OTHER_LOSS = r"""
With squared errors instead:

$L = \frac12 \sum_m (y_m - t_m)^2$

$\frac{\partial L}{\partial y} = y - t$

$\frac{\partial z^{(2)}}{\partial y^{(1)}} = -W^{(2)}$
"""


def _verdicts(text: str, problem: str = "softmax-net") -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [problem], name="page.md").statements]


def test_another_loss_further_below_makes_nothing_of_it_wrong() -> None:
    assert _verdicts(_OWN + _OTHER_LOSS) == ["right"] * 8 + ["wrong"]


def test_the_loss_of_the_exercise_again_ends_that() -> None:
    back = r"Back to $L = -\sum_m t_m \log y_m$: $\frac{\partial L}{\partial y} = y - t$"
    assert _verdicts(_OWN + _OTHER_LOSS + back)[-2:] == ["right", "wrong"]


def test_a_slip_in_the_loss_stays_one() -> None:
    assert "wrong" in _verdicts(_OWN.replace(r"-\sum_m t_m", r"\sum_m t_m"))


def test_a_model_that_is_told_first_may_have_another_activation() -> None:
    first = r"In general $y^{(1)} = \tanh(z^{(1)})$. Here:" + "\n\n"
    assert _verdicts(first + _OWN) == ["not judged"] + ["right"] * 6
    alone = _OWN.replace(r"\sigma(z^{(1)})", r"\tanh(z^{(1)})")
    assert "wrong" in _verdicts(alone)
