"""Sizes by letters of the page: ``m`` examples, where the problem has another letter for how many there are."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TypeGuard

from tutor.notation.tree import Call, Node, Ref, Size
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

_LETTER = r"(?:\{\s*(?P<braced>[A-Za-z])\s*\}|(?P<bare>[A-Za-z])(?![A-Za-z]))"
_UP_TO = re.compile(
    rf"(?P<head>\\sum\s*(?:\\limits\s*)?_\s*\{{\s*[a-z])\s*=\s*1\s*(?P<end>\}})\s*\^\s*{_LETTER}",
)
_SHARE = re.compile(rf"(?P<head>\\[dt]?frac\s*(?:\{{\s*[12]\s*\}}|[12]\s*))(?P<end>){_LETTER}")
_DIVIDED = re.compile(rf"(?P<head>(?<=[\w)\]}}])\s*/\s*)(?P<end>){_LETTER}(?=\s*$)")
_ROOT = re.compile(
    r"\\sqrt\s*(?:\{\s*(?P<of>d|D|d_\s*(?:\w|\{\s*(?:\\(?:text|mathrm)\s*\{\s*)?\w+\s*\}?\s*\}))\s*\}|(?P<alone>d)(?![A-Za-z_]))"
)
_INDEX = r"[_^]\s*\{{?[^{{}}=]*(?<![A-Za-z\\]){letter}(?![A-Za-z])"


def with_own_counts(text: str, problem: Problem) -> str:
    """The text with sums over all of an axis where they go up to a letter of the page, and the problem's size in means.

    A letter that is an index, too, is where a sum ends before the end of the axis. The root of a width, ``d_k``, is
    that of the one number that the problem has a root of.
    """
    if "sqrt" in text and _ROOT.search(text) and (width := _number_in_root(problem)):
        text = _ROOT.sub(lambda one: rf"\sqrt{{{width}}}" if one["of"] not in problem.quantities else one[0], text)
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


@lru_cache(maxsize=64)
def _number_in_root(problem: Problem) -> str:
    """The size or the given number that the formulas of a problem have a root of; '' where it is none, or several."""
    roots = [part.args[0] for one in parsed(problem).values() for part in walk(one.tree) if _is_root(part)]
    found = {one.letter for one in roots if isinstance(one, Size)}
    found |= {one.name for one in roots if isinstance(one, Ref) and _is_given_number(one, problem)}
    return found.pop() if len(found) == 1 else ""


def _is_root(part: Node) -> TypeGuard[Call]:
    return isinstance(part, Call) and part.function == "sqrt"


def _is_given_number(ref: Ref, problem: Problem) -> bool:
    return any(one.name == ref.name and not one.letters for one in problem.given)


def count_in_mean(problem: Problem) -> str:
    """The size that the loss of a problem is divided by; '' where it is no mean, or has several sizes."""
    formula = parsed(problem).get(problem.loss)
    found = {part.letter for part in walk(formula.tree) if isinstance(part, Size)} if formula is not None else set()
    return found.pop() if len(found) == 1 else ""
