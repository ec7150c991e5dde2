"""A graph of names in bands, one below the other; what comes over from a band above is repeated there by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rich.cells import cell_len

from tutor.graph.bands import cut_by_width
from tutor.graph.boxes import Box
from tutor.graph.drawing import draw
from tutor.styled_rows import Row


def draw_in_bands(
    nodes: Sequence[str],
    edges: Collection[tuple[str, str]],
    labels: Mapping[str, str],
    bands: int,
    *,
    width: int,
    ascii_only: bool = False,
) -> list[Row]:
    """The rows of so many bands, a blank row between; nothing where there are too few layers for them."""
    band = _bands(nodes, edges, labels, bands)
    if not band:
        return []
    rows: list[Row] = []
    for here in range(bands):
        leading = [(start, end) for start, end in edges if band.get(end) == here and start in band]
        over = [name for name in nodes if band[name] < here and any(name == start for start, _ in leading)]
        shown = {**labels, **{name: f"{'>' if ascii_only else '↳'} {labels[name]}" for name in over}}
        inside = [name for name in nodes if band[name] == here]
        drawn = draw((*over, *inside), leading, shown, width=width, ascii_only=ascii_only)
        rows += [[], *drawn] if rows else drawn
    return rows


def _bands(
    nodes: Sequence[str], edges: Collection[tuple[str, str]], labels: Mapping[str, str], bands: int
) -> dict[str, int]:
    """The band of each name; what nothing leads to stands where it is first used."""
    number = {name: at for at, name in enumerate(nodes)}
    pairs = sorted({(number[start], number[end]) for start, end in edges if start in number and end in number})
    made = {end for _, end in pairs}
    cut = cut_by_width(pairs, {at: Box(cell_len(labels[nodes[at]]) + 2) for at in sorted(made)}, bands)
    first = {start: min(cut[end] for one, end in pairs if one == start) for start, _ in pairs} if cut else {}
    return {name: cut.get(at, first.get(at, 0)) for name, at in number.items()} if cut else {}
