"""A solved problem as text for reading, four decimals as in a textbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.export.array_text import array_lines
from tutor.export.chain_rule import chain
from tutor.notation.write.line_breaks import equation_lines
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import gradient_id

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """Given arrays, values, gradients and what else steps ask for; with `steps`, the derivation as well.

    Without `steps` none are derived where a problem declares none.
    """
    problem = instance.problem if steps else instance.problem.as_declared
    gradients = {gradient_id(problem, name): array for name, array in instance.gradients.items()}
    shown = {*instance.values, *gradients}
    others = [step.id for step in problem.formula_steps() if step.id not in shown]
    groups = {
        "given": dict(instance.given),
        "values": instance.values,
        "gradients": gradients,
        "also asked for": {step_id: instance.target(step_id) for step_id in others},
    }
    lines = [f"{problem.title} ({problem.id}), {instance.label}"]
    for title, arrays in groups.items():
        if arrays:
            lines += ["", title]
            lines += array_lines([(problem.display(name), array, "") for name, array in arrays.items()])
    if steps:
        for number, step in enumerate(instance.steps, 1):
            lines += ["", *_step(number, step, instance)]
    return "\n".join(lines) + "\n"


def _step(number: int, step: Step | Choice, instance: Instance) -> list[str]:
    problem = instance.problem
    remarks = [f"   {text}" for text in (step.rule, step.why) if text]
    if isinstance(step, Choice):
        options = [f"   {'*' if n in step.answer else ' '} {n}  {text}" for n, text in enumerate(step.options, 1)]
        return [f"{number}. {step.ask}", *options, *remarks]
    first = chain(problem, step)
    sides = [*([first.plain] if first else []), to_unicode(instance.formula(step.id), problem.scope)]
    lines = equation_lines(f"{number}. {problem.display(step.id)}", sides)
    return lines + remarks + array_lines([("=", instance.target(step.id), "")], indent=3)
