"""A recurrent network as a grid: time to the right, its layers upwards, weights at the left, the loss at the right.

It serves networks whose values at one time are a chain. What is known once for all times stands at the side: a weight
beside the value that it makes, with the sum over its uses, and its name on the lines that it makes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from rich.cells import cell_len

from tutor.graph.card import LINE, ROWS, SHORT, Detail
from tutor.graph.card_fitting import AIR
from tutor.graph.cards import CardPicture, View
from tutor.graph.line_canvas import DOWN, Canvas
from tutor.graph.network_graph import NetworkGraph
from tutor.graph.picture import Edge, Picture
from tutor.graph.placed_cards import PlacedCards
from tutor.record import Record

_DETAILS = (Detail(ROWS, 25), Detail(ROWS, 19), Detail(ROWS, 12), Detail(SHORT, 12), Detail(LINE, 12))
GUTTER = 6
"""Cells between two times, for the line of the state and the name of its weight."""
SIDE = 2
"""Cells between the weights and the first time, and before the values of no time."""


class Chain(Record):
    """The shape of a grid: names from the lowest layer upwards, the layer of each weight, and values of no time."""

    layers: tuple[str, ...]
    weights: tuple[tuple[int, int], ...]
    beyond: tuple[int, ...]
    attached: tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def chain_of(graph: NetworkGraph) -> Chain | None:
    """The chain that a network is at each time; None for any other network, and where a node would have no place."""
    if len(graph.times) < 2:
        return None
    nodes = graph.nodes
    above, attached = _at_each_time(graph)
    layers = _in_a_row(above)
    if layers is None or len(layers) < 2:
        return None
    weights = []
    beyond = tuple(number for number, node in enumerate(nodes) if not node.time and not node.given)
    top = {nodes[number].time: number for number in graph.at(layers[-1])}
    for number, node in enumerate(nodes):
        users = graph.uses[number]
        names = {nodes[user].name for user in users}
        if not node.given or number in attached or node.name in layers:
            continue
        if not node.time and len(names) == 1 and names <= set(layers):
            weights.append((number, layers.index(names.pop())))
        elif node.time and set(users) <= set(beyond):  # what the loss compares the highest layer with
            attached[number] = top[node.time]
        elif len(users) == 1 and users[0] in beyond:
            attached[number] = users[0]
        else:
            return None
    return Chain(layers, tuple(weights), beyond, tuple(attached.items()))


def _at_each_time(graph: NetworkGraph) -> tuple[dict[str, set[str]], dict[int, int]]:
    """By name what it enters at the same time, and given nodes that lie on the card of the value they enter.

    A value of which all else is known before its time keeps what it is made of as a layer below it.
    """
    nodes = graph.nodes
    above: dict[str, set[str]] = {}
    attached: dict[int, int] = {}
    for number, node in enumerate(nodes):
        if not node.time:
            continue
        users = [user for user in graph.uses[number] if nodes[user].time == node.time]
        alone = node.given and len(graph.uses[number]) == len(users) == 1
        if alone and any(not nodes[one].given and nodes[one].time == node.time for one in graph.sources[users[0]]):
            attached[number] = users[0]
        elif users or not node.given:
            above.setdefault(node.name, set()).update(nodes[user].name for user in users)
    return above, attached


def _in_a_row(above: dict[str, set[str]]) -> tuple[str, ...] | None:
    """Names one above the other where each leads to one other at most, and none is led to by two."""
    if any(len(users) > 1 for users in above.values()):
        return None
    onward = {name: next(iter(users)) for name, users in above.items() if users}
    first = [name for name in above if name not in onward.values()]
    if len(first) != 1 or len(set(onward.values())) < len(onward):
        return None
    row = [first[0]]
    while row[-1] in onward:
        row.append(onward[row[-1]])
    return tuple(row) if len(row) == len(above) else None


def draw_grid(picture: Picture, view: View, cells: int, rows: int) -> CardPicture | None:
    """The grid in so many cells and rows; None where the network is no chain, or nothing of it fits."""
    chain = chain_of(picture.graph)
    if chain is None:
        return None
    for detail, air in product(_DETAILS, (AIR, 0) if view.roomy else (0,)):
        detail = detail.replace(indent=3 if view.ascii_only else detail.indent, air=air)
        grid = _Grid(picture, view, chain, detail)
        if grid.width <= cells and grid.height <= rows:
            return grid.painted()
    return None


class _Grid:
    """One grid at one level of detail."""

    def __init__(self, picture: Picture, view: View, chain: Chain, detail: Detail) -> None:
        self.picture, self.view, self.chain, self.detail = picture, view, chain, detail
        self.graph = picture.graph
        self.cards = PlacedCards(picture, view, detail, chain.attached)
        self.labels = self.cards.labels
        self.lit_edges = picture.lit_edges if view.lit else frozenset()
        self.node_at = {(node.name, node.time): number for number, node in enumerate(self.graph.nodes)}
        inside = [self.node_at[name, time] for name in chain.layers for time in self.graph.times]
        sizes = {number: self.cards.size(number) for number in inside}
        self.card = max(size.cells for size in sizes.values()) + 1
        self.side = max((self.cards.size(number).cells + 1 for number, _ in chain.weights), default=0)
        self.beyond = max((self.cards.size(number).cells + 1 for number in chain.beyond), default=0)
        self.first = self.side + (SIDE if self.side else 0)
        self.gap = 1 if len(self.graph.times) < self.graph.steps else 0
        count = len(self.graph.times)
        self.columns = [self.first + at * (self.card + GUTTER) for at in range(count)]
        self.right = self.columns[-1] + self.card + (SIDE + 1 if self.beyond else 0)
        self.width = self.right + self.beyond
        self.high = {
            name: max(sizes[self.node_at[name, time]].rows for time in self.graph.times) for name in chain.layers
        }
        head = 2 if chain.beyond else 0
        self.top: dict[str, int] = {}
        row = head
        for name in reversed(chain.layers):
            self.top[name] = row
            row += self.high[name] + 1
        stacked = sum(self.cards.size(number).rows + 1 for number in chain.beyond)
        self.height = max(row, stacked)

    def painted(self) -> CardPicture:
        canvas = Canvas(self.height, self.width)
        put = self.cards.put
        self._lines(canvas)
        for at, time in enumerate(self.graph.times):
            for name in self.chain.layers:
                number = self.node_at[name, time]
                put(canvas, number, self.top[name], self.columns[at], self.card)
            text = f"t = {time}"
            canvas.put(self.height - 1, self.columns[at] + 2, text, cell_len(text), "muted")
        for number, row in self._beside():
            put(canvas, number, row, 0, self.side)
        row = 0
        for number in self.chain.beyond:
            put(canvas, number, row, self.right, self.beyond)
            row += self.cards.size(number).rows + 1
        if self.gap:
            dots = ":" if self.view.ascii_only else "⋯"
            canvas.put(self.height - 1, self.columns[0] + self.card + GUTTER // 2, dots, 1, "muted")
        return self.cards.picture_on(canvas, self.width)

    def _beside(self) -> list[tuple[int, int]]:
        """The weights and their rows: each beside the value that it makes, or below the one before.

        What a state is multiplied by on its way to the next time stands beside that state.
        """
        nodes, layers = self.graph.nodes, self.chain.layers
        leads_from = {
            name: layers.index(nodes[start].name)
            for (start, end), name in self.picture.factors.items()
            if nodes[start].time < nodes[end].time and nodes[start].name in layers
        }
        found: list[tuple[int, int]] = []
        free = 0
        homes = [(number, leads_from.get(nodes[number].name, layer)) for number, layer in self.chain.weights]
        for number, layer in sorted(homes, key=lambda one: -one[1]):
            row = max(free, self.top[layers[layer]])
            row = min(row, self.height - self.cards.size(number).rows)
            found.append((number, row))
            free = row + self.cards.size(number).rows + 1
        return found

    # -- lines -----------------------------------------------------------------------------------------------------

    def _lines(self, canvas: Canvas) -> None:
        nodes = self.graph.nodes
        for start, end in sorted(self.graph.edges, key=lambda edge: edge in self.lit_edges):
            source, value = nodes[start], nodes[end]
            lit = (start, end) in self.lit_edges
            if source.name not in self.chain.layers:
                continue
            if value.name in self.chain.layers and value.time == source.time:
                self._upwards(canvas, (start, end), lit)
            elif value.name in self.chain.layers:
                self._onwards(canvas, (start, end), lit)
        for time in self.graph.times:
            self._outwards(canvas, self.node_at[self.chain.layers[-1], time])

    def _upwards(self, canvas: Canvas, edge: Edge, lit: bool) -> None:
        """An arrow from a card to the one above, with the name of the weight that makes it."""
        value = self.graph.nodes[edge[1]]
        row = self.top[value.name] + self.high[value.name]
        column = self.columns[self.graph.times.index(value.time)] + 3
        self._head(canvas, row, column, "▴", lit)
        self._name(canvas, row, column + 2, edge)

    def _name(self, canvas: Canvas, row: int, column: int, edge: Edge) -> None:
        """The weight along which an edge leads, as far as it has one."""
        source, value = edge
        makes = {one for one, layer in self.chain.weights if (one, value) in self.graph.edges}
        named = self.picture.factors.get((source, value), "")
        found = next((one for one in makes if self.graph.nodes[one].name == named), None)
        if found is not None:
            label = self.labels[found]
            canvas.put(row, column, label, cell_len(label), "muted")

    def _onwards(self, canvas: Canvas, edge: Edge, lit: bool) -> None:
        """The line of a state to the next time."""
        source, value = (self.graph.nodes[one] for one in edge)
        begin = self.columns[self.graph.times.index(source.time)] + self.card + 1
        end = self.columns[self.graph.times.index(value.time)] - 1
        start_row, end_row = self.top[source.name], self.top[value.name]
        trunk = end - 3
        canvas.across(start_row, begin, trunk, lit)
        canvas.along(trunk, min(start_row, end_row), max(start_row, end_row), lit)
        canvas.across(end_row, trunk, end, lit)
        self._head(canvas, end_row, end, "▸", lit)
        if start_row != end_row:
            self._name(canvas, (start_row + end_row) // 2, trunk + 1, edge)

    def _outwards(self, canvas: Canvas, source: int) -> None:
        """From the top of a column along the first row to the values of no time, one below the other."""
        ends = [one for one in self.chain.beyond if (source, one) in self.graph.edges]
        if not ends:
            return
        lit = any((source, one) in self.lit_edges for one in ends)
        column = self.columns[self.graph.times.index(self.graph.nodes[source].time)] + 3
        canvas.along(column, 0, self.top[self.chain.layers[-1]] - 1, lit)
        canvas.touch(self.top[self.chain.layers[-1]] - 1, column, DOWN, lit)
        canvas.across(0, column, self.right - 1, lit)
        self._head(canvas, 0, self.right - 1, "▸", lit)
        row = 0
        for one in self.chain.beyond[:-1]:
            row += self.cards.size(one).rows + 1
            self._head(canvas, row - 1, self.right + 3, "▾", lit)

    def _head(self, canvas: Canvas, row: int, column: int, head: str, lit: bool) -> None:
        canvas.head(row, column, head, lit=lit, ascii_only=self.view.ascii_only)
