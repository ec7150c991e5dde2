"""A solved problem as JSON, in full precision, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.commands.output import json_document
from tutor.notation.write.one_line import to_ascii, to_latex

if TYPE_CHECKING:
    from tutor.problems.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """`tutor.solve/1`: the steps are always in it. Gradients are keyed by name, without `dL/d`."""
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
    return json_document(
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
