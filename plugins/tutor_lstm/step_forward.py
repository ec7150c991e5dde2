"""The forward steps of one LSTM step over a batch."""

from __future__ import annotations

from tutor import Step

_BLOCK = "Each gate reads its own block of columns and puts it through its own activation."


def _gate(name: str, ask: str, why: str, *hints: str) -> Step:
    return Step(name, ask=ask, rule=_BLOCK, why=why, hints=hints, skills=("gate", "layout"))


FORWARD = (
    Step(
        "a",
        ask="What enters the gates and the candidate, in one array.",
        rule="With a sample in each row, what is fed stands on the left of its matrix.",
        why="One product with the input, one with the state before, and the bias added to every row; the "
        "four blocks lie side by side in the columns.",
        hints=(
            "Three things are added: one from outside, one from the past, and one that is always the same.",
            "Samples are rows. On which side of the matrix does an array with a row for each sample fit?",
        ),
        skills=("layout",),
    ),
    _gate(
        "i",
        "The input gate: how much of the candidate is stored.",
        "Its block is the first: columns 1 to H of a.",
        "Which of the four blocks of a belongs to the input gate?",
        "Name an entry of a by sample and column. Column h of the gate is which column of a? A size such as "
        "H may stand in an index.",
    ),
    _gate(
        "f",
        "The forget gate: how much of the old memory stays.",
        "Its block is the second: columns H+1 to 2H of a.",
        "Which of the four blocks of a belongs to the forget gate?",
        "How many columns lie before this block? Count them in, and let H stand for the width of a block.",
    ),
    _gate(
        "o",
        "The output gate: how much of the memory is shown.",
        "Its block is the third: columns 2H+1 to 3H of a.",
        "Which of the four blocks of a belongs to the output gate?",
        "Count the blocks that lie before this one: each has H columns.",
    ),
    _gate(
        "g",
        "The candidate: what could be written into the memory.",
        "Its block is the last, and it goes through tanh, for it may be negative.",
        "Which of the four blocks of a belongs to the candidate?",
        "The candidate is no share between 0 and 1: it has a sign. Which activation gives it one?",
    ),
    Step(
        "c",
        ask="The new memory.",
        rule="The memory keeps a share of what it held and takes in a share of what is offered.",
        why="Entry by entry: the forget gate times the old memory, plus the input gate times the candidate.",
        hints=(
            "Two things flow into the memory: something old and something new.",
            "Each of the two passes a gate, which multiplies it entry by entry. Which gate stands before which?",
        ),
        skills=("gate", "path-sum"),
    ),
    Step(
        "h",
        "o*tanh(c)",
        ask="The new state, which the cell shows.",
        rule="The memory is squeezed before the output gate lets a share of it through.",
        why="tanh brings the memory back between −1 and 1, and the output gate shows a share of that.",
        hints=(
            "The memory does not come out as it is: two things happen to it.",
            "It is squeezed first; then one gate decides, entry by entry, how much is shown.",
        ),
        skills=("gate",),
        also=("o*tanh_c",),
    ),
)
