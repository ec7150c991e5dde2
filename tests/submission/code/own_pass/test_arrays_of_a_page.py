"""What a page is given when it is judged by itself: sizes that divide, and weights that no slip hides behind."""

from __future__ import annotations

from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

POOLED = """
class Halved:
    def windows(self, picture):
        rows, cols = picture.shape
        for i in range(rows // 2):
            for j in range(cols // 2):
                yield picture[2 * i:2 * i + 2, 2 * j:2 * j + 2], i, j

    def forward(self, maps):
        self.maps = maps
        n, rows, cols = maps.shape
        out = np.zeros((n, rows // 2, cols // 2))
        for k in range(n):
            for window, i, j in self.windows(maps[k]):
                out[k, i, j] = np.max(window)
        return out

    def backward(self, dout):
        n, rows, cols = self.maps.shape
        dmaps = np.zeros_like(self.maps)
        for k in range(n):
            for window, i, j in self.windows(self.maps[k]):
                dmaps[k, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = (window == np.max(window)) * dout[k, i, j]
        return dmaps
"""
CHARACTERS = """
class Net:
    def __init__(self, sizes):
        self.n_in, self.n_mid, self.n_out = sizes
        self.U = np.random.randn(self.n_mid, self.n_in) * 0.01
        self.V = np.random.randn(self.n_mid, self.n_mid) * 0.01
        self.R = np.random.randn(self.n_out, self.n_mid) * 0.01
        self.a = np.zeros((self.n_mid, 1))
        self.c = np.zeros((self.n_out, 1))

    def cost(self, inputs, targets, s_prev):
        xs, ss, ps = {}, {}, {}
        ss[-1] = np.copy(s_prev)
        loss = 0
        for t in range(len(inputs)):
            xs[t] = np.zeros((self.n_in, 1))
            xs[t][inputs[t]] = 1
            ss[t] = np.tanh(self.U @ xs[t] + self.V @ ss[t - 1] + self.a)
            o = self.R @ ss[t] + self.c
            ps[t] = np.exp(o) / np.sum(np.exp(o))
            loss += -np.log(ps[t][targets[t], 0])
        dU, dV, dR = np.zeros_like(self.U), np.zeros_like(self.V), np.zeros_like(self.R)
        da, dc = np.zeros_like(self.a), np.zeros_like(self.c)
        later = np.zeros_like(ss[0])
        for t in reversed(range(len(inputs))):
            do = np.copy(ps[t])
            do[targets[t]] -= 1
            dR += do @ ss[t].T
            dc += do
            dz = (1 - ss[t] ** 2) * (self.R.T @ do + later)
            da += dz
            dU += dz @ xs[t].T
            dV += dz @ ss[t - 1].T
            later = self.V.T @ dz
        return loss, dU, dV, dR, da, dc
"""
CALLED_AGAIN = """
from helpers import softmax, cross_entropy_error

class Classifier:
    def __init__(self, n_in, n_mid, n_out):
        self.params = {"A": np.random.randn(n_in, n_mid), "B": np.random.randn(n_mid, n_out)}

    def scores(self, x):
        s = np.tanh(x @ self.params["A"])
        o = s @ self.params["B"]
        return softmax(o)

    def loss(self, x, t):
        return cross_entropy_error(self.scores(x), t)

    def gradient(self, x, t):
        s = np.tanh(x @ self.params["A"])
        p = softmax(s @ self.params["B"])
        grads = {}
        delta = (p - t) / x.shape[0]
        grads["B"] = s.T @ delta
        grads["A"] = x.T @ (delta @ self.params["B"].T * (1 - s ** 2))
        return grads
"""


def verdicts(page: str) -> dict[str, str]:
    """The verdicts on the gradients of a page, by what they are assigned to."""
    found = judged_by_itself(program([Cell(page)]))
    return {} if found is None else {one.name: one.verdict for one in found.statements if one.verdict != "definition"}


def test_a_layer_of_pooling_is_judged_by_pictures_that_it_divides() -> None:
    assert set(verdicts(POOLED).values()) == {"right"}


def test_a_layer_of_pooling_that_hands_back_another_entry_is_not_right() -> None:
    wrong = POOLED.replace("(window == np.max(window))", "(window == np.min(window))")
    assert "right" not in verdicts(wrong).values()


def test_sizes_that_are_handed_in_together_are_numbers() -> None:
    assert set(verdicts(CHARACTERS).values()) == {"right"}


def test_a_slope_is_missed_where_the_page_begins_with_small_weights_and_a_name_says_of_no_value() -> None:
    wrong = verdicts(CHARACTERS.replace("(self.R.T @ do + later)", "(self.R.T @ do) + later"))
    assert wrong["dz"] == "wrong"
    assert {wrong[name] for name in ("da", "dU", "dV")} == {"follows"}
    assert wrong["dR"] == wrong["dc"] == "right"


def test_an_error_signal_is_right_where_the_forward_pass_is_run_again_for_the_loss() -> None:
    assert set(verdicts(CALLED_AGAIN).values()) == {"right"}
