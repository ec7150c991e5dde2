"""Sizes by letters of the page: ``m`` examples, where the problem has another letter for how many there are."""

from __future__ import annotations

import re
from functools import partial

from tutor.notation.tree import Size
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

_LETTER = r"(?:\{\s*(?P<braced>[A-Za-z])\s*\}|(?P<bare>[A-Za-z])(?![A-Za-z]))"
_UP_TO = re.compile(
    rf"(?P<head>\\sum\s*(?:\\limits\s*)?_\s*\{{\s*[a-z])\s*=\s*1\s*(?P<end>\}})\s*\^\s*{_LETTER}",
)
_SHARE = re.compile(rf"(?P<head>\\[dt]?frac\s*(?:\{{\s*[12]\s*\}}|[12]\s*))(?P<end>){_LETTER}")
_DIVIDED = re.compile(rf"(?P<head>(?<=[\w)\]}}])\s*/\s*)(?P<end>){_LETTER}(?=\s*$)")
_INDEX = r"[_^]\s*\{{?[^{{}}=]*(?<![A-Za-z\\]){letter}(?![A-Za-z])"


def with_own_counts(text: str, problem: Problem) -> str:
    """The text with sums over all of an axis where they go up to a letter of the page, and the problem's size in means.

    A letter that is an index, too, is where a sum ends before the end of the axis.
    """
    if problem.scope.axes.time:
        return text
    if r"\sum" in text:
        text = _UP_TO.sub(partial(_put, text=text, problem=problem, count=""), text)
    for share in (_SHARE, _DIVIDED):
        if share.search(text) and (count := count_in_mean(problem)):
            text = share.sub(partial(_put, text=text, problem=problem, count=f"{{{count}}}"), text)
    return text


def _put(found: re.Match[str], text: str, problem: Problem, count: str) -> str:
    """What stands for a letter that nothing else is called by: nothing, or the problem's count."""
    return found[0] if _is_known(found, text, problem) else f"{found['head']}{count or found['end']}"


def _is_known(found: re.Match[str], text: str, problem: Problem) -> bool:
    """Whether a letter has a meaning in the problem, or counts something on the page."""
    letter = found["braced"] or found["bare"]
    scope = problem.scope
    if letter in scope.axes.sizes or letter in scope.names or letter in scope.aliases or letter in scope.symbols:
        return True
    rest = text[: found.start()] + text[found.end() :]
    return re.search(_INDEX.format(letter=letter), re.sub(_UP_TO, "", rest)) is not None


def count_in_mean(problem: Problem) -> str:
    """The size that the loss of a problem is divided by; '' where it is no mean, or has several sizes."""
    formula = parsed(problem).get(problem.loss)
    found = {part.letter for part in walk(formula.tree) if isinstance(part, Size)} if formula is not None else set()
    return found.pop() if len(found) == 1 else ""
