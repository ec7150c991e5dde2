"""One scalar LSTM cell with a squared loss, for working through with pencil and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity, Uniform
from tutor_lstm.cell_backward import BACKWARD
from tutor_lstm.cell_forward import FORWARD

if TYPE_CHECKING:
    from tutor.numeric import Array


class LSTMCell(Problem):
    """Three gates and a candidate, each from the same two inputs with two weights of its own."""

    id = "lstm-cell"
    title = "LSTM cell"
    summary = "one scalar cell, by hand"
    statement = (
        "fₜ iₜ oₜ = σ(W·[hₜ₋₁, xₜ])   C̃ₜ = tanh(W_c·[hₜ₋₁, xₜ])",
        "Cₜ = fₜ Cₜ₋₁ + iₜ C̃ₜ   hₜ = oₜ tanh(Cₜ)   L = ½ (hₜ − d)²",
    )
    sizes = {"K": 2}
    fixed = frozenset({"K"})
    axes = {"k": "the two inputs, the old state first"}
    given = (
        Quantity("h_prev", "", "h_{t-1}", "the state before", Normal(0.5)),
        Quantity("x", "", "x_t", "the input"),
        Quantity("C_prev", "", "C_{t-1}", "the memory before"),
        Quantity("W_f", "k", "W_f", "the weights of the forget gate", row=True),
        Quantity("W_i", "k", "W_i", "the weights of the input gate", row=True),
        Quantity("W_c", "k", "W_c", "the weights of the candidate", row=True),
        Quantity("W_o", "k", "W_o", "the weights of the output gate", row=True),
        Quantity("d", "", "d", "the target", Normal(0.5)),
        Quantity("alpha", "", r"\alpha", "the learning rate", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("f", "", "f_t", "the forget gate", formula="sigma(W_f · [h_prev, x])"),
        Quantity("i", "", "i_t", "the input gate", formula="sigma(W_i · [h_prev, x])"),
        Quantity("g", "", r"\tilde{C}_t", "the candidate", formula="tanh(W_c · [h_prev, x])"),
        Quantity("o", "", "o_t", "the output gate", formula="sigma(W_o · [h_prev, x])"),
        Quantity("C", "", "C_t", "the memory", formula="f*C_prev + i*g"),
        Quantity("h", "", "h_t", "the state", formula="o*tanh(C)"),
        Quantity("L", "", "L", "the loss", formula="1/2*(h - d)^2"),
    )
    steps = (*FORWARD, *BACKWARD)
    textbook = {
        "h_prev": 0.0,
        "x": 1.0,
        "C_prev": 0.0,
        "W_f": [0.5, 0.5],
        "W_i": [0.4, 0.4],
        "W_c": [0.4, 0.4],
        "W_o": [0.5, 0.5],
        "d": 0.6,
        "alpha": 0.1,
    }
    aliases = {
        **dict.fromkeys(("C_tilde", "Ctilde", "c_tilde", "ctilde"), "g"),
        **dict.fromkeys(("dL/dC_tilde", "dL/dCtilde"), "dL/dg"),
        "c": "C",
        **dict.fromkeys(("c_prev", "c_{t-1}"), "C_prev"),
        "Gamma_f": "f",
        **dict.fromkeys(("Gamma_i", "Gamma_u"), "i"),
        "Gamma_o": "o",
        **dict.fromkeys(("eta", "lr"), "alpha"),
    }
    figure = Figure(
        nodes=("h_prev", "x", "W_o", "W_f", "W_i", "W_c", "o", "f", "i", "g", "C_prev", "C", "h", "d", "L"),
        edges=(
            ("h_prev", "o"),
            ("x", "o"),
            ("W_o", "o"),
            ("h_prev", "f"),
            ("x", "f"),
            ("W_f", "f"),
            ("h_prev", "i"),
            ("x", "i"),
            ("W_i", "i"),
            ("h_prev", "g"),
            ("x", "g"),
            ("W_c", "g"),
            ("f", "C"),
            ("i", "C"),
            ("g", "C"),
            ("C_prev", "C"),
            ("C", "h"),
            ("o", "h"),
            ("h", "L"),
            ("d", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values of the cell."""
        from tutor_lstm import cell_solver

        return cell_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_lstm import cell_solver

        return cell_solver.backward(given, values)
