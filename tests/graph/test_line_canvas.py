from __future__ import annotations

import itertools
import unicodedata

import pytest

from tutor.graph.line_canvas import DOWN, LEFT, RIGHT, UP, Canvas, ascii_character, box_characters
from tutor.styled_rows import plain

HEAVY = 4


def test_every_mixture_of_thin_and_heavy_has_a_character_of_its_own() -> None:
    mixtures = {
        sum(bit << HEAVY if weight == 2 else bit * weight for bit, weight in zip((1, 2, 4, 8), weights, strict=True))
        for weights in itertools.product(range(3), repeat=4)
    }
    table = box_characters()
    assert set(table) == mixtures
    assert len(set(table.values())) == 81


@pytest.mark.parametrize(
    ("bits", "character"),
    [
        (RIGHT, "╶"),
        (UP | LEFT, "╯"),
        (DOWN | RIGHT, "╭"),
        ((DOWN | RIGHT) << HEAVY, "┏"),
        (LEFT | RIGHT << HEAVY | UP << HEAVY, "┺"),
        (LEFT << HEAVY | UP << HEAVY | DOWN, "┩"),
        (UP | DOWN | LEFT | RIGHT, "┼"),
    ],
)
def test_a_junction_looks_as_its_lines_do(bits: int, character: str) -> None:
    assert box_characters()[bits] == character, unicodedata.name(character)


def test_lines_that_meet_make_the_junction_themselves() -> None:
    canvas = Canvas(3, 5)
    canvas.across(1, 0, 4)
    canvas.along(2, 1, 2)
    canvas.along(2, 0, 1, heavy=True)
    assert [plain(row) for row in canvas.rows()] == ["  ╻", "╶─╀─╴", "  ╵"]


def test_a_heavy_line_covers_a_thin_one() -> None:
    canvas = Canvas(1, 4)
    canvas.across(0, 0, 3)
    canvas.across(0, 0, 2, heavy=True)
    assert canvas.rows() == [[("╺━╾", "lit"), ("╴", "muted")]]


@pytest.mark.parametrize(
    ("across", "along", "expected"),
    [(False, False, "─│─"), (False, True, "─┃─"), (True, False, "━━━"), (True, True, "━┃━")],
)
def test_of_two_lines_that_only_cross_the_lit_one_is_seen_whole(across: bool, along: bool, expected: str) -> None:
    canvas = Canvas(3, 5)
    canvas.across(1, 0, 4, across)
    canvas.along(2, 0, 2, along)
    canvas.crossing(1, 2)
    assert plain(canvas.rows()[1])[1:4] == expected


def test_text_lies_on_top_and_takes_its_cells() -> None:
    canvas = Canvas(1, 8)
    canvas.across(0, 0, 7)
    canvas.put(0, 2, "中C\u0303", 3, "plain")
    assert plain(canvas.rows()[0]) == "╶─中C\u0303──╴"


@pytest.mark.parametrize(
    ("bits", "character"),
    [
        (0, " "),
        (RIGHT, "-"),
        (UP | DOWN, "|"),
        (UP | RIGHT, "+"),
        (LEFT << HEAVY, "="),
        ((UP | LEFT) << HEAVY, "#"),
    ],
)
def test_ascii_has_a_character_for_every_direction(bits: int, character: str) -> None:
    assert ascii_character(bits) == character
