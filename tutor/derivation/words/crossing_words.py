"""What to say of each thing that a path crosses on its way back: one row a kind.

``rule`` is true of all crossings of the kind. ``why`` is a clause about this one, ``hint`` a question that leads to it.
In both, ``{by}`` is the quantity whose gradient is asked, ``{to}`` the value that it enters, ``{arrives}`` what comes
back there, ``{name}`` what is crossed with, and ``{along}`` the axes that are summed.
"""

from __future__ import annotations

from typing import NamedTuple

from tutor.derivation import record


class CrossingWords(NamedTuple):
    """The sentences of one kind of crossing, and the skill it needs."""

    rule: str
    why: str
    hint: str
    skill: str = "chain-rule"


PRODUCTS, SCALED, PICKED_AGAIN = "products", "scaled", "picked again"
"""Kinds that are put together of others: a product with an array at every place of a sum, one with a number, and
entries that may be picked several times."""

_SLOPE_BY_VALUE = CrossingWords(
    "Going back through an activation multiplies by its slope at every entry.",
    "it passes {name}, and the slope there can be told from {to} itself",
    "Which slope has {name}, and how is it told from the value that you already have, {to}?",
    "activation-slope",
)
_SLOPE_BY_ARGUMENT = CrossingWords(
    "Going back through a function multiplies by its slope, taken at what went in.",
    "it passes {name}, whose slope is taken at what went in",
    "What is the slope of {name}, and at which point is it taken in {to}?",
    "activation-slope",
)
_POWERS = {
    "square": CrossingWords(
        "The slope of a square is twice what is squared, times the slope of what is inside.",
        "it passes a square, whose slope is twice what is squared",
        "Differentiate the square first, then what stands inside it. Which sign has {by} there?",
    ),
    "quotient": CrossingWords(
        "What stands below the line has the slope of one over it: minus one over its square.",
        "it stands below a fraction line, where the slope is minus one over the square",
        "{by} stands below the line in {to}. What becomes of one over something when it is differentiated?",
    ),
    "root": CrossingWords(
        "The slope of a root is one over twice the root.",
        "it passes a square root, whose slope is one over twice the root",
        "What is the slope of a square root, written with the root itself?",
    ),
    "": CrossingWords(
        "The slope of a power takes the exponent in front and lowers it by one.",
        "it passes a power",
        "How does a power change with what is raised? What is in front, and what is left as the exponent?",
    ),
}
_MATRIX = CrossingWords(
    "Going back through a matrix multiplies by its transpose.",
    "in {to} it is multiplied by {name}, so what arrives is multiplied by {name} from the other end: the sum runs over "
    "{along} of {to}",
    "Which matrix stands between {by} and {to}? Over which of its two axes must the sum run on the way back?",
    "transpose",
)
_WINDOW_ALONE = CrossingWords(
    "In a moving window an entry meets several positions: what comes back from each of them is added.",
    "the window moves, so each entry is met at several positions, and their shares are added",
    "Fix one entry of {by}. At which positions of {to} is it used? Solve the index for the position.",
    "shared-weights",
)
_NEIGHBOURS = {
    "next": CrossingWords(
        "What is used at the next step gets its gradient from there: backwards in time.",
        "{to} at the next step reads it, so what arrives there comes back one step",
        "{by} is read one step later, too. From which step does that part of the gradient come, and what arrives at "
        "the very last one?",
        "time-shift",
    ),
    "previous": CrossingWords(
        "What is used at the step before gets its gradient from there: this sequence is read backwards.",
        "{to} at the step before reads it, so what arrives there comes forward one step",
        "Towards which end is the sequence computed? The gradient goes the other way.",
        "time-shift",
    ),
}
_WORDS = {
    record.SOFTMAX: CrossingWords(
        "Each logit moves every share of its softmax, because they have one denominator.",
        "it passes the softmax, where every entry moves all shares along {along}: its own up, the others down",
        "Raise one logit. Its own share grows; what do all the others do, so that they still sum to one? Add up what "
        "comes back from each.",
        "softmax-cross-entropy",
    ),
    record.MAXIMUM: CrossingWords(
        "A maximum hands its gradient to the entry that was the largest, and nothing to the others.",
        "only the largest along {along} was handed on, so only there anything comes back",
        "Which entries could change a little without {to} noticing? What is their gradient?",
        "activation-slope",
    ),
    record.PRODUCT_OVER: CrossingWords(
        "A factor of a product has the product of all others as its slope.",
        "it is one factor of a product over {along}, whose slope is the product of the others",
        "All other factors stay. How is their product told from the whole one?",
    ),
    record.MATRIX_POWER: CrossingWords(
        "A matrix power is a product of equal factors: each of them is varied in turn, and the results are added.",
        "each factor of the power is varied in turn, with what stands left and right of it",
        "Write the power as a product and vary one factor. What stands to its left, and what to its right?",
        "shared-weights",
    ),
    record.BLOCK: CrossingWords(
        "What is put together from parts gives each part back the piece that it made.",
        "it is one part of what was put together, so only its own piece comes back",
        "Which entries of what was put together did {by} make?",
        "layout",
    ),
    record.CONVOLUTION: CrossingWords(
        "In a moving window an entry meets several positions: what comes back from each of them is added.",
        "the window moves, so each entry is met at several positions; what arrives at each is multiplied by the entry "
        "of {name} that it met there, and all are added",
        "Fix one entry of {by}. At which positions of {to} is it used? Solve the index for the position.",
        "shared-weights",
    ),
    record.BEFORE_FIRST: CrossingWords(
        "What stands before the first step is read by that step alone.",
        "it stands before the first step, which alone reads it",
        "Which is the only step that reads {by}? What arrives there?",
        "time-shift",
    ),
    record.PICKED: CrossingWords(
        "Only what was picked gets anything back; everything else gets zero.",
        "only the entry at that place was used, so only there anything comes back",
        "For which entries does {to} look at {by} at all? What do the others get?",
        "layout",
    ),
    record.LIMITED: CrossingWords(
        "Where a condition does not hold, nothing was used and nothing comes back.",
        "it counts only where the condition holds",
        "Where in {to} does {by} play a part, and where not?",
        "layout",
    ),
    record.SHARED: CrossingWords(
        "What is used several times gets the sum over its uses.",
        "{by} is the same all along {along}, so the shares are added",
        "{by} has nothing along {along}, what arrives has. What becomes of it?",
        "bias-sum",
    ),
    record.SPREAD: CrossingWords(
        "What enters a sum gets the same share wherever it stands in it.",
        "every entry along {along} enters the same sum, so all of them get the same",
        "In {to} the axis {along} is summed away. How do the shares of its entries differ?",
        "bias-sum",
    ),
    record.OUTER: CrossingWords(
        "Where every entry meets every entry of something else, the gradient is an outer product.",
        "in {to} it is multiplied by {name}, and every entry of what arrives meets every entry of {name}: an outer "
        "product",
        "Take one entry of {by}: which single entry of {to} does it reach, and what is it multiplied by there?",
        "layout",
    ),
    PICKED_AGAIN: CrossingWords(
        "What is picked several times gets the sum of what comes back each time.",
        "what is picked at several places along {along} gets the sum of their shares",
        "What becomes of an entry that is picked twice?",
        "shared-weights",
    ),
    PRODUCTS: CrossingWords(
        "What is used again and again along an axis gets a product for each place, and their sum.",
        "in {to} it is multiplied by {name} at every {along}, so what arrives is multiplied by {name} there, and the "
        "products are added over {along}",
        "Take one entry of {by}. By what is it multiplied in {to}, and over which axis do these products add up?",
        "shared-weights",
    ),
    SCALED: CrossingWords(
        "A number in front stays in front.",
        "{name} stands in front, and stays there",
        "Which number stands before {by} in {to}?",
        "loss-scale",
    ),
    record.GATE: CrossingWords(
        "In a product, entry by entry, the other factor is the slope.",
        "in {to} it is multiplied by {name}, entry by entry, which is the slope",
        "What is {by} multiplied by in {to}, entry by entry?",
        "gate",
    ),
    record.MEAN: CrossingWords(
        "A mean hands each of its entries an equal share.",
        "the mean divides it by how many there are",
        "How much does the mean move when a single entry moves by one?",
        "loss-scale",
    ),
    record.UNCHANGED: CrossingWords(
        "What is added passes its gradient on unchanged.",
        "it is only added there, so what arrives passes unchanged",
        "By how much does {to} grow when {by} grows by a little?",
        "chain-rule",
    ),
}
_OTHER = CrossingWords(
    "The chain rule: what arrives at a value, times how that value changes.",
    "what arrives there is multiplied by how {to} changes with it",
    "Hold everything else still. How does {to} change when {by} alone changes?",
)

