"""A derivation without numbers as JSON, for other programs: `tutor.derive/1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.export.json_text import json_document

if TYPE_CHECKING:
    from tutor.export.formulas.derivation import Derivation, DerivedFormula


def write(derivation: Derivation) -> str:
    """The document: of a problem its id, of an expression its text, and the same of both."""
    problem = derivation.problem
    source = {"expression": derivation.expression} if derivation.expression else {"problem": problem.id}
    return (
        json_document(
            {
                "schema": "tutor.derive/1",
                **source,
                "title": problem.title,
                "result": problem.loss or problem.values[-1].name,
                "given": [
                    {
                        "name": quantity.name,
                        "axes": quantity.letters,
                        "latex": problem.latex(quantity.name),
                        "meaning": quantity.meaning,
                    }
                    for quantity in problem.given
                ],
                "values": [_formula(value) for value in derivation.values],
                "steps": [_step(step) for step in derivation.steps],
            }
        )
        + "\n"
    )


def _formula(line: DerivedFormula) -> dict[str, Any]:
    return {"id": line.id, "axes": line.axes, "formula": line.formula, "text": line.text, "latex": line.latex}


def _step(line: DerivedFormula) -> dict[str, Any]:
    return {
        **_formula(line),
        "chain": {"text": line.chain.plain, "latex": line.chain.latex} if line.chain else None,
        "rule": line.rule,
        "why": line.why,
        "also": [form.formula for form in line.also],
    }
