"""A derivation without numbers as a page, in Markdown or LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.export.derivation import name, step_blocks
from tutor.export.document import Block, Equation, Heading, Items, Verbatim, Words

if TYPE_CHECKING:
    from tutor.export.formulas.derivation import Derivation
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.quantity import Quantity


def markdown(derivation: Derivation) -> str:
    """The page in Markdown."""
    from tutor.export.markdown import render

    return render(list(page(derivation)))


def latex(derivation: Derivation) -> str:
    """The page as a LaTeX document that compiles as it is."""
    from tutor.export.latex import render

    return render(list(page(derivation)))


def page(derivation: Derivation) -> Iterator[Block]:
    """Network, given quantities, forward formulas, and each step with its rule; of an expression its derivatives."""
    problem = derivation.problem
    if derivation.expression:
        yield from (Equation(value.name, (value.maths,)) for value in derivation.values)
        for one in derivation.steps:
            entry = derivation.entry(one)
            yield Equation(entry.maths(problem) if entry else one.name, (one.maths,))
        return
    yield Heading(1, (problem.title,))
    if derivation.statement:
        yield Verbatim(derivation.statement)
    yield Heading(2, ("Given",))
    yield Items(tuple(_given(problem, quantity) for quantity in problem.given))
    yield Heading(2, ("Forward",))
    yield from (Equation(value.name, (value.maths,)) for value in derivation.values)
    yield Heading(2, ("Derivation",))
    for number, (step, derived) in enumerate(zip(derivation.asked, derivation.steps, strict=True), 1):
        yield from step_blocks(number, step, problem, also=(form.maths for form in derived.also))


def _given(problem: Problem, quantity: Quantity) -> Words:
    axes = f" [{', '.join(quantity.letters)}]" if quantity.letters else ""
    return (name(problem, quantity.name), axes, f": {quantity.meaning}" if quantity.meaning else "")
