# ruff: noqa: E501  (tables: one row an answer)
"""Answers in numbers: what rounding allows, entry by entry, and what it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.problems.toys import Line, broken
from tutor import Quantity, Step
from tutor.marking import Question, Verdict, mark, question
from tutor.marking.numbers.rounded_literals import MOST, half_unit
from tutor.marking.numbers.typed_numbers import Typed, right_entries, typed_numbers
from tutor.notation.read.parser import parse
from tutor.problems.instances.formula_values import environment

SAID: dict[str, Any] = {"ask": "?", "rule": "."}


class Cell(Line):
    """Numbers that are known: f = 1/3, p = f*g = 0.1519933..., v and M of several entries."""

    id = "toy-cell"
    sizes = {"N": 2, "M": 3}
    axes = {"n": "two", "m": "three"}
    running = ()
    given = (
        Quantity("x", "n"),
        Quantity("g"),
        Quantity("w", "m"),
        Quantity("k"),
    )
    values = (
        Quantity("f", formula="1/3"),
        Quantity("p", formula="f*g + k*x[1]"),
        Quantity("q", formula="p/7"),
        Quantity("v", "n", formula="p*x"),
        Quantity("M", "n,m", "M", formula="outer(x, w)"),
        Quantity("z", "n", formula="0*x"),
        Quantity("s", formula="1e-20*g"),
        Quantity("L", formula="1000*f"),
    )
    steps = (
        *(Step(name, **SAID) for name in ("f", "p", "q", "v", "M", "z", "s")),
        Step("dL/df", "1000", **SAID),
        Step("L", **SAID),
    )
    textbook = {"x": [0.0, -0.6], "g": 0.45598, "w": [1.0, 2.5, -3.0], "k": 0.7}


CELL = Cell()


def asked(step: str) -> Question:
    return question(CELL.instance(), step)


def verdict(step: str, text: str) -> Verdict:
    return mark(asked(step), text)


RIGHT = [
    ("f", "0.333"), ("f", "0.3333"), ("f", ".333"), ("f", "0.3333333333333333"), ("f", "1/3"), ("f", "3.33e-1"),
    ("f", "333e-3"), ("f", "+0.333"), ("f", "2/6"), ("f", "0.5 - 1/6"), ("f", "0.9999/3"), ("f", "|-0.333|"), ("f", "1/(1+2)"),
    ("p", "0.152"), ("p", "0.15199"), ("p", "0.3333*0.45598"), ("p", "0.333*0.456"), ("p", "0.7*0 + 0.333*0.456"),
    ("p", "0.0000*0.7 + 0.3333*0.4560"), ("q", "0.0217"), ("q", "2.17e-2"), ("q", "0.152/7"),
    ("v", "[0, -0.0912]"), ("v", "0, -0.0912"), ("v", "[[0], [-0.0912]]"), ("v", "[0 \\ -0.0912]"), ("v", "[0.0000, -0.0912]"),
    ("v", "0.152*[0, -0.6]"), ("v", "[0, -0.6]*0.152"), ("v", "[0, -0.6*0.152]"),
    ("M", "[[0, 0, 0], [-0.600, -1.5, 1.80]]"), ("M", "outer([0, -0.6], [1, 2.5, -3])"),
    ("z", "0"), ("z", "[0, 0]"), ("z", "0.0"), ("z", "[0.1 + 0.2 - 0.3, 0]"), ("z", "[sin(pi), 0]"), ("z", "[-0, 0]"),
    ("s", "4.56e-21"), ("s", "0.456e-20"), ("dL/df", "1000"), ("dL/df", "1e3"), ("L", "333"), ("L", "333.3"),
]  # fmt: skip

WRONG = [
    ("f", "0.33"), ("f", "0.3"), ("f", "0.334"), ("f", "0.3334"), ("f", "0.33333334"), ("f", "-0.333"), ("f", "0.34 - 0.007"), ("f", "0"),
    ("p", "0.15"), ("p", "0.151"), ("p", "0.15*1"), ("p", "0.33*0.456"), ("p", "0.6225 - 0.4700"),
    ("v", "[0, -0.0911]"), ("v", "[-0.0912, 0]"), ("v", "[0, 0.0912]"), ("v", "[1e-20, -0.0912]"), ("v", "-0.0912"), ("v", "[0, -0.0912, 0]"),
    ("v", "[[0, -0.0912], [0, -0.0912]]"), ("M", "[[0, -0.6], [0, -1.5], [0, 1.8]]"), ("M", "[0, 0, 0, -0.6, -1.5, 1.8]"),
    ("z", "1e-30"), ("z", "[0, 0.001]"), ("z", "[0, 0, 0]"), ("s", "0"), ("s", "4.57e-21"), ("s", "1e-30"), ("dL/df", "999"), ("L", "334"), ("L", "33"),
    ("v", "[1, 2] + [1, 2, 3]"),
]  # fmt: skip

INVALID = [
    ("f", "0,5"),
    ("f", "1/0"),
    ("f", "1/0.000"),
    ("f", "1e999"),
    ("v", "[1, [2, 3]]"),
    ("f", "0.333 0.333"),
    ("f", "1..2"),
    ("f", "9**9**9**9"),
]


@pytest.mark.parametrize(("step", "text"), RIGHT)
def test_numbers_that_the_exact_value_rounds_to_are_right(step: str, text: str) -> None:
    found = verdict(step, text)
    assert (found.kind, found.score) == ("correct", 1.0)


@pytest.mark.parametrize(("step", "text"), WRONG)
def test_numbers_that_it_does_not_round_to_are_wrong(step: str, text: str) -> None:
    assert verdict(step, text).kind == "wrong"


@pytest.mark.parametrize(("step", "text"), INVALID)
def test_what_is_no_number_is_invalid_and_free(step: str, text: str) -> None:
    found = verdict(step, text)
    assert found.kind == "invalid"
    assert not found.counts


@pytest.mark.parametrize("text", ["0.33", "0.330", "0.15"])
def test_too_few_digits_are_said_to_be_just_that(text: str) -> None:
    step = "p" if text == "0.15" else "f"
    assert verdict(step, text).diagnosis[0].code == "rounding"


def test_arrays_are_scored_entry_by_entry() -> None:
    found = verdict("M", "[[0, 0, 0], [-0.6, -1.5, 1.7]]")
    assert (found.kind, found.score) == ("wrong", pytest.approx(5 / 6))
    assert verdict("v", "[0, 5.5]").score == 0.5


MISSHAPEN = {
    ("v", "[0, -0.0912, 0]"): "2 numbers are asked for, one for each of the two (n); this is a list of 3.",
    ("M", "5"): "2×3 numbers are asked for: two (n) by three (m); this is one number.",
    ("f", "[1, 2]"): "One number is asked for; this is a list of 2.",
}


def test_a_wrong_shape_names_what_was_got_and_what_is_expected() -> None:
    said = {(step, text): verdict(step, text).diagnosis[0].message for step, text in MISSHAPEN}
    assert said == MISSHAPEN


@pytest.mark.parametrize("text", ["[0 \\ -0.0912]", "[[0], [-0.0912]]"])
def test_another_layout_of_the_same_numbers_is_right_with_a_note(text: str) -> None:
    assert verdict("v", text).note.startswith("A row where a column was asked for")
    assert verdict("v", "[0, -0.0912]").note == ""


def test_one_number_in_brackets_is_one_number() -> None:
    assert (verdict("f", "[0.333]").kind, verdict("f", "[0.333]").note) == ("correct", "")


def test_a_plain_zero_stands_for_an_array_of_zeros_only_where_it_is_one() -> None:
    assert verdict("z", "0").note == "All entries are zero."
    assert verdict("v", "0").kind == "wrong"


def test_rounding_every_intermediate_to_four_places_first_is_right() -> None:
    values = (Quantity("f", formula="0.33336"), Quantity("L", formula="f*2000"))
    problem = broken(Cell, values=values, steps=(Step("f"), Step("L")))
    long_way = question(problem.instance(), "L")
    assert mark(long_way, "666.72").kind == "correct"
    assert mark(long_way, "666.8").kind == "correct"  # 0.3334 times 2000
    assert mark(long_way, "666.9").kind == "wrong"


MIXED = [
    ("p", "0.3333*g", "correct"), ("p", "0.3333 g + k*0.000", "correct"), ("p", "f*0.456", "correct"), ("p", "0.45598/3 + 0*x[1]", "correct"),
    ("p", "0.333*g", "correct"), ("p", "0.33*g", "wrong"), ("p", "0.334*g", "wrong"), ("p", "0.3333*k", "wrong"), ("p", "0.15 + 0*g", "wrong"),
    ("v", "0.152*x", "correct"), ("v", "[0, 0.152*x[2]]", "correct"), ("v", "0.152 x_n", "correct"), ("v", "0.151 x", "wrong"), ("v", "0.152*w", "wrong"),
    ("q", "0.152/7.00 + 0*g", "correct"), ("q", "p*0.143", "correct"), ("q", "p*0.14", "wrong"), ("M", "outer(x, [1.00, 2.50, -3.00])", "correct"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "text", "kind"), MIXED)
def test_a_formula_with_rounded_numbers_is_judged_at_the_instance(step: str, text: str, kind: str) -> None:
    found = verdict(step, text)
    assert found.kind == kind
    if kind == "correct" and text not in ("outer(x, [1.00, 2.50, -3.00])", "[0, 0.152*x[2]]"):
        assert found.note.startswith("Right for these numbers") or found.note == ""


def test_a_rounded_number_does_not_excuse_a_name_that_comes_later() -> None:
    assert verdict("p", "1.00*q*7.00").kind != "correct"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.6225", 0.00005), ("0.622", 0.0005), ("0.62", 0), ("1.00", 0.005), ("1.0", 0), ("12.5", 0.05), ("0.0024", 0), ("0.00242", 0.000005),
        ("1.50e3", 5.0), ("1.5e3", 0), ("0.000", 0.0005), ("0.00", 0), ("0", 0), ("100", 0), ("1e3", 0), ("123e-5", 0.5e-5),
    ],
)  # fmt: skip
def test_a_literal_of_three_digits_may_be_off_by_half_its_last(text: str, expected: float) -> None:
    assert half_unit(text) == pytest.approx(expected)


def test_a_whole_number_is_exact_among_others_but_rounded_as_an_answer() -> None:
    assert half_unit("333") == 0
    assert half_unit("333", alone=True) == 0.5
    assert half_unit("33", alone=True) == 0


def test_of_an_endless_sum_only_so_many_literals_are_taken_for_rounded() -> None:
    env = environment(CELL, {}, CELL.sizes)
    few, many = (parse("+".join(["0.333"] * count), CELL.scope) for count in (MOST, MOST + 10))
    assert typed_numbers(few, env).radius == pytest.approx(MOST * 0.0005)
    assert typed_numbers(many, env).radius == pytest.approx(MOST * 0.0005)


def test_exact_numbers_of_one_array_are_judged_beside_its_largest() -> None:
    def right(value: float, exact: list[float]) -> bool:
        return bool(right_entries(Typed(np.full(len(exact), value), np.zeros(len(exact))), np.array(exact))[0])

    assert right(0.0, [1e-17, 1.0])
    assert not right(0.0, [1e-17, 1e-17])
    assert right(0.0, [0.0, 0.0])


def _entries(answer: str, exact: list[float], digits: int) -> list[bool]:
    cell = Cell()
    asked = question(cell.instance(), "v")
    typed = typed_numbers(parse(answer, asked.scope, listing=True), environment(cell, {}, cell.sizes))
    return [bool(one) for one in right_entries(typed, np.array(exact), digits)]


@pytest.mark.parametrize(
    ("answer", "exact", "digits", "right"),
    [
        ("[-2160, 9020]", [-2160.45, 9022.1], 3, [True, True]),
        ("[2160, 9020]", [-2160.45, 9032.1], 3, [False, False]),
        ("[2200, 9000]", [2160.45, 9022.1], 3, [False, False]),
        ("[2000, 1073700000]", [2003.9, 1073741824.0], 3, [True, True]),
        ("[2000, 1073700000]", [2006.1, 1073761824.0], 3, [False, False]),
        ("[123460, 123460]", [123460.3, 123464.0], 6, [True, False]),
        ("[123460, 123461]", [123464.0, 123464.0], 5, [True, False]),
        ("[2160.0, 2160]", [2160.45, 2160.45], 3, [False, True]),
        ("[0, 100]", [0.0, 100.4], 3, [True, True]),
    ],
)
def test_zeros_at_the_end_of_a_whole_number_may_only_fill_places(
    answer: str, exact: list[float], digits: int, right: list[bool]
) -> None:
    """Somebody who gives three digits of 2160.45 has no other way to write them without an exponent."""
    assert _entries(answer, exact, digits) == right
