"""One vectorised LSTM step over a batch, with what comes back from later steps given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity
from tutor_lstm.step_backward import BACKWARD
from tutor_lstm.step_forward import FORWARD

if TYPE_CHECKING:
    from tutor.numeric import Array


class LSTMStep(Problem):
    """Samples in rows; the four blocks of the weights lie side by side."""

    id = "lstm-step"
    title = "LSTM step"
    summary = "one step over a batch"
    statement = (
        "a = xₜ W_x + hₜ₋₁ W_h + b, four blocks of H columns: i, f, o, g",
        "iₜ fₜ oₜ = σ(their blocks)   gₜ = tanh(its block)",
        "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ   hₜ = oₜ ⊙ tanh(cₜ)",
        "L = Σ dh ⊙ hₜ + Σ dc ⊙ cₜ: dh and dc arrive from outside",
    )
    sizes = {"N": 2, "D": 3, "H": 2}
    axes = {
        "n": "samples",
        "d": "inputs",
        "h": "units of the state",
        "e": "columns of the four blocks",
    }
    derived = {"E": "4*H"}
    given = (
        Quantity("x", "n,d", "x_t", "the inputs"),
        Quantity("h_prev", "n,h", "h_{t-1}", "the states before", Normal(0.5)),
        Quantity("c_prev", "n,h", "c_{t-1}", "the memories before"),
        Quantity("Wx", "d,e", "W_x", "weights from the input, block by block", Normal(0.7)),
        Quantity("Wh", "h,e", "W_h", "weights from the state before, block by block", Normal(0.7)),
        Quantity("b", "e", "b", "the biases, block by block", Normal(0.5), row=True),
        Quantity("dh", "n,h", "dh", "the gradient that arrives at the state"),
        Quantity("dc", "n,h", "dc", "the gradient that arrives at the memory from later steps"),
    )
    values = (
        Quantity("a", "n,e", "a_t", "what enters the four blocks", formula="x Wx + h_prev Wh + b"),
        Quantity("i", "n,h", "i_t", "the input gate", formula="sigma(a[n,h])"),
        Quantity("f", "n,h", "f_t", "the forget gate", formula="sigma(a[n,H+h])"),
        Quantity("o", "n,h", "o_t", "the output gate", formula="sigma(a[n,2H+h])"),
        Quantity("g", "n,h", "g_t", "the candidate", formula="tanh(a[n,3H+h])"),
        Quantity("c", "n,h", "c_t", "the memory", formula="f*c_prev + i*g"),
        Quantity("tanh_c", "n,h", "", "the memory, squeezed", formula="tanh(c)"),
        Quantity("h", "n,h", "h_t", "the state", formula="o*tanh_c"),
        Quantity("L", "", "L", "a loss with the gradients dh and dc", formula="sum_{n,h}(dh*h + dc*c)"),
    )
    steps = (*FORWARD, *BACKWARD)
    textbook = {
        "x": [[1.0, -0.5, 0.5], [0.5, 2.0, -1.0]],
        "h_prev": [[0.2, -0.4], [0.6, 0.1]],
        "c_prev": [[0.5, -1.0], [0.3, 0.8]],
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
        "dh": [[1.0, -0.5], [0.25, 2.0]],
        "dc": [[0.5, 0.25], [-1.0, 0.75]],
    }
    aliases = {
        "dL/dh": "dh",
        "dL/dh_t": "dh",
        "dL/dW_x": "dL/dWx",
        "dL/dW_h": "dL/dWh",
        "prev_h": "h_prev",
        "prev_c": "c_prev",
        "next_h": "h",
        "next_c": "c",
        "dnext_h": "dh",
        "dnext_c": "dc",
        "C": "c",
        "C_{t-1}": "c_prev",
        "C_prev": "c_prev",
        **dict.fromkeys(("ctilde", "Ctilde"), "g"),
        "Gamma_f": "f",
        **dict.fromkeys(("Gamma_i", "Gamma_u"), "i"),
        "Gamma_o": "o",
        **{f"d{name}": f"dL/d{name}" for name in ("a", "i", "f", "o", "g", "tanh_c")},
    }
    figure = Figure(
        nodes=("h_prev", "x", "Wx", "Wh", "b", "a", "o", "f", "i", "g", "c_prev", "c", "h", "L"),
        edges=(
            ("h_prev", "a"),
            ("x", "a"),
            ("Wx", "a"),
            ("Wh", "a"),
            ("b", "a"),
            ("a", "o"),
            ("a", "f"),
            ("a", "i"),
            ("a", "g"),
            ("f", "c"),
            ("i", "c"),
            ("g", "c"),
            ("c_prev", "c"),
            ("c", "h"),
            ("o", "h"),
            ("c", "L"),
            ("h", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any batch and any sizes."""
        from tutor_lstm import step_solver

        return step_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_lstm import step_solver

        return step_solver.backward(given, values)
