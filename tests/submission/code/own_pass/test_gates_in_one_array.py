"""A cell whose weights stand side by side in one array, and which is cut into its gates, is judged by itself."""

from __future__ import annotations

import pytest

from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

CUT_SUMS = """
def squash(v):
    return 1 / (1 + np.exp(-v))

class Memory:
    def __init__(self, Wx, Wh, b):
        self.params = [Wx, Wh, b]
        self.kept = None

    def forward(self, x, h_old, c_old):
        Wx, Wh, b = self.params
        n, H = h_old.shape
        s = x @ Wx + h_old @ Wh + b
        f = squash(s[:, :H])
        g = np.tanh(s[:, H:2*H])
        i = squash(s[:, 2*H:3*H])
        o = squash(s[:, {last}])
        c = f * c_old + g * i
        h = o * np.tanh(c)
        self.kept = (x, h_old, c_old, f, g, i, o, c)
        return h, c

    def backward(self, dh, dc):
        Wx, Wh, b = self.params
        x, h_old, c_old, f, g, i, o, c = self.kept
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        df = dc * c_old * f * (1 - f)
        dg = dc * i * (1 - g ** 2)
        di = dc * g * i * (1 - i)
        do = dh * np.tanh(c) * o * (1 - {o})
        ds = np.hstack((df, dg, di, do))
        dWx = x.T @ ds
        dWh = h_old.T @ ds
        dx = ds @ Wx.T
        return dx, ds @ Wh.T, dc * f
"""

CUT_WEIGHTS = """
class Gated:
    def __init__(self, Wx, Wh):
        self.Wx, self.Wh = Wx, Wh

    def forward(self, x, h_old):
        H, H3 = self.Wh.shape
        Xz, Xr, Xn = self.Wx[:, :H], self.Wx[:, H:2 * H], self.Wx[:, 2 * H:]
        Hz, Hr, Hn = self.Wh[:, :H], self.Wh[:, H:2 * H], self.Wh[:, 2 * H:]
        z = 1 / (1 + np.exp(-(x @ Xz + h_old @ Hz)))
        r = 1 / (1 + np.exp(-(x @ Xr + h_old @ Hr)))
        n = np.tanh(x @ Xn + (r * h_old) @ Hn)
        h_next = (1 - z) * h_old + z * n
        self.kept = (x, h_old, z, r, n)
        return h_next

    def backward(self, dh_next):
        H, H3 = self.Wh.shape
        Hn = self.Wh[:, 2 * H:]
        x, h_old, z, r, n = self.kept
        dn = dh_next * z
        dz = dh_next * (n - h_old)
        dXn = x.T @ (dn * (1 - n ** 2))
        dHn = (r * h_old).T @ (dn * (1 - n ** 2))
"""


def _verdicts(code: str) -> dict[str, str]:
    found = judged_by_itself(program([Cell(code)]))
    return {} if found is None else {one.name: one.verdict for one in found.statements}


@pytest.mark.parametrize("last", ["3*H:4*H", "3*H:"])
def test_sums_of_all_gates_are_as_long_as_their_parts(last: str) -> None:
    found = _verdicts(CUT_SUMS.format(last=last, o="o"))
    assert {found[name] for name in ("dc", "df", "dg", "di", "do", "ds", "dWx", "dWh", "dx")} == {"right"}


def test_a_slip_in_one_gate_is_wrong_and_the_others_are_right() -> None:
    found = _verdicts(CUT_SUMS.format(last="3*H:", o="o ** 2"))
    assert found["do"] == "wrong"
    assert {found[name] for name in ("df", "dg", "di")} == {"right"}
    assert {found[name] for name in ("ds", "dWx", "dWh", "dx")} == {"follows"}


def test_weights_of_all_gates_are_cut_into_equal_parts() -> None:
    found = _verdicts(CUT_WEIGHTS)
    assert {found[name] for name in ("dn", "dz", "dXn", "dHn")} == {"right"}


def test_a_bias_is_as_long_as_its_weights_and_never_as_the_samples() -> None:
    added = CUT_SUMS.format(last="3*H:", o="o").replace(
        "        dx =", "        db = ds.sum(axis={axis})\n        dx ="
    )
    assert _verdicts(added.replace("{axis}", "0"))["db"] == "right"
    assert _verdicts(added.replace("{axis}", "1"))["db"] == "wrong"
