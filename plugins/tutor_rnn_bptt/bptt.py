"""A sigmoid RNN with a softmax output at every step and the loss over the whole sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity, Uniform
from tutor_rnn_bptt.bptt_backward import BACKWARD
from tutor_rnn_bptt.bptt_forward import FORWARD
from tutor_rnn_bptt.samplers import Classes

if TYPE_CHECKING:
    from tutor.numeric import Array


class RNNThroughTime(Problem):
    """The state before the first step is zero; every step has a class to be predicted."""

    id = "rnn-bptt"
    title = "RNN through time"
    summary = "loss over the whole sequence"
    level = 2
    statement = (
        "aₜ = U Xₜ + W Hₜ₋₁   Hₜ = σ(aₜ)   zₜ = V Hₜ   Yₜ = softmax(zₜ)",
        "P = Πₜ Yₜᵀ yₜ   L = −log P = −Σₜ log(Yₜᵀ yₜ)   H₀ = 0",
    )
    sizes = {"T": 3, "D": 2, "S": 2, "M": 3}
    axes = {
        "t": "time steps",
        "d": "inputs",
        "s": "units of the state",
        "k": "units of the state before",
        "m": "classes",
        "j": "classes again, where two are paired",
    }
    like = {"k": "s", "j": "m"}
    running = ("t",)
    given = (
        Quantity("X", "t,d", "X_t", "the inputs"),
        Quantity("y", "t,m", "y_t", "the true classes, one-hot", Classes("m")),
        Quantity("U", "s,d", "U", "weights from the input to the state", Normal(0.8)),
        Quantity("W", "s,k", "W", "weights from the state before to the state", Normal(0.8)),
        Quantity("V", "m,s", "V", "weights from the state to the output"),
        Quantity("lr", "", r"\text{lr}", "the learning rate", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("a", "t,s", "a_t", "what enters the state", formula="U X_t + W H[t-1]"),
        Quantity("H", "t,s", "H_t", "the state", formula="sigma(a_t)"),
        Quantity("z", "t,m", "z_t", "the logits", formula="V H_t"),
        Quantity("Y", "t,m", "Y_t", "the probabilities of the classes", formula="softmax(z_t)"),
        Quantity("P", "", "P", "the probability of the true sequence", formula="prod_t(Y_t^T y_t)"),
        Quantity("L", "", "L", "the loss", formula="-sum_t(log(Y_t^T y_t))"),
    )
    steps = (*FORWARD, *BACKWARD)
    textbook = {
        "X": [[1.0, 0.5], [0.5, -1.0], [-0.5, 1.5]],
        "y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        "U": [[0.5, -0.3], [0.2, 0.4]],
        "W": [[0.3, -0.2], [0.1, 0.6]],
        "V": [[0.4, -0.5], [-0.3, 0.7], [0.6, 0.1]],
        "lr": 0.1,
    }
    aliases = {
        "dL/dH_3": "dL/dH_T",
        "dL/dH_{T}": "dL/dH_T",
        "dH_{t+1}/dH_t": "dH_(t+1)/dH_t",
        **dict.fromkeys(("W_xh", "Wxh", "W_hx"), "U"),
        **dict.fromkeys(("W_hh", "Whh"), "W"),
        **dict.fromkeys(("W_hy", "Why", "W_yh", "W_qh"), "V"),
        "x": "X",
        "h": "H",
        "s_t": "H",
        "yhat": "Y",
        **dict.fromkeys(("eta", "alpha"), "lr"),
    }
    figure = Figure(
        nodes=("X", "U", "W", "a", "H", "V", "z", "Y", "y", "P", "L"),
        edges=(
            ("X", "a"),
            ("U", "a"),
            ("W", "a"),
            ("a", "H"),
            ("H", "z"),
            ("V", "z"),
            ("z", "Y"),
            ("Y", "P"),
            ("y", "P"),
            ("P", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any length and any sizes."""
        from tutor_rnn_bptt import bptt_solver

        return bptt_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_rnn_bptt import bptt_solver

        return bptt_solver.backward(given, values)
