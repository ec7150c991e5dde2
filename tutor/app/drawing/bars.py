"""Bars of progress, rules across the page, and sparklines."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual.content import Content

from tutor.app.drawing.cell_text import styled
from tutor.app.drawing.theme import BAR_DONE, RULE

_LEVELS = "▁▂▃▄▅▆▇█"


def meter(done: float, total: float, cells: int) -> Content:
    """A bar of `cells` cells, filled to half a cell: a heavy line for what is done, a hairline for the rest.

    Anything done shows, and so does anything left.
    """
    share = done / total if total > 0 else 0.0
    share = 0.0 if math.isnan(share) else min(max(share, 0.0), 1.0)
    halves = math.floor(2 * cells * share + 1e-9)
    if share > 0 and cells > 0:
        halves = max(halves, 1)
    if share < 1:
        halves = min(halves, 2 * cells - 1)
    full, half = divmod(max(0, halves), 2)
    return styled(("━" * full + "╾" * half, BAR_DONE), ("─" * (cells - full - half), RULE))


def percent(share: float) -> str:
    """A share as it is written beside its bar."""
    return f"{round(100 * share)} %"


def hairline(cells: int) -> Content:
    """A rule across the page."""
    return styled(("─" * max(0, cells), RULE))


def sparkline(shares: Sequence[float]) -> str:
    """One character a share, as high as it lies between 0 and 1."""
    return "".join(_LEVELS[round(min(max(share, 0.0), 1.0) * (len(_LEVELS) - 1))] for share in shares)
