"""What is told of a text that is typed, and the process that tells it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tutor.app.network.checking_process import CheckingProcess
from tutor.app.network.live_check import Checked, Fault, Request, check
from tutor.problems.network.first_example import FIRST

SMALL = "input x[i]\nweights w[i]\ny = w^T x\nL = y^2\n"


def checked(text: str, cells: int = 60, *, ascii: bool = False) -> list[Checked]:
    """All states of a text, one after another."""
    found = [Checked(text)]

    def tell(more: dict[str, Any]) -> bool:
        found.append(found[-1].with_more(more))
        return True

    check(Request(text, "your network", cells, ascii), tell)
    return found[1:]


def test_arrays_are_told_first_and_then_the_steps_one_by_one() -> None:
    states = checked(FIRST)
    assert states[0].arrays
    assert not states[0].steps
    assert [len(state.steps) for state in states[1:-1]] == list(range(1, len(states) - 1))
    assert [state.whole for state in states] == [False] * (len(states) - 1) + [True]


def test_arrays_have_axes_and_the_shape_that_the_quiz_has() -> None:
    shown = {one.name: (one.axes, one.shape) for one in checked(FIRST)[0].arrays}
    assert shown["X"][0] == "n,i"
    assert shown["X"][1].startswith("2×")
    assert shown["L"] == ("", "")


def test_steps_are_typeset_with_the_signs_of_the_derivative() -> None:
    steps = {step.name: step for step in checked(SMALL)[-1].steps}
    assert steps["∂L/∂w"].rows == ("∂L/∂y x",)
    assert steps["y"].is_value
    assert steps["∂L/∂w"].rule


def test_in_ascii_no_other_sign_is_in_a_formula() -> None:
    assert all(row.isascii() for step in checked(FIRST, ascii=True)[-1].steps for row in step.rows)


def test_a_fault_has_its_place() -> None:
    (state,) = checked("input x[i]\nL = sum(x^2\n")
    assert state.fault is not None
    assert state.fault.line == 2
    assert not state.arrays


@pytest.mark.parametrize(
    "text", ["", "\0\0", "x" * 200_000, "a = b\n" * 5_000, "[/red]\n", "\x1b[2J = 3\n", "L = " + "(" * 3000]
)
def test_hostile_text_is_a_fault_in_one_sentence(text: str) -> None:
    state = checked(text)[-1]
    assert state.fault is not None
    assert len(state.fault.said) < 500


def test_what_is_told_is_no_more_once_it_is_not_wanted() -> None:
    told = []

    def tell(more: dict[str, Any]) -> bool:
        told.append(more)
        return False

    check(Request(FIRST, "your network", 60, False), tell)
    assert len(told) == 1


def test_a_process_tells_the_same_and_is_used_again() -> None:
    process = CheckingProcess()
    try:
        for text in (SMALL, "L = \n", SMALL):
            told: list[Checked] = []
            process.check(Request(text, "your network", 60, False), told.append)
            assert told[-1] == checked(text)[-1]
    finally:
        process.close()


def test_a_process_that_ends_is_said_and_another_one_is_started() -> None:
    process = CheckingProcess()
    try:
        told: list[Checked] = []

        def tell(state: Checked) -> None:
            told.append(state)
            if len(told) == 1:
                threading.Thread(target=process.stop).start()
                time.sleep(0.05)

        process.check(Request(FIRST, "your network", 60, False), tell)
        assert told[-1].whole
        process.check(Request(SMALL, "your network", 60, False), told.append)
        assert told[-1].fault is None
    finally:
        process.close()
    told.clear()
    process.check(Request(SMALL, "your network", 60, False), told.append)
    assert isinstance(told[-1].fault, Fault)
