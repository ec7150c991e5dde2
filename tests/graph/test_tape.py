"""The graph as a list: how much of an array it shows where there is little room."""

from __future__ import annotations

import tutor
from tutor.graph.picture import picture
from tutor.graph.tape import draw_tape
from tutor.styled_rows import plain


def test_sizes_are_left_out_before_numbers_are() -> None:
    shown = picture(tutor.problem("logistic-unit").instance(), [])
    wide, narrow = draw_tape(shown, 44, slopes=False), draw_tape(shown, 39, slopes=False)
    assert wide is not None
    assert narrow is not None
    assert plain(wide.rows[0]).split() == ["○", "x", "[2]", "1", "2"]
    assert plain(narrow.rows[0]).split() == ["○", "x", "1", "2"]
    assert wide.in_full == narrow.in_full == {number for number, node in enumerate(shown.graph.nodes) if node.given}


def test_it_is_told_of_which_arrays_all_digits_are_seen() -> None:
    shown = picture(tutor.problem("lstm-cell").instance(), [])
    tape = draw_tape(shown, 36, slopes=False)
    assert tape is not None
    others = {node.name for number, node in enumerate(shown.graph.nodes) if node.given and number not in tape.in_full}
    assert others == {"W_f", "W_i", "W_c", "W_o"}


def test_values_are_numbers_where_their_gradients_have_no_room_to_be() -> None:
    instance = tutor.problem("logistic-regression").instance()
    shown = picture(instance, ["p", "dL/dp"])
    tape = draw_tape(shown, 39, slopes=False)
    assert tape is not None
    row = next(plain(row) for node, row in zip(shown.graph.nodes, tape.rows, strict=True) if node.name == "p")
    *_, first, second, third, signs = row.split()
    assert [round(value, 2) for value in instance.values["p"]] == [float(first), float(second), float(third)]
    assert set(signs) <= set("+−0·")


def test_slopes_are_left_out_before_numbers_are() -> None:
    shown = picture(tutor.problem("logistic-unit").instance(), ["z", "y", "L", "dL/dy"])
    wide, narrow = draw_tape(shown, 49), draw_tape(shown, 41)
    assert wide is not None
    assert narrow is not None
    assert "slope" in plain(wide.head)
    assert "slope" not in plain(narrow.head)
    assert wide.in_full == narrow.in_full


def test_the_rows_of_a_matrix_stand_beside_each_other_where_all_its_numbers_fit() -> None:
    instance = tutor.problem("transformer-block").instance()
    tape = draw_tape(picture(instance, []), 106)
    assert tape is not None
    row = next(plain(row) for row in tape.rows if " W_O " in plain(row))
    assert [float(number.replace("−", "-")) for number in row.split("W_O")[1].split()[-6:]] == [
        round(number, 2) for number in instance.given["W_O"].ravel()
    ]
