"""Names in bands: every line can be followed within its band, and what comes over from above is named there."""

from __future__ import annotations

import pytest

from tests.graph.tracing import traced_edges
from tutor.graph.name_bands import draw_in_bands
from tutor.styled_rows import plain, width

NAMES = ("x", "h", "u", "v", "w", "p", "q", "y", "L")
EDGES = (
    ("x", "u"), ("h", "u"), ("u", "v"), ("v", "w"), ("x", "w"), ("w", "p"), ("p", "q"), ("q", "L"), ("y", "L"),
)  # fmt: skip
LABELS = {name: name for name in NAMES}


def bands_of(count: int, cells: int, *, ascii_only: bool = False) -> list[list[str]]:
    """The lines of each band."""
    rows = draw_in_bands(NAMES, EDGES, LABELS, count, width=cells, ascii_only=ascii_only)
    assert max(map(width, rows), default=0) <= cells
    bands: list[list[str]] = [[]]
    for row in map(plain, rows):
        bands[-1].append(row) if row else bands.append([])
    return bands


@pytest.mark.parametrize(("count", "cells"), [(1, 40), (2, 26), (3, 20)])
def test_every_edge_is_drawn_once_in_the_band_of_its_target(count: int, cells: int) -> None:
    drawn: list[tuple[str, str]] = []
    for lines in bands_of(count, cells):
        here = [line.replace("↳ ", "  ") for line in lines]
        drawn += traced_edges(here, sorted(set("".join(here)) & set(NAMES)))
    assert sorted(drawn) == sorted(EDGES)


def test_what_comes_over_from_a_band_above_has_a_sign_and_what_is_given_does_not() -> None:
    _, middle, below = map(" ".join, bands_of(3, 20))
    assert "↳ v" in middle
    assert "↳ x" in middle
    assert " y " in below
    assert "↳ y" not in below
    assert "> v" in " ".join(bands_of(3, 20, ascii_only=True)[1])


def test_there_are_no_more_bands_than_layers() -> None:
    assert draw_in_bands(("x", "L"), (("x", "L"),), {"x": "x", "L": "L"}, 3, width=40) == []
