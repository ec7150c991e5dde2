"""Cards: what stands where, in bands that say what comes over, at the detail that there is room for."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bundled import AUTHORED
from tutor import host
from tutor.graph.card_fitting import Chosen, fitting_of
from tutor.graph.cards import draw_cards, labels_of, path, whole
from tutor.graph.fitted import centred, filled, fitted
from tutor.graph.picture import Picture, picture
from tutor.styled_rows import plain, width

GALLERY = ("relu-classifier", "gru-cell", "transformer-block", "batch-norm")
ROOMS = [(76, 16), (76, 24), (112, 26), (152, 38)]


def at(name: str, number: int) -> Picture:
    instance = host.problem(name).instance()
    ids = [step.id for step in instance.problem.steps]
    return picture(instance, ids[:number], ids[number])


def chosen(shown: Picture, cells: int, rows: int) -> Chosen | None:
    nodes = tuple(range(len(shown.graph.nodes)))
    return fitting_of(shown.graph, nodes, labels_of(shown.graph, False), ascii_only=False).first(cells, rows)


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
@pytest.mark.parametrize(("cells", "rows"), ROOMS)
def test_every_node_has_a_card_or_lies_on_that_of_its_one_user(name: str, cells: int, rows: int) -> None:
    shown = at(name, 2)
    found, drawn = chosen(shown, cells, rows), draw_cards(shown, whole(shown), cells, rows)
    assert (found is None) is (drawn is None)
    if found is None or drawn is None:
        return
    assert drawn.places.keys() == set(range(len(shown.graph.nodes)))
    for node, user in found.attached.items():
        assert shown.graph.nodes[node].given
        assert user in shown.graph.uses[node]
        assert len({shown.graph.nodes[one].name for one in shown.graph.uses[node]}) == 1
    text = [plain(row) for row in drawn.rows]
    for node, (row, column, _, _) in drawn.places.items():
        label = shown.graph.nodes[node].label
        assert text[row].find(label) >= 0, label
        assert _cells(text[row])[column] in "▎▌█"


def _cells(row: str) -> str:
    """A sign a cell: an accent of its own belongs to the sign before."""
    return row.replace("\u0303", "").replace("\u0302", "")


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
@pytest.mark.parametrize(("cells", "rows"), ROOMS)
def test_what_comes_over_from_a_band_above_is_repeated_by_name(name: str, cells: int, rows: int) -> None:
    shown = at(name, 2)
    found = chosen(shown, cells, rows)
    above: set[int] = set()
    for band in found.bands if found is not None else ():
        crossing = {start for start, end in shown.graph.edges if end in band.nodes and start in above}
        assert {node for group in band.repeated for node in group} == crossing
        above |= set(band.nodes)


def test_the_path_of_a_weight_has_the_cards_up_to_the_loss_and_no_others() -> None:
    instance = host.problem("conv-dense").instance()
    ids = [step.id for step in instance.problem.steps]
    shown = picture(instance, ids[: ids.index("dL/dK")], "dL/dK")
    drawn = draw_cards(shown, path(shown), 76, 7)
    assert drawn is not None
    text = "\n".join(map(plain, drawn.rows))
    assert [shown.graph.nodes[node].typed for node in sorted(drawn.places)] == [
        "K",
        "y1",
        "z1",
        "y2",
        "z2",
        "y3",
        "z3",
        "L",
    ]
    assert "↳ y₂" in text
    assert "  ?" in text


def test_a_smaller_room_has_less_detail_and_no_room_none() -> None:
    shown = at("lstm-cell", 12)
    kinds = [found.level.detail.kind for room in ((152, 38), (76, 18), (66, 14)) if (found := chosen(shown, *room))]
    assert kinds == ["tables", "short", "names"]
    assert chosen(shown, 20, 6) is None


def test_a_graph_whose_lines_cross_without_end_is_cut_into_bands_however_much_room_there_is() -> None:
    found = chosen(at("lstm-sequence", 2), 1000, 300)
    assert found is not None
    assert len(found.bands) > 1


@pytest.mark.parametrize(("name", "last"), [("lstm-sequence", {"L"}), ("gru-through-time", {"L"})])
def test_a_network_of_several_states_has_a_band_for_each_time_and_one_for_what_is_made_of_all(
    name: str, last: set[str]
) -> None:
    found = chosen(at(name, 2), 192, 46)
    assert found is not None
    nodes = [[at(name, 2).graph.nodes[node] for node in band.nodes] for band in found.bands]
    assert [{node.time for node in band} - {0} for band in nodes[:-1]] == [{1}, {2}, {3}]
    assert {node.typed for node in nodes[-1]} == last


def test_what_enters_the_same_values_is_repeated_in_one_place() -> None:
    drawn = draw_cards(at("lstm-sequence", 2), whole(at("lstm-sequence", 2)), 192, 46)
    assert drawn is not None
    starts = [plain(row).split("╶")[0].strip() for row in drawn.rows if plain(row).startswith("↳")]
    assert starts == ["↳ W_x W_h b h₁", "↳ W_x W_h b h₂", "↳ h₁ h₂ h₃"]


def test_the_focus_is_seen_on_a_card_and_on_what_is_attached_to_one() -> None:
    shown = at("lstm-cell", 12)
    for name in ("C", "W_f"):
        (node,) = shown.graph.at(name)
        drawn = draw_cards(shown, whole(shown, focused=node), 76, 18)
        assert drawn is not None
        (row,) = [plain(row) for row in drawn.rows if f"█{shown.graph.nodes[node].label}" in plain(row)]
        assert row.count("█") == 1


def test_a_roomy_picture_has_blank_rows_and_longer_lines_in_the_room_that_is_left() -> None:
    shown = at("logistic-unit", 2)
    narrow, roomy = (draw_cards(shown, whole(shown, roomy=one), 180, 40) for one in (False, True))
    assert narrow is not None
    assert roomy is not None
    assert len(roomy.rows) > len(narrow.rows)
    assert roomy.cells > narrow.cells
    least = draw_cards(shown, whole(shown, roomy=True), 180, len(narrow.rows))
    assert least is not None
    assert len(least.rows) == len(narrow.rows)


def test_cards_have_air_where_that_leaves_room_for_slopes_and_only_in_a_roomy_picture() -> None:
    shown = at("logistic-unit", 6)
    (asked,) = shown.asked
    high = {}
    for cells in (180, 76):
        drawn = draw_cards(shown, whole(shown, roomy=True), cells, 40)
        assert drawn is not None
        high[cells] = drawn.places[asked][2]
        assert "y (1 − y)" in "".join(map(plain, drawn.rows)) or cells == 76
        assert "×−1.3679" in "".join(map(plain, drawn.rows))
        if cells == 180:
            row, column, rows, _ = drawn.places[asked]
            blank = [not plain(line)[column : column + 12].strip("▎ ") for line in drawn.rows[row : row + rows]]
            assert blank == [False, True, False, True, False, True]
    plainly = draw_cards(shown, whole(shown), 180, 40)
    assert plainly is not None
    assert high == {180: plainly.places[asked][2] + 3, 76: plainly.places[asked][2]}
    less = draw_cards(shown, whole(shown, roomy=True), 180, 11)
    assert less is not None
    assert less.places[asked][2] == plainly.places[asked][2] + 2


@pytest.mark.parametrize("name", ["lstm-sequence", "gru-cell", "gru-through-time", "transformer-block"])
@pytest.mark.parametrize("cells", [75, 110])
def test_what_is_too_high_for_its_room_is_a_picture_to_be_scrolled_with_a_place_for_every_node(
    name: str, cells: int
) -> None:
    shown = at(name, 2)
    drawn = filled(shown, whole(shown), cells, 15 if cells == 75 else 12)
    assert drawn is not None
    assert drawn.places.keys() == set(range(len(shown.graph.nodes)))
    assert len(drawn.rows) > 15
    assert max(map(width, drawn.rows)) <= cells
    assert filled(shown, whole(shown), 60, 12) is None


@pytest.mark.parametrize("number", [0, 5])
def test_a_picture_in_the_middle_of_its_room_stands_where_it_did_whatever_is_known(number: int) -> None:
    drawn = [
        fitted(shown, whole(shown, roomy=True), 180, 40) for shown in (at("conv-dense", number), at("conv-dense", 20))
    ]
    first, last = (centred(one, 180, 40) for one in drawn if one is not None)
    assert first.places == last.places
    above, left = min(row for row, *_ in first.places.values()), min(column for _, column, *_ in first.places.values())
    right = max(column + wide for _, column, _, wide in first.places.values())
    assert abs(left - (180 - right)) <= 1
    assert abs(above - (40 - len(first.rows))) <= 1


def test_it_is_told_of_which_nodes_all_digits_of_the_value_are_seen() -> None:
    shown = at("skip-mlp", 2)
    for cells, seen in ((200, {"x", "w_ih"}), (76, set())):
        drawn = draw_cards(shown, whole(shown), cells, 24)
        assert drawn is not None
        names = {shown.graph.nodes[node].typed for node in drawn.in_full}
        assert {"x", "w_ih", "a"} & names == seen


def test_where_cards_of_two_rows_are_too_high_the_value_and_the_gradient_stand_in_one() -> None:
    shown = at("lstm-sequence", 10)
    found, drawn = chosen(shown, 151, 33), draw_cards(shown, whole(shown), 151, 33)
    assert found is not None
    assert drawn is not None
    assert found.level.detail.kind == "line"
    (state,) = (node for node in shown.graph.at("c") if shown.graph.nodes[node].time == 2)
    row, column, high, wide = drawn.places[state]
    assert high == 1
    card = plain(drawn.rows[row])[column : column + wide]
    assert card.startswith("▎c₂ ") or card.startswith("▌c₂ ")
    value, gradient = card[4:].split("∂")
    assert value.strip()
    assert gradient.strip()


def test_a_card_whose_numbers_are_rounded_says_so_and_no_other() -> None:
    instance = host.problem("residual-block").instance()
    shown = picture(instance, ["a", "g", "f", "y"])
    drawn = draw_cards(shown, whole(shown), 150, 36)
    assert drawn is not None
    arrays = {**instance.given, **instance.values}
    for number, node in enumerate(shown.graph.nodes):
        row, column, high, wide = drawn.places[number]
        card = [plain(line)[column : column + wide] for line in drawn.rows[row : row + high]]
        has_numbers = any(character.isdigit() for character in card[1])
        rounded = not np.allclose(arrays[node.name], np.round(arrays[node.name], 2), rtol=0, atol=5e-5)
        assert ("≈" in card[0]) is (has_numbers and rounded), node.name
