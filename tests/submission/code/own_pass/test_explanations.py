"""Mistakes in pages of code without a problem are called what they are."""

from __future__ import annotations

import pytest

from tests.submission.code.own_pass.test_families import CELL, LAYERS, PICTURES, TWO_FAMILIES, judge


def codes(page: str, right: str, wrong: str) -> dict[str, str]:
    """The codes of the wrong gradients of a page, one line of which is changed."""
    assert right in page
    found = judge(page.replace(right, wrong)).statements
    return {one.name: one.diagnosis[0].code for one in found if one.verdict == "wrong"}


@pytest.mark.parametrize(
    ("page", "right", "wrong", "name", "code"),
    [
        (TWO_FAMILIES, "da = dout * (1 - out ** 2)", "da = -dout * (1 - out ** 2)", "da", "sign"),
        (TWO_FAMILIES, "dshift = np.sum(dout", "dshift = np.mean(dout", "dshift", "mean-for-sum"),
        (TWO_FAMILIES, "da = dout * (1 - out ** 2)", "da = dout * out * (1 - out)", "da", "derivative-other"),
        (TWO_FAMILIES, "da = dout * (1 - out ** 2)", "da = dout", "da", "derivative-missing"),
        (LAYERS, "dout * self.out * (1 - self.out)", "dout * (1 - self.out)", "dx", "factor-missing"),
        (CELL, "(s_prev - nt) * kt * (1 - kt)", "(s_prev - nt) * (1 - kt)", "dkt", "factor-missing"),
        (PICTURES, "db[f] += dout", "db[f] = dout", "db[f]", "sum-missing"),
    ],
)
def test_a_mistake_is_named(page: str, right: str, wrong: str, name: str, code: str) -> None:
    assert codes(page, right, wrong)[name] == code


def test_what_no_single_change_makes_right_is_not_given_a_name() -> None:
    wrong = "da = dout * np.exp(out) + np.sin(x @ M)"
    assert set(codes(TWO_FAMILIES, "da = dout * (1 - out ** 2)", wrong).values()) == {"unrecognised"}


def test_the_gradient_that_a_single_step_hands_back_is_judged() -> None:
    page = CELL.replace("ds_prev = ds_next * kt + back[:n_s]", "ds_prev = back[:n_s]")
    assert [one.name for one in judge(page).statements if one.verdict == "wrong"] == ["ds_prev"]


def test_the_gradient_by_a_bias_is_not_that_by_what_an_activation_is_applied_to() -> None:
    code = """
def squash(v):
    return 1 / (1 + np.exp(-v))

def forward(x, Wf, bf, goal):
    ft = squash(Wf @ x + bf)
    loss = 0.5 * np.sum((ft - goal) ** 2)
    dft = (ft - goal) * ft * (1 - ft)
    dWf = dft @ x.T
    dbf = {dbf}
    dx = Wf.T @ dft
"""
    for dbf, verdict in (("dft.sum(axis=1, keepdims=True)", "right"), ("dft", "wrong")):
        found = judge(code.format(dbf=dbf))
        assert [one.verdict for one in found.statements if one.name == "dbf"] == [verdict]
