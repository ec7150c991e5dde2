"""The graph as a list: how much of an array it shows where there is little room."""

from __future__ import annotations

import tutor
from tutor.graph.picture import picture
from tutor.graph.tape import draw_tape
from tutor.styled_rows import plain


def test_sizes_are_left_out_before_numbers_are() -> None:
    shown = picture(tutor.problem("logistic-unit").instance(), [])
    wide, narrow = draw_tape(shown, 44, slopes=False), draw_tape(shown, 40, slopes=False)
    assert wide is not None
    assert narrow is not None
    assert plain(wide.rows[0]).split() == ["○", "x", "[2]", "1", "2"]
    assert plain(narrow.rows[0]).split() == ["○", "x", "1", "2"]
    assert wide.in_full == narrow.in_full == {number for number, node in enumerate(shown.graph.nodes) if node.given}


def test_it_is_told_of_which_arrays_all_digits_are_seen() -> None:
    shown = picture(tutor.problem("lstm-cell").instance(), [])
    tape = draw_tape(shown, 40, slopes=False)
    assert tape is not None
    others = {node.name for number, node in enumerate(shown.graph.nodes) if node.given and number not in tape.in_full}
    assert others == {"W_f", "W_i", "W_c", "W_o"}
