"""Bars and sparklines, one row high."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.app.drawing.styled_rows import Row, joined

_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_LEVELS = "_.:-=+*#"


def bar(share: float, width: int, *, ascii_only: bool = False) -> Row:
    """How much of something is done, as a heavy line (role fill) in a thin one (role rest), to half a cell.

    Anything above nothing shows, and only all of it fills the bar.
    """
    if width <= 0:
        return []
    share = 0.0 if math.isnan(share) else min(max(share, 0.0), 1.0)
    halves = math.floor(2 * width * share + 1e-9)
    if share > 0:
        halves = max(halves, 1)
    if share < 1:
        halves = min(halves, 2 * width - 1)
    if ascii_only:
        full = min((halves + 1) // 2, width - (share < 1)) if width > 1 else halves // 2
        return joined([("#" * full, "fill"), ("-" * (width - full), "rest")])
    full, half = divmod(halves, 2)
    return joined([("━" * full + "╾" * half, "fill"), ("─" * (width - full - half), "rest")])


def sparkline(
    values: Sequence[float | None],
    *,
    low: float = 0.0,
    high: float = 1.0,
    width: int | None = None,
    ascii_only: bool = False,
) -> str:
    """One character a value, as high as the value lies between `low` and `high`; a blank where there is none.

    With a `width`, the last so many values.
    """
    levels = _ASCII_LEVELS if ascii_only else _LEVELS
    shown = values if width is None else values[max(0, len(values) - width) :]
    return "".join(_level(value, low, high, levels) for value in shown)


def _level(value: float | None, low: float, high: float, levels: str) -> str:
    if value is None or math.isnan(value):
        return " "
    share = (value - low) / (high - low) if high > low else float(value > low)
    return levels[round(min(max(share, 0.0), 1.0) * (len(levels) - 1))]
