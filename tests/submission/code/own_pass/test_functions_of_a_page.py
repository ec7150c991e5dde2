"""Functions of a page hand each other what they need: dicts of weights, caches, outputs, other functions, pictures."""

from __future__ import annotations

import pytest

from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

DEEP = """
def start(widths_layers):
    weights = {}
    for k in range(1, len(widths_layers)):
        weights["W" + str(k)] = np.random.randn(widths_layers[k], widths_layers[k - 1]) * 0.1
        weights["b" + str(k)] = np.zeros((widths_layers[k], 1))
    return weights

def forward_all(X, weights):
    G, kept = X, []
    K = len(weights) // 2
    for k in range(1, K + 1):
        F = weights["W" + str(k)] @ G + weights["b" + str(k)]
        kept.append((G, F))
        G = 1 / (1 + np.exp(-F))
    out = G
    return out, kept

def cost_of(out, T):
    m = T.shape[1]
    return -np.sum(T * np.log(out) + (1 - T) * np.log(1 - out)) / m

def backward_all(out, T, kept, weights):
    grads, m = {}, T.shape[1]
    dout = (1 - T) / (1 - out) - T / out
    dG = dout
    for k in reversed(range(1, len(weights) // 2 + 1)):
        G, F = kept[k - 1]
        s = 1 / (1 + np.exp(-F))
        dF = {dF}
        grads["dW" + str(k)] = {dW}
        grads["db" + str(k)] = np.sum(dF, axis=1, keepdims=True) / m
        dG = weights["W" + str(k)].T @ dF
    return grads
"""
RIGHT_PARTS = {"dF": "dG * s * (1 - s)", "dW": "dF @ G.T / m"}


def _verdicts(text: str) -> dict[str, set[str]]:
    found = judged_by_itself(program([Cell(text)]))
    said: dict[str, set[str]] = {}
    for one in found.statements if found else ():
        if one.verdict != "definition":
            said.setdefault(one.name, set()).add(one.verdict)
    return said


def _verdicts_with(text: str, parts: dict[str, str]) -> dict[str, set[str]]:
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return _verdicts(text)


def _deep(**parts: str) -> dict[str, set[str]]:
    return _verdicts_with(DEEP, RIGHT_PARTS | parts)


def test_a_network_of_any_depth_is_made_of_sizes_and_judged_layer_by_layer() -> None:
    said = _deep()
    assert said["grads['dW' + str(k)]"] == {"right"}
    assert said["grads['db' + str(k)]"] == {"right"}
    assert said["dout"] == {"right"}
    assert not any({"wrong", "follows"} & verdicts for verdicts in said.values())


def test_a_slip_in_one_of_its_weights_is_found_there() -> None:
    said = _deep(dW="-dF @ G.T / m")
    assert said["grads['dW' + str(k)]"] == {"wrong"}
    assert said["grads['db' + str(k)]"] == {"right"}


@pytest.mark.parametrize(("slope", "verdict"), [("h * (1 - h)", "right"), ("h * (1 + h)", "wrong")])
def test_a_parameter_that_is_called_is_the_function_of_its_name(slope: str, verdict: str) -> None:
    said = _verdicts(f"""
def run_forward(data, wanted, params):
    U, b, V = params["U"], params["b"], params["V"]
    h = 1 / (1 + np.exp(-(data.dot(U) + b)))
    q = h.dot(V)
    error = ((q - wanted) ** 2).sum() / data.shape[0]
    return h, q, error

def run_backward(data, wanted, params, run_forward_func):
    V = params["V"]
    h, q, error = run_forward_func(data, wanted, params)
    dq = 2 * (q - wanted) / data.shape[0]
    dV = h.T.dot(dq)
    dU = data.T.dot(dq.dot(V.T) * {slope})
    db = np.sum(dq.dot(V.T) * h * (1 - h), axis=0)
    return dU, db, dV
""")
    assert said["dU"] == {verdict}
    assert said["dV"] == said["db"] == {"right"}


def test_the_sum_over_samples_is_no_mistake_where_nothing_says_how_many_axes_an_array_has() -> None:
    said = _verdicts("""
def forward(x, t, params):
    h = np.tanh(x @ params["U"] + params["shift"])
    q = h @ params["V"]
    return h, q, np.sum((q - t) ** 2)

def backward(x, t, params):
    h, q, loss = forward(x, t, params)
    dq = 2 * (q - t)
    dV = h.T @ dq
    dh = dq @ params["V"].T
    dU = x.T @ (dh * (1 - h ** 2))
    dshift = np.sum(dh * (1 - h ** 2), axis=0)
    return dU, dV, dshift
""")
    assert said["dU"] == said["dV"] == said["dh"] == {"right"}
    assert said["dshift"] <= {"right", "not judged"}