STRIKING = (
    record.SOFTMAX,
    record.MAXIMUM,
    record.BEFORE_FIRST,
    record.RECURRENCE,
    record.CONVOLUTION,
    record.MATRIX_POWER,
    record.PRODUCT_OVER,
    record.PICKED,
    record.SLOPE,
    record.POWER,
    record.MATRIX,
    PRODUCTS,
    record.OUTER,
    record.BLOCK,
    record.SHARED,
    PICKED_AGAIN,
    record.GATE,
    record.SPREAD,
    record.LIMITED,
    record.MEAN,
    SCALED,
    record.UNCHANGED,
)
"""Kinds of crossings, the one that a step is remembered for first: it gives the step its rule and its second hint."""


def words_of(kind: str, detail: str = "", named: bool = True) -> CrossingWords:
    """The sentences for a kind of crossing; for none, those of the chain rule. ``named``: it is with something."""
    match kind:
        case record.SLOPE:
            return _SLOPE_BY_VALUE if detail == "value" else _SLOPE_BY_ARGUMENT
        case record.POWER:
            return _POWERS[detail]
        case record.MATRIX:
            return _MATRIX
        case record.RECURRENCE:
            return _NEIGHBOURS[detail]
        case record.CONVOLUTION if not named:
            return _WINDOW_ALONE
    return _WORDS.get(kind, _OTHER)
