"""The table of forms holds: the forms of a row mean the same, in a network made of the table's own names."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

from tests.notation.toys import Array, env, toy
from tutor import Labels, Normal, Problem, Quantity, Step
from tutor.marking.worked_derivatives import worked_alone
from tutor.notation.errors import FitError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.examples import EXAMPLES, NAMES, Example
from tutor.notation.lower.align_to_target import fit
from tutor.notation.read.parser import parse

ROWS = [example for _, group in EXAMPLES for example in group]


class Practice(Problem):
    """Every name of the table."""

    id = "toy-practice"
    sizes = {"N": 4, "I": 3, "H": 5, "T": 6, "S": 7, "J": 9, "L": 8, "R": 2, "C": 2}
    axes = {
        "n": "samples", "i": "inputs", "h": "units", "g": "units again", "t": "time", "s": "state", "j": "rows",
        "l": "columns", "r": "kernel rows", "c": "kernel columns", "u": "down", "v": "across", "e": "blocks",
    }  # fmt: skip
    like = {"g": "h"}
    derived = {"U": "J-R+1", "V": "L-C+1", "E": "2*H"}
    running = ("n", "t")
    time = ("t",)
    given = tuple(
        Quantity(row.name, row.axes, row.symbol, sample=Labels(row.picks) if row.picks else Normal()) for row in NAMES
    )
    values = (Quantity("L", formula="sum_h(sigma(z1))"),)
    steps = (Step("dL/dz1", "sigma'(z1)"),)


def value(example: Example, form: str) -> Array:
    """What a form comes to, read as declared; if that does not fit, with whole arrays."""
    axes = tuple(example.axes.replace(",", ""))
    scope = toy(Practice).scope
    tree = worked_alone(parse(form, scope, listing=len(axes) == 1), scope, env(Practice).sizes)
    for whole in (False, True):
        where = env(Practice, whole=whole)
        with suppress(FitError):
            return fit(evaluate(tree, where), axes, where).array
    raise AssertionError(f"{form} does not fit {example.axes}")


@pytest.mark.parametrize(("row", "form"), [(row, form) for row in ROWS for form in row.forms[1:]], ids=str)
def test_the_forms_of_a_row_mean_the_same(row: Example, form: str) -> None:
    first, other = value(row, row.forms[0]), value(row, form)
    assert np.allclose(*np.broadcast_arrays(first, other), rtol=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.reading)
def test_a_row_shows_more_than_one_form(row: Example) -> None:
    assert len(set(row.forms)) == len(row.forms) >= 2
