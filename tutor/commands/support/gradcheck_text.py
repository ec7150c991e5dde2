"""The rows of a check of gradients, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from tutor.commands.support.printing import symbol, table
from tutor.problems.contract.target import gradient_id

if TYPE_CHECKING:
    from tutor.marking.gradcheck import Row
    from tutor.marking.verdict import Diagnosis
    from tutor.problems.contract.problem import Problem

Label = Callable[["Row"], str]


def label_in(problem: Problem) -> Label:
    """How a row is called in a table: ∂L/∂W_o, a value by its symbol, a stacked array by its key."""

    def label(row: Row) -> str:
        if row.name not in problem.quantities:
            return row.name
        return problem.display(row.name if row.kind == "value" else gradient_id(problem, row.name))

    return label


def record(problem: Problem, rows: Sequence[Row]) -> dict[str, Any]:
    """The table as JSON; `worst` is a place counted from 1, and `error` is null where there is no number.

    `kind` is gradient or value. `layout` says in which other layout an array agrees (transposed, blocks, stacked), and
    is empty where it agrees in the problem's own.
    """
    return {
        "schema": "tutor.gradcheck/1",
        "problem": problem.id,
        **({"choices": problem.chosen} if problem.choices else {}),
        "agrees": all(row.agrees for row in rows),
        "tensors": [
            {
                "name": row.name,
                "kind": row.kind,
                "agrees": row.agrees,
                "error": row.error,
                "worst": row.worst,
                "got": row.got,
                "expected": row.expected,
                "layout": row.layout,
                "note": row.note,
                "diagnosis": [{"code": found.code, "message": found.message} for found in row.diagnosis],
            }
            for row in rows
        ],
    }


def lines(rows: Sequence[Row], label: Label) -> list[str]:
    """The table as text; what is to be said of a tensor stands below its row, of several with one mistake once."""
    head = ("", "tensor", "error", "worst at", "got", "expected", "mistake")
    shown = table([head, *(_cells(label, row) for row in rows)])
    found = shown[:1]
    said: set[tuple[Diagnosis, ...]] = set()
    for row, line in zip(rows, shown[1:], strict=True):
        found.append(line)
        if row.diagnosis not in said:
            found += [f"     {_sentences(part)}" for part in row.diagnosis]
        said.add(row.diagnosis)
        if row.note:
            found.append(f"     {row.note}")
    return found


def _sentences(part: Diagnosis) -> str:
    return " ".join(filter(None, (part.message, part.where, part.rule)))


def _cells(label: Label, row: Row) -> tuple[str, ...]:
    return (
        symbol("✓" if row.agrees else "✗"),
        label(row),
        f"{row.error:.1e}" if isfinite(row.error) else "",
        f"[{','.join(map(str, row.worst))}]" if row.worst else "",
        *(f"{number:.6g}" if number is not None else "" for number in (row.got, row.expected)),
        ", ".join(part.code for part in row.diagnosis) or (row.layout if row.agrees else "not recognised"),
    )
