"""The backward steps of one scalar cell: to the gates and the memory, to the weights, to what came in."""

from __future__ import annotations

from tutor import Step

_WEIGHTS = "A weight gets what arrives behind the activation, times its slope, times what it multiplied."
_SHARED = "What enters in several places gets the sum of what comes back from each."


_TO_THE_GATES = (
    Step(
        "dL/dh",
        "h - d",
        ask="How the loss changes with the state.",
        rule="Differentiate the square, and let what it leaves meet the factor before it.",
        why="The 2 of the square and the ½ before it cancel: what is left is the miss itself.",
        hints=(
            "Only one formula holds both the loss and the state.",
            "What does the derivative of a square leave, and what does it meet before the bracket?",
        ),
        skills=("loss-scale",),
    ),
    Step(
        "dh/do",
        "tanh(C)",
        ask="How the state changes with the output gate.",
        rule="The derivative of a product by one factor is the other factor.",
        why="h is o times tanh(C), so a change of o comes out multiplied by tanh(C).",
        hints=(
            "The state is a product of two factors. The output gate is one of them.",
            "Hold the memory fixed and move the gate a little: by what is that movement multiplied?",
        ),
        skills=("gate",),
    ),
    Step(
        "dL/do",
        "dL/dh*tanh(C)",
        ask="How the loss changes with the output gate.",
        rule="Going back along a path multiplies the local derivatives on it.",
        why="The gate reaches the loss through the state only: ∂L/∂h times ∂h/∂o.",
        hints=(
            "Through which one quantity does the output gate reach the loss?",
            "Both stretches of the way have been asked before. Put them together.",
        ),
        skills=("chain-rule", "gate"),
        also=("dL/dh*dh/do",),
    ),
    Step(
        "do/dW_o",
        "o*(1-o)*[h_prev, x]",
        axes="k",
        ask="How the output gate changes with its two weights.",
        rule="The slope of the activation, times what each weight multiplies.",
        why="Each weight multiplies one of the two inputs; the sum then goes through σ, whose slope is o (1 − o).",
        hints=(
            "Between the weights and the gate there is first a sum, then an activation.",
            "The slope of σ is read off its output and is the same for both weights. What differs between "
            "them is what they multiply.",
        ),
        skills=("activation-slope", "gate"),
    ),
    Step(
        "dL/dC",
        "dL/dh*o*(1-tanh(C)^2)",
        ask="How the loss changes with the memory.",
        rule="Going back through a gate multiplies by the gate, going back through tanh by its slope.",
        why="From C the way to the loss leads through tanh, then through the output gate, then through the state.",
        hints=(
            "Follow the memory forwards: which two things happen to it before it is the state?",
            "Come back the same way. Passing a gate costs that gate; passing an activation costs its slope "
            "there. Which activation is it?",
        ),
        skills=("chain-rule", "activation-slope"),
        also=("dL/dh*o*tanh'(C)",),
    ),
    Step(
        "dL/df",
        "dL/dC*C_prev",
        ask="How the loss changes with the forget gate.",
        rule="The derivative of a product by one factor is the other factor.",
        why="In the memory f multiplies what was held before, so what arrives at C is multiplied by that.",
        hints=(
            "In which formula does the forget gate stand, and what does it multiply there?",
            "What arrives at the memory comes back to the gate, times its partner.",
        ),
        skills=("chain-rule", "gate"),
    ),
    Step(
        "dL/di",
        "dL/dC*g",
        ask="How the loss changes with the input gate.",
        rule="The derivative of a product by one factor is the other factor.",
        why="In the memory i multiplies the candidate, so what arrives at C is multiplied by the candidate.",
        hints=(
            "In which term of the memory does the input gate stand?",
            "What arrives at the memory comes back to the gate, times its partner in that term.",
        ),
        skills=("chain-rule", "gate"),
    ),
    Step(
        "dL/dg",
        "dL/dC*i",
        ask="How the loss changes with the candidate.",
        rule="The derivative of a product by one factor is the other factor.",
        why="The candidate and the input gate are the two factors of one term: each gets the other.",
        hints=(
            "The candidate and a gate are the two factors of one term in the memory.",
            "You have brought back what arrives at the memory to one of the two factors. Now to the other.",
        ),
        skills=("chain-rule", "gate"),
    ),
)


def _weights(name: str, gate: str, slope: str, ask: str, why: str, *hints: str) -> Step:
    return Step(
        f"dL/d{name}",
        f"dL/d{gate}*{slope}*[h_prev, x]",
        ask=ask,
        rule=_WEIGHTS,
        why=why,
        hints=hints,
        skills=("chain-rule", "activation-slope", "gate"),
        also=("dL/do*do/dW_o",) if name == "W_o" else (),
    )


