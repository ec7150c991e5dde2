"""A name of the page for what the problem applies a function to: ``y = softmax(theta)`` where it has ``softmax(z)``."""

from __future__ import annotations

import re

from tutor.notation.tree import Call, Node, Ref
from tutor.notation.tree_walks import names
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.writing.spelling import ATOM
from tutor.submission.latex_patterns import SIGMA

_APPLIED = re.compile(
    r"(?:\\(?:mathrm|text|operatorname)\s*\{\s*)?(?P<function>\\?[A-Za-z]+|σ)\s*\}?\s*(?:\\left\s*)?"
    rf"\(\s*(?P<name>{ATOM.pattern})\s*(?:\\right\s*)?\)"
)
_SPELT = {SIGMA: "sigma", "σ": "sigma", "sigmoid": "sigma", "ReLU": "relu"}


def is_of_itself(truth: Node, tree: Node) -> bool:
    """Whether a value would be a function of itself: its argument is called by what the problem takes for the value."""
    if not isinstance(truth, Ref) or not isinstance(tree, Call) or len(tree.args) != 1:
        return False
    argument = tree.args[0]
    return isinstance(argument, Ref) and argument.name == truth.name and argument.index in (None, truth.index)


def names_argument(page: PageMemory, truth: Node, right: str, *, always: bool = False) -> bool:
    """Whether a right side applies the function of a value to a name that becomes the argument's.

    It is one that nothing has yet, or ``always``.
    """
    formula = parsed(page.problem).get(truth.name) if isinstance(truth, Ref) else None
    call = formula.tree if formula is not None else None
    applied = _APPLIED.fullmatch(right.strip().replace("θ", r"\theta "))
    if applied is None or not isinstance(call, Call) or len(call.args) != 1 or not isinstance(call.args[0], Ref):
        return False
    written = _SPELT.get(applied["function"], applied["function"].lstrip("\\"))
    if written != _SPELT.get(call.function, call.function):
        return False
    argument = call.args[0].name
    made = [place.reader.alias(applied["name"], argument, always=always) for place in page.exercise.places]
    return all(made)


def takes_over_name(page: PageMemory, truth: Node, tree: Node, text: str) -> bool:
    """Whether a page calls what enters a state by what the problem has for another value: ``h_t = \\tanh(z_t)``.

    It does if nothing on it was right with that value, and it has the problem's own name for what enters nowhere.
    """
    formula = parsed(page.problem).get(truth.name) if isinstance(truth, Ref) else None
    call = formula.tree if formula is not None else None
    if not isinstance(tree, Call) or not isinstance(call, Call) or not len(tree.args) == len(call.args) == 1:
        return False
    taken, own = tree.args[0], call.args[0]
    if not isinstance(taken, Ref) or not isinstance(own, Ref) or taken.name == own.name:
        return False
    if not _runs_in_time(page, taken) or not _runs_in_time(page, own):
        return False
    if any(taken.name in names(side) for one in page.right for side in one[:2]):
        return False
    symbol = page.problem.quantities[own.name].symbol or own.name
    if re.search(rf"(?<![A-Za-z\\]){re.escape(symbol)}\s*(?:[_^\[(]|\}}\s*[_^])", page.text):
        return False
    return names_argument(page, truth, text, always=True)


def _runs_in_time(page: PageMemory, ref: Ref) -> bool:
    quantity = page.problem.quantities.get(ref.name)
    return quantity is not None and bool(set(quantity.letters) & set(page.problem.scope.axes.time))
