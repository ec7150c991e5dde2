from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.notation.write.number_text import show, show_rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.6224593, "0.6225"),
        (-0.1030201, "−0.1030"),
        (0.6, "0.6"),
        (1, "1"),
        (0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (12345.678912, "12345.6789"),
        (0.00123456, "0.0012"),
        (1.23456e-5, "1.235×10⁻⁵"),
        (-0.00042, "−4.2×10⁻⁴"),
        (1e-13, "1×10⁻¹³"),
        (2.5e7, "2.5×10⁷"),
        (float("nan"), "nan"),
        (float("-inf"), "−∞"),
        (np.float64(0.25), "0.25"),
        (np.array(0.25), "0.25"),
    ],
)
def test_a_number_is_as_short_as_it_is_or_has_four_decimals(value: float, text: str) -> None:
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([0.5, 0.5], "[0.5, 0.5]"),
        ([0.5, 0.25], "[0.5, 0.25]"),
        ([0, -0.0242187], "[0, −0.0242]"),
        ([0.5, 0.5024219], "[0.5000, 0.5024]"),
        ([[0.58, 0.24], [0.24, 0.72]], "[[0.58, 0.24], [0.24, 0.72]]"),
        ((1, 2), "[1, 2]"),
        ([], "[]"),
        (np.zeros((4, 3)), "4×3"),
        (np.zeros((50, 8, 16)), "50×8×16"),
        (np.full(7, 1 / 3), "7 numbers"),
        (np.zeros((0, 3)), "[]"),
    ],
)
def test_a_short_list_is_written_out_and_a_long_one_has_its_shape(value: object, text: str) -> None:
    assert show(value) == text


def test_the_room_decides_what_is_short() -> None:
    assert show([0.5, 0.5], room=9) == "2 numbers"
    assert show([0.5], room=2) == "1 number"
    assert show(np.zeros((2, 2)), room=40) == "[[0, 0], [0, 0]]"


def test_fewer_digits_can_be_asked_for() -> None:
    assert show(0.6224593, 2) == "0.62"
    assert show([0.6224593, 0], 1) == "[0.6, 0]"


def test_ascii_has_a_hyphen_and_an_e() -> None:
    assert show([-0.5, 1.23456e-5], ascii_only=True) == "[-0.5000, 1.235e-5]"
    assert show(np.zeros((9, 9)), ascii_only=True) == "9x9"
    assert show(float("inf"), ascii_only=True) == "inf"


def test_a_long_list_is_broken_after_commas_and_keeps_every_number() -> None:
    rows = show_rows(np.linspace(-1, 1, 13), width=40)
    assert rows == [
        "[−1.0000, −0.8333, −0.6667, −0.5000,",
        " −0.3333, −0.1667, 0, 0.1667, 0.3333,",
        " 0.5000, 0.6667, 0.8333, 1.0000]",
    ]
    assert show_rows(0.5, width=1) == ["0.5"]


@given(st.floats(-1e300, 1e300))
def test_what_is_shown_is_the_number_to_at_least_two_digits(value: float) -> None:
    shown = float(show(value, ascii_only=True))
    assert shown == pytest.approx(value, rel=0.05, abs=0)


@given(st.lists(st.floats(), min_size=1, max_size=6), st.integers(1, 40))
def test_rows_hold_the_width_unless_one_number_is_longer(values: list[float], width: int) -> None:
    for row in show_rows(values, width=width):
        assert len(row) <= width or " " not in row.strip()
