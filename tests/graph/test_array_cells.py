"""Numbers in cells: each reads back as what it stands for, to the digits that are shown."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor
from tests.examples import examples
from tutor.graph.array_cells import NUMBER, is_whole, one_number, room_for, written
from tutor.graph.picture import picture
from tutor.styled_rows import Row, plain, width

NUMBERS = st.one_of(
    st.floats(-2, 2),
    st.floats(-1e6, 1e6),
    st.builds(lambda mantissa, power: mantissa * 10.0**power, st.floats(-9.99, 9.99), st.integers(-12, 12)),
    st.integers(-2000, 2000).map(float),
)


def read_back(text: str, exponent: int = 0) -> tuple[float, float]:
    """A number that is written, and by how much the last digit of it may be off."""
    bare = text.strip().replace("−", "-")
    mantissa, _, power = bare.partition("e")
    scale = 10.0 ** (int(power or 0) + exponent)
    decimals = len(mantissa.partition(".")[2])
    return float(mantissa) * scale, 0.5 * 10.0**-decimals * scale


def power_in(heading: str) -> int:
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    found = re.search(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", heading)
    return int(found[1].translate(superscripts)) if found else 0


@settings(max_examples=examples(300), deadline=None)
@given(NUMBERS, st.booleans())
def test_a_number_in_its_cells_reads_back_to_the_digits_shown(value: float, ascii_only: bool) -> None:
    text = one_number(value, ascii_only=ascii_only)
    assert len(text) == NUMBER
    if abs(value) < 1e-99:
        return
    shown, off = read_back(text)
    assert abs(shown - value) <= off * (1 + 1e-9)
    assert (shown == 0) is (value == 0)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=4), st.sampled_from([1, 2, 5]), st.booleans())
def test_all_numbers_of_an_array_read_back_to_the_digits_shown(line: list[float], down: int, headed: bool) -> None:
    array = np.array([line] * down)
    room = room_for(array.shape, 25, 5)
    rows, heading = written(array, room, headed=headed)
    if not headed and set("".join(map(plain, rows))) <= set("+−·0… "):  # signs: nothing would say a power of ten
        return
    exponent = power_in(heading)
    for row in rows:
        texts = [plain(row)[at : at + 6] for at in range(0, 6 * len(line), 6)]
        for text, value in zip(texts, line, strict=True):
            shown, off = read_back(text, exponent)
            assert abs(shown - value) <= off * (1 + 1e-9)


def roles(row: Row) -> list[str]:
    return [role for _, role in row]


@pytest.mark.parametrize("sizes", [(4,), (5, 4), (2, 3)])
def test_an_exact_zero_is_a_bare_0(sizes: tuple[int, ...]) -> None:
    array = np.full(sizes, 0.25)
    array.flat[1] = 0
    rows, _ = written(array, room_for(sizes, 25, 5))
    assert "     0" in plain(rows[0])
    assert "0.00" not in plain(rows[0])


def test_signs_tell_plus_minus_zero_and_what_is_small_beside_the_largest() -> None:
    array = np.array([[3.0, -2.0, 0.0, 0.01, -5.0]])
    row = written(array, room_for(array.shape, 12, 1))[0][0]
    assert plain(row) == "+−0·−"
    assert plain(written(array, room_for(array.shape, 12, 1), ascii_only=True)[0][0]) == "+-0.-"
    assert roles(row)[0].startswith("plus")
    assert roles(row)[-1] == "minus4"


def test_of_an_array_that_has_no_room_whole_rows_are_left_out_and_that_is_said() -> None:
    room = room_for((30, 4), 12, 1)
    row = written(np.ones((30, 4)), room)[0][0]
    assert plain(row) == "++++ ++++…"
    assert width(row) <= 12


@pytest.mark.parametrize(
    ("sizes", "rows", "cells"), [((), 1, NUMBER), ((1, 1), 1, NUMBER), ((4,), 1, 24), ((5, 4), 5, 24), ((3, 2), 3, 12)]
)
def test_an_array_of_up_to_five_rows_of_four_numbers_is_written_out(
    sizes: tuple[int, ...], rows: int, cells: int
) -> None:
    room = room_for(sizes, 25, 5)
    assert (room.kind, room.rows, room.cells) == ("numbers", rows, cells)
    assert room_for((6, 4), 25, 5).kind == room_for((2, 5), 25, 5).kind == "signs"


def test_what_arithmetic_leaves_of_zero_is_zero() -> None:
    text = "title Noise\ninput x[i]\nweights w[i]\nz[i] = 0.1*x[i] + 0.2*x[i] - 0.3*x[i] + w[i]\nL = sum_i(z[i]^2)\n"
    instance = tutor.network(text).instance(given={"x": [1.0, 1.0, 5.0], "w": [0.0, 0.0, 2.0]})
    assert 0 < abs(instance.values["z"][0]) < 1e-15
    shown = picture(instance, ["z"])
    assert list(shown.shown[shown.graph.at("z")[0]].forward) == [0, 0, 2]


@pytest.mark.parametrize(
    ("array", "is_seen"), [([0.5, -0.25], True), ([0.5, 0.1234], False), ([1e-5, 2e-5], False), ([0.0, 0.0], True)]
)
def test_all_digits_are_seen_where_none_is_rounded_away_and_no_sign_stands_for_a_number(
    array: list[float], is_seen: bool
) -> None:
    assert is_whole(np.array(array), room_for((2,), 25, 1)) is is_seen
    assert not is_whole(np.array(array), room_for((2,), 6, 1))
