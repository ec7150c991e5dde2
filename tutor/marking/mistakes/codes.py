"""What is said about each kind of mistake: the kind in a sentence, and the rule that was broken.

The codes are stable: reports and progress are kept by them. The order of the table is the order in which explanations
of equal weight are preferred, from the most specific to the most general, and of like ones the smaller change first: a
slope that is left out before another one. No sentence holds anything of an answer.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """``message`` names the kind of mistake, ``rule`` what to hold on to."""

    message: str
    rule: str


CODES: dict[str, Code] = {
    "zero": Code("All of it comes out as zero.", "A gradient is zero only where nothing reaches the loss."),
    "not-finite": Code(
        "It is not a finite number everywhere.", "A division by zero or the log of a negative number has crept in."
    ),
    "softmax-diagonal": Code(
        "Only the diagonal of the softmax Jacobian is there.", "Every logit moves every probability, not just its own."
    ),
    "softmax-axis": Code(
        "The softmax is normalised over the wrong axis.", "Each row of probabilities sums to one by itself."
    ),
    "target-twice": Code("The target is taken off twice.", "The prediction minus the target: the target enters once."),
    "jacobian-diagonal": Code(
        "These are the slopes; a Jacobian is the matrix that holds them.",
        "A Jacobian has a row for every output and a column for every input.",
    ),
    "sign": Code(
        "The size is right, but a sign is turned round.", "Ask which way the loss goes when this grows a little."
    ),
    "kernel-flipped": Code(
        "A kernel or an array is turned round where it is not due, or not where it is.",
        "The layer is a cross-correlation: follow which input meets which weight.",
    ),
    "gate-missing": Code("One of the blocks is empty.", "Every gate has a block of its own, the candidate too."),
    "gate-swapped": Code(
        "One gate stands where another belongs.", "Name the gate that this weight or value acts through."
    ),
    "inverse-missing": Code(
        "A change of basis is not undone as it should be.", "Into the new basis, then back out of it."
    ),
    "rate-missing": Code(
        "The learning rate is missing or used wrongly.", "An update takes off the rate times the gradient."
    ),
    "clipped": Code(
        "It is clipped: to a bound, or to a norm.",
        "Clipping belongs to the update, after the whole gradient: compare the gradient itself.",
    ),
    "path-only-last": Code(
        "What comes back from the next step is not handed on all the way.",
        "Hand the state's gradient on before going a step back.",
    ),
    "path-replaced": Code("One path has replaced another.", "Paths that meet are added."),
    "path-missing": Code(
        "One of the paths to the loss is left out.", "It reaches the loss by more than one road: add them all."
    ),
    "mean-missing": Code(
        "The loss is a mean; its division is missing.", "A mean over samples keeps its 1 over the count."
    ),
    "mean-twice": Code("The mean's division is there twice.", "What arrives from the loss already holds it."),
    "mean-for-sum": Code("A mean stands where a sum belongs.", "Uses of one weight are added, not averaged."),
    "mean-axis": Code("It is divided by the size of another axis.", "Ask how many entries the mean runs over."),
    "sum-missing": Code(
        "Something that is used many times is counted once, or not added up.", "Used many times: add up all the uses."
    ),
    "sum-extra": Code("It is summed over an axis that should stay.", "An index of what is asked for is never summed."),
    "padding": Code(
        "The window is off by one place, or cut where it should not be.",
        "An input reaches an output through their offset: write it for a corner.",
    ),
    "position": Code("The positions are not added up.", "A kernel is shared by all positions: add them."),
    "index-unused": Code(
        "An index under the sum or product is not used inside it.", "Ask which factor changes with the index."
    ),
    "derivative-twice": Code(
        "The slope of an activation is applied twice.", "Each activation is crossed once, and multiplies once."
    ),
    "derivative-missing": Code(
        "An activation was passed through as if it were the identity.",
        "Going back through an activation multiplies by its slope.",
    ),
    "derivative-point": Code(
        "A slope is taken at the wrong point.",
        "The slope in terms of the output uses the output; in terms of the input, the input.",
    ),
    "derivative-other": Code(
        "That is the slope of another function.", "Write down the function first, then its own slope."
    ),
    "mask": Code(
        "A mask is missing or used wrongly.",
        "The mask comes from the forward pass and multiplies what arrives.",
    ),
    "loss-mismatch": Code(
        "The slope at the output belongs to another loss.",
        "Which loss is it? That decides whether the output's slope stays.",
    ),
    "term-missing": Code("A term is left out.", "Differentiate term by term, and keep them all."),
    "delta-missing": Code(
        "What arrives from the loss is left out: this is only the local factor.",
        "Upstream gradient times local derivative.",
    ),
    "index": Code(
        "One index stands where another belongs.", "Write each factor with the letters of the entry that it is."
    ),
    "transpose": Code(
        "A matrix or the result is transposed, or not where it should be.", "Follow the indices: which one is summed?"
    ),
    "order": Code(
        "The factors of a product are in the wrong order.", "Write the shapes under the factors: inner ones must meet."
    ),
    "time-shift": Code(
        "A neighbouring time step stands where another belongs.", "Which state did the weight multiply?"
    ),
    "updated-weights": Code(
        "A weight after its update is used.", "The backward pass uses the weights of the forward pass."
    ),
    "regulariser": Code("The term of the regulariser is missing.", "Every term of the loss has a derivative."),
    "factor": Code("A constant factor is lost or added.", "Differentiate the square or the half once more, slowly."),
    "factor-missing": Code("A factor is left out.", "Each step of the chain gives one factor; count the steps."),
    "factor-twice": Code("A factor is there twice.", "Each step of the chain gives one factor; count the steps."),
    "power": Code(
        "A root or a power is left out, or it is another one.",
        "Write roots as powers, and count what is left of them: 1/sqrt(v) is v^(-1/2).",
    ),
    "operation": Code(
        "A sum stands for a product, or a product for a sum.", "Along a path multiply; where paths meet add."
    ),
    "swapped": Code(
        "One quantity stands where another belongs.", "Ask what was multiplied with what in the forward pass."
    ),
    "forward": Code(
        "The forward value differs already.", "Put the forward pass right first; the gradients follow from it."
    ),
    "other-gradient": Code(
        "This is the right answer to another question.", "Check what is differentiated, and by what."
    ),
}
"""Kinds of mistakes that are recognised by value, the most specific first."""

SAID_DIRECTLY = frozenset({
    "shape", "rounding", "arithmetic", "follow-through", "unrecognised", "later", "invalid", "undecided",
    "choice", "choice-missing", "choice-extra",
    "line", "question", "internal", "block", "place",
})  # fmt: skip
"""The other codes of verdicts: what they say depends on the answer, so that each is written where it is found.

