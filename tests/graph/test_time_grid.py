"""The grid of a recurrent network: times from left to right, layers upwards."""

from __future__ import annotations

import pytest

from tutor import host
from tutor.graph.cards import CardPicture, whole
from tutor.graph.picture import Picture, picture
from tutor.graph.time_grid import chain_of, draw_grid
from tutor.styled_rows import plain


def shown(steps: int, name: str = "rnn-bptt") -> Picture:
    instance = host.problem(name).instance(sizes={"T": steps})
    return picture(instance, [step.id for step in instance.problem.steps])


def grid(of: Picture, cells: int = 152, rows: int = 38, *, ascii_only: bool = False) -> CardPicture:
    found = draw_grid(of, whole(of, ascii_only=ascii_only), cells, rows)
    assert found is not None
    return found


def test_time_goes_to_the_right_and_layers_upwards() -> None:
    of = shown(3)
    places = {of.graph.nodes[number].typed: place for number, place in grid(of).places.items()}
    for name in ("X", "a", "H", "z", "Y"):
        columns = [places[f"{name}_{time}"][1] for time in (1, 2, 3)]
        assert columns == sorted(set(columns))
    for time in (1, 2, 3):
        rows = [places[f"{name}_{time}"][0] for name in ("Y", "z", "H", "a", "X")]
        assert rows == sorted(set(rows))
        assert len({places[f"{name}_{time}"][1] for name in ("X", "a", "H", "z", "Y")}) == 1


def test_a_weight_stands_beside_the_value_it_makes_or_the_state_it_leads_from() -> None:
    of = shown(3)
    places = {of.graph.nodes[number].typed: place[0] for number, place in grid(of).places.items()}
    assert (places["V"], places["W"], places["U"]) == (places["z_1"], places["H_1"], places["a_1"])


@pytest.mark.parametrize(("steps", "times"), [(2, "1 2"), (4, "1 2 3 4"), (5, "1 4 5"), (40, "1 39 40")])
def test_of_many_times_the_first_and_the_last_two_are_drawn_and_that_some_are_left_out_is_said(
    steps: int, times: str
) -> None:
    last = plain(grid(shown(steps), 200, 50).rows[-1])
    assert [word for word in last.split() if word.isdecimal()] == times.split()
    assert ("⋯" in last) is (steps > 4)


def test_every_node_has_a_place_and_a_target_lies_on_the_output_it_is_compared_with() -> None:
    of = shown(3)
    places = grid(of).places
    assert places.keys() == set(range(len(of.graph.nodes)))
    by_name = {of.graph.nodes[number].typed: place for number, place in places.items()}
    for time in (1, 2, 3):
        row, column, high, _ = by_name[f"Y_{time}"]
        assert by_name[f"y_{time}"][:2] == (row + high, column)


def test_a_line_of_the_state_leads_from_each_time_to_the_next_with_the_name_of_its_weight() -> None:
    text = [plain(row) for row in grid(shown(3)).rows]
    assert sum(row.count("W") for row in text) == 3  # the weight itself and two lines
    assert sum(row.count("▸a") + row.count("▸▎a") for row in text) == 2


def test_a_network_that_is_no_chain_at_each_time_has_no_grid() -> None:
    assert chain_of(shown(3, "lstm-sequence").graph) is None
    assert chain_of(picture(host.problem("lstm-cell").instance(), []).graph) is None


def test_a_grid_of_ascii_signs_is_ascii() -> None:
    assert all(plain(row).isascii() for row in grid(shown(6), 200, 50, ascii_only=True).rows)
