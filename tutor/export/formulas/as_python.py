"""A problem as the lines of Python that declare it: `Quantity(...)` and `Step(...)` to paste into a plugin's class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.export.formulas.python_source import INDENT, Piece, SourceWriter
from tutor.problems.contract.problem import Problem

if TYPE_CHECKING:
    from tutor.export.formulas.derivation import Derivation

WIDTH = 120
_ALWAYS = ("sizes", "axes", "given", "values", "steps", "textbook")
"""What a new plugin's file declares, so that each has to be replaced even by nothing."""
_OPTIONAL = (
    *("fixed", "like", "derived", "running", "time", "loss", "aliases", "functions", "mistakes"),
    *("asked", "roles", "upstream", "by_hand"),
)
_ORDER = ("title", "summary", "statement", *_ALWAYS[:2], *_OPTIONAL, *_ALWAYS[2:], "figure", "scalar_reading")


def write(derivation: Derivation) -> str:
    """The attributes of a class that declares the problem with these steps, indented as in its body.

    Only what differs from a problem that declares nothing is written; where the problem leaves a choice (f may be tanh)
    it is the one that is made. Raises TutorError for a value that has no source.
    """
    problem = derivation.problem
    steps = derivation.declared_steps
    known = {*problem.quantities, *(step.id for step in steps)}
    narrowed = {
        "summary": problem.summary or f"gradients of {problem.loss}",  # which declared steps ask for
        "steps": steps,
        "aliases": {name: meant for name, meant in problem.aliases.items() if meant in known},
        "mistakes": tuple(mistake for mistake in problem.mistakes if known.issuperset(mistake.formulas)),
    }
    writer = SourceWriter()
    lines: list[str] = []
    for attribute in _ORDER:
        value = narrowed.get(attribute, getattr(problem, attribute))
        if attribute in _ALWAYS or value != getattr(Problem, attribute):
            lines += _assigned(attribute, writer.of(value))
    return "\n".join([*(f"{INDENT}{line}" for line in writer.imports), *lines]) + "\n"


def _assigned(attribute: str, source: Piece) -> Iterator[str]:
    first, *rest = source.lines(WIDTH - len(INDENT), len(attribute) + 3)
    yield f"{INDENT}{attribute} = {first}"
    yield from (f"{INDENT}{line}" for line in rest)