Of those that `tutor grade` adds, `line` and `question` are about a line that poses no question, and `internal` is a
fault of tutor's own, never of the answer. Those of a check of gradients: `block` is one of several that stand in one
array, `place` the only entry or row that differs, or that agrees.
"""

RANK = {code: position for position, code in enumerate(CODES)}

GENERAL = frozenset(
    {"factor", "factor-missing", "factor-twice", "term-missing", "operation", "swapped", "other-gradient"}
)
"""The names that only say what was done to a formula: of explanations of the same they come last.

A factor is any constant. Where an axis is as long as one that people lose it may be either, and both are told.
"""

_SLOPES = frozenset({"derivative-missing", "derivative-other", "derivative-point", "mask"})
MORE_EXACT: dict[str, frozenset[str]] = {
    "factor-missing": _SLOPES | {"delta-missing", "inverse-missing", "rate-missing"},
    "factor-twice": frozenset({"derivative-twice"}),
    "term-missing": _SLOPES | {"path-only-last", "path-replaced", "regulariser"},
    "path-missing": frozenset({"path-only-last", "path-replaced", "regulariser"}),
    "time-shift": frozenset({"path-only-last"}),
    "swapped": _SLOPES | {"sign", "gate-swapped", "time-shift", "path-missing", "updated-weights", "other-gradient"},
}
"""By a name those that say of the same more exactly what it is: beside one of them it tells nothing more.

A step that is read before it is made is a zero there: nothing is handed on.
"""

NAMED = -1
"""The rank of mistakes that an author has given a name: nothing is more specific."""
