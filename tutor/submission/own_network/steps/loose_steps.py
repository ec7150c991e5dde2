"""Steps that a page leaves open: what is wrong at one reading of them may be meant at another, and is not judged."""

from __future__ import annotations

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.claims.judged import Verdict

_SCRIPT = r"[_^]\s*\{?\s*(?:\(|<)?\s*"
_LAST = lazily(rf"{_SCRIPT}(?:\\tau(?![A-Za-z])|T(?=\s*[)}}\]>])|\d)")
_STEP = lazily(rf"{_SCRIPT}t(?![A-Za-z])")
_SUMMED = lazily(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*t(?![A-Za-z])")
_OF_LAST_STEP = lazily(
    rf"\s*\\[dt]?frac\s*\{{\s*\\partial\s*(?:[LEJ]|\\mathcal\s*\{{\s*[LEJ]\s*\}})\s*{_SCRIPT}(?:\\tau|T)\s*[)}}]*\s*\}}"
    r"\s*\{\s*\\partial\s*[^{}]*(?:\{[^{}]*\}[^{}]*)?\}\s*\Z"
)
_LOSS_AFTER = lazily(rf"\\partial\s*(?:[LEJ]|\\mathcal\s*\{{\s*[LEJ]\s*\}})\s*{_SCRIPT}t\s*\+\s*1")


def loose_steps(problem: Problem, one: Verdict) -> str:
    """Why a link through time cannot be told to be wrong: a step that it does not say, or one after the last."""
    if not problem.scope.axes.time:
        return ""
    left, right = one.statement.left, one.link.text
    if right.strip() == "0" and _LAST.search(left):
        return "this is what the gradients that are added up start from"
    if _OF_LAST_STEP.match(right) and not _LAST.search(left):
        return "of the last step alone another loss is spoken of"
    summed = _SUMMED.search(right) is not None
    if summed and _LOSS_AFTER.search(right):
        return "its sum goes to the step after the last"
    if not summed and _STEP.search(right) and _LAST.search(left) and not _STEP.search(left):
        return "nothing here says which step t is"
    return ""