@pytest.mark.parametrize(("product", "verdict"), [("g.T @ self.rows", "right"), ("-g.T @ self.rows", "wrong")])
def test_a_convolution_by_helpers_is_given_a_picture_whose_channels_fit(product: str, verdict: str) -> None:
    said = _verdicts(f"""
def patches(pic, k):
    n, r, s, c = pic.shape
    p, q = r - k + 1, s - k + 1
    rows = np.zeros((n, p, q, k, k, c))
    for i in range(p):
        for j in range(q):
            rows[:, i, j] = pic[:, i:i + k, j:j + k, :]
    return rows.reshape(n * p * q, -1), p, q

class Filters:
    def __init__(self, in_channels, out_channels, kernel_size):
        self.k, self.out_channels = kernel_size, out_channels
        self.kernels = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
        self.bias = np.zeros(out_channels)

    def forward(self, pic):
        self.rows, p, q = patches(pic, self.k)
        out = self.rows @ self.kernels.reshape(self.out_channels, -1).T + self.bias
        return out.reshape(pic.shape[0], p, q, self.out_channels)

    def backward(self, dout):
        g = dout.reshape(-1, self.out_channels)
        self.dkernels = ({product}).reshape(self.kernels.shape)
        self.dbias = g.sum(axis=0)
        drows = g @ self.kernels.reshape(self.out_channels, -1)
        return drows
""")
    assert said["self.dkernels"] == {verdict}
    assert said["self.dbias"] == said["drows"] == {"right"}


def test_the_mean_may_come_with_the_gradients_of_weights_that_a_dict_holds() -> None:
    said = _verdicts("""
def go(net, X):
    A, B = net["wa"], net["wb"]
    h = np.tanh(X @ A)
    return {"h": h, "q": h @ B}

def gap(q, T):
    return (q - T)

def back(net, kept, X, T):
    n = X.shape[0]
    dq = gap(q=kept["q"], T=T)
    dwb = kept["h"].T @ dq / n
    dh = dq @ net["wb"].T
    dwa = X.T @ (dh * (1 - kept["h"] ** 2)) / n
    return {"dwa": dwa, "dwb": dwb}

def train(net, X, T):
    for turn in range(500):
        kept = go(net, X)
        grads = back(net, kept, X, T)
        loss = 0.5 * np.sum((kept["q"] - T) ** 2) / X.shape[0]
""")
    assert said["dq"] == said["dwb"] == said["dh"] == said["dwa"] == {"right"}


def test_a_long_name_of_a_weight_is_read_at_once() -> None:
    said = _verdicts(f"""
def run(x, t, kept):
    w{"_part" * 20} = kept.{"deep" * 30} + x.sum()
    U = kept["U"]
    q = x @ U
    loss = np.sum((q - t) ** 2)
    dq = 2 * (q - t)
    dU = x.T @ dq
    return loss
""")
    assert said["dU"] == {"right"}


LISTS = """
def squash(a):
    return 1.0 / (1.0 + np.exp(-a))

def squash_prime(a):
    return squash(a) * (1 - squash(a))

class Layers:
    def __init__(self, sizes):
        self.depth = len(sizes)
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

    def cost_derivative(self, got, y):
        return got - y

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        out, outs, sums = x, [x], []
        for b, w in zip(self.biases, self.weights):
            s = w @ out + b
            sums.append(s)
            out = squash(s)
            outs.append(out)
        delta = self.cost_derivative(outs[-1], y) * squash_prime(sums[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = delta @ outs[-2].T
        for j in range(2, self.depth):
            delta = {delta}
            nabla_b[-j] = {nabla_b}
            nabla_w[-j] = {nabla_w}
        return nabla_b, nabla_w
"""
RIGHT_LISTS = {
    "delta": "(self.weights[-j + 1].T @ delta) * squash_prime(sums[-j])",
    "nabla_b": "delta",
    "nabla_w": "delta @ outs[-j - 1].T",
}


def _lists(**parts: str) -> dict[str, set[str]]:
    return _verdicts_with(LISTS, RIGHT_LISTS | parts)


def test_gradients_by_the_items_of_lists_are_right_in_every_layer() -> None:
    said = _lists()
    for name in ("delta", "nabla_b[-1]", "nabla_w[-1]", "nabla_b[-j]", "nabla_w[-j]"):
        assert said[name] == {"right"}, name


@pytest.mark.parametrize("part", ["nabla_b", "nabla_w"])
def test_a_sign_in_one_of_the_lists_is_wrong_there_alone(part: str) -> None:
    said = _lists(**{part: f"-{RIGHT_LISTS[part]}"})
    assert said[f"{part}[-j]"] == {"wrong"}
    assert all("wrong" not in verdicts for name, verdicts in said.items() if name != f"{part}[-j]")


def test_an_error_signal_of_the_wrong_sign_in_every_other_layer_is_not_right() -> None:
    said = _lists(delta="-" + RIGHT_LISTS["delta"])
    assert said["delta"] == {"right", "wrong"}
    assert said["nabla_b[-j]"] == said["nabla_w[-j]"] == {"follows"}
