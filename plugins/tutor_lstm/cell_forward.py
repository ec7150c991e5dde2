"""The forward steps of one scalar cell: gates and candidate, memory, state, loss."""

from __future__ import annotations

from tutor import Step

_GATE = "Gates and candidate weigh the state before and the new input, add, and squeeze the sum with an activation."

FORWARD = (
    Step(
        "f",
        ask="The forget gate: how much of the old memory stays.",
        rule=_GATE,
        why="Two weights, two inputs, one sum, and σ makes it a share between 0 and 1.",
        hints=(
            "Which two numbers does the gate look at, and with which weights?",
            "Weigh the two, add them, and put the sum through the activation of a gate.",
        ),
        skills=("gate",),
    ),
    Step(
        "i",
        ask="The input gate: how much of the new candidate is stored.",
        rule=_GATE,
        why="Built like the forget gate, with weights of its own.",
        hints=(
            "It is built like the forget gate. What is the one difference?",
            "Weigh the state before and the new input, add, and put the sum through the activation of a gate.",
        ),
        skills=("gate",),
    ),
    Step(
        "g",
        ask="The candidate: what could be written into the memory.",
        rule=_GATE,
        why="The candidate is no share but a value with a sign, so its activation is tanh.",
        hints=(
            "The candidate looks at the same two numbers as the gates do.",
            "A gate is a share between 0 and 1; the candidate may be negative as well. Which activation allows that?",
        ),
        skills=("gate",),
    ),
    Step(
        "o",
        ask="The output gate: how much of the memory is shown.",
        rule=_GATE,
        why="Built like the other two gates, with weights of its own.",
        hints=(
            "It is built like the other two gates. Which weights are its own?",
            "Weigh the state before and the new input, add, and put the sum through the activation of a gate.",
        ),
        skills=("gate",),
    ),
    Step(
        "C",
        ask="The new memory.",
        rule="The memory keeps a share of what it held and takes in a share of what is offered.",
        why="f says how much of the old memory stays, i how much of the candidate comes in; the two are added.",
        hints=(
            "Two things flow into the memory: something old and something new.",
            "Each of the two passes a gate, which multiplies it. Which gate stands before which?",
        ),
        skills=("gate", "path-sum"),
    ),
    Step(
        "h",
        ask="The new state, which the cell shows.",
        rule="The memory is squeezed before the output gate lets a share of it through.",
        why="The memory may grow; tanh brings it back between −1 and 1, and o shows a share of that.",
        hints=(
            "The memory does not come out as it is: two things happen to it.",
            "It is squeezed first, so that its size is bounded; then one gate decides how much is shown.",
        ),
        skills=("gate",),
    ),
    Step(
        "L",
        ask="The loss.",
        rule="The loss is half the square of the miss.",
        why="The half is there so that the 2 of the square goes away when it is differentiated.",
        hints=(
            "How far is the state from its target?",
            "Square that, and mind what stands before the bracket in the network's last formula.",
        ),
        skills=("loss-scale",),
    ),
)
