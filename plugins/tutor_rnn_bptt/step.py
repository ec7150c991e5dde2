"""One vectorised tanh step of a recurrent network, over a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Normal, Problem, Quantity, Step

if TYPE_CHECKING:
    from tutor.numeric import Array

_WEIGHTS = "The gradient of a matrix is what it was fed, transposed, times what arrives behind it."
_BACK = "Going back through a matrix multiplies by its transpose."

STEPS = (
    Step(
        "u",
        ask="What enters the state, for the whole batch.",
        rule="With a sample in each row, what is fed stands on the left of its matrix.",
        why="Each row is a sample: its old state through W_h, its input through W_x, and the bias added to every row.",
        hints=(
            "Three things are added: one from the past, one from outside, and one that is always the same.",
            "Samples are rows here. On which side of the matrix does an array with a row for each sample fit?",
        ),
        skills=("layout",),
    ),
    Step(
        "h",
        ask="The new state.",
        rule="An activation acts entry by entry.",
        why="tanh squeezes every entry of u into the range from −1 to 1.",
        hints=(
            "Only one thing stands between u and the state.",
            "Which function does the network line name, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "dL/du",
        "dh*(1 - tanh(u)^2)",
        ask="How the loss changes with what enters the state.",
        rule="Going back through an activation multiplies each entry by the slope there.",
        why="What arrives at the state is given: dh. The slope of tanh is 1 − tanh², entry by entry.",
        hints=(
            "What arrives at the state is given. What stands between u and the state?",
            "It is not σ here. How is the slope of this activation read off its output?",
        ),
        skills=("activation-slope", "chain-rule"),
        also=("dh*(1 - h^2)", "dh*tanh'(u)"),
    ),
    Step(
        "dL/dWh",
        "h_prev^T dL/du",
        ask="How the loss changes with the weights of the old state.",
        rule=_WEIGHTS,
        why="In each sample W_h was fed a row of hₜ₋₁; the product of the transposed array with ∂L/∂u adds "
        "the outer products of all samples.",
        hints=(
            "In one sample: what was the matrix fed, and what arrives behind it?",
            "The result has the shape of W_h, and the samples must be summed away. Which array is turned so "
            "that this happens in one product?",
        ),
        skills=("transpose", "shared-weights", "layout"),
        also=("sum_n(h_prev[n,k]*dL/du[n,h])",),
    ),
    Step(
        "dL/dh_prev",
        "dL/du Wh^T",
        ask="How the loss changes with the old state.",
        rule=_BACK,
        why="Going forwards, hₜ₋₁ stood on the left of W_h. Going back, what arrives stands on the left of "
        "the transposed matrix. This is the gradient that the step before receives.",
        hints=(
            "The old state reaches u through one matrix. What arrives at u?",
            "Rows are still samples. On which side and which way round does the matrix fit, so that units of "
            "the old state come out?",
        ),
        skills=("transpose", "chain-rule", "time-shift"),
    ),
    Step(
        "dL/dWx",
        "x^T dL/du",
        ask="How the loss changes with the weights of the input.",
        rule=_WEIGHTS,
        why="As for W_h, but what W_x was fed is the input.",
        hints=(
            "It is the same question as for W_h. What was this matrix fed?",
            "The samples must be summed away again, and the result has the shape of W_x.",
        ),
        skills=("transpose", "shared-weights", "layout"),
        also=("sum_n(x[n,d]*dL/du[n,h])",),
    ),
    Step(
        "dL/dx",
        "dL/du Wx^T",
        ask="How the loss changes with the input.",
        rule=_BACK,
        why="As for the old state, but through the other matrix.",
        hints=(
            "The input reaches u through one matrix. What arrives at u?",
            "You have gone back through the other matrix. What had to be done with it, and on which side did it stand?",
        ),
        skills=("transpose", "chain-rule"),
    ),
    Step(
        "dL/db",
        "sum_n(dL/du)",
        ask="How the loss changes with the bias.",
        rule="A bias that is added to every sample gets the sum over the batch.",
        why="The one bias is added to every row of u, with slope 1 each time, so it gets the sum of the rows.",
        hints=(
            "The bias has one entry for each unit. To how many samples is it added?",
            "With which slope does it enter a row, and what does something get that was used in every row?",
        ),
        skills=("bias-sum",),
        also=("sum(dL/du, axis=0)", "e_N^T dL/du"),
    ),
)


class RNNStep(Problem):
    """Samples in rows; what comes back from later steps is given."""

    id = "rnn-step"
    title = "RNN step"
    summary = "one tanh step over a batch"
    level = 2
    statement = (
        "u = hₜ₋₁ W_h + xₜ W_x + b   hₜ = tanh(u)   L = Σ dh ⊙ hₜ",
        "one row a sample; dh is the gradient that arrives at hₜ",
    )
    sizes = {"N": 2, "D": 3, "H": 2}
    axes = {
        "n": "samples",
        "d": "inputs",
        "k": "units of the old state",
        "h": "units of the state",
    }
    like = {"k": "h"}
    given = (
        Quantity("x", "n,d", "x_t", "the inputs"),
        Quantity("h_prev", "n,k", "h_{t-1}", "the states before", Normal(0.5)),
        Quantity("Wx", "d,h", "W_x", "weights from the input"),
        Quantity("Wh", "k,h", "W_h", "weights from the state before", Normal(0.8)),
        Quantity("b", "h", "b", "the bias", Normal(0.5), row=True),
        Quantity("dh", "n,h", "dh", "the gradient that arrives at the state"),
    )
    values = (
        Quantity("u", "n,h", "u", "what enters the state", formula="h_prev Wh + x Wx + b"),
        Quantity("h", "n,h", "h_t", "the state", formula="tanh(u)"),
        Quantity("L", "", "L", "a loss whose gradient by the state is dh", formula="sum_{n,h}(dh*h)"),
    )
    steps = STEPS
    textbook = {
        "x": [[1.0, -0.5, 0.5], [0.5, 2.0, -1.0]],
        "h_prev": [[0.2, -0.4], [0.6, 0.1]],
        "Wx": [[0.5, -0.2], [0.3, 0.4], [-0.6, 0.1]],
        "Wh": [[0.7, -0.3], [0.2, 0.5]],
        "b": [0.1, -0.1],
        "dh": [[1.0, -0.5], [0.25, 2.0]],
    }
    aliases = {
        "dL/dh": "dh",
        "dL/dh_t": "dh",
        "du": "dL/du",
        "dL/dW_h": "dL/dWh",
        "dL/dW_x": "dL/dWx",
        **dict.fromkeys(("W_xh", "Wxh", "W_hx"), "Wx"),
        **dict.fromkeys(("W_hh", "Whh"), "Wh"),
        **dict.fromkeys(("b_h", "bh"), "b"),
        "prev_h": "h_prev",
        "next_h": "h",
        "dnext_h": "dh",
    }
    figure = Figure(
        nodes=("h_prev", "x", "Wh", "Wx", "b", "u", "h", "dh", "L"),
        edges=(
            ("h_prev", "u"),
            ("Wh", "u"),
            ("x", "u"),
            ("Wx", "u"),
            ("b", "u"),
            ("u", "h"),
            ("h", "L"),
            ("dh", "L"),
        ),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any batch and any sizes."""
        from tutor_rnn_bptt import step_solver

        return step_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_rnn_bptt import step_solver

        return step_solver.backward(given, values)
