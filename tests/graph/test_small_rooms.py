"""Cards and lists in the rooms of small screens: they stand apart, arrays are whole, and numbers are numbers."""

from __future__ import annotations

import re

import pytest

from tutor import host
from tutor.graph.cards import CardPicture, whole
from tutor.graph.fitted import filled, fitted
from tutor.graph.picture import Picture, picture
from tutor.graph.tape import draw_tape
from tutor.styled_rows import plain, width

PAGE = (76, 16)
"""The cells and rows that a page of 80x24 has for its graph."""
SIDE = 39
"""The cells of the column beside the work on a screen of 120."""


def finished(name: str) -> Picture:
    instance = host.problem(name).instance()
    return picture(instance, [step.id for step in instance.problem.steps])


def touching(drawn: CardPicture) -> list[tuple[int, int]]:
    """Nodes of which the one begins in the row where the other ends, with cells below it that no line leads through."""
    places = drawn.places
    return [
        (above, below)
        for above, (row, column, high, wide) in places.items()
        for below, (other, at, _, width_of) in places.items()
        if other == row + high and at < column + wide and column < at + width_of
    ]


@pytest.mark.parametrize("name", ["lstm-cell", "gru-cell", "gru-through-time", "variational-autoencoder"])
def test_no_card_touches_another_on_a_small_screen(name: str) -> None:
    shown = finished(name)
    drawn = filled(shown, whole(shown), *PAGE)
    assert drawn is not None
    given = {number for number, node in enumerate(shown.graph.nodes) if node.given}
    assert [pair for pair in touching(drawn) if pair[1] not in given] == []
    assert max(map(width, drawn.rows)) <= PAGE[0]


def test_in_ascii_whose_names_are_longer_the_values_of_a_small_screen_are_on_their_cards_too() -> None:
    shown = finished("lstm-cell")
    drawn = filled(shown, whole(shown, ascii_only=True), *PAGE)
    assert drawn is not None
    text = "\n".join(map(plain, drawn.rows))
    assert all(value in text for value in ("0.6225", "0.5987", "0.3799", "0.2275", "0.1392", "0.1062"))


@pytest.mark.parametrize("name", ["conv-dense", "skip-mlp", "relu-classifier", "dropout"])
def test_every_row_of_an_array_has_its_signs_on_the_cards_of_a_small_screen(name: str) -> None:
    shown = finished(name)
    drawn = filled(shown, whole(shown), *PAGE)
    assert drawn is not None
    assert not [row for row in drawn.rows if "…" in plain(row)]


def test_an_array_larger_than_any_card_is_cut_and_not_left_out() -> None:
    shown = finished("multi-head-attention")
    drawn = filled(shown, whole(shown), *PAGE)
    assert drawn is not None
    assert any("…" in plain(row) for row in drawn.rows)


def test_gradients_of_two_weights_are_numbers_on_the_card_that_uses_them_where_there_is_room() -> None:
    shown = finished("lstm-cell")
    drawn = fitted(shown, whole(shown, roomy=True), 96, 24)
    assert drawn is not None
    rows = list(map(plain, drawn.rows))
    for weight, gradient in (("W_f", "0     0"), ("W_i", "0 −0.02"), ("W_c", "0 −0.14"), ("W_o", "0 −0.02")):
        assert any(re.search(rf"{weight}  ∂ +{gradient}", row) for row in rows), weight


def test_an_input_on_the_card_that_uses_it_has_its_value_when_its_gradient_is_known_and_says_that_it_is_asked() -> None:
    instance = host.problem("rnn-step").instance()
    ids = [step.id for step in instance.problem.steps]
    for asked, said in (("", r"hₜ₋₁ \+− \+\+"), ("dL/dh_prev", r"hₜ₋₁  ∂  \?")):
        shown = picture(instance, ids, asked)
        drawn = filled(shown, whole(shown), *PAGE)
        assert drawn is not None
        assert any(re.search(said, plain(row)) for row in drawn.rows), asked


def test_of_values_and_gradients_of_which_the_same_have_room_it_is_the_values_that_a_list_has_whole() -> None:
    tape = draw_tape(finished("multi-head-attention"), SIDE, slopes=False)
    assert tape is not None
    row = next(plain(row) for row in tape.rows if " Q " in plain(row))
    value = re.split(r"  +", row.split(" Q ")[1].strip())[0].split()
    assert [len(entries) for entries in value[:6]] == [2, 2, 2, 2, 2, 2], "two by three rows of two"


def test_weights_are_numbers_on_a_wide_and_low_screen_whose_cards_have_two_rows() -> None:
    shown = finished("lstm-cell")
    drawn = fitted(shown, whole(shown, roomy=True), 143, 17)
    assert drawn is not None
    assert drawn.kind == "short"
    assert sum(bool(re.search(r"W_\w  ∂ +0 +(0|−0\.\d\d)", plain(row))) for row in drawn.rows) == 4


@pytest.mark.parametrize("cells", [72, 76])
@pytest.mark.parametrize("name", ["embedding", "causal-attention", "matrix-factorisation", "contrastive-loss"])
def test_a_list_at_80_cells_cuts_no_array_that_has_room_for_its_signs(name: str, cells: int) -> None:
    tape = draw_tape(finished(name), cells)
    assert tape is not None
    assert not [row for row in tape.rows if "…" in plain(row)]
    assert max(map(width, tape.rows)) <= cells


def test_a_list_beside_the_work_has_the_two_numbers_of_a_weight_as_numbers() -> None:
    tape = draw_tape(finished("lstm-cell"), SIDE, slopes=False)
    assert tape is not None
    values = {match[1]: match[2] for row in tape.rows if (match := re.search(r"(W_\w) +(\S+ +\S+) ", plain(row)))}
    assert values == {"W_f": "0.5   0.5", "W_i": "0.4   0.4", "W_c": "0.4   0.4", "W_o": "0.5   0.5"}
