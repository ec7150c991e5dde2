"""The derivation for the sequence: two recurrences forwards, three backwards, then sums over time."""

from __future__ import annotations

from tutor import Step

_SHARED = "A weight that is used at every step gets the sum over its uses."

STEPS = (
    Step(
        "h",
        ask="The state at each step, from gate and memory.",
        rule="The memory is squeezed before the output gate lets a share of it through.",
        why="At every step the same: tanh of the memory of this step, times the output gate of this step.",
        hints=(
            "What happens to the memory before it is shown? Two things.",
            "All of it is at one and the same step: which gate, and which activation?",
        ),
        skills=("gate",),
    ),
    Step(
        "c",
        ask="The memory at each step.",
        rule="The memory keeps a share of what it held and takes in a share of what is offered.",
        why="The forget gate of this step times the memory of the step before, plus the input gate times the "
        "candidate.",
        hints=(
            "Two things flow into the memory: something from the step before and something new.",
            "Each passes a gate of this step. Which of the factors belongs to another time?",
        ),
        skills=("gate", "time-shift"),
    ),
    Step(
        "dL/dh",
        "dh_t + dL/da[t+1] Wh^T",
        ask="How the loss changes with each state: the total.",
        rule="A state reaches the loss by two roads, from outside and through the next step: add what comes back.",
        why="dhₜ arrives from outside. The state also entered the four blocks of the next step through W_h, "
        "and what arrives there comes back through the transposed matrix; after the last step there is "
        "nothing.",
        hints=(
            "Where is the state of a step used? What arrives from outside is given; where else does it go?",
            "It enters the blocks of the next step through one matrix. What arrives at those blocks has a "
            "name; at which time, and which way round is the matrix?",
        ),
        skills=("path-sum", "time-shift", "transpose"),
    ),
    Step(
        "dL/dc",
        "dL/dc[t+1]*f[t+1] + dL/dh_t*o_t*(1 - tanh(c_t)^2)",
        ask="How the loss changes with each memory: the total.",
        rule="A memory reaches the loss by two roads, the next memory and its own state: add what comes back.",
        why="To the next memory leads only the forget gate of the next step. Through its own state comes all "
        "that arrives there, times the output gate, times the slope of tanh.",
        hints=(
            "Where is the memory of a step used? It is shown at this step, and it is kept for the next.",
            "On the way to the next memory there is one gate: of which step? On the way to its own state "
            "there are an activation and a gate.",
        ),
        skills=("path-sum", "time-shift", "gate"),
    ),
    Step(
        "dL/da",
        "[dL/dc_t*g_t*i_t*(1-i_t), dL/dc_t*c[t-1]*f_t*(1-f_t), dL/dh_t*tanh(c_t)*o_t*(1-o_t), dL/dc_t*i_t*(1-g_t^2)]",
        axes="t,n,e",
        ask="How the loss changes with what enters the four blocks.",
        rule="Each block gets what arrives at its gate's product, times the partner there, times the slope.",
        why="Gates i and f and the candidate act through the memory, the output gate through the state. Each "
        "gets what arrives there, times its partner in the product, times the slope of its activation.",
        hints=(
            "There are four blocks, in the order i, f, o, g. Which of them act through the memory, and which "
            "through the state?",
            "For each block three factors: what arrives at the product it stands in, its partner there, and "
            "the slope of its activation. One partner belongs to the step before.",
        ),
        skills=("gate", "activation-slope", "layout"),
    ),
    Step(
        "dL/dx",
        "dL/da_t Wx^T",
        ask="How the loss changes with the inputs.",
        rule="Going back through a matrix multiplies by its transpose.",
        why="The input of step t enters the blocks of step t only, through W_x.",
        hints=(
            "At which steps does the input of one step enter, and through which matrix?",
            "Rows are samples. On which side and which way round does the matrix fit, so that inputs come out?",
        ),
        skills=("transpose", "chain-rule"),
    ),
    Step(
        "dL/dWx",
        "sum_t(x_t^T dL/da_t)",
        ask="How the loss changes with the weights of the input.",
        rule=_SHARED,
        why="At step t the matrix was fed xₜ, and ∂L/∂aₜ arrives behind it. The product sums over the "
        "samples, the sum over the steps.",
        hints=(
            "At one step: what was the matrix fed, and what arrives behind it?",
            "One product sums the samples away. The matrix is the same at every step: what becomes of the products?",
        ),
        skills=("shared-weights", "transpose"),
    ),
    Step(
        "dL/dWh",
        "sum_t(h[t-1]^T dL/da_t)",
        ask="How the loss changes with the weights between states.",
        rule=_SHARED,
        why="At step t the matrix was fed the state of the step before; at the first step that is h₀.",
        hints=(
            "It is the same question as for W_x. What was this matrix fed, and of which time is it?",
            "What stands before the first state is given, so no step is left out.",
        ),
        skills=("shared-weights", "time-shift", "transpose"),
    ),
    Step(
        "dL/db",
        "sum_{t,n}(dL/da)",
        ask="How the loss changes with the biases.",
        rule="A bias gets the sum over all its uses.",
        why="The biases are added in every sample at every step, with slope 1 each time.",
        hints=(
            "How often are the biases used? Count the axes that they do not have.",
            "With which slope do they enter, and over which two letters is the sum?",
        ),
        skills=("bias-sum", "shared-weights"),
    ),
    Step(
        "dL/dh0",
        "dL/da[1] Wh^T",
        ask="How the loss changes with the state before the first step.",
        rule="Going back through a matrix multiplies by its transpose.",
        why="The state before the first step enters the blocks of the first step, and nothing arrives at it "
        "from outside.",
        hints=(
            "Where is the state before the first step used?",
            "It is the rule for the other states with one of the two roads missing. Which one is missing?",
        ),
        skills=("transpose", "time-shift"),
    ),
    Step(
        "dL/dc0",
        "dL/dc[1]*f[1]",
        ask="How the loss changes with the memory before the first step.",
        rule="Going back through a gate multiplies by the gate.",
        why="The memory before the first step is kept by the forget gate of the first step, and is never shown.",
        hints=(
            "Where is the memory before the first step used? It is never shown.",
            "It is the rule for the other memories with one of the two roads missing. Which gate is on the other?",
        ),
        skills=("gate", "time-shift", "vanishing"),
    ),
)
