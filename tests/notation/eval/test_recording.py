"""Recorded operations, done again with other numbers."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.notation.strategies import formulas
from tests.notation.toys import Cell, Kernel, Layers, Picks, Samples, Through, arrays, env, read
from tutor import Problem
from tutor.errors import TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.recorded_sizes import NotRecordedError
from tutor.notation.eval.recording import recorded
from tutor.notation.tree import Node

Arrays = Mapping[str, Any]


def replayed(function: Callable[[Arrays], Any], first: Arrays, second: Arrays) -> Any:
    return recorded(lambda arrays, _: [function(arrays)], first).replay(second)[0]


@pytest.mark.parametrize("kind", [Samples, Layers, Through, Kernel, Cell])
@given(data=st.data())
def test_a_replayed_formula_has_the_value_of_the_formula(kind: type[Problem], data: st.DataObject) -> None:
    tree: Node = data.draw(formulas(kind))
    where = env(kind)
    first = arrays(kind)
    second = {name: np.sin(array * 3.0) + 0.1 for name, array in first.items()}
    try:
        right = evaluate(tree, where.but(second)).array
        tape = recorded(lambda some, _: [evaluate(tree, where.but(some)).array], first)
    except (TutorError, NotRecordedError):
        assume(False)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(tape.replay(second)[0], right)


def test_an_array_filled_place_by_place_is_a_new_one_at_each_replay() -> None:
    def running_sum(arrays: Arrays) -> Any:
        x = arrays["x"]
        total = np.zeros(x.shape, like=x)
        for at in range(1, x.shape[0]):
            total[at : at + 1] = total[at - 1 : at] + x[at : at + 1]
        return total

    tape = recorded(lambda arrays, _: [running_sum(arrays)], {"x": np.ones(4)})
    first = tape.replay({"x": np.array([0.0, 1.0, 2.0, 3.0])})[0]
    second = tape.replay({"x": np.array([9.0, 5.0, 5.0, 5.0])})[0]
    assert first.tolist() == [0.0, 1.0, 3.0, 6.0]
    assert second.tolist() == [0.0, 5.0, 10.0, 15.0]


def test_what_was_recorded_goes_without_a_search_for_rubbish() -> None:
    gc.collect()
    tape = recorded(lambda some, _: [some["x"][:2].transpose((1, 0)) * 3.0], {"x": np.ones((3, 2))})
    assert gc.collect() == 0
    assert tape.replay({"x": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])})[0].tolist() == [[3.0, 9.0], [6.0, 12.0]]


def test_what_is_filled_in_a_part_is_seen_in_the_whole() -> None:
    def through_a_view(arrays: Arrays) -> Any:
        whole = np.zeros((2, 3), like=arrays["x"])
        whole.transpose((1, 0))[1:2] = arrays["x"]
        return whole

    x = np.array([4.0, 5.0])
    assert replayed(through_a_view, {"x": np.ones(2)}, {"x": x}).tolist() == [[0.0, 4.0, 0.0], [0.0, 5.0, 0.0]]


def test_what_is_not_asked_for_is_left_out() -> None:
    def function(arrays: Arrays) -> Any:
        for _ in range(50):
            np.exp(arrays["x"])
        return arrays["x"] + 1.0

    few = recorded(lambda arrays, _: [arrays["x"] + 1.0], {"x": np.ones(2)})
    assert recorded(lambda arrays, _: [function(arrays)], {"x": np.ones(2)}).nbytes == few.nbytes


def test_an_answer_that_is_a_constant_or_given_is_that() -> None:
    assert replayed(lambda arrays: np.ones(2), {"x": np.ones(3)}, {"x": np.zeros(3)}).tolist() == [1.0, 1.0]
    assert replayed(lambda arrays: arrays["x"], {"x": np.ones(2)}, {"x": np.zeros(2)}).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x if (x > 0).all() else -x,
        lambda x: x if x[0] > 0 else -x,
        lambda x: np.array([float(x[0])]),
        lambda x: np.asarray(x) * 2,
        lambda x: sum(number for number in x),
        lambda x: x[x > 0],
        lambda x: np.add(x, x, out=x),
        lambda x: np.ones(2) if np.allclose(x, 1) else x,
        lambda x: x.tolist(),
    ],
)
def test_what_depends_on_numbers_is_not_recorded(function: Callable[[Any], Any]) -> None:
    with pytest.raises(NotRecordedError):
        recorded(lambda arrays, _: [function(arrays["x"])], {"x": np.ones(2)})


def test_labels_are_looked_up_anew_at_each_replay() -> None:
    where, tree = env(Picks), read(Picks, "E[w[t],d]*1[d=1] + S[n,c[n]]")
    first = arrays(Picks)
    second = {**first, "w": first["w"] % 6 + 1, "c": first["c"] % 5 + 1}
    found = replayed(lambda some: evaluate(tree, where.but(some)).array, first, second)
    assert np.array_equal(found, evaluate(tree, where.but(second)).array)
    assert not np.array_equal(found, evaluate(tree, where.but(first)).array)
