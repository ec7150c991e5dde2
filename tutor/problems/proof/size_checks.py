"""Whether the sizes and axes of a problem are declared soundly, and those that are made of others can be computed."""

from __future__ import annotations

import re

from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.proof.proof_report import ConformanceError

_TERM = r"(\d+\s*\*\s*[A-Z]|\d*[A-Z]|\d+)"
_DERIVED = re.compile(rf"\s*[A-Z]\s*\*\s*[A-Z]\s*|\s*[-+]?\s*{_TERM}(\s*[-+]\s*{_TERM})*\s*")


def check_sizes(problem: Problem) -> None:
    """Raises ConformanceError for the first size or axis that is wrong."""
    _check_axes(problem)
    _check_alike(problem)
    _check_derived(problem)
    for name, size in all_sizes(problem, problem.sizes).items():
        if size < 1:
            raise ConformanceError(f"the textbook's size {name} would be {size}")


def _check_axes(problem: Problem) -> None:
    declared = {name.upper() for name in (*problem.sizes, *problem.like, *problem.derived)}
    for letter in problem.axes:
        if not re.fullmatch(r"[a-z]", letter):
            raise ConformanceError(f"the axis `{letter}` must be one small letter")
        if letter.upper() not in declared:
            raise ConformanceError(f"the axis {letter} has no size {letter.upper()}")
    for name, size in problem.sizes.items():
        if not re.fullmatch(r"[A-Z]", name) or isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ConformanceError(f"the size {name}={size!r} must be a capital letter and a whole number from 1")
    for kind, letters in (("fixed", problem.fixed), ("running", problem.running), ("time", problem.time)):
        for letter in letters:
            if letter not in (problem.sizes if kind == "fixed" else problem.axes):
                raise ConformanceError(f"`{kind}` names {letter}, which is not declared")


def _check_alike(problem: Problem) -> None:
    for letter, other in problem.like.items():
        if letter not in problem.axes:
            raise ConformanceError(f"`like` names {letter}, which is not declared")
        if letter == other or letter.upper() in problem.sizes:
            raise ConformanceError(f"the axis {letter} is sized like {other} and has a size of its own too")
        if other.upper() not in {*problem.sizes, *problem.derived}:
            raise ConformanceError(f"the axis {letter} is sized like {other}, which has no size {other.upper()}")


def _check_derived(problem: Problem) -> None:
    """Each is made of free sizes, those like them, and derived ones that stand before it."""
    known = {*problem.sizes, *(new.upper() for new, old in problem.like.items() if old.upper() in problem.sizes)}
    for name, text in problem.derived.items():
        if not re.fullmatch(r"[A-Z]", name) or name in problem.sizes:
            taken = "it is among `sizes`" if name in problem.sizes else "its name must be a capital letter"
            raise ConformanceError(f"the size {name} = `{text}` cannot be derived: {taken}")
        if not _DERIVED.fullmatch(text):
            raise ConformanceError(f"the size {name} = `{text}` must be a sum such as I-R+1 or a product U*V")
        unknown = sorted(set(re.findall(r"[A-Z]", text)) - known)
        if unknown:
            later = "comes later" if unknown[0] in problem.derived else "is not declared"
            raise ConformanceError(f"the size {name} = `{text}` uses {unknown[0]}, which {later}")
        known.add(name)
