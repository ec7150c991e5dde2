"""Small problems that conform, and a way to break one attribute of them at a time."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from tutor import Choice, Figure, Problem, Quantity, Simplex, Step, Uniform

Array = npt.NDArray[Any]
SAID = {"ask": "What is it?", "rule": "It follows.", "hints": ("Look at the left.", "Look at the right.")}


class Line(Problem):
    """The smallest useful plugin: formulas alone."""

    id = "toy-line"
    title = "A line"
    summary = "one weight, one bias"
    statement = ("ŷ = w x + b   L = 1/N Σₙ (ŷ − y)²",)
    sizes = {"N": 3}
    axes = {"n": "samples"}
    running = ("n",)
    given = (Quantity("x", "n"), Quantity("y", "n"), Quantity("w"), Quantity("b"))
    values = (Quantity("yhat", "n", r"\hat{y}", formula="w*x + b"), Quantity("L", formula="1/N*sum_n((yhat - y)^2)"))
    steps = (
        Step("dL/dyhat", "2/N*(yhat - y)", **SAID),
        Step("dL/dw", "sum_n(dL/dyhat*x)", **SAID),
        Step("dL/db", "sum_n(dL/dyhat)", **SAID),
    )


class Layer(Problem):
    """One matrix and tanh, with a solver, another form, an update, a choice and a figure."""

    id = "toy-layer"
    title = "A layer"
    summary = "a matrix and tanh"
    statement = ("z = W x   y = tanh(z)   L = ½ Σ (y − t)²",)
    sizes = {"I": 2, "H": 3}
    axes = {"i": "inputs", "h": "units"}
    given = (
        Quantity("x", "i"),
        Quantity("W", "h,i"),
        Quantity("t", "h", sample=Uniform(0.1, 0.9)),
        Quantity("eta", sample=Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("z", "h", formula="W x"),
        Quantity("y", "h", formula="tanh(z)"),
        Quantity("L", formula="1/2*sum_h((y - t)^2)"),
    )
    steps: tuple[Step | Choice, ...] = (
        Step("z", **SAID, also=("sum_i(W*x_i)",)),
        Step("dL/dy", "y - t", **SAID),
        Step("dL/dz", "dL/dy*(1 - y^2)", **SAID, also=("dL/dy*tanh'(z)",)),
        Step("dL/dW", "dL/dz x^T", **SAID, also=("outer(dL/dz, x)", "dL/dz[h]*x[i]")),
        Step("dL/dx", "W^T dL/dz", **SAID),
        Step("W_new", "W - eta*dL/dW", **SAID),
        Choice("why", "Which shape has dL/dW?", ("that of W", "that of x"), (1,), rule="Its own.", hints=("a", "b")),
    )
    textbook = {"x": [1.0, -2.0], "W": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], "t": [0.1, 0.2, 0.3], "eta": 0.5}
    figure: Figure | None = Figure(
        nodes=("x", "W", "z", "y", "L"), edges=(("x", "z"), ("W", "z"), ("z", "y"), ("y", "L"))
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        z = given["W"] @ given["x"]
        y = np.tanh(z)
        return {"z": z, "y": y, "L": np.asarray(0.5 * ((y - given["t"]) ** 2).sum())}

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        dy = values["y"] - given["t"]
        dz = dy * (1 - values["y"] ** 2)
        return {"y": dy, "z": dz, "W": np.outer(dz, given["x"]), "x": given["W"].T @ dz}


class Chain(Problem):
    """A recurrence: each state from the one before, H_0 given."""

    id = "toy-chain"
    title = "A chain"
    summary = "a state through time"
    statement = ("Hₜ = tanh(w Hₜ₋₁ + xₜ)   L = Σₜ yₜ Hₜ",)
    sizes = {"T": 3}
    axes = {"t": "time"}
    running = ("t",)
    given = (Quantity("x", "t", "x_t"), Quantity("y", "t", "y_t"), Quantity("h0", "", "h_0"), Quantity("w"))
    values = (
        Quantity("H", "t", "H_t", formula="tanh(w*H[t-1] + x)", outside="h0"),
        Quantity("L", formula="sum_t(y*H)"),
    )
    steps = (
        Step("dL/dH", "y + dL/dH[t+1]*(1 - H[t+1]^2)*w", **SAID),
        Step("dL/dw", "sum_t(dL/dH*(1 - H^2)*H[t-1])", **SAID),
        Step("dL/dh0", "dL/dH[1]*(1 - H[1]^2)*w", **SAID),
        Step("dL/dH_T", "y[T]", axes="", **SAID),
    )


class ColdChain(Chain):
    """The same with nothing before the first state: zero."""

    id = "toy-cold-chain"
    given = (Quantity("x", "t", "x_t"), Quantity("y", "t", "y_t"), Quantity("w"))
    values = (
        Quantity("H", "t", "H_t", formula="tanh(w*H[t-1] + x)"),
        Quantity("L", formula="sum_t(y*H)"),
    )
    steps = Chain.steps[:2]


class Twins(Problem):
    """Two values that refer to each other, declared against the order in which they are computed."""

    id = "toy-twins"
    title = "Twins"
    summary = "a cell and a state"
    statement = ("cₜ = cₜ₋₁/2 + w hₜ₋₁ + xₜ   hₜ = tanh(cₜ)",)
    sizes = {"T": 4}
    axes = {"t": "time"}
    running = ("t",)
    given = (Quantity("x", "t"), Quantity("w"))
    values = (
        Quantity("h", "t", formula="tanh(c)"),
        Quantity("c", "t", formula="c[t-1]/2 + w*h[t-1] + x"),
        Quantity("L", formula="sum_t(h^2)"),
    )
    steps = (
        Step("dL/dc", "dL/dh*(1 - h^2) + dL/dc[t+1]/2", **SAID),
        Step("dL/dh", "2*h + dL/dc[t+1]*w", **SAID),
        Step("dL/dw", "sum_t(dL/dc*h[t-1])", **SAID),
        Step("dL/dx", "dL/dc", **SAID),
    )


class Slide(Problem):
    """Derived sizes, an axis sized like another, a fixed one, and a soft target."""

    id = "toy-slide"
    title = "A slide"
    summary = "a kernel of two"
    statement = ("yᵤ = Σᵣ kᵣ xᵤ₊ᵣ₋₁   L = Σ a t y",)
    sizes = {"I": 5, "R": 2, "S": 2}
    fixed = frozenset({"S"})
    axes = {"i": "inputs", "r": "kernel", "u": "positions", "v": "positions again", "s": "two"}
    like = {"v": "u"}
    derived = {"U": "I-R+1"}
    given = (Quantity("x", "i"), Quantity("k", "r"), Quantity("a", "s"), Quantity("t", "u", sample=Simplex("u")))
    values = (
        Quantity("y", "u", formula="sum_r(k_r*x[u+r-1])"),
        Quantity("p", "u", formula="softmax(y)"),
        Quantity("L", formula="sum_s(a)*sum_u(t*p)"),
    )
    steps = (
        Step("dL/dp", "sum_s(a)*t", **SAID),
        Step("dp/dy", "diag(p) - p p^T", axes="u,v", **SAID),
        Step("dL/dy", "(dp/dy)^T dL/dp", **SAID),
        Step("dL/dk", "sum_u(dL/dy[u]*x[u+r-1])", **SAID, also=("sum_{u}(dL/dy_u*x[u+r-1])",)),
        Step("dL/dk[1]", "sum_u(dL/dy[u]*x[u])", axes="", **SAID),
    )


ALL = (Line, Layer, Chain, ColdChain, Twins, Slide)

P = TypeVar("P", bound=Problem)


def broken(base: type[P], **changes: Any) -> P:
    """An instance of a problem like ``base`` with some attributes other than they should be."""
    return type("Broken", (base,), changes)()


def replaced(base: type[Problem], old: str, **changes: Any) -> tuple[Any, ...]:
    """The steps of a problem with one of them changed."""
    return tuple(step.replace(**changes) if step.id == old else step for step in base.steps)
