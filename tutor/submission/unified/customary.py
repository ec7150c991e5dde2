"""The names that pages have by custom for what a loss compares: ``\\hat{y}`` for the output, y for the target."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.own_network.axes.names import is_target
from tutor.submission.own_network.forward.equations import texts_of
from tutor.submission.statement import Statement
from tutor.submission.unified.assignment import Assignment, own_side
from tutor.submission.unified.forms import names_in

ESTIMATE = "yhat"
TARGETS = ("y", "Y")
_ESTIMATE = lazily(r"\\(?:wide)?hat\s*\{?\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*)?y\s*\}*|ŷ")
_LETTER = lazily(r"(?<![A-Za-z\\])[yY](?![A-Za-z])")


def with_customary(
    assignment: Assignment, defined: Collection[str], statements: Sequence[Statement], problem: Problem
) -> Assignment:
    """The assignment with the estimate and the target of a page, if they are none of its ``defined`` names."""
    output, target = _compared(problem)
    if not output or not target:
        return assignment
    text = "\n".join(text for one in statements for text in texts_of(one))
    letters = set(_LETTER.findall(_ESTIMATE.sub("", text)))
    names = dict(assignment.names)
    known = {*names, *defined}
    if ESTIMATE not in known and _ESTIMATE.search(text):
        names[ESTIMATE] = output
    if output in names.values() and target not in names.values():
        free = [letter for letter in TARGETS if letter in letters and letter not in known]
        names |= dict.fromkeys(free[:1], target)
    return assignment._replace(names=names, customary=frozenset(names.keys() - assignment.names.keys()))


def _compared(problem: Problem) -> tuple[str, str]:
    """The value and the target that a loss is made of; empty where they are not one each."""
    own = own_side(problem)
    used = names_in(own.forms[problem.loss]) if problem.loss in own.forms else frozenset()
    outputs = sorted(used & own.forms.keys())
    targets = sorted(
        name
        for name in used & own.given
        if problem.roles.get(name, "") == "target" or (name not in problem.roles and is_target(name))
    )
    return (outputs[0], targets[0]) if len(outputs) == len(targets) == 1 else ("", "")
