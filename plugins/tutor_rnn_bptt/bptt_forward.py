"""The forward steps of the RNN, and what its loss has to do with the cross-entropy."""

from __future__ import annotations

from tutor import Step

FORWARD = (
    Step(
        "a",
        ask="What enters the state at each step.",
        rule="A recurrent layer adds what the input brings and what the state before brings, each through its matrix.",
        why="The same two matrices are used at every step; before the first step the state is zero.",
        hints=(
            "Two things flow into the state: one from outside, one from the past.",
            "Each of the two goes through a matrix of its own. At which time is the state that feeds this one?",
        ),
        skills=("time-shift", "layout"),
    ),
    Step(
        "H",
        ask="The state at each step.",
        rule="An activation acts on every unit and every step by itself.",
        why="σ squeezes what enters each unit; the past is in it already, through what entered.",
        hints=(
            "Only one thing stands between a and H.",
            "Which function does the network line name, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "z",
        ask="The logits at each step.",
        rule="A layer multiplies what it is fed by its matrix, whose rows are its units.",
        why="The output layer looks at the state of the same step only.",
        hints=(
            "What does the output layer look at, and at which step?",
            "One entry is wanted for each class. In which order do matrix and state fit?",
        ),
        skills=("layout",),
    ),
    Step(
        "Y",
        ask="The probabilities of the classes at each step.",
        rule="The softmax divides the exponential of each logit by the sum of all of them.",
        why="At each step by itself the logits are made positive and brought to sum to one.",
        hints=(
            "Logits can be any numbers. What makes probabilities of them?",
            "Each step is by itself: its probabilities sum to one. One function of the notation does it all.",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "P",
        ask="The probability that the model gives to the true sequence.",
        rule="The probability of a sequence is the product of the probabilities of its steps.",
        why="Yₜᵀ yₜ picks the probability of the true class at step t; the chain rule of probability multiplies them.",
        hints=(
            "At one step: how does a one-hot yₜ pick the probability of the true class out of Yₜ?",
            "That is one number for each step. How does the probability of the whole follow from the parts?",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "L",
        ask="The loss, as a sum over the steps.",
        rule="The logarithm turns a product into a sum.",
        why="−log of a product is the sum of the −logs: every step pays for the probability of its true class.",
        hints=(
            "Start from the probability of the sequence: which function turns it into the loss?",
            "The probability is a product over the steps. What does the logarithm make of a product?",
        ),
        skills=("softmax-cross-entropy", "loss-scale"),
        also=("-log(P)",),
    ),
    Step(
        "loss",
        "-log(P)",
        axes="",
        ask="To what −Σ P_true log P_model comes down, over all sequences.",
        rule="When only one outcome is true, the cross-entropy is the cost of that outcome alone.",
        why="P_true is 1 for the sequence that was seen and 0 for all others, so one term is left: −log of "
        "the probability that the model gives to it. By the chain rule of probability that is the sum over t "
        "of −log P(yₜ given xₜ, hₜ₋₁).",
        hints=(
            "P_true is a one-hot distribution over whole sequences. How many terms of the sum are left?",
            "The term that is left holds the model's probability of the true sequence. You have a name for it.",
        ),
        skills=("softmax-cross-entropy",),
        also=("-sum_t(log(Y_t^T y_t))",),
        refuse=("L",),
    ),
)
