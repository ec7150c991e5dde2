"""The LSTM over a whole sequence: what one step sends back, the step before receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity
from tutor_lstm.sequence_steps import STEPS

if TYPE_CHECKING:
    from tutor.numeric import Array

_INTO = "sum_d(x[t,n,d]*Wx[d,{e}]) + sum_k(h[t-1,n,k]*Wh[k,{e}]) + b[{e}]"


class LSTMSequence(Problem):
    """Time runs; at each step samples are rows, and the four blocks of the weights lie side by side."""

    id = "lstm-sequence"
    title = "LSTM sequence"
    summary = "the same, through time"
    statement = (
        "aₜ = xₜ W_x + hₜ₋₁ W_h + b, four blocks of H columns: i, f, o, g",
        "iₜ fₜ oₜ = σ(their blocks)   gₜ = tanh(its block)",
        "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ   hₜ = oₜ ⊙ tanh(cₜ)",
        "L = Σₜ dhₜ ⊙ hₜ: dhₜ arrives at hₜ from outside",
    )
    sizes = {"T": 3, "N": 2, "D": 3, "H": 2}
    axes = {
        "t": "time steps",
        "n": "samples",
        "d": "inputs",
        "h": "units of the state",
        "k": "units of the state before",
        "e": "columns of the four blocks",
    }
    like = {"k": "h"}
    derived = {"E": "4*H"}
    running = ("t",)
    given = (
        Quantity("x", "t,n,d", "x_t", "the inputs"),
        Quantity("h0", "n,h", "h_0", "the state before the first step", Normal(0.5)),
        Quantity("c0", "n,h", "c_0", "the memory before the first step"),
        Quantity("Wx", "d,e", "W_x", "weights from the input, block by block", Normal(0.7)),
        Quantity("Wh", "h,e", "W_h", "weights from the state before, block by block", Normal(0.7)),
        Quantity("b", "e", "b", "the biases, block by block", Normal(0.5), row=True),
        Quantity("dh", "t,n,h", "dh_t", "the gradient that arrives at each state from outside"),
    )
    values = (
        Quantity("i", "t,n,h", "i_t", "the input gate", formula=f"sigma({_INTO.format(e='h')})"),
        Quantity("f", "t,n,h", "f_t", "the forget gate", formula=f"sigma({_INTO.format(e='H+h')})"),
        Quantity("o", "t,n,h", "o_t", "the output gate", formula=f"sigma({_INTO.format(e='2H+h')})"),
        Quantity("g", "t,n,h", "g_t", "the candidate", formula=f"tanh({_INTO.format(e='3H+h')})"),
        Quantity("c", "t,n,h", "c_t", "the memory", formula="f_t*c[t-1] + i_t*g_t", outside="c0"),
        Quantity("h", "t,n,h", "h_t", "the state", formula="o_t*tanh(c_t)", outside="h0"),
        Quantity("L", "", "L", "a loss with the gradients dh", formula="sum_{t,n,h}(dh*h)"),
    )
    steps = STEPS
    textbook = {
        "x": [
            [[1.0, -0.5, 0.5], [0.5, 2.0, -1.0]],
            [[0.25, 1.0, -1.5], [-1.0, 0.5, 1.0]],
            [[-0.5, 0.75, 1.0], [1.5, -1.0, 0.5]],
        ],
        "h0": [[0.2, -0.4], [0.6, 0.1]],
        "c0": [[0.5, -1.0], [0.3, 0.8]],
        "Wx": [
            [0.5, -0.2, 0.1, 0.4, -0.3, 0.2, 0.6, -0.5],
            [0.3, 0.4, -0.2, 0.1, 0.5, -0.4, 0.2, 0.3],
            [-0.6, 0.1, 0.3, -0.5, 0.2, 0.4, -0.1, 0.7],
        ],
        "Wh": [
            [0.7, -0.3, 0.2, 0.5, -0.1, 0.3, 0.4, -0.2],
            [0.2, 0.5, -0.4, 0.1, 0.6, -0.2, -0.3, 0.1],
        ],
        "b": [0.1, -0.1, 1.0, 1.0, 0.2, -0.2, 0.0, 0.3],
        "dh": [[[0.5, -1.0], [1.0, 0.25]], [[-0.5, 0.75], [0.25, -1.5]], [[1.0, -0.5], [0.25, 2.0]]],
    }
    aliases = {
        "dh_total": "dL/dh",
        "dc_total": "dL/dc",
        "da": "dL/da",
        "dL/dW_x": "dL/dWx",
        "dL/dW_h": "dL/dWh",
        "C": "c",
        **dict.fromkeys(("ctilde", "Ctilde"), "g"),
        "Gamma_f": "f",
        **dict.fromkeys(("Gamma_i", "Gamma_u"), "i"),
        "Gamma_o": "o",
    }
    figure = Figure(
        nodes=("h0", "c0", "x", "Wx", "Wh", "b", "o", "f", "i", "g", "c", "h", "dh", "L"),
        edges=(
            *((source, gate) for source in ("h0", "x", "Wx", "Wh", "b") for gate in ("o", "f", "i", "g")),
            ("f", "c"),
            ("i", "c"),
            ("g", "c"),
            ("c0", "c"),
            ("c", "h"),
            ("o", "h"),
            ("h", "L"),
            ("dh", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any length, batch and sizes."""
        from tutor_lstm import sequence_solver

        return sequence_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_lstm import sequence_solver

        return sequence_solver.backward(given, values)
