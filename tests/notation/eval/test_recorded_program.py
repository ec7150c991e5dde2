"""Recorded operations with fewer of them: rows that follow each other are worked on together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.eval.recorded_program import Program
from tutor.notation.eval.recording import recorded

Arrays = Mapping[str, Any]
ROWS = 4


def program(function: Callable[[Any], Any]) -> Program:
    return recorded(lambda arrays, _: [function(arrays["x"])], {"x": np.ones((ROWS, 2))})


def rows_of(x: Any, wanted: list[int]) -> list[Any]:
    return [x[at : at + 1] for at in wanted]


@given(st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=8))
def test_rows_laid_side_by_side_are_those_that_were_taken(wanted: list[int]) -> None:
    x = np.arange(8.0).reshape(ROWS, 2)
    found = program(lambda some: np.concatenate(rows_of(some, wanted))).replay({"x": x})[0]
    assert np.array_equal(found, x[wanted])


Fill = tuple[int, int, bool]


@given(st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1), st.booleans()), max_size=8))
def test_rows_filled_one_after_the_other_are_those_that_were_filled(fills: list[Fill]) -> None:
    def filled(x: Any) -> Any:
        whole = np.zeros((ROWS, 2), like=x)
        for target, source, own in fills:
            taken = whole[source : source + 1] if own else x[source : source + 1]
            whole[target : target + 1] = taken
        return whole * 1.0

    x = np.arange(1.0, 9.0).reshape(ROWS, 2)
    assert np.array_equal(program(filled).replay({"x": x})[0], filled(x))


def test_what_was_laid_side_by_side_stays_as_it_was_when_rows_are_filled_later() -> None:
    def function(x: Any) -> Any:
        whole = x.copy()
        before = np.concatenate(rows_of(whole, [0, 1]))
        whole[0:1] = x[2:3]
        whole[1:2] = x[3:4]
        return np.concatenate([before, whole[0:1], whole[1:2]])

    x = np.arange(8.0).reshape(ROWS, 2)
    assert np.array_equal(program(function).replay({"x": x})[0], x)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.concatenate(rows_of(x * 2.0, [0, 1, 2, 3])),
        lambda x: np.concatenate([row[...] for row in rows_of(x * 2.0, [0, 1, 2, 3])])[:, :],
    ],
)
def test_rows_that_follow_each_other_are_taken_at_once(function: Callable[[Any], Any]) -> None:
    def at_once(x: Any) -> Any:
        return np.concatenate([(x * 2.0)[0:4]])

    assert program(function).nbytes == program(at_once).nbytes


def test_rows_of_fewer_axes_are_filled_in_each_by_itself() -> None:
    def function(x: Any) -> Any:
        whole = np.zeros((ROWS, 2), like=x)
        lengths = x.sum(axis=1)
        for at in range(2):
            whole[at : at + 1] = lengths[at : at + 1]
        return whole

    x = np.arange(8.0).reshape(ROWS, 2)
    assert program(function).replay({"x": x})[0].tolist() == [[1.0, 1.0], [5.0, 5.0], [0.0, 0.0], [0.0, 0.0]]


def test_what_is_computed_twice_is_computed_once() -> None:
    def doubled(x: Any) -> Any:
        known = np.tanh(x[1:3])
        return known + known

    once, twice = program(doubled), program(lambda x: np.tanh(x[1:3]) + np.tanh(x[1:3]))
    assert twice.nbytes == once.nbytes


@given(st.lists(st.tuples(st.sampled_from(["read", "fill", "copy"]), st.integers(0, ROWS - 1)), max_size=10))
def test_an_array_that_is_filled_is_read_as_it_is_at_that_time(done: list[tuple[str, int]]) -> None:
    def function(x: Any) -> Any:
        arrays = [x.copy(), x.copy()]
        read = [np.zeros((1, 2), like=x)]
        for number, (what, row) in enumerate(done):
            if what == "fill":
                arrays[number % len(arrays)][row : row + 1] = x[row : row + 1] * 2.0
            elif what == "copy":
                arrays.append(arrays[row % len(arrays)].copy())
            else:
                read += [np.tanh(one[row : row + 1]) for one in arrays]
        return np.concatenate([*read, *arrays])

    x = np.arange(1.0, 9.0).reshape(ROWS, 2) / 8
    assert np.array_equal(program(function).replay({"x": x})[0], function(x))
