"""A graph of names in few rows, and where the nodes of any graph stand.

Drawn with box characters, `▸` at each target; one line across another is broken, so every edge can be followed with a
finger.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len

from tutor.graph.boxes import Box, BoxDrawing, Spacing
from tutor.graph.edge_routing import Channel, route
from tutor.graph.layout import Layout, spread, topological
from tutor.graph.row_assignment import place
from tutor.styled_rows import Row
from tutor.terminal_text import printable_line


def draw(
    nodes: Sequence[str],
    edges: Iterable[tuple[str, str]],
    labels: Mapping[str, str] | None = None,
    *,
    width: int | None = None,
    ascii_only: bool = False,
) -> list[Row]:
    """Rows of spans: plain names and muted lines.

    `nodes` stand in display order, and are drawn with the edges among them. A node's label is its name
    unless `labels` has another. A drawing wider than `width` cells is made narrower by shorter lines,
    which may not be enough. ValueError if the edges run in a circle.
    """
    names = tuple(dict.fromkeys(nodes))
    number = {name: at for at, name in enumerate(names)}
    pairs = {(number[start], number[end]) for start, end in edges if start in number and end in number}
    layout, channels = plan(names, tuple(sorted(pairs)))
    texts = [_clean((labels or {}).get(name, name)) for name in names]
    boxes = [Box(cell_len(text) + 2) for text in texts]  # a blank on either side
    drawing = BoxDrawing(layout, channels, boxes, Spacing(), ascii_only)
    if width is not None and drawing.width - 1 > width:
        drawing = BoxDrawing(layout, channels, boxes, Spacing(loose=False), ascii_only)
    drawing.paint(())
    for node, text in enumerate(texts):
        drawing.put(node, [[(" ", "plain"), (text, "plain")]])
    return drawing.canvas.rows(ascii_only)


def _clean(label: str) -> str:
    """One row of text in composed form: accents that have no composed letter stay and take no cell."""
    text = printable_line(" ".join(unicodedata.normalize("NFC", label).split()))
    return text if cell_len(text) else "?"


@lru_cache(maxsize=256)
def plan(names: tuple[str, ...], pairs: tuple[tuple[int, int], ...]) -> tuple[Layout, list[Channel]]:
    """Where nodes stand and how lines run between them. ValueError if the edges run in a circle."""
    targets: list[list[int]] = [[] for _ in names]
    for start, end in pairs:
        targets[start].append(end)
    order = topological(targets, names)
    layout = Layout(targets, order)
    place(layout)
    channels = _channels(layout, shared=True) or _channels(layout, shared=False)
    if channels is None:
        spread(layout, order)
        channels = _channels(layout, shared=False) or []
    return layout, channels


def _channels(layout: Layout, *, shared: bool) -> list[Channel] | None:
    channels = []
    for left in range(layout.depth - 1):
        channel = route(layout, left, shared)
        if channel is None:
            return None
        channels.append(channel)
    return channels
