"""A derivation without numbers as lines for a terminal, in Unicode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.write.line_breaks import equation_lines, wrapped_formula, wrapped_words
from tutor.terminal_text import cells, printable_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.export.formulas.derivation import Derivation

WIDTH = 80
_INDENT = 3
_SHORTEST = 20
"""The cells that a formula or a sentence is given however narrow the terminal is."""


def write(derivation: Derivation, width: int = WIDTH) -> str:
    """Network, forward formulas and steps in lines of ``width`` cells; of an expression its derivatives alone."""
    lines = _derivatives(derivation) if derivation.expression else _page(derivation, max(width, _SHORTEST + _INDENT))
    return "\n".join(lines) + "\n"


def _derivatives(derivation: Derivation) -> Iterator[str]:
    """A formula that can be typed as an answer; where there are several, or letters to explain, after what it is."""
    for step, asked in zip(derivation.steps, derivation.asked, strict=True):
        entry = derivation.entry(step)
        left = entry.text if entry else step.id if len(derivation.asked) > 1 else ""
        yield f"{left} = {asked.formula}" if left else asked.formula


def _page(derivation: Derivation, width: int) -> Iterator[str]:
    problem = derivation.problem
    about = f": {problem.summary}" if problem.summary else ""
    yield from wrapped_words(printable_line(f"{problem.title} ({problem.id}){about}"), width)
    if derivation.statement:
        yield ""
        for line in derivation.statement:
            yield from (f"  {piece}" for piece in wrapped_formula(printable_line(line), width - 2))
    yield ""
    yield "forward"
    heads = [printable_line(problem.display(value.id)) for value in derivation.values]
    widest = max(map(cells, heads))
    for head, value in zip(heads, derivation.values, strict=True):
        yield from equation_lines(f"  {head}{' ' * (widest - cells(head))}", [value.text], width)
    for number, step in enumerate(derivation.steps, 1):
        yield ""
        sides = [*([step.chain.plain] if step.chain else []), step.text]
        yield from equation_lines(f"{number}. {problem.display(step.id)}", sides, width)
        for form in step.also:
            also = wrapped_formula(f"also {printable_line(form.text)}", width - _INDENT)
            yield from (f"{' ' * _INDENT}{line}" for line in also)
        for text in (step.rule, step.why):
            if text:
                yield from (f"{' ' * _INDENT}{line}" for line in wrapped_words(printable_line(text), width - _INDENT))
