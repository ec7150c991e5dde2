"""Pages on networks through time that say neither what the loss of a step is nor what their activation is."""

from __future__ import annotations

import tutor
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


LOSS_OF_A_STEP = r"""
$q_t = \tanh(A u_t + B q_{t-1})$, $\hat r_t = softmax(C q_t)$, and the loss is
$$J_t(r_t, \hat r_t) = -r_t \log \hat r_t$$
$$J(r, \hat r) = \sum_t J_t(r_t, \hat r_t) = -\sum_t r_t \log \hat r_t$$

$$\frac{\partial J_t}{\partial C} = (\hat r_t - r_t) q_t^T$$
$$\frac{\partial J_t}{\partial B} = \frac{\partial J_t}{\partial q_t} \left(\frac{\partial q_t}{\partial B}
+ \frac{\partial q_t}{\partial q_{t-1}} \frac{\partial q_{t-1}}{\partial B}\right)$$
$$\frac{\partial J_2}{\partial B} = \sum_{k=0}^{2} \frac{\partial J_2}{\partial \hat r_2}
\frac{\partial \hat r_2}{\partial q_2} \frac{\partial q_2}{\partial q_k} \frac{\partial q_k}{\partial B}$$
"""

ANY_SIGMA = r"""
$$q^{(t)} = \sigma(a^{(t)}) = \sigma(A u^{(t)} + B q^{(t-1)} + g)$$
$$o^{(t)} = C q^{(t)} + k \tag1$$
$$\hat r^{(t)} = \sigma(o^{(t)})$$
$$J = \sum_{t=1}^{\tau} J^{(t)}$$

$$\frac{\partial J}{\partial k} = \sum_{t=1}^{\tau} \hat r^{(t)} - r^{(t)}$$
$$\delta^{(t)} = \frac{\partial J}{\partial q^{(t)}}$$
$$\delta^{(t)} = C^T(\hat r^{(t)} - r^{(t)}) + B^T diag(1-(q^{(t+1)})^2) \delta^{(t+1)}$$
$$\frac{\partial J}{\partial B} = \sum_{t=1}^{\tau} diag(1-(q^{(t)})^2) \delta^{(t)} (q^{(t-1)})^T$$
"""


def test_the_loss_of_a_step_that_is_written_with_vectors_is_their_inner_product() -> None:
    assert {one.verdict for one in _marked(LOSS_OF_A_STEP).statements} == {"right"}


def test_a_sign_lost_beside_the_loss_of_a_step_is_wrong() -> None:
    text = LOSS_OF_A_STEP.replace(r"(\hat r_t - r_t) q_t^T", r"(r_t - \hat r_t) q_t^T")
    assert [one.line for one in _marked(text).statements if one.verdict == "wrong"] == [6]


def test_sigma_is_the_activation_whose_slope_the_page_writes_and_the_loss_that_of_its_difference() -> None:
    assert {one.verdict for one in _marked(ANY_SIGMA).statements} <= {"right", "definition"}


def test_a_slip_in_a_network_that_is_told_by_its_slopes_is_wrong() -> None:
    text = ANY_SIGMA.replace(
        r"diag(1-(q^{(t)})^2) \delta^{(t)} (q^{(t-1)})^T", r"diag(1-(q^{(t)})^2) \delta^{(t)} (q^{(t)})^T"
    )
    assert [one.line for one in _marked(text).statements if one.verdict == "wrong"] == [10]


def test_a_known_problem_with_another_activation_is_not_taken() -> None:
    text = (
        r"$s_t = \tanh(U x_t + W s_{t-1})$, $\hat y_t = softmax(V s_t)$, $E_t = -y_t \log \hat y_t$."
        r" $$\frac{\partial s_t}{\partial s_{t-1}} = diag(1 - s_t^2) W$$"
        r" $$\frac{\partial E_t}{\partial V} = (\hat y_t - y_t) s_t^T$$"
    )
    marked = tutor.mark_page(text)
    assert marked.problems == ()
    assert {one.verdict for one in marked.statements} == {"right"}


def _marked(text: str) -> Marked:
    return mark(text, "page.md", (), sure=False)


def test_a_delta_of_two_steps_stays_one_where_it_is_said_what_it_is_at_the_same_step() -> None:
    text = LOSS_OF_A_STEP + (
        r"Let $\delta_k^{(t)} = \frac{\partial J_t}{\partial q_k}$; "
        r"so $\delta_t^{(t)} = \frac{\partial J_t}{\partial q_t}$."
        "\n\n"
        r"$$\frac{\partial J_t}{\partial B} = \sum_{k=0}^{t} \delta_k^{(t)} \odot (1 - q_k \odot q_k) q_{k-1}^T$$"
        "\n\n"
        r"$$\frac{\partial q_t}{\partial B} = \sum_{k=0}^{t} \frac{\partial q_t}{\partial q_k}"
        r"\frac{\partial q_k}{\partial B}$$"
    )
    assert {one.verdict for one in _marked(text).statements} <= {"right", "definition"}


def test_a_name_that_is_an_argument_here_and_its_value_there_makes_nothing_wrong() -> None:
    text = (
        r"$q_t = \tanh(B q_{t-1} + C x_t)$, $\hat y_t = D q_t$, $L = \sum_t (\hat y_t - y_t)^2$."
        r" $$\frac{\partial L}{\partial D} = \sum_t 2 (\hat y_t - y_t) q_t^T$$"
        r" Let $q_t = \tanh(u_t)$ with $u_t = \tanh(B q_{t-1} + C x_t)$."
        r" $$\frac{\partial L}{\partial C} = \sum_t \frac{\partial L}{\partial u_t} x_t^T$$"
    )
    assert not {one.verdict for one in tutor.mark_page(text).statements} & {"wrong", "follows"}
