"""Small problems that between them have everything a formula can name, and helpers that read and evaluate in them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor import Integers, Labels, Problem, Quantity, Step
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node

Array = npt.NDArray[Any]
POINTS = 3


class Samples(Problem):
    """Scalars and columns for each of N samples, which run; a hat, and names with an underscore."""

    id = "toy-samples"
    sizes = {"N": 4, "I": 3, "H": 2}
    axes = {"n": "samples", "i": "inputs", "h": "units"}
    running = ("n",)
    given = (
        Quantity("x", "n,i", r"x_i^{(n)}"),
        Quantity("y", "n", r"y^{(n)}"),
        Quantity("w_ih", "i,h", "w_{ih}"),
        Quantity("w_io", "i", "w_{io}"),
        Quantity("w_ho", "h", "w_{ho}"),
        Quantity("eta", "", r"\eta"),
    )
    values = (
        Quantity("v", "n,h", r"v_h^{(n)}", formula="sigma(sum_i(w_ih*x))"),
        Quantity("z", "n", r"z^{(n)}", formula="sum_h(w_ho*v) + sum_i(w_io*x)"),
        Quantity("yhat", "n", r"\hat{y}^{(n)}", formula="sigma(z)"),
        Quantity("L", formula="1/N*sum_n((yhat - y)^2)"),
    )
    steps = (
        Step("dL/dyhat", "2/N*(yhat - y)"),
        Step("dyhat/dz", "yhat*(1 - yhat)"),
        Step("dL/dz", "dL/dyhat*dyhat/dz"),
        Step("dL/dw_io", "sum_n(dL/dz*x)"),
        Step("dL/dv", "dL/dz*w_ho"),
        Step("w_io_new", "w_io - eta*dL/dw_io"),
    )


class Layers(Problem):
    """Columns and matrices, with layers written above, and Jacobians."""

    id = "toy-layers"
    sizes = {"D": 3, "H": 2, "M": 5}
    axes = {"d": "inputs", "h": "units", "g": "units again", "m": "classes", "k": "classes again"}
    like = {"g": "h", "k": "m"}
    given = (
        Quantity("x", "d"),
        Quantity("W1", "h,d", "W^{(1)}"),
        Quantity("W2", "m,h", "W^{(2)}"),
        Quantity("t", "m"),
        Quantity("A", "h,g"),
        Quantity("p", sample=Integers(0, 3)),
    )
    values = (
        Quantity("z1", "h", "z^{(1)}", formula="W1 x"),
        Quantity("y1", "h", "y^{(1)}", formula="sigma(z1)"),
        Quantity("z2", "m", "z^{(2)}", formula="W2 y1"),
        Quantity("y", "m", "y^{(2)}", formula="softmax(z2)"),
        Quantity("L", formula="-sum_m(t*log(y))"),
    )
    steps = (
        Step("dy/dz2", "diag(y) - y y^T", axes="m,k"),
        Step("dL/dy1", "W2^T (y - t)"),
        Step("dL/dW2", "(y - t) y1^T"),
        Step("dL/dz1", "W2^T (y - t) * y1*(1 - y1)"),
        Step("dL/dW1", "dL/dz1 x^T"),
        Step("W1_new", "W1 - p*dL/dW1"),
    )


class Through(Problem):
    """Time that runs, a square matrix, and two states: one begins at zero, one at a given value."""

    id = "toy-through"
    sizes = {"T": 3, "S": 2, "D": 4}
    axes = {"t": "time", "s": "state", "k": "state again", "d": "inputs"}
    like = {"k": "s"}
    running = ("t",)
    given = (
        Quantity("X", "t,d"),
        Quantity("U", "s,d"),
        Quantity("W", "s,k"),
        Quantity("g0", "s", "G_0"),
        Quantity("y", "t,s"),
        Quantity("B", "t,s,d"),
    )
    values = (
        Quantity("H", "t,s", "H_t", formula="sigma(U X_t + W H[t-1])"),
        Quantity("G", "t,s", "G_t", formula="tanh(X U^T + G[t-1])", outside="g0"),
        Quantity("L", formula="sum_t(sum_s((H - y)^2))"),
    )
    steps = (
        Step("dL/dH", "2*(H - y) + W^T (dL/dH[t+1] * H[t+1] * (1 - H[t+1]))"),
        Step("dL/dW", "sum_t(dL/dH * H * (1 - H) H[t-1]^T)"),
        Step("dL/dH_T", "2*(H_T - y_T)", axes="s"),
        Step("dH_(t+1)/dH_t", "diag(H[t+1]*(1-H[t+1])) W", axes="t,s,k"),
    )


class Kernel(Problem):
    """A kernel over positions, which are flattened where a matrix meets them; f stands for tanh."""

    id = "toy-kernel"
    sizes = {"I": 4, "J": 4, "R": 3, "C": 3, "Q": 2}
    axes = {
        "i": "rows", "j": "columns", "r": "kernel rows", "c": "kernel columns", "u": "positions down",
        "v": "positions across", "p": "positions", "q": "units",
    }  # fmt: skip
    derived = {"U": "I-R+1", "V": "J-C+1", "P": "U*V"}
    functions = {"f": "tanh"}
    given = (
        Quantity("z0", "i,j", "z_0"),
        Quantity("K", "r,c"),
        Quantity("b"),
        Quantity("w2", "p,q", "w_2"),
    )
    values = (
        Quantity("y1", "u,v", "y_1", formula="corr(z0, K) + b"),
        Quantity("z1", "u,v", "z_1", formula="f(y1)"),
        Quantity("y2", "q", "y_2", formula="w2^T z1"),
        Quantity("L", formula="1/2*sum(y2^2)"),
    )
    steps = (
        Step("dL/dy2", "y2"),
        Step("dL/dz1", "w2 dL/dy2"),
        Step("dL/dy1", "dL/dz1 f'(y1)"),
        Step("dL/dK", "corr(z0, dL/dy1)"),
        Step("dL/db", "sum_{u,v}(dL/dy1)"),
        Step("dL/dK[1,1]", "sum_{u,v}(dL/dy1[u,v]*z0[u,v])", axes=""),
    )


class Cell(Problem):
    """Numbers, and rows of two: one step of a gated cell."""

    id = "toy-cell"
    sizes = {"K": 2}
    fixed = frozenset({"K"})
    axes = {"k": "inputs"}
    given = (
        Quantity("h_prev", "", "h_{t-1}"),
        Quantity("x", "", "x_t"),
        Quantity("W_f", "k", "W_f", row=True),
        Quantity("W_o", "k", "W_o", row=True),
        Quantity("d"),
    )
    values = (
        Quantity("f", "", "f_t", formula="sigma(W_f [h_prev, x])"),
        Quantity("o", "", "o_t", formula="sigma(W_o [h_prev, x])"),
        Quantity("g", "", r"\tilde{C}_t", formula="tanh(f)"),
        Quantity("h", "", "h_t", formula="o*tanh(f)"),
        Quantity("L", formula="1/2*(h - d)^2"),
    )
    steps = (
        Step("dL/dh", "h - d"),
        Step("dh/do", "tanh(f)"),
        Step("dL/do", "dL/dh*dh/do"),
        Step("dL/dW_o", "dL/do*o*(1-o)*[h_prev, x]"),
    )


class Batch(Problem):
    """A batch whose samples are the rows of matrices: n does not run."""

    id = "toy-batch"
    sizes = {"N": 4, "D": 3, "H": 2}
    axes = {"n": "batch", "d": "inputs", "h": "units", "k": "units before"}
    like = {"k": "h"}
    given = (
        Quantity("x", "n,d", "x_t"),
        Quantity("Wx", "d,h", "W_x"),
        Quantity("b", "h"),
        Quantity("dh", "n,h"),
    )
    values = (
        Quantity("u", "n,h", formula="x Wx + b"),
        Quantity("L", formula="sum(dh*tanh(u))"),
    )
    steps = (
        Step("dL/du", "dh*(1 - tanh(u)^2)"),
        Step("dL/db", "sum_n(dL/du)"),
        Step("dL/dWx", "x^T dL/du"),
    )


class Picks(Problem):
    """Scores, words that are looked up in a table, and classes that pick one score of each sample."""

    id = "toy-picks"
    sizes = {"N": 3, "K": 5, "T": 4, "V": 6, "D": 2, "I": 7}
    axes = {
        "n": "samples", "k": "classes", "l": "classes again", "t": "time", "v": "words", "d": "dimensions",
        "i": "rows", "m": "half as many rows",
    }  # fmt: skip
    like = {"l": "k"}
    derived = {"M": "I-K+1"}
    given = (
        Quantity("S", "n,k"),
        Quantity("E", "v,d"),
        Quantity("X", "i"),
        Quantity("b", "k"),
        Quantity("a"),
        Quantity("w", "t", sample=Labels("v")),
        Quantity("c", "n", sample=Labels("k")),
        Quantity("first", "", sample=Labels("v")),
    )
    values = (
        Quantity("Z", "t,d", formula="E[w[t],d]^2"),
        Quantity("p", "n", formula="S[n,c[n]] - lse_k(S)"),
        Quantity("top", "n", formula="max_k(S + b)"),
        Quantity("L", formula="sum(Z) - sum(p) + sum(top^2) + norm(X)"),
    )
    steps = (
        Step("dL/dE", "2*sum_t(1[w[t]=v]*E[w[t],d])", axes="v,d"),
        Step("dL/dS", "softmax_k(S) - 1[k=c[n]] + 2*top*1[k=argmax_l(S[n,l] + b[l])]", axes="n,k"),
        Step("dL/db", "sum_n(2*top[n]*1[k=argmax_l(S[n,l] + b[l])])", axes="k"),
        Step("dL/dX", "X/norm(X)"),
    )


TOYS: tuple[type[Problem], ...] = (Samples, Layers, Through, Kernel, Cell, Batch)


@cache
def toy(kind: type[Problem]) -> Problem:
    """The one problem of a kind."""
    return kind()


@cache
def arrays(kind: type[Problem]) -> dict[str, Array]:
    """Positive random numbers for every name of a toy, gradients included: shape (points, *axes)."""
    problem, rng = toy(kind), np.random.default_rng(7)
    sizes = problem.scope.axes.sizes
    found = {
        name: rng.uniform(0.2, 1.4, (POINTS, *(sizes[axis.upper()] for axis in declared.axes)))
        for name, declared in problem.scope.names.items()
    }
    for name, declared in problem.scope.names.items():
        if declared.picks:
            found[name] = rng.integers(1, sizes[declared.picks.upper()] + 1, found[name].shape).astype(float)
    if kind is Through:
        found["dL/dH_T"] = found["dL/dH"][:, -1]
    if kind is Kernel:
        found["dL/dK[1,1]"] = found["dL/dK"][:, 0, 0]
    return found


def env(kind: type[Problem], *, whole: bool = False) -> Env:
    """Where formulas of a toy are evaluated; ``whole`` is the second reading, in which nothing runs."""
    problem = toy(kind)
    sizes = {axis: problem.scope.axes.sizes[axis.upper()] for axis in problem.axes}
    return Env(problem.scope, arrays(kind), sizes, FLOATS, () if whole else problem.running)


def read(kind: type[Problem], text: str, *refused: str) -> Node:
    """The tree of a formula; ``refused`` names are what is asked for."""
    scope = toy(kind).scope
    return parse(text, scope.refusing(*refused) if refused else scope)


def value(kind: type[Problem], text: str, *, whole: bool = False) -> Value:
    """The value of a formula."""
    return evaluate(read(kind, text), env(kind, whole=whole))


def numbers(kind: type[Problem], text: str, axes: str = "", *, whole: bool = False) -> Array:
    """The value of a formula laid onto ``axes``: shape (points, *axes)."""
    where = env(kind, whole=whole)
    return fit(evaluate(read(kind, text), where), tuple(axes), where).array


def same(kind: type[Problem], first: str, second: str, axes: str = "") -> bool:
    """Whether two formulas have the same value."""
    return bool(np.allclose(numbers(kind, first, axes), numbers(kind, second, axes), rtol=1e-12))
