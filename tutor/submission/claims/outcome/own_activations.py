"""A state through time that a page makes with another activation than the exercise has: it is held against that too.

Tanh, logistic and relu states are all in use, so that the page's one is no slip where its slopes go with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.notation.tree import Call, Node, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.page_memory import OTHER_ACTIVATION, PageMemory

_STATES = frozenset({"tanh", "sigma", "relu"})
_APPLIED = re.compile(
    r"\s*(?:\\(?:text|mathrm|operatorname)\s*\{\s*)?\\?(?P<name>tanh|sigma|sigmoid|relu|ReLU)\s*\}?\s*"
    r"(?:\\(?:left|[bB]igg?l?)\s*)?[(\[]"
)
OWN = "with the activation of this page, which is another one than that of the exercise"


def takes_own_activation(page: PageMemory, truth: Node, text: str) -> None:
    """Keep the activation of a state that a page defines otherwise than the exercise, the first time.

    Where nobody named the exercise it is another one.
    """
    if not page.named or page.own_activation or not isinstance(truth, Ref):
        return
    state, applied = _state_of(page.problem), _APPLIED.match(text)
    if state != truth.name or applied is None:
        return
    function = {"sigmoid": "sigma", "ReLU": "relu"}.get(applied["name"], applied["name"])
    formula = parsed(page.problem)[state].tree
    assert isinstance(formula, Call)
    if function != formula.function:
        page.own_activation = state
        page.exercise.take_formula(state, formula._replace(function=function))


def _state_of(problem: Problem) -> str:
    """The one value through time that an activation makes; '' where there is none, or a gate beside it."""
    found = [
        (name, formula.tree)
        for name, formula in parsed(problem).items()
        if any(isinstance(part, Call) and part.function in _STATES for part in walk(formula.tree))
    ]
    if len(found) != 1 or not isinstance(found[0][1], Call) or found[0][1].function not in _STATES:
        return ""
    name = found[0][0]
    return name if set(problem.quantities[name].letters) & set(problem.scope.axes.time) else ""


def settled_activation(page: PageMemory, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts, what defines the state by its own activation settled by the slopes that the page has.

    It is right if they are those of this one, and wrong if they are the exercise's. Where nothing on the page tells,
    it is about another network.
    """
    found = list(verdicts)
    defining = [at for at, one in enumerate(found) if _defines_otherwise(page, one)]
    if not defining:
        return found
    if any(one.problem == page.problem.id and one.note == says.ASSUMED for one in found):
        settled = {"verdict": says.RIGHT, "note": OWN}
    elif any(not page.exercise.same_under_assumptions(truth, tree) for truth, tree, _ in page.right):
        return found
    else:
        settled = {"verdict": says.NOT_JUDGED, "note": OTHER_ACTIVATION}
    for at in defining:
        found[at] = found[at].replace(diagnosis=(), follows=None, **settled)
    return found


def _defines_otherwise(page: PageMemory, one: Verdict) -> bool:
    if one.problem != page.problem.id or one.verdict not in (says.WRONG, says.FOLLOWS):
        return False
    return one.kind == says.VALUE and one.target == page.own_activation
