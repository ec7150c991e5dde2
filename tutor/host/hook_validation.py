"""Whether what a hook gave is what the hook is for; runs guarded and timed like the plugin's code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tutor.errors import one_line
from tutor.host.failures import UnusableError
from tutor.problems.instances.value_text import value_text

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
MOST_RECORDS = 1000
"""A hundred times what problems have; beyond it a list or a page takes seconds and megabytes to show."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def problems(things: Sequence[Any]) -> None:
    """Instances of Problem with an id, a title and steps, each id once. Raises UnusableError."""
    from tutor.problems.contract.problem import Problem

    seen: set[str] = set()
    for problem in things:
        if not isinstance(problem, Problem):
            instance = f": return an instance, {problem.__name__}()" if isinstance(problem, type) else ""
            raise UnusableError(
                f"tutor_problems gave {value_text(problem)}, which is not an instance of Problem{instance}"
            )
        if not _ID.fullmatch(problem.id):
            raise UnusableError(
                f"{type(problem).__name__}.id is {value_text(problem.id)}: "
                "it should be small letters, digits and hyphens, such as `lstm-cell`"
            )
        if problem.id in seen:
            raise UnusableError(f"it has two problems of the id `{problem.id}`")
        if not problem.title:
            raise UnusableError(f"the problem `{problem.id}` has no title")
        if problem.level < 1:
            raise UnusableError(
                f"the level of `{problem.id}` is {value_text(problem.level)}: it should be a whole number from 1"
            )
        if problem.declared_steps is not None and not problem.steps:
            raise UnusableError(f"the steps of `{problem.id}` should be a tuple of Step and Choice, not empty")
        _check_lengths(problem)
        seen.add(problem.id)


def attributes(things: Sequence[Any]) -> None:
    """Problems whose attributes are known and of the right types. Raises UnusableError."""
    from tutor.problems.contract.problem import Problem
    from tutor.problems.network.network import Network
    from tutor.problems.proof.attribute_checks import reason_against

    for problem in things:
        own = isinstance(problem, Problem) and not isinstance(problem, Network)  # reading a file refuses what is wrong
        reason = reason_against(problem) if own else None
        if reason:
            raise UnusableError(reason)


def _check_lengths(problem: Problem) -> None:
    """Texts and lists of a length that can be shown. Raises UnusableError with the length and the most it may be.

    A network file is bounded as a whole: of one that is not read yet this would be the first use.
    """
    from tutor.problems.network.network import Network

    if len(problem.title) > LONGEST_TITLE:
        raise UnusableError(
            f"the title of `{problem.id[:LONGEST_TITLE]}` is {len(problem.title)} characters long; "
            f"the most is {LONGEST_TITLE}"
        )
    _check_text(problem.summary, f"the summary of `{problem.id[:LONGEST_TITLE]}`")
    if isinstance(problem, Network):
        return
    for name in ("id", *(("statement",) if problem.declares("statement") else ())):
        _check_text(getattr(problem, name), f"the {name} of `{problem.id[:LONGEST_TITLE]}`")
    for kind, records in (("step", problem.declared_steps or ()), ("quantity", (*problem.given, *problem.values))):
        if len(records) > MOST_RECORDS:
            raise UnusableError(f"`{problem.id}` has {len(records)} of the kind {kind}; the most is {MOST_RECORDS}")
        for number, record in enumerate(records, 1):
            for field in record.fields:
                _check_text(getattr(record, field), f"`{field}` of {kind} {number} of `{problem.id}`")


def _check_text(text: Any, what: str) -> None:
    if isinstance(text, str) and len(text) > LONGEST_TEXT:
        raise UnusableError(f"{what} is {len(text)} characters long; the most is {LONGEST_TEXT}")
    if isinstance(text, tuple | list):
        if len(text) > MOST_RECORDS:
            raise UnusableError(f"{what} has {len(text)} parts; the most is {MOST_RECORDS}")
        for part in text:
            _check_text(part, what)


def functions(things: Sequence[Any]) -> None:
    """Functions given as formulas, each name once; what the formulas say is checked where they are used."""
    from tutor.notation.functions import Function

    seen: set[str] = set()
    for thing in things:
        if not isinstance(thing, Function) or not isinstance(thing.name, str) or not isinstance(thing.formula, str):
            raise UnusableError(f"tutor_functions gave {value_text(thing)}, which is not an instance of Function")
        if not thing.formula:
            raise UnusableError(f"the function {one_line(thing.name)} has no formula")
        if thing.name in seen:
            raise UnusableError(f"it has two functions of the name {one_line(thing.name)}")
        seen.add(thing.name)


def mistakes(things: Sequence[Any]) -> None:
    """Mistakes of a problem, with codes that are not the tutor's own; the formulas are checked with their problem."""
    from tutor.marking.mistakes.codes import CODES
    from tutor.problems.contract.mistake import Mistake

    for thing in things:
        if not isinstance(thing, Mistake) or not isinstance(thing.formulas, Mapping):
            raise UnusableError(f"tutor_mistakes gave {value_text(thing)}, which is not an instance of Mistake")
        if not thing.problem:
            raise UnusableError(f"the mistake {one_line(str(thing.code))} names no problem")
        if thing.code in CODES:
            raise UnusableError(f"the code of the mistake {thing.code} is one of the tutor's own")


def exporters(things: Sequence[Any]) -> None:
    """Pairs of a format's name and a function. Raises UnusableError."""
    for thing in things:
        pair = isinstance(thing, tuple) and len(thing) == 2
        if not pair or not isinstance(thing[0], str) or not callable(thing[1]):
            raise UnusableError("tutor_exporters should give a mapping from names to functions")


def commands(things: Sequence[Any]) -> None:
    """Click commands with a name. Raises UnusableError."""
    import click

    for thing in things:
        if not isinstance(thing, click.Command) or not thing.name:
            raise UnusableError(f"tutor_commands gave {value_text(thing)}, which is not a click command")


CHECKS: Mapping[str, Callable[[Sequence[Any]], None]] = {
    "tutor_problems": problems,
    "tutor_functions": functions,
    "tutor_mistakes": mistakes,
    "tutor_exporters": exporters,
    "tutor_commands": commands,
}

RETURNS: Mapping[str, str] = {
    "tutor_problems": "return a list of instances of your Problem classes, such as [MyProblem()]",
    "tutor_functions": "return a list of tutor.Function",
    "tutor_mistakes": "return a list of tutor.Mistake",
    "tutor_exporters": "return a mapping from names of formats to functions",
    "tutor_commands": "return a list of click commands",
}
"""What each hook should do, as a sentence ends with it."""
