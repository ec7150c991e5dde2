"""The language of formulas as lines of text and as data, from the table of forms and the tables of functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tutor.commands.support.printing import table
from tutor.notation.examples import EXAMPLES, NAMES
from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS, Function

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


def form_lines() -> Iterator[str]:
    """The table of forms, with the names that it uses."""
    names = ", ".join(name.declared for name in NAMES)
    yield f"Forms on one line mean the same. Their names: {names}."
    for topic, group in EXAMPLES:
        yield f"\n{topic}"
        for example in group:
            yield f"  {example.reading}:   {'   '.join(example.forms)}"


def function_lines() -> Iterator[str]:
    """The functions of the language with their other spellings, and what adds up or multiplies along an axis."""
    yield "functions, entry by entry; f'(z) is the slope"
    yield from _functions([function for function in FUNCTIONS.values() if function.kind == "entry"])
    yield "\nfunctions of whole arrays"
    yield from _functions([function for function in FUNCTIONS.values() if function.kind == "array"])
    yield f"\nalong an axis    {', '.join(FOLDS)}: sum_n(x), sum_{{i,j}}(x), sum_{{k=1..t}}(x)"
    yield f"constants        {', '.join(CONSTANTS)}"


def problem_lines(problem: Problem) -> Iterator[str]:
    """What the formulas of one problem may use, without any answer."""
    yield f"{problem.title} ({problem.id})"
    yield "\nnames"
    rows = [(q.name, f"[{q.axes}]" if q.axes else "", problem.display(q.name), q.meaning) for q in _named(problem)]
    yield from (f"  {line}" for line in table(rows))
    if problem.axes:
        yield "\naxes and sizes"
        yield from (f"  {line}" for line in table([(a, a.upper(), meaning) for a, meaning in problem.axes.items()]))
    if problem.aliases:
        yield "\nother spellings"
        yield from (f"  {line}" for line in table([(name, "is", meant) for name, meant in problem.aliases.items()]))
    added = [(name, function) for name, function in problem.language().items() if name not in FUNCTIONS]
    if added:
        yield "\nfunctions of its own"
        yield from (f"  {line}" for line in table([(name, "is", _meant(function)) for name, function in added]))
    yield "\n`tutor forms` shows how formulas over these names may be typed."


def document(problem: Problem | None) -> dict[str, Any]:
    """The same as data: the whole language, or what one problem adds to it."""
    if problem is not None:
        return {
            "problem": problem.id,
            "names": [{"name": q.name, "axes": q.letters, "meaning": q.meaning} for q in _named(problem)],
            "axes": problem.axes,
            "aliases": problem.aliases,
            "functions": {n: _meant(f) for n, f in problem.language().items() if n not in FUNCTIONS},
        }
    return {
        "names": [{"name": n.name, "axes": n.axes, "symbol": n.symbol, "meaning": n.meaning} for n in NAMES],
        "forms": [
            {"topic": topic, "reading": example.reading, "axes": example.axes, "forms": example.forms}
            for topic, group in EXAMPLES
            for example in group
        ],
        "functions": {name: _spellings(name) for name in FUNCTIONS},
        "folds": tuple(FOLDS),
        "constants": CONSTANTS,
    }


def _named(problem: Problem) -> list[Any]:
    return [*problem.given, *problem.values]


def _functions(functions: list[Function]) -> Iterator[str]:
    rows = [(f.name, ", ".join(_spellings(f.name)[1:])) for f in functions]
    return (f"  {line}" for line in table(rows))


def _spellings(name: str) -> list[str]:
    return [name, *(spelling for spelling, meant in ALIASES.items() if meant == name)]


def _meant(function: Function) -> str:
    return function.formula or function.alias
