"""Whether functions, choices and other spellings of a problem have names that can be read and mean what is there."""

from __future__ import annotations

import re

from tutor.errors import did_you_mean
from tutor.notation.functions import FUNCTIONS, RESERVED
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.proof.proof_report import ConformanceError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def check_language(problem: Problem) -> None:
    """Raises ConformanceError for the first that is wrong."""
    _check_functions(problem)
    _check_choices(problem)
    _check_aliases(problem)


def _check_functions(problem: Problem) -> None:
    sizes = all_sizes(problem, problem.sizes)
    for function, meant in problem.functions.items():
        if not _NAME.fullmatch(function):
            raise ConformanceError(f"`{function}` is no name for a function: letters and digits")
        if function in RESERVED:
            raise ConformanceError(f"`functions` gives {function} another meaning, which is a function of the language")
        if function in sizes:
            raise ConformanceError(f"the function {function} has the name of a size")
        if isinstance(meant, str) and meant not in FUNCTIONS:
            hint = did_you_mean(meant, FUNCTIONS)
            raise ConformanceError(f"the function {function} is said to be `{meant}`, which the language has not{hint}")


def _check_choices(problem: Problem) -> None:
    for name, options in problem.choices.items():
        if isinstance(options, str) or len(options) < 2:
            raise ConformanceError(f"`choices` gives {name} fewer than two options: {options!r}")
        for option in options:
            if option not in FUNCTIONS:
                hint = did_you_mean(option, FUNCTIONS)
                raise ConformanceError(f"{name} can be chosen as `{option}`, which the language has not{hint}")
        if problem.functions.get(name) not in options:
            raise ConformanceError(f"the function {name} is none of its options, {', '.join(options)}")


def _check_aliases(problem: Problem) -> None:
    known = {*problem.quantities, *problem.steps_by_id}
    for spelling, name in problem.aliases.items():
        if not spelling or re.search(r"\s", spelling):
            raise ConformanceError(f"`aliases` has the spelling `{spelling}`: one without blanks is expected")
        if spelling in known or spelling in problem.scope.functions:
            raise ConformanceError(f"`aliases` spells {name} as {spelling}, which is a name already")
        if name not in known:
            raise ConformanceError(
                f"`aliases` spells `{name}` as {spelling}, but there is no {name}{did_you_mean(name, known)}"
            )
