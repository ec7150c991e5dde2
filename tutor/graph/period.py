"""What a recurrent network is at every time: the rows of its table, the lines between them, and what has no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from tutor.graph.network_graph import INPUT, NetworkGraph, Node
from tutor.graph.picture import Edge
from tutor.record import Record

Row = tuple[int | None, ...]
"""By time, the node that stands there."""


class Period(Record):
    """The network at one time: ``graph`` has a node a row, states of the time before it first.

    ``cells`` are the nodes of each row by time. Where a state comes from the time before it is in ``comes``; what it is
    at first, if that is given, is in the cells. ``side`` has no time, ``attached`` lies on the card of another node.
    """

    graph: NetworkGraph
    cells: tuple[Row, ...]
    comes: tuple[Row, ...]
    side: tuple[int, ...]
    attached: tuple[tuple[int, int], ...]

    def lit_rows(self, lit: frozenset[int]) -> frozenset[int]:
        """The rows in which some node is lit."""
        rows = enumerate(zip(self.cells, self.comes, strict=True))
        return frozenset(row for row, (own, other) in rows if not lit.isdisjoint([*own, *other]))

    def lit_edges(self, lit: frozenset[Edge]) -> frozenset[Edge]:
        """The edges between rows of which one is lit at some time."""
        return frozenset(edge for edge in self.graph.edges if any(pair in lit for pair in self._pairs(edge)))

    def _pairs(self, edge: Edge) -> list[tuple[int | None, int | None]]:
        start, end = edge
        starts = zip(self.cells[start], self.comes[start], strict=True)
        return [
            (own if own is not None else other, to) for (own, other), to in zip(starts, self.cells[end], strict=True)
        ]


@lru_cache(maxsize=64)
def period_of(graph: NetworkGraph) -> Period | None:
    """What is the same at every time; None where nothing goes on from one time to the next, or not so at all times."""
    if len(graph.times) < 2:
        return None
    found = _Times(graph)
    return found.period() if found.is_regular() else None


class _Times:
    """The nodes of a graph by name and time, and what enters what: at the same time, and at the next."""

    def __init__(self, graph: NetworkGraph) -> None:
        self.graph = graph
        nodes, times = graph.nodes, graph.times
        self.at = {(node.name, node.time): number for number, node in enumerate(nodes)}
        self.inside: set[tuple[str, str]] = set()
        self.onward: dict[str, set[str]] = {}
        self.far = False
        for start, end in graph.edges:
            source, value = nodes[start], nodes[end]
            if source.time and value.time:
                later = times.index(value.time) - times.index(source.time)
                if later == 0:
                    self.inside.add((source.name, value.name))
                elif later == 1:
                    self.onward.setdefault(source.name, set()).add(value.name)
                self.far = self.far or later not in (0, 1)
        ends = {number for number, users in enumerate(graph.uses) if all(not nodes[user].time for user in users)}
        self.compared = {number for number in ends if nodes[number].time and nodes[number].given}
        self.names = list(
            dict.fromkeys(
                node.name for number, node in enumerate(nodes) if node.time == times[1] and number not in self.compared
            )
        )

    def is_regular(self) -> bool:
        """Whether a state goes on, no further than to the next time, and nothing else is computed before all times."""
        nodes = self.graph.nodes
        made = (number for number, node in enumerate(nodes) if not node.time and not node.given)
        late = all(not nodes[user].time for number in made for user in self.graph.uses[number])
        return bool(self.onward) and not self.far and late

    def period(self) -> Period:
        """The rows and what stands beside them."""
        graph, times = self.graph, self.graph.times
        states = [name for name in self.names if name in self.onward]
        first = self._first(states)
        before = [tuple(first.get(name) if time == times[0] else None for time in times) for name in states]
        comes = [(None, *(self.at[name, time] for time in times[:-1])) for name in states]
        cells = [tuple(self.at[name, time] for time in times) for name in self.names]
        rows = {name: at for at, name in enumerate(self.names, len(states))}
        edges = {(states.index(name), rows[user]) for name in states for user in self.onward[name]}
        edges |= {(rows[start], rows[end]) for start, end in self.inside}
        attached = {number: self._beside(number) for number in sorted(self.compared)}
        attached |= self._alone()
        stands = {*first.values(), *attached}
        side = [number for number, node in enumerate(graph.nodes) if not node.time and number not in stands]
        return Period(
            NetworkGraph(tuple(self._nodes(states)), tuple(sorted(edges))),
            (*before, *cells),
            (*comes, *((None,) * len(times) for _ in cells)),
            tuple(side),
            tuple(attached.items()),
        )

    def _nodes(self, states: Sequence[str]) -> list[Node]:
        """A node a row: a state of the time before is as good as given."""
        nodes, time = self.graph.nodes, self.graph.times[1]
        earlier = [nodes[self.at[name, time]] for name in states]
        return [*(node.replace(role=INPUT) for node in earlier), *(nodes[self.at[name, time]] for name in self.names)]

    def _first(self, states: Sequence[str]) -> Mapping[str, int]:
        """What is given in the place of a state before the first time: it enters what that enters later."""
        nodes, time = self.graph.nodes, self.graph.times[0]
        found: dict[str, int] = {}
        for number, node in enumerate(nodes):
            users = [nodes[user] for user in self.graph.uses[number]]
            if node.time or not node.given or any(user.time != time for user in users):
                continue
            names = {user.name for user in users}
            name = next((one for one in states if one not in found and self.onward[one] == names), None)
            if name is not None:
                found[name] = number
        return found

    def _beside(self, number: int) -> int:
        """The last value of its time that enters what a node enters, which compares them."""
        users, time = set(self.graph.uses[number]), self.graph.nodes[number].time
        own = [self.at[name, time] for name in self.names]
        return next((one for one in reversed(own) if users & set(self.graph.uses[one])), own[-1])

    def _alone(self) -> dict[int, int]:
        """What is given and enters one value alone that is made of all times."""
        nodes, uses = self.graph.nodes, self.graph.uses
        single = {number: uses[number][0] for number, node in enumerate(nodes) if node.given and len(uses[number]) == 1}
        return {number: user for number, user in single.items() if not nodes[number].time and not nodes[user].time}
