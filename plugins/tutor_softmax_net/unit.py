"""One logistic unit with the loss -t log y: the one-output case, and the best place to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor import Figure, Problem, Quantity, Step, Uniform

if TYPE_CHECKING:
    from tutor.numeric import Array

_ROLES = "In a product, the derivative by one factor is the other."

STEPS = (
    Step(
        "z",
        ask="What enters the unit.",
        rule="A unit adds up its inputs, each times its own weight.",
        why="Each input is weighed, and the unit adds what arrives: W x, or Σᵢ Wᵢ xᵢ with the index written out.",
        hints=(
            "Two things make z: the weights and the inputs.",
            "Every input is multiplied by its own weight. What does the unit then do with all of them?",
        ),
        skills=("layout",),
        also=("W x",),
    ),
    Step(
        "y",
        ask="What the unit answers.",
        rule="The activation turns what enters a unit into what leaves it.",
        why="σ makes a number between 0 and 1 of z, which can be read as a probability.",
        hints=(
            "Only one thing stands between z and y.",
            "Which function does the network line name, and what is put into it?",
        ),
        skills=("layout",),
    ),
    Step(
        "L",
        ask="The loss.",
        rule="The loss is the logarithm of the probability given to what was true, turned into a cost.",
        why="The surer the unit is of what is true, the nearer y is to 1 and the smaller the loss.",
        hints=(
            "The loss is made of the target and of the answer, and of nothing else.",
            "It has a logarithm in it. A probability is at most 1: which sign has its logarithm, and which "
            "sign should a loss have?",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "dL/dt",
        "-log(y)",
        ask="How the loss changes with the target.",
        rule=_ROLES,
        why="L is t times −log y, so the derivative by t is the other factor, minus sign included.",
        hints=(
            "The loss is a product, and the target is one of its factors.",
            "Cover t with your hand. Everything that is left belongs to the answer: nothing of it may get lost.",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "dL/dy",
        "-t/y",
        ask="How the loss changes with the answer.",
        rule="The slope of the logarithm is one over its argument.",
        why="Only the logarithm depends on y, and its slope is 1/y; the factor −t stays as it is.",
        hints=(
            "Which part of the loss depends on y?",
            "What is the slope of a logarithm? What stands before the logarithm stays there.",
        ),
        skills=("softmax-cross-entropy",),
    ),
    Step(
        "dL/dz",
        "-t*(1-y)",
        ask="How the loss changes with what enters the unit.",
        rule="Going back through σ multiplies by its slope; log and σ together leave little.",
        why="−t/y times y (1 − y): the y in the slope cancels the one below the line.",
        hints=(
            "Between z and the loss stands y. What arrives there, and what is the slope of σ?",
            "Multiply the two. One factor stands above the line and below it.",
        ),
        skills=("chain-rule", "activation-slope", "softmax-cross-entropy"),
        also=("dL/dy*y*(1-y)", "-t*e^-z/(1+e^-z)"),
    ),
    Step(
        "dL/dx",
        "-t*W_i*(1-y)",
        ask="How the loss changes with each input.",
        rule="Going back along a wire multiplies by its weight.",
        why="What arrives at z goes back to input i along its own wire: −t (1 − y), times Wᵢ.",
        hints=(
            "Along which wire does input i reach z?",
            "Take what arrives at z and bring it back along that wire. Look at every sign again at the end.",
        ),
        skills=("chain-rule",),
        also=("dL/dz*W_i", "-t*W_i*e^-z/(1+e^-z)"),
    ),
    Step(
        "dL/dW",
        "-t*x_i*(1-y)",
        ask="How the loss changes with each weight.",
        rule="A weight gets what arrives at the end of its wire, times what it multiplied.",
        why="What arrives at z, times the input that the weight multiplied: −t (1 − y), times xᵢ.",
        hints=(
            "Where does each weight enter, and what does it multiply there?",
            "Weights and inputs are partners in one product. You have brought back what arrives to the one; "
            "now to the other.",
        ),
        skills=("chain-rule",),
        also=("dL/dz*x_i",),
    ),
)


class LogisticUnit(Problem):
    """Weights, a sum, σ, and a logarithm."""

    id = "logistic-unit"
    title = "Logistic unit"
    summary = "one output, by hand"
    level = 1
    statement = ("z = W x   y = σ(z)   L = −t log y",)
    sizes = {"I": 2}
    axes = {"i": "inputs"}
    scalar_reading = True
    given = (
        Quantity("x", "i", "x", "the inputs"),
        Quantity("W", "i", "W", "the weights", row=True),
        Quantity("t", "", "t", "the target", Uniform(0.1, 0.9)),
    )
    values = (
        Quantity("z", "", "z", "what enters the unit", formula="sum_i(W_i*x_i)"),
        Quantity("y", "", "y", "what the unit answers", formula="sigma(z)"),
        Quantity("L", "", "L", "the loss", formula="-t*log(y)"),
    )
    steps = STEPS
    scalar_reading = True
    textbook = {"x": [1.0, 2.0], "W": [0.5, 0.25], "t": 1.0}
    figure = Figure(
        nodes=("x", "W", "z", "y", "t", "L"),
        edges=(("x", "z"), ("W", "z"), ("z", "y"), ("y", "L"), ("t", "L")),
    )

    def forward(self, given: dict[str, Array]) -> dict[str, Array]:
        """All values, for any number of inputs."""
        from tutor_softmax_net import unit_solver

        return unit_solver.forward(given)

    def backward(self, given: dict[str, Array], values: dict[str, Array]) -> dict[str, Array]:
        """All gradients of the loss."""
        from tutor_softmax_net import unit_solver

        return unit_solver.backward(given, values)
