"""The forward steps of the convolutional network: kernel, two dense layers, loss."""

from __future__ import annotations

from tutor import Step

_DENSE = "A dense layer multiplies what it is fed by its matrix."
_ACTIVATION = "An activation acts on every entry by itself."

FORWARD = (
    Step(
        "y1",
        ask="The kernel slid over the input, plus the bias.",
        rule="A valid cross-correlation lays the kernel on every place where it fits, multiplies and adds.",
        why="At position [u, v] the kernel covers the patch of z₀ that begins there; products of what lies "
        "on one another are added, then the bias.",
        hints=(
            "The layer is a cross-correlation: the kernel is laid on, not turned round first. What is added "
            "at the end?",
            "One function of the notation does the sliding. Its first argument is what is slid over, its "
            "second what slides.",
        ),
        skills=("shared-weights", "layout"),
        also=("sum_{r,c}(z0[u+r-1, v+c-1]*K[r,c]) + b",),
    ),
    Step(
        "z1",
        ask="What leaves the convolution.",
        rule=_ACTIVATION,
        why="The non-linearity f is applied to every position by itself.",
        hints=(
            "Only one thing stands between y₁ and z₁.",
            "The network line calls the non-linearity by one letter. What is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "y2",
        ask="What enters the middle layer.",
        rule=_DENSE,
        why="The positions, flattened row by row, are the input of a dense layer; w₂ has a row for each of "
        "them, so it is transposed to sum over its rows.",
        hints=(
            "Flatten the positions to one column. Which axis of the matrix counts positions?",
            "The result has one entry for each unit. The matrix has a row for each position: what must be "
            "done with it first?",
        ),
        skills=("transpose", "layout"),
    ),
    Step(
        "z2",
        ask="What leaves the middle layer.",
        rule=_ACTIVATION,
        why="The same non-linearity f follows every layer.",
        hints=(
            "Only one thing stands between y₂ and z₂.",
            "The same non-linearity follows every layer. What is put into it here?",
        ),
        skills=("layout",),
    ),
    Step(
        "y3",
        ask="What enters the outputs.",
        rule=_DENSE,
        why="The last layer works like the middle one: a row for each unit, so the matrix is transposed.",
        hints=(
            "The last layer works like the middle one. What is it fed, and which matrix is its own?",
            "The matrix has a row for each unit of the middle layer, but the result has one entry for each output.",
        ),
        skills=("transpose", "layout"),
        also=("sum_q(w3[q,o]*z2_q)",),
    ),
    Step(
        "z3",
        ask="The outputs.",
        rule=_ACTIVATION,
        why="The same non-linearity f follows every layer, the last one too.",
        hints=(
            "Only one thing stands between y₃ and z₃.",
            "The same non-linearity follows every layer. What is put into it here?",
        ),
        skills=("layout",),
    ),
    Step(
        "L",
        ask="The loss.",
        rule="The loss is half the sum of the squared misses.",
        why="How far each output is off is squared, the squares are added, and the ½ waits for the 2 of the "
        "derivative.",
        hints=(
            "How far off is one output? Square that.",
            "Add the squares of all outputs, and mind what stands before the sum in the network's last formula.",
        ),
        skills=("loss-scale",),
    ),
)
