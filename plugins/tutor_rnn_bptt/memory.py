"""What repeated multiplication does to a gradient: Jacobians, powers of a matrix, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Integers, Normal, Problem, Quantity
from tutor_rnn_bptt.memory_steps import STEPS
from tutor_rnn_bptt.samplers import Diagonal, Invertible

if TYPE_CHECKING:
    from tutor import Plot
    from tutor.numeric import Array


class RNNMemory(Problem):
    """One Jacobian, a product of several, and the powers of a matrix in its own basis."""

    id = "rnn-memory"
    title = "RNN memory"
    summary = "what repeated products do"
    level = 2
    statement = (
        "z = W x   y = σ(z)   Jₜ = ∂hₜ/∂hₜ₋₁",
        "M = Q A Q⁻¹   A diagonal",
    )
    sizes = {"I": 2, "J": 3, "T": 4, "S": 2, "B": 2}
    fixed = frozenset({"T"})
    axes = {
        "i": "outputs",
        "j": "inputs",
        "t": "time steps",
        "s": "units of the state",
        "k": "units of the state before",
        "b": "directions",
        "c": "directions again, where two are paired",
    }
    like = {"k": "s", "c": "b"}
    time = ("t",)
    given = (
        Quantity("W", "i,j", "W", "the weights"),
        Quantity("x", "j", "x", "the inputs"),
        Quantity("J", "t,s,k", "J_t", "the Jacobian of each state by the state before", Normal(0.8)),
        Quantity("Q", "b,c", "Q", "the eigenvectors of M, as columns", Invertible()),
        Quantity("A", "b,c", "A", "the eigenvalues of M, on the diagonal", Diagonal(0.4, 0.95)),
        Quantity("n", "", "n", "how often M is applied", Integers(5, 5)),
    )
    values = (
        Quantity("z", "i", "z", "what enters", formula="W x"),
        Quantity("y", "i", "y", "what leaves", formula="sigma(z)"),
        Quantity("M", "b,c", "M", "the matrix that is applied again and again", formula="Q A Q^-1"),
    )
    loss = ""
    steps = STEPS
    textbook = {
        "W": [[0.5, -1.0, 0.25], [1.5, 0.5, -0.5]],
        "x": [1.0, 0.5, 2.0],
        "J": [
            [[0.2, -0.1], [0.1, 0.3]],
            [[0.4, 0.1], [-0.2, 0.3]],
            [[0.3, -0.4], [0.2, 0.5]],
            [[0.5, 0.2], [-0.1, 0.4]],
        ],
        "Q": [[0.6, 0.8], [0.8, -0.6]],
        "A": [[0.9, 0.0], [0.0, 0.4]],
        "n": 5,
    }
    aliases = {"dh_4/dh_1": "dh_t/dh_k"}

    def plots(self) -> tuple[Plot, ...]:
        """What is left of a gradient with distance, and what powers of a matrix do."""
        from tutor_rnn_bptt import memory_plots

        return (memory_plots.distance(), memory_plots.powers())

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any sizes."""
        from tutor_rnn_bptt import memory_solver

        return memory_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """There is no loss here."""
        return {}
