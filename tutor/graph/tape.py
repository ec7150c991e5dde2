"""A graph as a list: a row a node, in the order of computation, with rails between them as in a log of commits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rich.cells import cell_len

from tutor.graph.array_cells import NUMBER, SIGNS, cells_of_signs, flat_room_for, is_cut, is_whole, written
from tutor.graph.card import shape_of
from tutor.graph.network_graph import CONSTANT, LOSS, TARGET, NetworkGraph, Node
from tutor.graph.picture import Edge, Picture
from tutor.graph.rails import draw_rails, rail_cells
from tutor.record import Record
from tutor.styled_rows import Row, joined, width

GAP = 2
"""Blanks between columns; one where more is seen as numbers so."""
MARK = 2
"""Cells for the sign of how a gradient was answered, and the blank before it."""
SIGNS_WORTH = 4
"""So many arrays in signs may lose their sizes for one more that is seen as numbers, or as signs that are not cut."""
LEAST_SLOPE, SLOPE = 8, 22
"""Cells for a slope: fewer hold none, and none needs more."""


class Tape(Record):
    """The rows of a list, a node each, below their ``head``; of those ``in_full`` all digits of the value are seen."""

    head: Row
    rows: tuple[Row, ...]
    in_full: frozenset[int]


class Columns(Record):
    """How wide the columns are; what is not shown has no cells."""

    rails: int
    name: int
    shape: int
    value: int
    gradient: int
    slope: int
    gap: int


def draw_tape(
    picture: Picture, cells: int, *, lit: bool = False, ascii_only: bool = False, slopes: bool = True
) -> Tape | None:
    """The list in so many cells; None where it does not fit. Columns are as wide as names and sizes make them."""
    columns = _columns(picture.graph, cells, ascii_only, slopes)
    if columns is None:
        return None
    count = len(picture.graph.nodes)
    way, edges = (picture.lit, picture.lit_edges) if lit else (frozenset[int](), frozenset[Edge]())
    rails = draw_rails(picture.graph, range(count), count, lit=way, lit_edges=edges, ascii_only=ascii_only)
    rows = [
        joined(
            [
                *rail,
                (" " * (columns.rails - width(rail) + columns.gap), "plain"),
                *_written(picture, node, columns, lit, ascii_only),
            ]
        )
        for node, rail in enumerate(rails)
    ]
    in_full = frozenset(
        number
        for number, (node, shown) in enumerate(zip(picture.graph.nodes, picture.shown, strict=True))
        if shown.forward is not None and is_whole(shown.forward, flat_room_for(node.sizes, columns.value))
    )
    return Tape(_head(columns, picture.graph.gradient_by("", ascii_only=ascii_only)), tuple(rows), in_full)


@lru_cache(maxsize=64)
def _columns(graph: NetworkGraph, cells: int, ascii_only: bool, slopes: bool) -> Columns | None:
    """The columns that show most arrays as numbers and fewest cut, and the sizes of others; then most values, slopes.

    Values and gradients have a width of their own, given by names and sizes alone.
    """
    name = max(cell_len(node.typed if ascii_only else node.label) for node in graph.nodes)
    shape = max(len(shape_of(node.sizes)) for node in graph.nodes)
    rails = rail_cells(graph)
    best: tuple[tuple[int, ...], Columns] | None = None
    derived = [node for node in graph.nodes if node.role not in (TARGET, CONSTANT)]
    values_seen, gradients_seen = _seen(graph.nodes, cells), _seen(derived, cells)
    for value, gradient, sizes, gap in product(values_seen, gradients_seen, dict.fromkeys((shape, 0)), (GAP, 1)):
        left = cells - (rails + name + (sizes + 1 if sizes else 0) + value + gradient + 3 * gap + MARK)
        if left < 0:
            continue
        slope = min(SLOPE, left - 1) if slopes and left > LEAST_SLOPE else 0
        (values, of_values), (gradients, of_gradients) = values_seen[value], gradients_seen[gradient]
        cut = of_values + of_gradients
        sized = max(len(graph.nodes) - values, len(derived) - gradients) if sizes else 0
        seen = SIGNS_WORTH * (values + gradients - cut) + sized
        rank = (seen, -cut, values, -of_values, slope > 0, gap, -value - gradient)
        if best is None or rank > best[0]:
            best = rank, Columns(rails, name, sizes, value, gradient, slope, gap)
    return best[1] if best else None


def _seen(nodes: Sequence[Node], cells: int) -> dict[int, tuple[int, int]]:
    """The widths that some array fills, and how many arrays are numbers there, and how many are cut."""
    needs = {need for node in nodes for need in (flat_room_for(node.sizes, cells).cells, cells_of_signs(node.sizes))}
    seen = {}
    for width_here in sorted({NUMBER, *(need for need in needs if NUMBER < need <= cells)}):
        rooms = [flat_room_for(node.sizes, width_here) for node in nodes]
        cut = sum(is_cut(node.sizes, room) for node, room in zip(nodes, rooms, strict=True))
        seen[width_here] = (sum(room.kind != SIGNS for room in rooms), cut)
    return seen


def _head(columns: Columns, partial: str) -> Row:
    before = columns.rails + columns.name + (columns.shape + 1 if columns.shape else 0) + 2 * columns.gap
    text = " " * before + "forward".ljust(columns.value + columns.gap) + partial.ljust(columns.gradient + MARK + 1)
    return [(text + "slope" if columns.slope else text.rstrip(), "muted")]


def _written(picture: Picture, number: int, columns: Columns, lit: bool, ascii_only: bool) -> Row:
    """What stands beside the rails."""
    node, shown = picture.graph.nodes[number], picture.shown[number]
    name = node.typed if ascii_only else node.label
    role = "lit" if lit and number in picture.lit else "muted" if node.given else "title"
    row: Row = [(name, role), (" " * (columns.name - cell_len(name)), "plain")]
    if columns.shape:
        row.append((shape_of(node.sizes, ascii_only=ascii_only).rjust(columns.shape + 1), "muted"))

    def written_in(cells: int, array: object, asked: bool) -> Row:
        found: Row = [(" ?", "asked")] if asked and array is None else []
        if array is not None:
            room = flat_room_for(node.sizes, cells)
            found = written(array, room, headed=False, ascii_only=ascii_only)[0][0]
        return [*found, (" " * (cells - width(found)), "plain")]

    gap = (" " * columns.gap, "plain")
    row += [gap, *written_in(columns.value, shown.forward, shown.asked == "forward")]
    gradient = shown.gradient if node.role != LOSS or shown.forward is not None else None
    row += [gap, *written_in(columns.gradient, gradient, shown.asked == "gradient")]
    row += [(f" {shown.mark or ' '}", f"mark {shown.mark}" if shown.mark else "plain")]
    if columns.slope:
        row += [(" ", "plain"), *_slope(picture, number, columns.slope, ascii_only)]
    return row


def _slope(picture: Picture, number: int, cells: int, ascii_only: bool) -> Row:
    """The slope on the way from a node that is used once."""
    uses = picture.graph.uses[number]
    slope = picture.slopes.get((number, uses[0])) if len(uses) == 1 else None
    text = ""
    if slope is not None:
        text = f"{slope.times(ascii_only=ascii_only)} {slope.formula(ascii_only=ascii_only)}".strip()
    return [(text if cell_len(text) <= cells else "", "muted")]
