"""How well a page is read by a problem or by its own network: what decides between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tutor.marking.verdict import UNRECOGNISED
from tutor.notation.tree import Call, Node
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission import verdicts as says
from tutor.submission.claims.judged import VALUE, Judged, Verdict
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import CLAIM

_ACTIVATIONS = ("tanh", "sigma", "sigmoid", "relu", "softmax")
RIGHT_FOR_EACH_WRONG = 12
"""So many statements must be right for a wrong one where a page is taken to be about one network."""
_DECIDED = (says.RIGHT, says.WRONG, says.FOLLOWS)


def is_read(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether half of a page is judged by what it is said to be about, or some of it is wrong there.

    It is not where more is wrong than right, or several things are and its forward pass is another one.
    """
    count = Counter(one.verdict for one in found.verdicts)
    wrong = count[says.WRONG] + count[says.FOLLOWS]
    if wrong > count[says.RIGHT] or (wrong > 1 and contradicts(found, problems)):
        return False
    claims = [one.verdict for one in found.verdicts if one.link.kind == CLAIM]
    judged_ones = sum(one in _DECIDED for one in claims)
    return says.WRONG in claims or 2 * judged_ones >= len(claims)


def is_whole(found: Judged) -> bool:
    """Whether each formula of the forward pass is one of the problems', if with a mistake that is known."""
    return not any(
        one.kind == VALUE
        and one.link.kind == CLAIM
        and (one.verdict in (says.NOT_READ, says.NOT_JUDGED) or UNRECOGNISED in one.diagnosis)
        for one in found.verdicts
    )


def is_mostly_judged(found: Judged) -> bool:
    """Whether so much of a page is judged that another way to read it can hardly be better."""
    claims = [one.verdict for one in found.verdicts if one.link.kind == CLAIM]
    return 4 * sum(one in _DECIDED for one in claims) >= 3 * len(claims)


def leaves_open(found: Judged) -> bool:
    """Whether a seventh of what a page claims is open, so that more of it may be judged in other ways."""
    count = Counter(one.verdict for one in found.verdicts)
    left = count[says.NOT_READ] + count[says.NOT_JUDGED]
    return 6 * left > sum(count[verdict] for verdict in _DECIDED)


def is_of_one(found: Judged) -> bool:
    """Whether so little is wrong by one network that the page will not be about several."""
    count = Counter(one.verdict for one in found.verdicts)
    return count[says.RIGHT] >= RIGHT_FOR_EACH_WRONG * count[says.WRONG]


def is_of_another(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether a page is about another network than a problem whose forward pass is not its own.

    More of it is wrong than right by the problem; or something is, and the loss is of another form.
    """
    count = Counter(one.verdict for one in found.verdicts)
    if count[says.WRONG] + count[says.FOLLOWS] > count[says.RIGHT]:
        return True
    losses = {problem.id: problem.loss for problem in problems}
    return count[says.WRONG] > 0 and (
        contradicts(found, problems)
        or any(
            one.kind == VALUE and one.verdict == says.NOT_JUDGED and one.target and one.target == losses[one.problem]
            for one in found.verdicts
            if one.problem in losses
        )
    )


def contradicts(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether a page defines a value of a problem with another activation, or another loss: it is another network."""
    by_id = {problem.id: problem for problem in problems}
    return any(
        one.kind == VALUE and is_forward(one.statement) and has_another_forward(one, by_id[one.problem])
        for one in found.verdicts
        if one.problem in by_id
    )


def has_another_forward(one: Verdict, problem: Problem) -> bool:
    """Whether a value that is wrong has another activation than in the problem, or is its loss."""
    formulas = parsed(problem)
    if one.verdict != says.WRONG or one.target not in formulas:
        return False
    written = {name for name in _ACTIVATIONS if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", one.link.text)}
    other = bool(written) and not written & _functions(formulas[one.target].tree)
    return one.target == problem.loss or other


def _functions(tree: Node) -> set[str]:
    """The functions in a formula; the logistic one by both its names."""
    found = {part.function for part in walk(tree) if isinstance(part, Call)}
    return found | {"sigma", "sigmoid"} if found & {"sigma", "sigmoid"} else found


def says_more(found: Judged, other: Judged) -> bool:
    """Whether more is right than wrong in verdicts than in others, and not for want of what the others read.

    Those in which more is wrong than right read another network.
    """
    one, two = (Counter(verdict.verdict for verdict in judged_ones.verdicts) for judged_ones in (found, other))
    less = (one[says.RIGHT], -one[says.NOT_READ]) < (two[says.RIGHT], -two[says.NOT_READ])
    if less and two[says.WRONG] < two[says.RIGHT]:
        return False
    return lead(found) > lead(other)


def lead(found: Judged) -> int:
    """How many more are right than wrong."""
    count = Counter(one.verdict for one in found.verdicts)
    return count[says.RIGHT] - count[says.WRONG]
