"""The table of a recurrent network: a column a time, a row a quantity, the lines of one time before them."""

from __future__ import annotations

import re

import numpy as np
import pytest

import tutor
from tutor import host
from tutor.graph.cards import CardPicture, whole
from tutor.graph.fitted import fitted
from tutor.graph.period import period_of
from tutor.graph.picture import Picture, picture
from tutor.graph.time_table import draw_table
from tutor.styled_rows import plain, width

QUIZ = (96, 23)
"""The cells and rows that a quiz has for its graph on a screen of 160x50."""
RECURRENT = ("gru-through-time", "lstm-sequence", "rnn-bptt")


def shown(name: str, steps: int = 3, *, asked: str = "") -> Picture:
    instance = host.problem(name).instance(sizes={"T": steps})
    return picture(instance, [step.id for step in instance.problem.steps if step.id != asked], asked)


def table(of: Picture, cells: int = 152, rows: int = 50, *, lit: bool = False, ascii_only: bool = False) -> CardPicture:
    found = draw_table(of, whole(of, lit=lit, ascii_only=ascii_only), cells, rows)
    assert found is not None
    return found


@pytest.mark.parametrize("name", RECURRENT)
def test_every_node_has_a_place_with_its_name_and_those_of_a_quantity_stand_in_a_row(name: str) -> None:
    of = shown(name)
    drawn = table(of)
    nodes, text = of.graph.nodes, [plain(row) for row in drawn.rows]
    assert drawn.places.keys() == set(range(len(nodes)))
    for node, (row, column, _, wide) in drawn.places.items():
        assert nodes[node].label in text[row][column - 1 : column + wide + 1]
    for quantity in {node.name for node in nodes if node.time}:
        own = [drawn.places[number] for number in of.graph.at(quantity)]
        assert len({row for row, *_ in own}) == 1
        assert [column for _, column, *_ in own] == sorted({column for _, column, *_ in own})


def test_the_gru_of_a_quiz_at_160_cells_is_a_table_with_its_numbers() -> None:
    of = shown("gru-through-time")
    drawn = fitted(of, whole(of, roomy=True), *QUIZ)
    assert drawn is not None
    values = host.problem("gru-through-time").instance(sizes={"T": 3}).values
    for name in ("a_z", "z", "r", "q", "c", "h"):
        for time, number in enumerate(of.graph.at(name)):
            row, column, _, wide = drawn.places[number]
            written = re.findall(r"[−\d]\d*\.?\d*", plain(drawn.rows[row])[column : column + wide].split(" ", 1)[1])
            assert np.allclose([float(one.replace("−", "-")) for one in written], values[name][time], atol=6e-3)


def test_a_state_of_the_time_before_is_repeated_by_name_and_what_it_is_at_first_stands_there() -> None:
    of = shown("gru-through-time")
    drawn = table(of)
    (first,) = of.graph.at("h0")
    row, column, *_ = drawn.places[first]
    line = plain(drawn.rows[row])
    later = [drawn.places[number][1] for number in of.graph.at("h")]
    assert column == later[0]
    assert [line[at : at + 4] for at in later[1:]] == ["↳ h₁", "↳ h₂"]


def test_what_the_loss_compares_a_state_with_lies_on_that_state_and_what_has_no_time_at_the_right() -> None:
    of = shown("gru-through-time")
    places = {of.graph.nodes[number].typed: place for number, place in table(of).places.items()}
    for time in (1, 2, 3):
        row, column, high, _ = places[f"h_{time}"]
        assert places[f"y_{time}"][:2] == (row + high, column)
    right = {places[name][1] for name in ("W_z", "U_z", "W_r", "U_r", "W_c", "U_c", "L")}
    assert len(right) == 1
    assert right.pop() > max(places[f"h_{time}"][1] for time in (1, 2, 3))


@pytest.mark.parametrize(("steps", "times"), [(2, "1 2"), (4, "1 2 3 4"), (7, "1 6 7")])
def test_the_times_stand_above_and_that_some_are_left_out_is_said(steps: int, times: str) -> None:
    head = plain(table(shown("gru-through-time", steps), 200).rows[0])
    assert re.findall(r"t = (\d+)", head) == times.split()
    assert ("⋯" in head) is (steps > 4)


@pytest.mark.parametrize("name", RECURRENT)
@pytest.mark.parametrize("room", [(76, 16), QUIZ, (111, 24), (152, 36), (192, 46)])
def test_it_takes_no_more_room_than_there_is(name: str, room: tuple[int, int]) -> None:
    of = shown(name)
    drawn = draw_table(of, whole(of), *room)
    assert drawn is None or (max(map(width, drawn.rows)) <= room[0] and len(drawn.rows) <= room[1])
    assert (drawn is None) is (room[0] == 76 and name != "rnn-bptt")


def test_the_lines_of_the_way_are_heavy_once_it_is_lit_and_nothing_moves() -> None:
    of = shown("gru-through-time", asked="dL/dz")
    dark, lit = table(of), table(of, lit=True)
    assert dark.places == lit.places
    heavy = [bool(set("━┃┏┓┗┛┝┥┠┨┯┷┿╂╋┣┫┳┻┡┩┢┪┞┦┟┧") & set("".join(map(plain, one.rows)))) for one in (dark, lit)]
    assert heavy == [False, True]
    names = {of.graph.nodes[number].name for number in of.lit}
    assert {"z", "h", "a_z"} <= names
    assert "W_z" not in names


def test_in_ascii_all_its_signs_are_ascii() -> None:
    assert "".join(map(plain, table(shown("gru-through-time"), ascii_only=True).rows)).isascii()


@pytest.mark.parametrize("name", ["lstm-cell", "conv-dense", "gru-cell"])
def test_a_network_without_time_has_no_table(name: str) -> None:
    instance = host.problem(name).instance()
    assert period_of(picture(instance, []).graph) is None


def test_a_network_whose_times_have_nothing_to_do_with_each_other_has_none() -> None:
    text = "title Rows\ninput x[t]\nweights w\ny[t] = w * x[t]\nL = sum(y^2)\nsizes t=3\n"
    assert period_of(picture(tutor.network(text).instance(seed=1), []).graph) is None
