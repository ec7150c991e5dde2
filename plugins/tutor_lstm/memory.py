"""Why an LSTM remembers: what its gates do, in which ranges things lie, and what a memory keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity, Uniform
from tutor_lstm.memory_steps import STEPS

if TYPE_CHECKING:
    from tutor import Plot
    from tutor.numeric import Array


class LSTMMemory(Problem):
    """The memory alone, with its gates given: the path on which a gradient can last."""

    id = "lstm-memory"
    title = "LSTM memory"
    summary = "why it remembers"
    statement = (
        "fₜ iₜ oₜ = σ(..)   C̃ₜ = tanh(..)   Cₜ = fₜ Cₜ₋₁ + iₜ C̃ₜ",
        "hₜ = oₜ tanh(Cₜ); the cell path leads from C to C",
    )
    sizes = {"T": 4}
    axes = {"t": "time steps", "k": "earlier time steps"}
    like = {"k": "t"}
    running = ("t",)
    given = (
        Quantity("f", "t", "f_t", "the forget gate", Uniform(0.1, 0.95)),
        Quantity("i", "t", "i_t", "the input gate", Uniform(0.05, 0.95)),
        Quantity("g", "t", r"\tilde{C}_t", "the candidate", Normal(0.5)),
        Quantity("C_0", "", "C_0", "the memory before the first step", Normal()),
    )
    values = (Quantity("C", "t", "C_t", "the memory", formula="f_t*C[t-1] + i_t*g_t", outside="C_0"),)
    loss = ""
    steps = STEPS
    textbook = {
        "f": [0.9, 0.5, 0.8, 0.95],
        "i": [0.3, 0.6, 0.2, 0.1],
        "g": [0.5, -0.4, 0.7, 0.2],
        "C_0": 1.5,
    }
    aliases = {
        **dict.fromkeys(("C_tilde", "Ctilde", "c_tilde", "ctilde"), "g"),
        "c": "C",
        "c_0": "C_0",
        "Gamma_f": "f",
        **dict.fromkeys(("Gamma_i", "Gamma_u"), "i"),
    }
    figure = Figure(
        nodes=("C_0", "f", "i", "g", "C"),
        edges=(("C_0", "C"), ("f", "C"), ("i", "C"), ("g", "C")),
    )

    def plots(self) -> tuple[Plot, ...]:
        """What the cell path keeps of a gradient with distance."""
        from tutor_lstm import memory_plots

        return (memory_plots.distance(),)

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """The memory at every step."""
        from tutor_lstm import memory_solver

        return memory_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """There is no loss here."""
        return {}
