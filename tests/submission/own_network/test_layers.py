"""Pages about layers that say less than a network needs: any layer by a letter, no loss, samples as columns."""

from __future__ import annotations

import pytest

from tutor.submission.mark import mark
from tutor.submission.marked import Marked

BATCH = r"""
$$Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = \tanh(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}, \quad A^{[2]} = OUTPUT(Z^{[2]})$$

Backward:

$$dZ^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$
$$db^{[2]} = \frac{1}{m} np.sum(dZ^{[2]}, axis=1, keepdims=True)$$
$$dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]}'(Z^{[1]})$$
$$dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T$$
$$db_1 = \frac{1}{m} \sum_{i=1}^{m} dZ^{[1](i)}$$
$$W := W - \alpha\, dW$$
"""
FOUR = r"""
1. $\delta^{(L)} = \nabla_a E \odot f'(z^{(L)})$
2. $\delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot f'(z^{(l)})$
3. $\frac{\partial E}{\partial b^{(l)}} = \delta^{(l)}$
4. $\frac{\partial E}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top$
5. $\frac{\partial E}{\partial w^{(l)}_{pq}} = \delta^{(l)}_p a^{(l-1)}_q$
"""


@pytest.mark.parametrize("output", [r"\sigma", r"\text{softmax}"])
def test_a_batch_in_columns_is_judged_by_the_loss_that_its_first_difference_implies(output: str) -> None:
    assert _said(BATCH.replace("OUTPUT", output)) == {"right"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\frac{1}{m} dZ^{[1]} X^T", r"dZ^{[1]} X^T"),
        (r"g^{[1]}'(Z^{[1]})", r"g^{[1]}(Z^{[1]})"),
    ],
)
def test_a_slip_in_a_batch_in_columns_is_wrong(old: str, new: str) -> None:
    text = BATCH.replace("OUTPUT", r"\sigma")
    assert old in text
    wrong = _wrong(text.replace(old, new))
    assert len(wrong) == 1
    assert new.split()[-1].replace(r"\frac{1}{m}", "") in wrong[0]


def test_a_difference_the_other_way_round_implies_no_loss() -> None:
    assert _wrong(BATCH.replace("OUTPUT", r"\sigma").replace("A^{[2]} - Y", "Y - A^{[2]}")) == []


def test_equations_of_any_layer_are_judged_by_themselves() -> None:
    assert _said(FOUR) == {"right"}


def test_a_batch_of_any_layer_is_judged_for_any_loss() -> None:
    text = r"""
$$dZ^{[l]} = dA^{[l]} * g'^{[l]}(Z^{[l]})$$
$$dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}$$
$$db^{[l]} = \frac{1}{m} \sum dZ^{[l]}$$
$$dA^{[l-1]} = W^{[l]T} dZ^{[l]}$$
"""
    assert _said(text) == {"right"}
    assert len(_wrong(text.replace("A^{[l-1]T}", "A^{[l]T}"))) == 1
    assert _wrong(text.replace(r"\frac{1}{m} dZ", "dZ")) == []


def test_gradients_by_names_are_of_the_layer_that_they_name() -> None:
    text = (
        FOUR
        + r"""
6. $\nabla_{\mathbf{b}^{(l)}} E = \delta^{(l)}$
7. $\nabla_{W^{(l)}} E = \delta^{(l)} (\mathbf{a}^{(l-1)})^T$
8. $\delta^{(L)} = (a^{(L)} - t) \odot f'(z^{(L)})$
"""
    )
    assert _said(text) == {"right"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(W^{(l+1)})^\top \delta^{(l+1)}", r"W^{(l+1)} \delta^{(l+1)}"),
        (r"\delta^{(l)} (a^{(l-1)})^\top", r"\delta^{(l)} (a^{(l)})^\top"),
        (r"\delta^{(l)}_p a^{(l-1)}_q", r"\delta^{(l)}_q a^{(l-1)}_p"),
    ],
)
def test_a_slip_in_an_equation_of_any_layer_is_wrong(old: str, new: str) -> None:
    assert old in FOUR
    assert len(_wrong(FOUR.replace(old, new))) == 1


OF_LETTERS = r"""
$$g_i=f(a_i)=\frac{1}{1+e^{-a_i}}$$
$$p_k=\frac{e^{a_k}}{\sum_{q=1}^ce^{a_q}}, \quad E=-\sum_{k=1}^ct_k\log(p_k)$$
$$a_i=\sum_{h=1}^nu_hv_{hi}+r_i, \quad a_k=\sum_{i=1}^mg_iv_{ik}+r_k$$
$$\frac{\partial E}{\partial a_k}=p_k-t_k$$
$$\frac{\partial E}{\partial v_{ik}}=(p_k-t_k)g_i$$
$$\frac{\partial E}{\partial v_{hi}}=u_hg_i(1-g_i)\sum_{k=1}^c(p_k-t_k)v_{ik}$$
"""


def test_a_function_may_be_written_out_in_a_chain_and_a_sum_have_another_letter_of_its_layer() -> None:
    assert _said(OF_LETTERS) == {"right"}
    assert len(_wrong(OF_LETTERS.replace("(1-g_i)", "(1+g_i)"))) == 1


def _marked(text: str) -> Marked:
    return mark(text, "page.md", (), sure=False)


def _said(text: str) -> set[str]:
    return {one.verdict for one in _marked(text).statements if one.kind not in ("dependency", "setting")}


def _wrong(text: str) -> list[str]:
    return [one.text for one in _marked(text).statements if one.verdict in ("wrong", "follows")]
