"""The backward steps of one LSTM step over a batch: to the gates, to the four blocks, and out of the cell."""

from __future__ import annotations

from tutor import Step

_FACTOR = "In a product, what comes back to one factor is multiplied by the other."
_WEIGHTS = "The gradient of a matrix is what it was fed, transposed, times what arrives behind it."
_BACK = "Going back through a matrix multiplies by its transpose."

_TO_THE_GATES = (
    Step(
        "dL/do",
        "dh*tanh(c)",
        ask="How the loss changes with the output gate.",
        rule=_FACTOR,
        why="The state is oₜ times tanh(cₜ), so what arrives at the state is multiplied by tanh(cₜ).",
        hints=(
            "What arrives at the state is given. What is the output gate's partner there?",
            "Hold the memory fixed and move the gate a little: by what is the movement multiplied?",
        ),
        skills=("gate", "chain-rule"),
        also=("dh*tanh_c",),
    ),
    Step(
        "dL/dtanh_c",
        "dh*o",
        ask="How the loss changes with tanh(cₜ), through the state.",
        rule=_FACTOR,
        why="The state is oₜ times tanh(cₜ), so what arrives at the state is multiplied by the gate.",
        hints=(
            "The squeezed memory and a gate are the two factors of the state.",
            "You have brought back what arrives to one of the two factors. Now to the other.",
        ),
        skills=("gate", "chain-rule"),
    ),
    Step(
        "dL/dc",
        "dc + dh*o*(1 - tanh(c)^2)",
        ask="How the loss changes with the memory: the total.",
        rule="A memory reaches the loss by two roads, later steps and its own state: add what comes back.",
        why="dc arrives from later steps. Through its own state comes dh, times the output gate, times the "
        "slope of tanh.",
        hints=(
            "The memory is used twice: it is shown in this step, and it is handed on to the next.",
            "What the next steps send back is given. The other road passes an activation and a gate. Which "
            "slope has that activation?",
        ),
        skills=("path-sum", "activation-slope", "gate"),
    ),
    Step(
        "dL/df",
        "dL/dc*c_prev",
        ask="How the loss changes with the forget gate.",
        rule=_FACTOR,
        why="In the memory the forget gate multiplies what was held before.",
        hints=(
            "In which term of the memory does the forget gate stand?",
            "What arrives at the memory, from both roads, comes back times the gate's partner in that term.",
        ),
        skills=("gate", "chain-rule"),
    ),
    Step(
        "dL/di",
        "dL/dc*g",
        ask="How the loss changes with the input gate.",
        rule=_FACTOR,
        why="In the memory the input gate multiplies the candidate.",
        hints=(
            "In which term of the memory does the input gate stand?",
            "What arrives at the memory comes back times the gate's partner in that term.",
        ),
        skills=("gate", "chain-rule"),
    ),
    Step(
        "dL/dg",
        "dL/dc*i",
        ask="How the loss changes with the candidate.",
        rule=_FACTOR,
        why="The candidate and the input gate are the two factors of one term: each gets the other.",
        hints=(
            "The candidate and a gate are the two factors of one term in the memory.",
            "You have brought back what arrives at the memory to one of them. Now to the other.",
        ),
        skills=("gate", "chain-rule"),
    ),
    Step(
        "dL/dc_prev",
        "dL/dc*f",
        ask="How the loss changes with the memory before.",
        rule="Going back through a gate multiplies by the gate.",
        why="From one memory to the next there is only the forget gate. This is what the step before receives as dc.",
        hints=(
            "What stands between the old memory and the new one?",
            "There is no activation on this way and no weight. Only one thing multiplies.",
        ),
        skills=("gate", "chain-rule", "vanishing"),
    ),
    Step(
        "dL/da",
        "[dL/di*i*(1-i), dL/df*f*(1-f), dL/do*o*(1-o), dL/dg*(1-g^2)]",
        ask="How the loss changes with what enters the four blocks.",
        rule="Each block goes back through its own activation, and the blocks keep their order.",
        why="Three blocks went through σ, whose slope is s (1 − s); the last went through tanh, whose slope "
        "is 1 − g². A list [.., .., .., ..] puts blocks side by side.",
        hints=(
            "There are four blocks. In which order do they lie in a? Write them as a list in square brackets.",
            "For each block: what arrives at its gate, times the slope of its activation. One of the four is not σ.",
        ),
        skills=("gate", "activation-slope", "layout"),
    ),
)

_OUT_OF_THE_CELL = (
    Step(
        "dL/dWx",
        "x^T dL/da",
        ask="How the loss changes with the weights of the input.",
        rule=_WEIGHTS,
        why="In each sample W_x was fed a row of x; the product of the transposed array with ∂L/∂a adds the "
        "outer products of all samples, for all four blocks at once.",
        hints=(
            "In one sample: what was the matrix fed, and what arrives behind it?",
            "The samples must be summed away, and the result has the shape of W_x. Which array is turned for that?",
        ),
        skills=("transpose", "shared-weights"),
        also=("sum_n(x[n,d]*dL/da[n,e])",),
    ),
    Step(
        "dL/dWh",
        "h_prev^T dL/da",
        ask="How the loss changes with the weights of the old state.",
        rule=_WEIGHTS,
        why="As for W_x, but what W_h was fed is the state before.",
        hints=(
            "It is the same question as for W_x. What was this matrix fed?",
            "Mind the time: it was not fed the state that this step makes.",
        ),
        skills=("transpose", "shared-weights", "time-shift"),
        also=("sum_n(h_prev[n,h]*dL/da[n,e])",),
    ),
    Step(
        "dL/db",
        "sum_n(dL/da)",
        ask="How the loss changes with the biases.",
        rule="A bias that is added to every sample gets the sum over the batch.",
        why="The biases are added to every row of a, with slope 1 each time, so they get the sum of the rows.",
        hints=(
            "The bias has one entry for each column of the blocks. To how many samples is it added?",
            "With which slope does it enter a row, and what does something get that was used in every row?",
        ),
        skills=("bias-sum",),
        also=("sum(dL/da, axis=0)", "e_N^T dL/da"),
    ),
    Step(
        "dL/dx",
        "dL/da Wx^T",
        ask="How the loss changes with the inputs.",
        rule=_BACK,
        why="The input enters all four blocks through W_x; one product with the transposed matrix adds what "
        "all of them send back.",
        hints=(
            "The input reaches a through one matrix, and a holds all four blocks.",
            "Rows are samples. On which side and which way round does the matrix fit, so that inputs come out?",
        ),
        skills=("transpose", "path-sum"),
    ),
    Step(
        "dL/dh_prev",
        "dL/da Wh^T",
        ask="How the loss changes with the state before.",
        rule=_BACK,
        why="As for the input, but through W_h. This is what the step before receives at its state.",
        hints=(
            "The state before enters exactly where the input does.",
            "You have gone back through the other matrix. What had to be done with it, and on which side did it stand?",
        ),
        skills=("transpose", "path-sum", "time-shift"),
    ),
)

BACKWARD = (*_TO_THE_GATES, *_OUT_OF_THE_CELL)
