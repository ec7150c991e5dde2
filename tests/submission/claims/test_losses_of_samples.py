"""Pages on which the loss is first a mean and then that of one sample, or whose mean comes with the weights."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import Marked

FORWARD = r"""
$$p = \sigma(z), \qquad z = X w + b$$
"""
MEAN = r"""
$$L = -\frac{1}{m} \sum_{k=1}^{m} \left[ y_k \log p_k + (1 - y_k) \log(1 - p_k) \right]$$
"""
SAMPLE = r"""
$$L = -\left[ y \log p + (1 - y) \log(1 - p) \right]$$
"""
SLOPES = r"""
$$\frac{\partial L}{\partial p} = \frac{1 - y}{1 - p} - \frac{y}{p}$$

$$\frac{\partial L}{\partial z} = p - y$$
"""


def _marked(*parts: str) -> Marked:
    return tutor.mark_page("".join((FORWARD, *parts)), ["logistic-regression"], name="sample.md")


def _verdicts(*parts: str) -> list[str]:
    return [one.verdict for one in _marked(*parts).statements]


@pytest.mark.parametrize("before", ["", MEAN])
def test_gradients_of_the_loss_of_one_sample_have_no_mean(before: str) -> None:
    assert set(_verdicts(before, SAMPLE, SLOPES)) == {"right"}


def test_the_mean_is_missing_where_the_loss_has_it_or_has_it_again() -> None:
    assert _verdicts(MEAN, SLOPES)[-2:] == ["wrong", "wrong"]
    assert _verdicts(SAMPLE, MEAN, SLOPES)[-2:] == ["wrong", "wrong"]


def test_another_slip_is_wrong_of_the_loss_of_one_sample_too() -> None:
    found = _marked(SAMPLE, SLOPES.replace("p - y", "p + y"))
    assert [one.verdict for one in found.statements][-2:] == ["right", "wrong"]


@pytest.mark.parametrize("loss", [SAMPLE.replace("1 - y", "1 + y"), SAMPLE.replace("-\\left", "\\left")])
def test_a_loss_of_one_sample_with_a_slip_is_not_called_right(loss: str) -> None:
    assert _verdicts(loss)[-1] != "right"


@pytest.mark.parametrize("count", ["m", "n", "N"])
def test_the_mean_may_stand_behind_the_gradients_by_weights(count: str) -> None:
    code = f"\n```\ndz = p - y\ndw = X^T dz / {count}\ndb = sum(dz) / {count}\n```\n"
    found = _marked(MEAN.replace("{m}", f"{{{count}}}"), code)
    assert {one.verdict for one in found.statements} == {"right"}


@pytest.mark.parametrize("letter", ["ŷ", "y\u0302"])
def test_a_hat_of_unicode_is_a_hat(letter: str) -> None:
    page = rf"""
$$\hat{{y}} = \sigma(z), \qquad z = X w + b$$
$$L = -\frac1N \sum_i \left[ y_i \log \hat{{y}}_i + (1 - y_i) \log(1 - \hat{{y}}_i) \right]$$

    dL/dz = ({letter} - y)/N
"""
    found = tutor.mark_page(page, ["logistic-regression"], name="hat.md")
    assert found.statements[-1].verdict == "right"


NETWORK = """
input    X[n,i]
weights  A[i,c], b[c]
target   T[n,c] one-hot c

S = X A + b
P = softmax(S)
L = -1/N sum(T*log(P))
"""


@pytest.mark.parametrize(
    ("loss", "is_right"),
    [
        (r"-\frac{1}{N} \sum_k t_k \log p_k", True),
        (r"-\frac{1}{N} \sum_k t_k p_k", False),
    ],
)
def test_a_sum_over_samples_may_leave_the_sum_over_classes_to_a_product(loss: str, is_right: bool) -> None:
    page = f"$$S = XA + b, \\qquad P = \\text{{softmax}}(S)$$\n\n$$L = {loss}$$\n"
    found = tutor.mark_page(page, [tutor.network(NETWORK, "own.net")], name="classes.md")
    assert (found.statements[-1].verdict == "right") == is_right
