"""General laws, such as that of a slope: formulas whose letters are nothing of the problem."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.errors import TutorError
from tutor.submission.claims.softmax_law import is_softmax, of_entries
from tutor.submission.claims.writing.rewriting import with_primed_formulas
from tutor.submission.claims.writing.spelling import with_partials

_STEP = re.compile(r"[_^]\s*\{?\s*\(\s*\w+\s*(?:[-+]\s*\w+\s*)?\)")
_CALL = re.compile(
    r"\s*\\?(?:(?:text|mathrm|operatorname)\s*\{\s*(\w+)\s*\}|([A-Za-z]+))\s*(?:\\left)?\s*\([^()]*\)\s*"
)
_NAMES = re.compile(r"\\[A-Za-z]+|[A-Za-z]")


def holds(left: str, right: str, functions: Mapping[str, str]) -> bool | None:
    """Whether two formulas over any letters are the same; None where that cannot be told."""
    from tutor.marking.compare import compare

    if is_softmax(left, right):
        return True
    if of_entries(left):
        return None
    sides = [_with_functions(with_partials(with_primed_formulas(side)), functions) for side in (left, right)]
    if not _letters(sides[1]) <= _letters(sides[0]) or not re.search(r"[('^]|partial", sides[0]):
        return None
    if "partial" in sides[0] and "(" not in _STEP.sub("", sides[0]):  # of a name: no law says what that is
        return None
    try:
        verdict = compare(sides[0], sides[1])
    except TutorError:
        return None
    return {"correct": True, "wrong": False}.get(verdict.kind)


def is_choice(left: str, right: str) -> bool:
    """Whether a function is said to be another one, as in a list of those that may be taken: ``σ(z) = max(0, z)``."""
    calls = [_CALL.fullmatch(side) for side in (left, right)]
    names = [one[1] or one[2] for one in calls if one is not None]
    return len(names) == 2 and names[0].lower() != names[1].lower()


def _with_functions(text: str, functions: Mapping[str, str]) -> str:
    for letter, meant in functions.items():
        text = re.sub(rf"(?<![A-Za-z\\]){re.escape(letter)}(?=\s*(?:\\left)?\s*\()", rf"\\{meant}", text)
    return text


def _letters(text: str) -> set[str]:
    return {name for name in _NAMES.findall(text) if not name.startswith("\\")} - {"e"}
