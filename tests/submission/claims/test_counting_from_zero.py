"""Pages whose steps, entries and windows are counted from zero."""

from __future__ import annotations

import pytest

import tutor

ROLLED = """
input    q[t,d]
weights  A[s,d], B[s,k=s], C[m,s]
target   p[t,m]
u = A q[t] + B u[t-1]
r = C u
E = 1/2 sum((r - p)^2)
"""
WINDOWED = """
sizes    M=5, N=4, G=2, H=2
input    X[m,n]
weights  F[g,h]
upstream dY for Y
Y[i,j] = sum_{g,h}(F[g,h]*X[i+g-1,j+h-1])
"""


def _verdicts(text: str, network: str) -> list[str]:
    return [one.verdict for one in tutor.mark_page(text, [tutor.network(network)]).statements]


@pytest.mark.parametrize(
    ("first", "last", "verdict"),
    [("0", "T-1", "right"), ("1", "T", "right"), ("1", "T-1", "wrong"), ("2", "T", "wrong")],
)
def test_a_sum_over_all_steps_may_begin_at_step_zero(first: str, last: str, verdict: str) -> None:
    text = rf"$\frac{{\partial E}}{{\partial C}} = \sum_{{t={first}}}^{{{last}}} (r_t - p_t) u_t^\top$"
    assert _verdicts(text, ROLLED) == [verdict]


@pytest.mark.parametrize(
    ("row", "verdict"), [("m-g", "right"), ("m-g+1", "right"), ("m-g+2", "wrong"), ("m+g", "wrong")]
)
def test_a_window_may_be_turned_round_from_entry_zero(row: str, verdict: str) -> None:
    column = row.replace("m", "n").replace("g", "h")
    passed = rf"\frac{{\partial L}}{{\partial Y_{{{row},{column}}}}}"
    text = rf"$\frac{{\partial L}}{{\partial X_{{m,n}}}} = \sum_{{g,h}} {passed} F_{{g,h}}$"
    assert _verdicts(text, WINDOWED) == [verdict]
