"""Small networks for mistakes that only one of the bundled problems, or none, leaves room for."""

from __future__ import annotations

import tutor
from tutor import OneHot, Problem, Quantity, Simplex, Step, Uniform

SAID = {"ask": "What is it?", "rule": "It follows.", "hints": ("Look at the left.", "Look at the right.")}


class Ridge(Problem):
    """A linear model whose loss is a mean of squares and a penalty on the weights."""

    id = "toy-ridge"
    title = "Ridge"
    summary = "a penalty on the weights"
    statement = ("ŷ = Σᵢ wᵢ xᵢ   L = 1/N Σₙ (ŷ − y)² + λ Σᵢ wᵢ²",)
    sizes = {"N": 4, "I": 3}
    axes = {"n": "samples", "i": "inputs"}
    running = ("n",)
    given = (
        Quantity("x", "n,i"),
        Quantity("y", "n"),
        Quantity("w", "i"),
        Quantity("lam", "", r"\lambda", sample=Uniform(0.1, 0.9)),
        Quantity("eta", "", r"\eta", sample=Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("yhat", "n", r"\hat{y}", formula="sum_i(w_i*x_i)"),
        Quantity("L", formula="1/N*sum_n((yhat - y)^2) + lam*sum_i(w_i^2)"),
    )
    steps = (
        Step("dL/dyhat", "2/N*(yhat - y)", **SAID),
        Step("dL/dw", "sum_n(dL/dyhat*x_i) + 2*lam*w_i", **SAID),
        Step("w_new", "w - eta*dL/dw", **SAID),
    )


class Decay(Problem):
    """A softmax layer with a penalty on its matrix, which is a value of its own."""

    id = "toy-decay"
    title = "Weight decay"
    summary = "softmax and a penalty"
    statement = ("p = softmax(V x)   L = −Σ t log p + R   R = ½ λ Σ V²",)
    sizes = {"D": 2, "M": 3}
    axes = {"d": "inputs", "m": "classes"}
    given = (
        Quantity("x", "d"),
        Quantity("V", "m,d"),
        Quantity("t", "m", sample=Simplex("m")),
        Quantity("lam", "", r"\lambda", sample=Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("z", "m", formula="V x"),
        Quantity("p", "m", formula="softmax(z)"),
        Quantity("R", formula="1/2*lam*sum_{m,d}(V^2)"),
        Quantity("L", formula="-sum_m(t_m*log(p_m)) + R"),
    )
    steps = (Step("dL/dz", "p - t", **SAID), Step("dL/dV", "(p - t) x^T + lam*V", **SAID))


class Batch(Problem):
    """A softmax layer over a batch, with the mean of the cross-entropies."""

    id = "toy-batch"
    title = "Softmax over a batch"
    summary = "one label a sample"
    statement = ("p = softmax(x W)   L = −1/N Σ y log p",)
    sizes = {"N": 4, "D": 2, "M": 3}
    axes = {"n": "samples", "d": "inputs", "m": "classes"}
    running = ("n",)
    given = (Quantity("x", "n,d"), Quantity("y", "n,m", sample=OneHot("m")), Quantity("W", "d,m"))
    values = (
        Quantity("z", "n,m", formula="sum_d(x_d*W[d,m])"),
        Quantity("p", "n,m", formula="softmax(z)"),
        Quantity("L", formula="-1/N*sum_{n,m}(y*log(p))"),
    )
    steps = (
        Step("p", **SAID),
        Step("dL/dz", "(p - y)/N", **SAID),
        Step("dL/dW", "sum_n(x_d*dL/dz[m])", **SAID),
    )


class Rectified(Problem):
    """A layer of rectifiers over a batch."""

    id = "toy-rectified"
    title = "Rectified"
    summary = "relu over a batch"
    statement = ("a = x W   v = relu(a)   L = ½ Σ (v − y)²",)
    sizes = {"N": 4, "D": 2, "H": 3}
    axes = {"n": "samples", "d": "inputs", "h": "units"}
    given = (Quantity("x", "n,d"), Quantity("y", "n,h"), Quantity("W", "d,h"))
    values = (
        Quantity("a", "n,h", formula="x W"),
        Quantity("v", "n,h", formula="relu(a)"),
        Quantity("L", formula="1/2*sum_{n,h}((v - y)^2)"),
    )
    steps = (
        Step("dL/dv", "v - y", **SAID),
        Step("dL/da", "dL/dv*step(a)", **SAID),
        Step("dL/dW", "x^T dL/da", **SAID),
    )


class Slide(Problem):
    """A kernel on a line, with a bias."""

    id = "toy-slide"
    title = "A slide"
    summary = "a kernel on a line"
    statement = ("yᵤ = Σᵣ kᵣ xᵤ₊ᵣ₋₁ + b   L = Σ t y²",)
    sizes = {"I": 6, "R": 3}
    axes = {"i": "inputs", "r": "kernel", "u": "positions"}
    derived = {"U": "I-R+1"}
    given = (Quantity("x", "i"), Quantity("k", "r"), Quantity("b"), Quantity("t", "u"))
    values = (
        Quantity("y", "u", formula="sum_r(k_r*x[u+r-1]) + b"),
        Quantity("L", formula="sum_u(t_u*y_u^2)"),
    )
    steps = (
        Step("dL/dy", "2*t*y", **SAID),
        Step("dL/dk", "sum_u(dL/dy[u]*x[u+r-1])", **SAID),
        Step("dL/db", "sum_u(dL/dy)", **SAID),
        Step("dL/dx", "sum_r(dL/dy[i-r+1]*k_r)", **SAID),
    )


class Basis(Problem):
    """A vector that is taken into another basis and back."""

    id = "toy-basis"
    title = "A change of basis"
    summary = "there and back"
    statement = ("y = P D P⁻¹ x   L = tᵀ y",)
    sizes = {"S": 3}
    axes = {"s": "directions", "k": "directions again"}
    like = {"k": "s"}
    given = (Quantity("P", "s,k"), Quantity("D", "s,k"), Quantity("x", "s"), Quantity("t", "s"))
    values = (Quantity("y", "s", formula="P D P^-1 x"), Quantity("L", formula="t^T y"))
    steps = (Step("y", **SAID), Step("dL/dx", "(P^T)^-1 D^T P^T t", **SAID))


class Tanh(Problem):
    """One layer, with the Jacobian of its activation."""

    id = "toy-tanh"
    title = "A tanh layer"
    summary = "and its Jacobian"
    statement = ("a = W x   v = tanh(a)   L = ½ Σ v²",)
    sizes = {"D": 2, "H": 3}
    axes = {"d": "inputs", "h": "units", "k": "units again"}
    like = {"k": "h"}
    given = (Quantity("x", "d"), Quantity("W", "h,d"))
    values = (
        Quantity("a", "h", formula="W x"),
        Quantity("v", "h", formula="tanh(a)"),
        Quantity("L", formula="1/2*sum_h(v_h^2)"),
    )
    steps = (
        Step("dv/da", "diag(1 - v^2)", axes="h,k", **SAID),
        Step("dv/dx", "diag(1 - v^2) W", axes="h,d", **SAID),
        Step("dL/da", "v*(1 - v^2)", **SAID),
        Step("dL/dW", "dL/da x^T", **SAID),
    )


class Normal(Problem):
    """Layer normalisation: a mean, a variance and a small constant beside it, three roads back."""

    id = "toy-norm"
    title = "Layer norm"
    summary = "normalise, scale, shift"
    statement = ("μ = mean x   v = mean (x − μ)²   x̂ = (x − μ)/√(v + ε)", "y = γ ⊙ x̂ + β")
    sizes = {"N": 3, "D": 4}
    axes = {"n": "samples", "d": "features"}
    running = ("n",)
    given = (
        Quantity("x", "n,d", "x_d^{(n)}"),
        Quantity("gamma", "d", r"\gamma"),
        Quantity("beta", "d", r"\beta"),
        Quantity("eps", "", r"\epsilon", sample=Uniform(0.001, 0.01)),
        Quantity("dy", "n,d", "dy"),
    )
    values = (
        Quantity("mu", "n", r"\mu^{(n)}", formula="mean_d(x)"),
        Quantity("v", "n", "v^{(n)}", formula="mean_d((x - mu)^2)"),
        Quantity("xhat", "n,d", r"\hat{x}_d^{(n)}", formula="(x - mu)/sqrt(v + eps)"),
        Quantity("y", "n,d", "y_d^{(n)}", formula="gamma*xhat + beta"),
        Quantity("L", formula="sum_n(sum_d(dy*y))"),
    )
    steps = (
        Step("v", **SAID),
        Step("xhat", **SAID),
        Step("dL/dgamma", "sum_n(dy*xhat)", **SAID),
        Step("dL/dxhat", "dy*gamma", **SAID),
        Step("dL/dx", "1/sqrt(v + eps)*(dL/dxhat - mean_d(dL/dxhat) - xhat*mean_d(dL/dxhat*xhat))", **SAID),
    )


TOYS: dict[str, Problem] = {
    toy.id: toy for toy in (Ridge(), Decay(), Batch(), Rectified(), Slide(), Basis(), Tanh(), Normal())
}


def posed(name: str) -> Problem:
    """A toy, a bundled problem, or one with a choice made: ``conv-dense f=relu``."""
    name, _, chosen = name.partition(" ")
    problem = TOYS.get(name) or tutor.problem(name)
    return problem.variant(dict([chosen.split("=")])) if chosen else problem
