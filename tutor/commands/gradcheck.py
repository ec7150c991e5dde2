"""`tutor gradcheck`: somebody's own backward pass held against the truth, on their own numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, prod
from typing import TYPE_CHECKING, Any

import click

from tutor.commands.arrays.array_input import Shapes, read_arrays
from tutor.commands.support.instance_options import read_given
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.printing import format_option, print_json, symbol, table
from tutor.errors import TutorError
from tutor.problems.contract.target import gradient_id, gradient_key

MOST_OTHERS = 4_000_000
"""Numbers of gradients that are larger than their arrays: the mistake behind one is looked for, as in a missing sum."""

if TYPE_CHECKING:
    from tutor.marking.gradcheck import Row
    from tutor.problems.contract.problem import Problem


@click.command
@click.argument("problem")
@click.option("--given", required=True, type=click.Path(), metavar="FILE", help="Your arrays, as .json or .npz.")
@click.option("--grads", required=True, type=click.Path(), metavar="FILE", help="Your gradients, as .json or .npz.")
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, problem: str, given: str, grads: str, format: str) -> None:
    """Compare gradients that your own code computed with the right ones, a row a tensor.

    A gradient goes by the name of its array, W_o or dL/dW_o; the names are those of `tutor solve`, whose output
    either file may be. What does not agree is told which mistake has these very numbers.

    Exit code: 0 if all agree, 1 if not, 2 for files that do not fit, 70 at a fault of tutor's own.

    \b
    Examples:
      tutor gradcheck lstm-step --given arrays.npz --grads grads.npz
      tutor gradcheck skip-mlp --given mine.json --grads grads.json --format json
    """
    from tutor import api

    asked = named_problem(problem)
    arrays = read_given(asked, given)
    own = read_arrays(grads, "gradients", lambda shapes: check_shapes(asked, arrays, shapes))
    rows = api.gradcheck(asked, arrays, own)
    if format == "json":
        print_json(record(asked, rows))
    else:
        click.echo("\n".join(lines(asked, rows)))
    ctx.exit(0 if all(row.agrees for row in rows) else 1)


def check_shapes(problem: Problem, given: Mapping[str, Any], shapes: Shapes) -> None:
    """Refuse gradients that are far larger than their arrays before they are read. Raises TutorError."""
    sizes = problem.instance(given=given).sizes
    others = 0
    for key, shape in shapes.items():
        name = gradient_key(problem, key)
        letters = problem.quantities[name].letters if name in problem.quantities else ()
        if prod(shape) > prod(sizes[letter.upper()] for letter in letters):
            others += prod(shape)
        if others > MOST_OTHERS:
            got = "×".join(map(str, shape))
            raise TutorError(f"{key} has shape {got}, which is far more than its array", title="A wrong shape")


def record(problem: Problem, rows: Sequence[Row]) -> dict[str, Any]:
    """The table as JSON; `worst` is a place counted from 1, and `error` is null where there is no number."""
    return {
        "schema": "tutor.gradcheck/1",
        "problem": problem.id,
        "agrees": all(row.agrees for row in rows),
        "tensors": [
            {
                "name": row.name,
                "agrees": row.agrees,
                "error": row.error,
                "worst": row.worst,
                "got": row.got,
                "expected": row.expected,
                "note": row.note,
                "diagnosis": [{"code": found.code, "message": found.message} for found in row.diagnosis],
            }
            for row in rows
        ],
    }


def lines(problem: Problem, rows: Sequence[Row]) -> list[str]:
    """The table as text; what is to be said of a tensor stands below its row."""
    head = ("", "tensor", "error", "worst at", "got", "expected", "mistake")
    shown = table([head, *(_cells(problem, row) for row in rows)])
    found = shown[:1]
    for row, line in zip(rows, shown[1:], strict=True):
        found.append(line)
        found += [f"     {part.message} {part.rule}".rstrip() for part in row.diagnosis]
        if row.note:
            found.append(f"     {row.note}")
    return found


def _cells(problem: Problem, row: Row) -> tuple[str, ...]:
    return (
        symbol("✓" if row.agrees else "✗"),
        problem.display(gradient_id(problem, row.name)),
        f"{row.error:.1e}" if isfinite(row.error) else "",
        f"[{','.join(map(str, row.worst))}]" if row.worst else "",
        *(f"{number:.6g}" if number is not None else "" for number in (row.got, row.expected)),
        ", ".join(part.code for part in row.diagnosis) or ("" if row.agrees else "not recognised"),
    )
