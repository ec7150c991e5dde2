"""Whatever is drawn of a graph tells no number that is not known, and has room for what it tells."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundled import AUTHORED
from tests.examples import examples
from tutor import host
from tutor.app.graph.inspector_text import Inspector
from tutor.graph.cards import draw_cards, path, whole
from tutor.graph.fitted import fitted
from tutor.graph.picture import Picture, picture
from tutor.graph.svg import svg_of
from tutor.graph.tape import draw_tape
from tutor.notation.read.parser import parse
from tutor.notation.tree_walks import names
from tutor.problems.contract.target import VALUE
from tutor.problems.instances.instance import Instance
from tutor.styled_rows import Row, plain, width

SIZES = [(60, 20), (76, 16), (112, 26), (152, 38)]
GALLERY = ("relu-classifier", "gru-cell", "batch-norm", "causal-attention", "lora", "residual-block")


class Swapped:
    """An instance with other numbers in the place of all that is not known."""

    def __init__(self, instance: Instance, known: frozenset[str]) -> None:
        self.problem, self.sizes, self.given = instance.problem, instance.sizes, instance.given
        self._instance, self._known = instance, known
        self.values = {name: self._number(name, array) for name, array in instance.values.items()}
        self.gradients = {
            name: array if self._is_answered(name) else other(array) for name, array in instance.gradients.items()
        }

    def target(self, step: str) -> Any:
        array = self._instance.target(step)
        if step not in self.problem.steps_by_id:
            return self._number(step, array)
        return array if step in self._known else other(array)

    def _number(self, name: str, array: Any) -> Any:
        targets = self.problem.targets
        asked = [one for one in self.problem.steps_by_id if targets[one].kind == VALUE and targets[one].of == name]
        known = [step for step in asked if step in self._known]
        if not asked:  # it is never asked for: it is told with what is made of it
            known = [one.name for one in self.problem.values if one.name in self._known and self._uses(one.name, name)]
        return array if known else other(array)

    def _uses(self, value: str, name: str) -> bool:
        return name in names(parse(self.problem.quantity(value).formula, self.problem.scope))

    def _is_answered(self, name: str) -> bool:
        return any(self.problem.targets[step].by == name for step in self._known)


def other(array: Any) -> Any:
    return -7.3 * np.asarray(array, dtype=float) + 41.7


def drawn(shown: Picture) -> Iterator[list[str]]:
    """Everything that is drawn of a picture, as text, lit and not, in all sizes."""
    for cells, rows in SIZES:
        for ascii_only in (False, True):
            for view in (whole(shown, lit=True, ascii_only=ascii_only), path(shown, ascii_only=ascii_only)):
                found = fitted(shown, view, cells, rows)
                yield _text(found.rows if found is not None else [])
            tape = draw_tape(shown, cells, lit=True, ascii_only=ascii_only)
            yield _text([tape.head, *tape.rows] if tape is not None else [])
    for number in range(len(shown.graph.nodes)):
        yield _text(Inspector(shown, number).rows(112, 8))
    yield [svg_of(shown)]


def _text(rows: list[Row]) -> list[str]:
    return [repr(row) for row in rows]


def at_step(name: str, number: int) -> tuple[Instance, list[str], str]:
    instance = host.problem(name).instance(seed=2)
    ids = [step.id for step in instance.problem.steps]
    number %= len(ids)
    return instance, ids[:number], ids[number]


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_a_picture_holds_no_number_that_is_not_known(name: str) -> None:
    instance = host.problem(name).instance(seed=2)
    ids = [step.id for step in instance.problem.steps]
    chance = random.Random(name)
    for number, asked in enumerate(ids):
        for known in (ids[:number], chance.sample(ids, number)):
            before = picture(instance, known, asked)
            after = picture(Swapped(instance, frozenset(known) - {asked}), known, asked)  # type: ignore[arg-type]
            assert _held(before) == _held(after), (asked, known)


def _held(shown: Picture) -> Mapping[str, Any]:
    """All that a picture is made of, as text."""
    numbers = [(repr(one.forward), repr(one.gradient), one.asked, one.mark) for one in shown.shown]
    return {"numbers": numbers, "slopes": shown.slopes, "lit": (shown.lit, shown.lit_edges), "asked": shown.asked}


@pytest.mark.parametrize("name", ["lstm-cell", "conv-dense", "rnn-bptt", "skip-mlp"])
def test_what_is_drawn_is_the_same_whatever_the_unknown_numbers_are(name: str) -> None:
    for number in (3, 12):
        instance, known, asked = at_step(name, number)
        swapped: Any = Swapped(instance, frozenset(known))
        assert list(drawn(picture(instance, known, asked))) == list(drawn(picture(swapped, known, asked)))


@settings(max_examples=examples(40), deadline=None)
@given(
    st.sampled_from([*AUTHORED, *GALLERY]),
    st.integers(0, 40),
    st.integers(60, 200),
    st.integers(4, 60),
    st.booleans(),
)
def test_nothing_is_wider_or_higher_than_its_room(
    name: str, step: int, cells: int, rows: int, ascii_only: bool
) -> None:
    instance, known, asked = at_step(name, step)
    shown = picture(instance, known, asked)
    for view in (whole(shown, lit=True, ascii_only=ascii_only), path(shown, ascii_only=ascii_only)):
        for found in (fitted(shown, view, cells, rows), draw_cards(shown, view, cells, rows)):
            if found is not None:
                assert len(found.rows) <= rows
                assert max(map(width, found.rows)) <= cells
                assert ascii_only <= all(plain(row).isascii() for row in found.rows)
    tape = draw_tape(shown, cells, ascii_only=ascii_only)
    if tape is not None:
        assert len(tape.rows) == len(shown.graph.nodes)
        assert max(map(width, (tape.head, *tape.rows))) <= cells
        assert ascii_only <= all(plain(row).isascii() for row in (tape.head, *tape.rows))
    for high in (3, 8):
        lines = Inspector(shown, step % len(shown.graph.nodes), ascii_only=ascii_only).rows(cells, high)
        assert len(lines) <= high
        assert max(map(width, lines)) <= cells


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_a_picture_keeps_its_places_while_its_numbers_become_known(name: str) -> None:
    instance = host.problem(name).instance(seed=2)
    ids = [step.id for step in instance.problem.steps]
    for cells, rows in SIZES:
        places = [
            found.places if found is not None else None
            for number in (0, len(ids) // 2, len(ids))
            for shown in [picture(instance, ids[:number])]
            for found in [fitted(shown, whole(shown), cells, rows)]
        ]
        assert places[0] == places[1] == places[2]


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY, "gru-through-time", "transformer-block"])
def test_the_names_in_ascii_can_be_typed_in_an_answer(name: str) -> None:
    problem = host.problem(name)
    for node in picture(problem.instance(), []).graph.nodes:
        assert names(parse(node.typed, problem.scope)) == {node.name}
