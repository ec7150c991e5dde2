"""Sizes by letters of the page: ``m`` examples, where the problem has another letter for how many there are."""

from __future__ import annotations

import re

from tutor.notation.tree import Size
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

_LETTER = r"(?:\{\s*(?P<braced>[A-Za-z])\s*\}|(?P<bare>[A-Za-z])(?![A-Za-z]))"
_UP_TO = re.compile(
    rf"(?P<head>\\sum\s*(?:\\limits\s*)?_\s*\{{\s*[a-z])\s*=\s*1\s*(?P<end>\}})\s*\^\s*{_LETTER}",
)
_SHARE = re.compile(rf"(?P<head>\\[dt]?frac\s*(?:\{{\s*[12]\s*\}}|[12]\s*))(?P<end>){_LETTER}")
_INDEX = r"[_^]\s*\{{?[^{{}}=]*(?<![A-Za-z\\]){letter}(?![A-Za-z])"


def with_own_counts(text: str, problem: Problem) -> str:
    """The text with sums over all of an axis where they go up to a letter of the page, and the problem's size in means.

    A letter that is an index, too, is where a sum ends before the end of the axis.
    """
    if problem.scope.axes.time:
        return text
    if r"\sum" in text:
        text = _UP_TO.sub(lambda one: one[0] if _is_known(one, text, problem) else f"{one['head']}{one['end']}", text)
    if r"frac" in text and (count := _count_in_mean(problem)):
        text = _SHARE.sub(lambda one: one[0] if _is_known(one, text, problem) else f"{one['head']}{{{count}}}", text)
    return text


def _is_known(found: re.Match[str], text: str, problem: Problem) -> bool:
    """Whether a letter has a meaning in the problem, or counts something on the page."""
    letter = found["braced"] or found["bare"]
    scope = problem.scope
    if letter in scope.axes.sizes or letter in scope.names or letter in scope.aliases or letter in scope.symbols:
        return True
    rest = text[: found.start()] + text[found.end() :]
    return re.search(_INDEX.format(letter=letter), re.sub(_UP_TO, "", rest)) is not None


def _count_in_mean(problem: Problem) -> str:
    """The size that the loss of a problem is divided by; '' where it is no mean, or has several sizes."""
    found = {part.letter for part in walk(parsed(problem)[problem.loss].tree) if isinstance(part, Size)}
    return found.pop() if len(found) == 1 else ""
