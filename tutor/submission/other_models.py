"""What a page says of another model than the problem it is handed in with: one it tells first, or another loss."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.tree import Call, Node, Num, Pow
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission import verdicts as says
from tutor.submission.claims.judged import DERIVATIVE, UPDATE, VALUE, Judged, Verdict
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.statement import CLAIM

ELSEWHERE = "the page defines it as the exercise does in another place: this is another model"
_ACTIVATIONS = ("tanh", "sigma", "relu", "softmax")
_LOG = re.compile(r"(?<![A-Za-z])(?:log|ln)(?![A-Za-z])")
_OF = re.compile(r"(?:\\partial|∂|\bd)\s*(?:\\(?:mathcal|mathrm|text)\s*\{\s*)?([A-Za-z]+)")
_LOSSES = frozenset({"L", "J", "E", "C", "Loss", "loss", "Cost", "CE"})
_SQUARE = re.compile(r"\^\s*\{?\s*2|\*\*\s*2|²|(?:\|\||\\\||\\Vert)")


def without_other_models(found: Judged, problems: Sequence[Problem]) -> Judged:
    """The verdicts, without what is wrong only because it is about another model.

    That is a value that the page defines as the problem does in another place, and a loss of another form with the
    gradients of it that follow, up to where the page has the problem's own loss again.
    """
    by_id = {problem.id: problem for problem in problems}
    defined = {(one.problem, one.target) for one in found.verdicts if _defines(one) and one.verdict == says.RIGHT}
    others: dict[str, int] = {}  # by problem the line of its other loss
    opened: set[int] = set()
    kept = []
    for one in found.verdicts:
        typed = one.verdict
        problem = by_id.get(one.problem)
        if problem is not None and _defines(one) and one.target == problem.loss:
            if one.verdict in (says.WRONG, says.NOT_JUDGED) and _is_of_other_form(one.link.text, problem):
                others[problem.id] = one.link.line
                one = _open(one, "a loss of another form than that of the exercise")
            elif one.verdict == says.RIGHT:
                others.pop(problem.id, None)
        elif problem is not None and _defines(one) and (problem.id, one.target) in defined:
            one = _open(one, ELSEWHERE) if _has_another_activation(one, problem) else one
        elif problem is not None and problem.id in others and _is_of_loss(one, problem):
            one = _open(one, f"line {others[problem.id]} has another loss than the exercise")
        if one.verdict != typed:
            opened.add(one.link.line)
        elif one.follows in opened:
            one = one.replace(verdict=says.WRONG, follows=None)
        kept.append(one)
    return found.replace(verdicts=tuple(kept))


def _defines(one: Verdict) -> bool:
    return one.kind == VALUE and one.link.kind == CLAIM and bool(one.target) and is_forward(one.statement)


def _is_of_other_form(text: str, problem: Problem) -> bool:
    """Whether a loss has a logarithm or a square where the problem's has none."""
    tree = parsed(problem)[problem.loss].tree
    log, square = "log" in _functions(tree), any(map(_is_square, walk(tree)))
    return (bool(_LOG.search(text)) and not log) or (bool(_SQUARE.search(text)) and not square)


def _is_square(part: Node) -> bool:
    return isinstance(part, Pow) and part.exponent == Num("2", getattr(part.exponent, "column", 0))


def _functions(tree: Node) -> set[str]:
    return {part.function for part in walk(tree) if isinstance(part, Call)}


def _has_another_activation(one: Verdict, problem: Problem) -> bool:
    """Whether a definition applies a function where the problem's has none or another."""
    own = _functions(parsed(problem)[one.target].tree)
    written = {name for name in _ACTIVATIONS if re.search(rf"(?<![A-Za-z]){name}", one.link.text)}
    return bool(written) and not written & own


def _is_of_loss(one: Verdict, problem: Problem) -> bool:
    """Whether a link is about a derivative of the loss, or an update by it."""
    if one.kind not in (DERIVATIVE, UPDATE) or "/" in one.target:
        return one.target.startswith(f"d{problem.loss}/")
    of = _OF.search(one.statement.left)
    return of is None or of[1] in (problem.loss, *_LOSSES)


def _open(one: Verdict, note: str) -> Verdict:
    if one.verdict not in (says.WRONG, says.FOLLOWS):
        return one
    return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note)