_TO_THE_WEIGHTS = (
    _weights(
        "W_o",
        "o",
        "o*(1-o)",
        "How the loss changes with the two weights of the output gate.",
        "What arrives at the gate, times the slope of σ there, times what each weight multiplied.",
        "Where does W_o enter? Follow the lit path to L.",
        "Three things lie between L and W_o: the slope of the loss, what oₜ is multiplied by, the slope of "
        "σ. Which of them do you have?",
        "Write a for W_o·[hₜ₋₁, xₜ]. Then ∂L/∂W_o = ∂L/∂oₜ · ∂oₜ/∂a · ∂a/∂W_o. You have the first one.",
    ),
    _weights(
        "W_f",
        "f",
        "f*(1-f)",
        "How the loss changes with the two weights of the forget gate.",
        "As for the output gate: what arrives at f, the slope of σ at f, and what each weight multiplied.",
        "The way is the same as for the output gate, with another gate in the middle.",
        "Take what arrives at the forget gate. Two factors are still to come: one is read off the gate "
        "itself, one is the list of what the weights multiply.",
    ),
    _weights(
        "W_i",
        "i",
        "i*(1-i)",
        "How the loss changes with the two weights of the input gate.",
        "As for the other gates: what arrives at i, the slope of σ at i, and what each weight multiplied.",
        "The way is the same as for the forget gate, with another gate in the middle.",
        "Which slope belongs here? Read it off the gate that these weights make, not off its partner.",
    ),
    _weights(
        "W_c",
        "g",
        "(1-g^2)",
        "How the loss changes with the two weights of the candidate.",
        "What arrives at the candidate, times the slope of tanh, which is 1 − C̃ₜ², times what each weight multiplied.",
        "The way is the same as for the gates, but for one thing.",
        "The candidate does not go through σ. Which activation is it, and how is its slope read off its output?",
    ),
)


_TO_WHAT_CAME_IN = (
    Step(
        "dL/dx",
        "dL/df*f*(1-f)*W_f[2] + dL/di*i*(1-i)*W_i[2] + dL/dg*(1-g^2)*W_c[2] + dL/do*o*(1-o)*W_o[2]",
        ask="How the loss changes with the input.",
        rule=_SHARED,
        why="The input goes into all three gates and the candidate. From each it gets back what arrives "
        "there, times the slope, times the second weight.",
        hints=(
            "How many arrows leave xₜ? Each of them brings something back.",
            "For each one: what arrives at its end, the slope of the activation there, and the weight that "
            "the input is multiplied by. Which of its two weights is that?",
        ),
        skills=("path-sum", "chain-rule", "gate"),
    ),
    Step(
        "dL/dh_prev",
        "dL/df*f*(1-f)*W_f[1] + dL/di*i*(1-i)*W_i[1] + dL/dg*(1-g^2)*W_c[1] + dL/do*o*(1-o)*W_o[1]",
        ask="How the loss changes with the state before.",
        rule=_SHARED,
        why="Like the input, the state before goes into all three gates and the candidate, along their first weights.",
        hints=(
            "The state before enters exactly where the input does.",
            "Take your answer for the input. Only the weights along which it enters are others.",
        ),
        skills=("path-sum", "chain-rule", "gate"),
    ),
    Step(
        "dL/dC_prev",
        "dL/dC*f",
        ask="How the loss changes with the memory before.",
        rule="Going back through a gate multiplies by the gate.",
        why="From one memory to the next there is only the forget gate: no weight and no activation.",
        hints=(
            "What stands between the old memory and the new one?",
            "There is no activation on this way and no weight. Only one thing multiplies.",
        ),
        skills=("chain-rule", "gate", "vanishing"),
    ),
)


def _update(name: str, what: str) -> Step:
    return Step(
        f"{name}_new",
        f"{name} - alpha*dL/d{name}",
        ask=f"The weights of {what} after one step downhill.",
        rule="One step of gradient descent goes against the gradient, as far as the rate says.",
        why="The gradient points to where the loss grows fastest, so the weights move the other way.",
        hints=(
            "Each of the two weights moves by itself. Which gradient belongs to them?",
            "The loss is to fall. Which way does its gradient point, and how far does one step go?",
        ),
        skills=("loss-scale", "gate"),
    )


BACKWARD = (
    *_TO_THE_GATES,
    *_TO_THE_WEIGHTS,
    *_TO_WHAT_CAME_IN,
    _update("W_o", "the output gate"),
    _update("W_f", "the forget gate"),
    _update("W_i", "the input gate"),
    _update("W_c", "the candidate"),
)
