"""Code of which nobody names the problem is judged by its own forward pass, with differences of its own loss."""

from __future__ import annotations

from tutor.submission.code.assignments.judged_code import JudgedCode
from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

TYPED_SIZES = """
import numpy as np
rows, width, deep, kinds = 48, 300, 64, 12
q = np.random.randn(rows, width)
goal = np.random.randn(rows, kinds)
A = np.random.randn(width, deep) * 0.01
a = np.zeros(deep)
B = np.random.randn(deep, kinds) * 0.01
for epoch in range(900):
    s = np.tanh(q @ A + a)
    r = s @ B
    loss = np.sum((r - goal) ** 2)
    dr = 2 * (r - goal)
    dB = s.T @ dr
    ds = dr @ B.T
    ds_raw = ds * (1 - s ** 2)
    dA = q.T @ ds_raw
    da = ds_raw.sum(axis=0)
    A -= 0.01 * dA
"""

GATES = """
import numpy as np

def squash(v):
    return 1 / (1 + np.exp(-v))

def forward(seq, s0, m0, par):
    S, M, P, Q = np.zeros((len(seq), len(s0))), np.zeros((len(seq), len(s0))), [], []
    s, m = s0, m0
    for t in range(len(seq)):
        u = seq[t]
        p = squash(par["Kp"] @ u + par["Rp"] @ s)
        n = np.tanh(par["Kn"] @ u + par["Rn"] @ s)
        m = p * m + (1 - p) * n
        s = np.tanh(m)
        S[t], M[t] = s, m
        P.append(p)
        Q.append(n)
    return S, (seq, s0, m0, S, M, P, Q, par)

def backward(dS, cache):
    seq, s0, m0, S, M, P, Q, par = cache
    dKp, dRp = np.zeros_like(par["Kp"]), np.zeros_like(par["Rp"])
    dKn, dRn = np.zeros_like(par["Kn"]), np.zeros_like(par["Rn"])
    ds_next, dm_next = np.zeros_like(s0), np.zeros_like(m0)
    for t in reversed(range(len(seq))):
        before = S[t - 1] if t else s0
        kept = M[t - 1] if t else m0
        ds = dS[t] + ds_next
        dm = ds * (1 - S[t] ** 2) + dm_next
        dp = dm * (kept - Q[t])
        dn = dm * (1 - P[t])
        dap = dp * P[t] * (1 - P[t])
        dan = dn * (1 - Q[t] ** 2)
        dKp += np.outer(dap, seq[t])
        dRp += np.outer(dap, before)
        dKn += np.outer(dan, seq[t])
        dRn += np.outer(dan, before)
        ds_next = par["Rp"].T @ dap + par["Rn"].T @ dan
        dm_next = dm * P[t]
    return dKp, dRp, dKn, dRn
"""


def judge(code: str) -> JudgedCode:
    found = judged_by_itself(program([Cell(code)]))
    assert found is not None
    return found


def verdicts(found: JudgedCode) -> dict[str, str]:
    return {one.name: one.verdict for one in found.statements if one.verdict != "definition"}


def wrong(found: JudgedCode) -> list[str]:
    return [one.name for one in found.statements if one.verdict == "wrong"]


def test_all_gradients_of_a_page_with_sizes_typed_as_numbers_are_right() -> None:
    assert verdicts(judge(TYPED_SIZES)) == dict.fromkeys(("dr", "dB", "ds", "ds_raw", "dA", "da"), "right")


def test_a_gate_without_a_name_for_what_it_is_applied_to_is_judged() -> None:
    found = judge(GATES)
    assert wrong(found) == []
    assert {"ds", "dm", "dp", "dn", "dap", "dan", "dKp", "dRn"} <= {
        name for name, verdict in verdicts(found).items() if verdict == "right"
    }


def test_a_forgotten_factor_of_a_slope_is_found_where_the_activation_is_applied_to_a_product() -> None:
    found = judge(TYPED_SIZES.replace("ds_raw = ds * (1 - s ** 2)", "ds_raw = ds * (1 - s)"))
    assert wrong(found) == ["ds_raw"]


def test_what_is_made_from_a_wrong_gradient_follows_from_it() -> None:
    found = judge(TYPED_SIZES.replace("dr = 2 * (r - goal)", "dr = 2 * (goal - r)"))
    line = next(one.line for one in found.statements if one.name == "dr")
    assert [one.diagnosis[0].code for one in found.statements if one.verdict == "wrong"] == ["sign"]
    assert {one.name for one in found.statements if one.follows == line} >= {"dB", "ds", "dA", "da"}


def test_gradients_of_a_multiple_of_the_loss_are_not_called_wrong() -> None:
    found = judged_by_itself(program([Cell(TYPED_SIZES.replace("dr = 2 * (r - goal)", "dr = r - goal"))]))
    assert found is None or not wrong(found)


def test_a_page_without_a_loss_is_not_judged_by_itself() -> None:
    assert judged_by_itself(program([Cell(TYPED_SIZES.replace("loss = np.sum((r - goal) ** 2)", "pass"))])) is None
