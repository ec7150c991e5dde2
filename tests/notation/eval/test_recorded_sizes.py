"""Operations recorded at some sizes, done again at others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.notation.strategies import formulas
from tests.notation.toys import Cell, Kernel, Layers, Samples, Through, arrays, env, toy
from tutor import Problem
from tutor.errors import TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.recorded_program import Program
from tutor.notation.eval.recorded_sizes import NotRecordedError, exceeds, like, zeros
from tutor.notation.eval.recording import recorded
from tutor.notation.tree import Node
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes

Sizes = Mapping[str, int]


def taped(function: Callable[[Any, Any], Any], *, n: int = 3, m: int = 4) -> Program:
    """A function of an array x[2,N,M] and of sizes, recorded."""
    sizes = {"N": n, "M": m}
    return recorded(
        lambda some, at: [function(some["x"], at)], {"x": example(sizes)}, sizes, lambda _, at: (2, at["N"], at["M"])
    )


def example(sizes: Sizes) -> Any:
    return np.random.default_rng(3).uniform(0.5, 1.5, (2, sizes["N"], sizes["M"]))


@pytest.mark.parametrize("sizes", [{"N": 5, "M": 2}, {"N": 1, "M": 6}, {"N": 4, "M": 4}, {"N": 2, "M": 1}])
@pytest.mark.parametrize(
    "function",
    [
        lambda x, at: x + x[:, :1],
        lambda x, at: x[:, :, 0] * at["N"] / at["M"],
        lambda x, at: x.transpose((0, 2, 1)) @ x,
        lambda x, at: np.matmul(x, x.transpose((0, 2, 1))),
        lambda x, at: np.einsum("anm,anm->am", x, x),
        lambda x, at: x.reshape(2, -1),
        lambda x, at: x.reshape(2, at["M"], at["N"]),
        lambda x, at: np.add.reduce(x, axis=(1, 2)),
        lambda x, at: x / x.sum(axis=2, keepdims=True),
        lambda x, at: x - x.max(axis=1, keepdims=True),
        lambda x, at: np.moveaxis(x, (2,), (1,)) * 2.0,
        lambda x, at: np.swapaxes(x, -1, -2) * 2.0,
        lambda x, at: np.flip(x, axis=(1,)) - x[:, ::-1],
        lambda x, at: np.roll(x, 1, axis=2),
        lambda x, at: np.concatenate((x, x[:, :1], x), axis=1),
        lambda x, at: np.stack([x, x * 2.0], axis=1),
        lambda x, at: np.where(x > 1.0, x, 0.0),
        lambda x, at: np.broadcast_to(x[:, None], (2, at["M"], *x.shape[1:])) + 0.0,
        lambda x, at: x @ np.eye(at["M"], like=like(at["M"])),
        lambda x, at: x * np.arange(1, at["M"] + 1, like=like(at["M"])),
        lambda x, at: x[:, : at["N"] - 1] if at["N"] > 1 else x,
        lambda x, at: x[:, at["N"] - 1],
        lambda x, at: x.take(np.arange(at["M"], like=like(at["M"])), axis=2) if at["M"] < 9 else x,
        lambda x, at: np.diagonal(x @ x.transpose((0, 2, 1)), axis1=1, axis2=2) * 1.0,
        lambda x, at: np.lib.stride_tricks.sliding_window_view(x, (at["N"],), axis=(1,)) + 0.0,
        lambda x, at: np.round(x, 1)[..., None].squeeze(3),
        lambda x, at: np.linalg.matrix_power(x @ x.transpose((0, 2, 1)), 2),
        lambda x, at: x * float(np.array([at["N"], at["M"]]).sum() * 0 + 1),
    ],
)
def test_an_operation_is_done_again_at_other_sizes(function: Callable[[Any, Any], Any], sizes: Sizes) -> None:
    tape = taped(function)
    if tape.holds(sizes):
        x = example(sizes)
        np.testing.assert_array_equal(tape.replay({"x": x}, sizes)[0], function(x, sizes))
    else:
        assert not tape.holds({"N": 3, "M": 4, **sizes})
    assert tape.holds({"N": 3, "M": 4})


def test_what_is_right_at_all_sizes_assumes_nothing_of_them() -> None:
    tape = taped(lambda x, at: x.transpose((0, 2, 1)) @ x + np.eye(at["M"], like=like(at["M"])))
    assert tape.holds({"N": 9, "M": 11})
    assert not tape.assumptions


def test_an_array_is_filled_where_sizes_say() -> None:
    def shifted(x: Any, at: Any) -> Any:
        found = zeros(x.shape, x)
        found[:, slice(1, at["N"])] = x[:, slice(0, at["N"] - 1)]
        return found

    tape, sizes = taped(shifted), {"N": 6, "M": 2}
    x = example(sizes)
    np.testing.assert_array_equal(tape.replay({"x": x}, sizes)[0][:, 1:], x[:, :-1])


def test_a_loop_over_a_size_is_recorded_for_that_size() -> None:
    tape = taped(lambda x, at: sum(x[:, number] for number in range(at["N"])))
    assert tape.holds({"N": 3, "M": 7})
    assert not tape.holds({"N": 4, "M": 4})


def test_an_operation_without_a_rule_is_recorded_for_the_sizes_at_hand() -> None:
    tape = taped(lambda x, at: np.cumsum(x, axis=1) * 1.0)
    assert tape.holds({"N": 3, "M": 4})
    assert not tape.holds({"N": 3, "M": 5})


def test_axes_that_happen_to_be_equally_long_are_assumed_to_be() -> None:
    tape = taped(lambda x, at: x + x.transpose((0, 2, 1)), n=3, m=3)
    assert tape.holds({"N": 5, "M": 5})
    assert not tape.holds({"N": 5, "M": 4})


def test_nothing_is_looked_up_by_a_size() -> None:
    with pytest.raises(NotRecordedError):
        taped(lambda x, at: x * {at["N"]: 2.0}[3])


def size_and_number(at: Any) -> list[tuple[Any, int]]:
    """Sizes that are reckoned with, and what they are for N = 3 and M = 4."""
    n, m = at["N"], at["M"]
    return [
        (n + m - 1, 6), (2 * n - m, 2), (10 - n, 7), (n * m // n, 4), (n * m * 6 // (2 * m), 9), (-n + 5, 2),
        ((n + 1) * (m - 1), 12), (n - n, 0), (n * 2 // 4, 1), (n / 2, 1.5), (7 // n, 2), (n + 0.5, 3.5),
    ]  # fmt: skip


def test_sizes_are_reckoned_with_as_numbers_are() -> None:
    def function(x: Any, at: Any) -> Any:
        for size, number in size_and_number(at):
            assert size == number
            assert size < number + 1
            assert size >= number
        return x

    assert taped(function).holds({"N": 3, "M": 4})
    assert [size for size, _ in size_and_number({"N": 3, "M": 4})] == [n for _, n in size_and_number({"N": 3, "M": 4})]


@pytest.mark.parametrize("kind", [Samples, Layers, Through, Kernel, Cell])
@given(data=st.data())
def test_a_formula_replayed_at_other_sizes_has_the_value_of_the_formula(
    kind: type[Problem], data: st.DataObject
) -> None:
    tree: Node = data.draw(formulas(kind))
    problem, first = toy(kind), arrays(kind)
    fixed = {name: size for name, size in problem.sizes.items() if name in problem.fixed}
    free = {name: size for name, size in problem.sizes.items() if name not in problem.fixed}
    other = {name: data.draw(st.integers(1, 5), label=name) for name in free}
    assume(min(all_sizes(problem, {**other, **fixed}).values()) > 0)

    def lengths(sizes: Sizes) -> dict[str, int]:
        return axis_sizes(problem, all_sizes(problem, {**sizes, **fixed}))

    def shape_of(name: str, sizes: Sizes) -> tuple[int, ...]:
        return (len(first[name]), *(lengths(sizes)[letter] for letter in problem.scope.names[name].axes))

    def value(some: Mapping[str, Any], sizes: Sizes) -> Any:
        where = env(kind).but(some)
        where.sizes = lengths(sizes)
        return evaluate(tree, where).array

    rng = np.random.default_rng(5)
    second = {name: rng.uniform(0.2, 1.4, shape_of(name, other)) for name in first}
    try:
        tape = recorded(lambda some, sizes: [value(some, sizes)], first, free, shape_of)
    except (TutorError, NotRecordedError):
        assume(False)
    assert tape.holds(free)
    if tape.holds(other):
        with np.errstate(all="ignore"):
            np.testing.assert_array_equal(tape.replay(second, other)[0], value(second, other))


def test_what_only_tells_which_way_is_faster_holds_up_to_twice_as_many_entries() -> None:
    def chosen(x: Any, at: Any) -> Any:
        return x + 1.0 if exceeds(at["N"] * at["M"], 16) else 1.0 + x

    few, many = taped(chosen, n=3, m=4), taped(chosen, n=5, m=4)
    assert few.holds({"N": 4, "M": 8})
    assert not few.holds({"N": 4, "M": 9})
    assert many.holds({"N": 1, "M": 1})
