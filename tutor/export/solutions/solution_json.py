"""A solved problem as JSON, in full precision, for other programs."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.export.json_text import json_pieces
from tutor.notation.write.one_line import to_ascii, to_latex
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.memory_estimate import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.problems.instances.instance import Instance


MOST_NUMBERS = 25_000_000
"""The numbers of a document, which are about half a gigabyte of text."""
_BYTES = 20
"""What a number in full precision takes on average."""


def write(instance: Instance, steps: bool) -> Iterator[str]:
    """`tutor.solve/1`, piece by piece: the steps are always in it. Gradients are keyed by name, without `dL/d`.

    Raises TutorError, before anything is solved, for numbers that would fill too long a text.
    """
    _check_length(instance)
    problem, solution = instance.problem, instance.solve()
    written = []
    for step in problem.formula_steps():
        formula = instance.formula(step.id)
        written.append(
            {
                "id": step.id,
                "formula": to_ascii(formula, problem.scope),
                "latex": to_latex(formula, problem.scope),
                "value": solution.steps[step.id],
            }
        )
    return json_pieces(
        {
            "schema": "tutor.solve/1",
            "problem": problem.id,
            "seed": instance.seed,
            "sizes": instance.sizes,
            **({"choices": problem.chosen} if problem.choices else {}),
            "given": instance.given,
            "values": solution.values,
            "gradients": solution.gradients,
            "steps": written,
        }
    )


def _check_length(instance: Instance) -> None:
    problem, sizes = instance.problem, instance.sizes
    steps = {step.id: problem.axes_of(step) for step in problem.formula_steps()}
    given_and_values = {name: quantity.letters for name, quantity in problem.quantities.items()}
    gradients = [axes for name, axes in given_and_values.items() if gradient_id(problem, name) in steps]
    counts = [prod(sizes[letter.upper()] for letter in axes) for axes in (*given_and_values.values(), *gradients)]
    in_steps = {name: prod(sizes[letter.upper()] for letter in axes) for name, axes in steps.items()}
    total = sum(counts) + sum(in_steps.values())
    if total > MOST_NUMBERS:
        largest = max(in_steps, key=lambda name: in_steps[name])
        raise TutorError(
            f"as JSON this would be {total} numbers, about {in_words(_BYTES * total)} ({in_steps[largest]} of them for "
            f"the step {largest}); the most is {MOST_NUMBERS}: write it with --format npz, or choose smaller sizes",
            title="Too long",
        )
