"""One hidden layer and a skip connection, squared loss over samples: the network and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Problem, Quantity, Uniform
from tutor_skip_mlp.steps import STEPS

if TYPE_CHECKING:
    from tutor.numeric import Array


class SkipMLP(Problem):
    """A sigmoid hidden layer, a linear path around it, a sigmoid output and a mean squared loss."""

    id = "skip-mlp"
    title = "Skip MLP"
    summary = "hidden layer and a skip"
    level = 1
    statement = (
        "a = Σᵢ w_ih xᵢ   v = σ(a)   z = Σₕ w_ho vₕ + Σᵢ w_io xᵢ",
        "ŷ = σ(z)   L = 1/N Σₙ (ŷ − y)²",
    )
    sizes = {"N": 4, "I": 3, "H": 2}
    axes = {"n": "samples", "i": "inputs", "h": "hidden units"}
    running = ("n",)
    given = (
        Quantity("x", "n,i", r"x_i^{(n)}", "the inputs"),
        Quantity("y", "n", r"y^{(n)}", "the targets", Uniform(0.05, 0.95)),
        Quantity("w_ih", "i,h", r"w_{ih}", "weights from the inputs to the hidden layer"),
        Quantity("w_ho", "h", r"w_{ho}", "weights from the hidden layer to the output"),
        Quantity("w_io", "i", r"w_{io}", "weights of the skip connection"),
        Quantity("eta", "", r"\eta", "the learning rate", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("a", "n,h", r"a_h^{(n)}", "what enters the hidden units", formula="sum_i(w_ih*x_i)"),
        Quantity("v", "n,h", r"v_h^{(n)}", "what leaves the hidden units", formula="sigma(a)"),
        Quantity("z", "n", r"z^{(n)}", "what enters the output", formula="sum_h(w_ho*v_h) + sum_i(w_io*x_i)"),
        Quantity("yhat", "n", r"\hat{y}^{(n)}", "the prediction", formula="sigma(z)"),
        Quantity("L", "", "L", "the loss", formula="1/N*sum_n((yhat - y)^2)"),
    )
    steps = STEPS
    textbook = {
        "x": [[1.0, 0.5, -1.0], [0.5, 2.0, 1.0], [-0.5, 1.0, 0.5], [1.5, -1.0, 0.25]],
        "y": [1.0, 0.0, 1.0, 0.0],
        "w_ih": [[0.4, -0.3], [0.2, 0.5], [-0.6, 0.1]],
        "w_ho": [0.7, -0.4],
        "w_io": [0.3, -0.5, 0.2],
        "eta": 0.5,
    }
    aliases = dict.fromkeys(("alpha", "lr"), "eta")
    figure = Figure(
        nodes=("x", "w_ih", "a", "v", "w_ho", "w_io", "z", "yhat", "y", "L"),
        edges=(
            ("x", "a"),
            ("w_ih", "a"),
            ("a", "v"),
            ("v", "z"),
            ("x", "z"),
            ("w_ho", "z"),
            ("w_io", "z"),
            ("z", "yhat"),
            ("yhat", "L"),
            ("y", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any number of samples, inputs and hidden units."""
        from tutor_skip_mlp import solver

        return solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_skip_mlp import solver

        return solver.backward(given, values)
