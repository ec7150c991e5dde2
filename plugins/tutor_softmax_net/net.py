"""A sigmoid layer, a softmax layer and the cross-entropy: the network and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Problem, Quantity, Simplex, Uniform
from tutor_softmax_net.net_steps import STEPS

if TYPE_CHECKING:
    from tutor.numeric import Array


class SoftmaxNet(Problem):
    """Two layers, matrices and columns; the target is any distribution over the classes."""

    id = "softmax-net"
    title = "Softmax net"
    summary = "sigmoid, softmax, cross-entropy"
    level = 1
    statement = (
        "z⁽¹⁾ = W⁽¹⁾ x   y⁽¹⁾ = σ(z⁽¹⁾)   z⁽²⁾ = W⁽²⁾ y⁽¹⁾",
        "y⁽²⁾ = softmax(z⁽²⁾)   L = −Σₘ tₘ log yₘ⁽²⁾",
    )
    sizes = {"D": 3, "H": 2, "M": 3}
    axes = {
        "d": "inputs",
        "h": "hidden units",
        "g": "hidden units again, where two are paired",
        "m": "classes",
        "k": "classes again, where two are paired",
    }
    like = {"g": "h", "k": "m"}
    given = (
        Quantity("x", "d", "x", "the inputs"),
        Quantity("W1", "h,d", "W^{(1)}", "weights into the hidden layer"),
        Quantity("W2", "m,h", "W^{(2)}", "weights into the output layer"),
        Quantity("t", "m", "t", "the target: what share each class should get", Simplex("m")),
        Quantity("eta", "", r"\eta", "the learning rate", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("z1", "h", "z^{(1)}", "what enters the hidden units", formula="W1 x"),
        Quantity("y1", "h", "y^{(1)}", "what leaves the hidden units", formula="sigma(z1)"),
        Quantity("z2", "m", "z^{(2)}", "the logits", formula="W2 y1"),
        Quantity("y", "m", "y^{(2)}", "the probabilities", formula="softmax(z2)"),
        Quantity("L", "", "L", "the loss", formula="-sum_m(t_m*log(y_m))"),
    )
    steps = STEPS
    textbook = {
        "x": [0.5, -1.0, 2.0],
        "W1": [[0.2, -0.4, 0.1], [0.5, 0.3, -0.2]],
        "W2": [[0.6, -0.1], [-0.3, 0.4], [0.2, 0.7]],
        "t": [0.0, 1.0, 0.0],
        "eta": 0.5,
    }
    aliases = {
        **dict.fromkeys(("y2", "a2", "yhat"), "y"),
        "a1": "y1",
        "a0": "x",
        **dict.fromkeys(("alpha", "lr"), "eta"),
    }
    figure = Figure(
        nodes=("x", "W1", "z1", "y1", "W2", "z2", "y", "t", "L"),
        edges=(
            ("x", "z1"),
            ("W1", "z1"),
            ("z1", "y1"),
            ("y1", "z2"),
            ("W2", "z2"),
            ("z2", "y"),
            ("y", "L"),
            ("t", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any sizes."""
        from tutor_softmax_net import net_solver

        return net_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_softmax_net import net_solver

        return net_solver.backward(given, values)
