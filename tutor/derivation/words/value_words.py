"""The words of a value of the forward pass, told from what its formula does last."""

from __future__ import annotations

from typing import NamedTuple

from tutor.derivation.words.step_words import StepWords, asked_of
from tutor.notation.tree import Bin, Call, Chain, Fold, Listing, Neg, Node, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem


class _Kind(NamedTuple):
    """``rule`` is true of all such values; ``why`` and ``hint`` name the value, ``{value}``, and its axes."""

    rule: str
    why: str
    hint: str
    skill: str


_STATE = _Kind(
    "A state is made from its neighbour in time and from what comes in at its own step.",
    "{value} reads its neighbour along the sequence, so it is computed step by step.",
    "Which of the names is taken at another step than {value} itself, and what stands before the first?",
    "time-shift",
)
_SOFTMAX = _Kind(
    "Softmax turns numbers into shares: exponentials, divided by their sum.",
    "The exponentials along one axis are divided by their sum, so they sum to one.",
    "Along which axis do the shares sum to one?",
    "softmax-cross-entropy",
)
_ACTIVATION = _Kind(
    "An activation acts on every entry by itself.",
    "Entry by entry, what comes in goes through the function; entries do not mix here.",
    "Which function is used here, and what is put into it?",
    "activation-slope",
)
_LAYER = _Kind(
    "A layer multiplies what it is fed by its weights, and sums over the axis that both share.",
    "The product sums over the axis that its factors share; what is left are the axes of {value}.",
    "{value} has {axes}. In which order, and which way round, do the factors fit?",
    "layout",
)
_LOSS = _Kind(
    "The loss is one number: every entry adds its share.",
    "All entries are put together into one number, whose gradients are asked for next.",
    "What is summed, over what, and is it divided by how many there are?",
    "loss-scale",
)
_MEAN = _Kind(
    "A mean sums along an axis and divides by how many there are.",
    "One axis is summed away and divided by its size.",
    "Which axis is gone in {value}, and by what is its sum divided?",
    "loss-scale",
)
_JOINED = _Kind(
    "What is put together keeps the order of its parts.",
    "The parts stand one after another along one axis.",
    "Which part comes first?",
    "layout",
)
_ENTRYWISE = _Kind(
    "A value follows, entry by entry, from those before it.",
    "The network says how: nothing is mixed but what stands in the formula.",
    "{value} has {axes}. Which names does it need, and which of them have fewer axes?",
    "layout",
)


def value_words(name: str, tree: Node, problem: Problem) -> StepWords:
    """The words of a value, whose formula is the tree."""
    quantity = problem.quantity(name)
    kind = _kind(name, tree, problem)
    value = problem.display(name)
    letters = quantity.letters
    axes = f"the axes {', '.join(letters)}" if len(letters) > 1 else f"the axis {letters[0]}" if letters else "no axis"
    used = dict.fromkeys(part.name for part in walk(tree) if isinstance(part, Ref) and part.name != name)
    count = "one name" if len(used) == 1 else f"{len(used)} names"
    first = (
        f"The network gives {value} by one formula. It needs {count}: which?" if used else f"See how {value} is made."
    )
    return StepWords(
        f"The value of {asked_of(problem, name)}.",
        kind.rule,
        kind.why.format(value=value, axes=axes),
        (first, kind.hint.format(value=value, axes=axes)),
        (kind.skill,),
    )


def _kind(name: str, tree: Node, problem: Problem) -> _Kind:
    if name == problem.loss:
        return _LOSS
    if any(_reads_neighbour(part) for part in walk(tree)):
        return _STATE
    top = tree.body if isinstance(tree, Neg) else tree
    match top:
        case Call("softmax"):
            return _SOFTMAX
        case Call(function) if problem.language()[function].kind == "entry":
            return _ACTIVATION
        case Fold("mean"):
            return _MEAN
        case Listing():
            return _JOINED
    return _LAYER if any(_multiplies(part, problem) for part in walk(tree)) else _ENTRYWISE


def _reads_neighbour(part: Node) -> bool:
    return isinstance(part, Ref) and any(index and index.terms and index.const for index in part.index or ())


def _multiplies(part: Node, problem: Problem) -> bool:
    """Whether a node sums over an axis that its factors share, as a matrix product does."""
    if isinstance(part, Fold):
        return part.kind == "sum"
    if isinstance(part, Bin) and part.op == "@":
        return True
    items = part.items if isinstance(part, Chain) else ()
    arrays = [one for item in items for one in walk(item) if isinstance(one, Ref)]
    return sum(bool(problem.scope.names[one.name].axes) for one in arrays if one.name in problem.scope.names) > 1
