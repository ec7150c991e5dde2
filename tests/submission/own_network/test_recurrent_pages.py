"""Pages on networks through time that say neither what the loss of a step is nor what their activation is."""

from __future__ import annotations

from tutor.submission.mark import mark
from tutor.submission.marked import Marked

STEPS_ABOVE = r"""
The state is $s^{(t)} = \phi(U x^{(t)} + W s^{(t-1)} + b)$ and the output $v^{(t)} = V s^{(t)} + c$.
The loss is $E = \sum_t E^{(t)}$.

$$\frac{\partial E^{(t)}}{\partial V} = \frac{\partial E^{(t)}}{\partial v^{(t)}} \frac{\partial v^{(t)}}{\partial V}$$
$$\frac{\partial E^{(t)}}{\partial W} = \sum_{k=1}^{t} \frac{\partial E^{(t)}}{\partial s^{(t)}}
\frac{\partial s^{(t)}}{\partial s^{(k)}} \frac{\partial s^{(k)}}{\partial W}$$
$$\frac{\partial E^{(2)}}{\partial U} = \frac{\partial E^{(2)}}{\partial s^{(2)}} \frac{\partial s^{(2)}}{\partial U}
+ \frac{\partial E^{(2)}}{\partial s^{(2)}} \frac{\partial s^{(2)}}{\partial s^{(1)}}
\frac{\partial s^{(1)}}{\partial U}$$
$$\frac{\partial s^{(t)}}{\partial W} = \frac{\partial s^{(t)}}{\partial W}
+ \frac{\partial s^{(t)}}{\partial s^{(t-1)}} \frac{\partial s^{(t-1)}}{\partial W}$$
"""

DELTA_MEANS_ANOTHER = r"""
$s_t = \tanh(a_t)$ where $a_t = U x_t + W s_{t-1} + b$, and $v_t = V s_t + c$;
each $v_t$ has a loss $E_t$, $E = \sum_t E_t$.

Let $\delta_t = \frac{\partial E}{\partial s_t}$. Then
$$\delta_t = V^T \frac{\partial E}{\partial v_t} + W^T (\delta_{t+1} \odot (1 - s_{t+1}^2))$$
It is simpler to take the slope in:
$$\delta_t = \left(V^T \frac{\partial E}{\partial v_t} + W^T \delta_{t+1}\right) \odot (1 - s_t^2)$$
$$\frac{\partial E}{\partial W} = \sum_{t} \delta_t s_{t-1}^T$$
$$\frac{\partial E}{\partial U} = \sum_{t} \delta_t x_{t-1}^T$$
"""


def test_what_is_said_of_any_loss_and_any_activation_is_judged() -> None:
    marked = _marked(STEPS_ABOVE)
    claims = [one for one in marked.statements if one.kind == "derivative"]
    assert len(claims) == 4
    assert {one.verdict for one in claims} == {"right"}


def test_what_is_false_of_any_loss_is_wrong() -> None:
    text = STEPS_ABOVE.replace("\\frac{\\partial s^{(2)}}{\\partial s^{(1)}}\n", "").replace("\n+ ", "\n- ")
    assert [one.verdict for one in _marked(text).statements if one.kind == "derivative"] == [
        "right",
        "right",
        "wrong",
        "wrong",
    ]


def test_a_delta_that_takes_the_slope_in_is_another_gradient_from_there_on() -> None:
    found = {one.line: one.verdict for one in _marked(DELTA_MEANS_ANOTHER).statements if one.kind == "derivative"}
    assert found == {6: "right", 8: "right", 9: "right", 10: "wrong"}


def _marked(text: str) -> Marked:
    return mark(text, "page.md", (), sure=False)
