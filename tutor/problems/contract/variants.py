"""What may be chosen of a problem, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tutor.problems.contract.errors import UnknownNameError

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


def combined(problem: Problem, chosen: Mapping[str, str]) -> dict[str, str]:
    """The choices of a problem with these instead of its own. Raises UnknownNameError for what it does not have."""
    for name, option in chosen.items():
        if name not in problem.choices:
            there = f"there is {_either(list(problem.choices))}" if problem.choices else "there is nothing to choose"
            raise UnknownNameError(f"`{name}` is not to be chosen in {problem.id}: {there}", title="No such choice")
        if option not in problem.choices[name]:
            options = _either(problem.choices[name])
            raise UnknownNameError(
                f"{name} cannot be `{option}` in {problem.id}: it is {options}", title="No such choice"
            )
    return {**problem.chosen, **chosen}


def _either(names: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
