"""A convolution followed by two dense layers, squared loss: the network and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity, Uniform
from tutor_conv_dense.steps import steps

if TYPE_CHECKING:
    from tutor.numeric import Array


WRITTEN = {"sigma": "σ", "tanh": "tanh", "relu": "relu"}
RECTIFIED = {"b": -0.65, "w3": [[0.8], [0.5], [0.6]]}
"""With these relu holds back one position and one unit of the textbook's, and lets the rest through."""


class ConvDense(Problem):
    """One kernel slid over the input, then two matrices; the same non-linearity f after each layer."""

    id = "conv-dense"
    title = "Conv and dense"
    summary = "convolution, two dense layers"
    level = 2
    statement = (
        "y₁ = corr(z₀, K) + b   z₁ = f(y₁)   y₂ = w₂ᵀ z₁   z₂ = f(y₂)",
        "y₃ = w₃ᵀ z₂   z₃ = f(y₃)   L = ½ Σ (z₃ − d)²",
    )
    sizes = {"I": 4, "J": 4, "R": 3, "C": 3, "Q": 3, "O": 1}
    axes = {
        "i": "rows of the input",
        "j": "columns of the input",
        "r": "rows of the kernel",
        "c": "columns of the kernel",
        "u": "rows of positions",
        "v": "columns of positions",
        "p": "positions, row by row",
        "q": "units of the middle layer",
        "o": "outputs",
    }
    derived = {"U": "I-R+1", "V": "J-C+1", "P": "U*V"}
    given: tuple[Quantity, ...] = (
        Quantity("z0", "i,j", "z_0", "the input"),
        Quantity("K", "r,c", "K", "the kernel", Normal(0.4)),
        Quantity("b", "", "b", "the bias, one for all positions", Normal(0.5)),
        Quantity("w2", "p,q", "w_2", "weights into the middle layer", Normal(0.8)),
        Quantity("w3", "q,o", "w_3", "weights into the outputs"),
        Quantity("d", "o", "d", "the targets", Uniform(0.05, 0.95)),
        Quantity("eta", "", r"\eta", "the learning rate", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("y1", "u,v", "y_1", "what enters at each position", formula="corr(z0, K) + b"),
        Quantity("z1", "u,v", "z_1", "what leaves at each position", formula="f(y1)"),
        Quantity("y2", "q", "y_2", "what enters the middle layer", formula="w2^T z1"),
        Quantity("z2", "q", "z_2", "what leaves the middle layer", formula="f(y2)"),
        Quantity("y3", "o", "y_3", "what enters the outputs", formula="w3^T z2"),
        Quantity("z3", "o", "z_3", "the outputs", formula="f(y3)"),
        Quantity("L", "", "L", "the loss", formula="1/2*sum_o((z3_o - d_o)^2)"),
    )
    textbook = {
        "z0": [[1.0, 0.5, -1.0, 2.0], [0.0, 1.0, 1.5, -0.5], [-1.0, 2.0, 0.5, 1.0], [0.5, -1.5, 1.0, 0.0]],
        "K": [[0.2, -0.1, 0.3], [0.1, 0.4, -0.2], [-0.3, 0.2, 0.1]],
        "b": 0.1,
        "w2": [[0.5, -0.4, 0.3], [-0.2, 0.6, 0.1], [0.4, 0.3, -0.5], [0.1, -0.3, 0.7]],
        "w3": [[0.8], [-0.5], [0.6]],
        "d": [0.3],
        "eta": 0.5,
    }
    aliases = {"w1": "K", "dL/dw1": "dL/dK", "w1_new": "K_new", **dict.fromkeys(("alpha", "lr"), "eta")}
    figure = Figure(
        nodes=("z0", "K", "b", "y1", "z1", "w2", "y2", "z2", "w3", "y3", "z3", "d", "L"),
        edges=(
            ("z0", "y1"),
            ("K", "y1"),
            ("b", "y1"),
            ("y1", "z1"),
            ("z1", "y2"),
            ("w2", "y2"),
            ("y2", "z2"),
            ("z2", "y3"),
            ("w3", "y3"),
            ("y3", "z3"),
            ("z3", "L"),
            ("d", "L"),
        ),
    )

    choices = {"f": ("sigma", "tanh", "relu")}

    def __init__(self, f: str = "sigma") -> None:
        super().__init__(f=f)
        self.activation = f
        self.statement = (*self.statement[:-1], f"{self.statement[-1]}   f = {WRITTEN[f]}")
        self.steps = steps(f)
        if f == "relu":
            self.textbook = {**self.textbook, **RECTIFIED}

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any sizes, with this problem's non-linearity."""
        from tutor_conv_dense import solver

        return solver.forward(given, self.activation)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss, with this problem's non-linearity."""
        from tutor_conv_dense import solver

        return solver.backward(given, values, self.activation)
