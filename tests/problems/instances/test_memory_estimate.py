"""What solving takes is told from sizes alone: bombs are refused at once, ordinary networks never."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from tests.problems.toys import Layer
from tutor import host
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances import memory_estimate
from tutor.problems.instances.instance import Instance, check_sizes
from tutor.problems.instances.memory_estimate import check_memory, in_words
from tutor.problems.instances.recordings import RECORDINGS
from tutor.problems.instances.seeded_arrays import draw
from tutor.problems.instances.user_arrays import InputError

ORDINARY: list[tuple[str, dict[str, int]]] = [
    ("skip-mlp", {"N": 64, "I": 200, "H": 100}),
    ("softmax-net", {"D": 784, "H": 300, "M": 10}),
    ("conv-dense", {"I": 224, "J": 224, "R": 7, "C": 7}),
    ("rnn-bptt", {"T": 2000}),
    ("rnn-bptt", {"T": 2000, "D": 64, "S": 64, "M": 32}),
    ("lstm-step", {"N": 256, "D": 512, "H": 512}),
    ("lstm-sequence", {"T": 100, "D": 64, "H": 128, "N": 32}),
    ("lstm-sequence", {"T": 500, "D": 64, "H": 128, "N": 32}),
    ("lstm-memory", {"T": 500}),
]

BOMBS: list[tuple[str, dict[str, int], str]] = [
    ("skip-mlp", {"N": 5000, "I": 10000, "H": 5000}, "7.28 TB of memory for ∂v/∂x; the most is 4 GB"),
    ("skip-mlp", {"N": 1000, "I": 1000, "H": 1000}, "∂v/∂x"),
    ("lstm-memory", {"T": 10000}, "∂Cₜ/∂Cₖ"),
    ("conv-dense", {"I": 1000, "J": 1000, "R": 999, "C": 999}, "the forward and backward pass"),
    ("softmax-net", {"D": 7000, "H": 7000, "M": 7000}, "the forward and backward pass"),
]


def full(problem: Any, sizes: dict[str, int]) -> dict[str, int]:
    return all_sizes(problem, {**problem.sizes, **sizes})


@pytest.mark.parametrize(("name", "sizes"), ORDINARY)
@pytest.mark.parametrize("formulas", [False, True])
def test_ordinary_networks_are_not_refused(name: str, sizes: dict[str, int], formulas: bool) -> None:
    problem = host.problem(name)
    check_memory(problem, full(problem, sizes), formulas=formulas)


@pytest.mark.parametrize(("name", "sizes", "said"), BOMBS)
def test_sizes_that_no_memory_holds_are_refused_with_the_number_and_the_place(
    name: str, sizes: dict[str, int], said: str
) -> None:
    with pytest.raises(InputError) as raised:
        host.problem(name).instance(sizes=sizes)
    shown = str(raised.value)
    assert said in shown
    assert all(f"{letter}={size}" in shown for letter, size in sizes.items())
    with pytest.raises(InputError, match="of memory for"):
        host.problem(name).instance(sizes=sizes, seed=3)


def test_shapes_of_given_arrays_are_refused_like_sizes_before_there_are_arrays() -> None:
    problem = host.problem("skip-mlp")
    with pytest.raises(InputError, match="TB of memory for"):
        check_sizes(problem, {"x": (5000, 10000), "w_ih": (10000, 5000)})
    big = np.broadcast_to(1.0, (2000, 2000))
    with pytest.raises(InputError, match="of memory for"):
        problem.instance(given={"x": big, "w_ih": big})


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("skip-mlp", {"N": 100, "I": 60, "H": 50}),
        ("rnn-bptt", {"T": 200, "D": 30, "S": 30, "M": 20}),
        ("conv-dense", {"I": 60, "J": 60, "R": 9, "C": 9}),
        ("lstm-memory", {"T": 90}),
        ("lstm-sequence", {"T": 20, "N": 8, "D": 16, "H": 32}),
    ],
)
@pytest.mark.parametrize("formulas", [False, True])
def test_the_estimate_is_no_less_than_what_solving_takes_and_not_far_from_it(
    monkeypatch: pytest.MonkeyPatch, name: str, sizes: dict[str, int], formulas: bool
) -> None:
    problem = host.problem(name)
    needs: list[int] = []
    monkeypatch.setattr(memory_estimate, "_refuse_beyond", lambda problem, sizes, need, where: needs.append(need))
    check_memory(problem, full(problem, sizes), formulas=formulas)
    instance = Instance(problem, 0, full(problem, sizes), draw(problem, full(problem, sizes), 0), "")
    given = sum(array.nbytes for array in instance.given.values())
    RECORDINGS.clear()  # what is computed again and again is recorded, in memory of a bound of its own
    tracemalloc.start()
    kept = instance.evaluated() if formulas else instance.solve()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept
    assert given + peak <= max(needs) + 2**20  # what reading the formulas for the first time takes
    assert max(needs) <= 5 * (given + peak)


def test_problems_without_a_solver_are_estimated_by_their_formulas() -> None:
    with pytest.raises(InputError, match="of memory for"):
        check_memory(Layer(), full(Layer(), {"I": 20_000, "H": 20_000}))


def test_small_sizes_cost_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_estimate, "_footprint", lambda problem: pytest.fail("there is nothing to measure"))
    host.problem("skip-mlp").instance(sizes={"N": 16})


def test_every_intermediate_of_a_formula_is_seen() -> None:
    problem = Layer()
    found = memory_estimate._footprint(problem)
    for quantity in problem.values:
        assert quantity.letters in found.working[quantity.name]
    assert found.kept.keys() == found.working.keys()


@pytest.mark.parametrize(
    ("number", "words"),
    [(8, "8 bytes"), (2**31, "2 GB"), (2 * 10**12, "1.82 TB"), (10**40, "9e+24 PB")],
)
def test_amounts_of_memory_are_said_in_words(number: int, words: str) -> None:
    assert in_words(number) == words
