"""Pages that say by its number which class is true: the loss is that of a one-hot target."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.verdicts import NOT_JUDGED, RIGHT, WRONG

FORWARD = r"""
$$a = \tanh(U x + c_1)$$
$$s = V a + c_2$$
$$q = \mathrm{softmax}(s)$$
$$L = LOSS$$
"""
BATCH = r"""
$$S = X V$$
$$Q_{i,j} = \frac{e^{S_{i,j}}}{\sum_k e^{S_{i,k}}}$$
$$L = -\frac{1}{N}\sum_i \log Q_{i,y_i}$$
"""
LOSSES = [
    r"-\log q_y",
    r"-\ln\left(q_{y}\right)",
    r"-\log q[y]",
    r"-\log(q_y)",
]
TARGETS = ["e_y", r"\mathbf{e}_y", r"\mathbf{1}_y", r"\mathrm{onehot}(y)"]
WRITTEN_OUT = [r"-s_y + \log\sum_j e^{s_j}", r"-\log\frac{e^{s_y}}{\sum_j e^{s_j}}"]


def said(page: str, line: str) -> list[str]:
    """The verdicts on the last line of a page, which says this."""
    return [one.verdict for one in tutor.mark_page(f"{page}\n$${line}$$\n", name="page").statements][-1:]


@pytest.mark.parametrize(("loss", "target"), list(zip(LOSSES, TARGETS, strict=True)))
def test_a_loss_of_the_true_class_is_that_of_a_one_hot_target(loss: str, target: str) -> None:
    page = FORWARD.replace("LOSS", loss) + r"$$\frac{\partial L}{\partial a} = V^T \frac{\partial L}{\partial s}$$"
    assert said(page, rf"\frac{{\partial L}}{{\partial s}} = q - {target}") == [RIGHT]
    assert said(page, rf"\frac{{\partial L}}{{\partial V}} = (q - {target}) a^T") == [RIGHT]
    assert said(page, rf"\frac{{\partial L}}{{\partial s}} = {target} - q") == [WRONG]


@pytest.mark.parametrize("loss", WRITTEN_OUT)
def test_the_share_of_the_true_class_may_be_written_out(loss: str) -> None:
    page = FORWARD.replace("LOSS", loss)
    assert said(page, r"\frac{\partial L}{\partial s} = q - e_y") == [RIGHT]
    assert said(page, r"\frac{\partial L}{\partial V} = (q - e_y) a^T") == [RIGHT]
    assert said(page, r"\frac{\partial L}{\partial s} = e_y - q") != [RIGHT]


@pytest.mark.parametrize("one", ["1[j = y]", r"\mathbb{1}\{j = y\}", r"\delta_{jy}", r"1_{\{y = j\}}"])
def test_an_entry_is_one_where_its_class_is_the_true_one(one: str) -> None:
    page = (
        FORWARD.replace("LOSS", r"-\log q_y") + r"$$\frac{\partial L}{\partial a} = V^T \frac{\partial L}{\partial s}$$"
    )
    assert said(page, rf"\frac{{\partial L}}{{\partial s_j}} = q_j - {one}") == [RIGHT]
    assert said(page, rf"\frac{{\partial L}}{{\partial s_j}} = q_j + {one}") == [WRONG]


def test_each_sample_of_a_batch_has_a_true_class() -> None:
    page = BATCH + r"$$\frac{\partial L}{\partial V} = X^T \frac{\partial L}{\partial S}$$"
    assert said(page, r"\frac{\partial L}{\partial S_{i,j}} = \frac{1}{N}(Q_{i,j} - 1[j = y_i])") == [RIGHT]
    assert said(page, r"\frac{\partial L}{\partial S_{i,j}} = Q_{i,j} - 1[j = y_i]") == [WRONG]
    assert said(page, r"\frac{\partial L}{\partial S} = \frac{1}{N}(Q - Y)") == [RIGHT]


@pytest.mark.parametrize(
    "line", [r"\frac{\partial L}{\partial q_y} = -\frac{1}{q_y}", r"\frac{\partial L}{\partial s_y} = q_y - 1"]
)
def test_what_is_said_of_the_true_class_alone_is_not_taken_for_every_class(line: str) -> None:
    page = FORWARD.replace("LOSS", r"-\log q_y") + r"$$\frac{\partial L}{\partial s} = q - e_y$$"
    assert said(page, line) == [NOT_JUDGED]


@pytest.mark.parametrize("name", ["r", "e_y", "g"])
def test_what_multiplies_the_logarithm_of_shares_is_a_one_hot_target_by_any_name(name: str) -> None:
    page = FORWARD.replace("LOSS", rf"-{name}^T \log q")
    assert said(page, rf"\frac{{\partial L}}{{\partial s}} = q - {name}") == [RIGHT]


def test_a_difference_from_one_is_no_step_before() -> None:
    page = FORWARD.replace("LOSS", r"-\sum_k y_k \log q_k") + r"$$\frac{\partial L}{\partial s} = q - y$$"
    assert said(page, r"\frac{\partial a_j}{\partial c_{1,j}} = 1 - a_j^2") == [RIGHT]
