"""The problems that come with the tutor."""

from __future__ import annotations

from tutor import host
from tutor.problems.contract.problem import Problem

AUTHORED: tuple[str, ...] = tuple(
    sorted(name for name, problem in host.problems().items() if problem.declared_steps is not None)
)
"""Those whose steps are written out. Derived ones have tests of their own: to derive them all takes seconds."""


def authored() -> list[Problem]:
    """The problems whose steps are written out, in the order in which they are listed."""
    return [problem for name, problem in host.problems().items() if name in AUTHORED]
