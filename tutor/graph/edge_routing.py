"""The lines between one layer and the next: which share a vertical trunk, and in which column it stands.

Whoever follows a line from a node to the right, turning where lines meet and never going back to the left,
must arrive at the targets of that node and nowhere else. That asks for an order among the trunks, and here
and there for a small arrowhead where one line joins another and must not be followed backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tutor.graph.layout import Layout


@dataclass(eq=False)
class Trunk:
    """A vertical line between the rows of its starts and of its ends (row -> node; `~node` is a lane)."""

    starts: dict[int, int]
    ends: dict[int, int]
    leaks: bool  # a line that runs into this trunk from one of its ends could come out somewhere else
    column: int = 0
    joins: dict[int, str] = field(default_factory=dict)  # row -> arrowhead

    def __post_init__(self) -> None:
        rows = [*self.starts, *self.ends]
        self.top, self.bottom = min(rows), max(rows)

    def passes(self, row: int) -> bool:
        """Whether the trunk goes on above and below a row."""
        return self.top < row < self.bottom

    def crosses(self, row: int) -> bool:
        """Whether a line on that row would go across the trunk without touching it."""
        return self.passes(row) and row not in self.starts and row not in self.ends


@dataclass
class Channel:
    """All lines between two layers: straight ones as (node, end), the others through trunks."""

    straight: list[tuple[int, int]]
    trunks: list[Trunk]
    columns: int = 0
    through: set[int] = field(default_factory=set)  # rows of the straight ones

    def add(self, starts: dict[int, int], ends: dict[int, int], *, leaks: bool) -> None:
        """Add the lines from each start to each end (row -> node), through a trunk unless it is a straight one."""
        if len(starts) == len(ends) == 1 and starts.keys() == ends.keys():
            self.straight += [(node, end) for node in starts.values() for end in ends.values()]
            self.through.update(starts)
        else:
            self.trunks.append(Trunk(starts, ends, leaks))

    def lines(self) -> Iterator[tuple[int, int, Trunk | None]]:
        """Every (node, end) and the trunk it goes through."""
        yield from ((node, end, None) for node, end in self.straight)
        for trunk in self.trunks:
            yield from ((node, end, trunk) for node in trunk.starts.values() for end in trunk.ends.values())

    @property
    def crossings(self) -> int:
        """In how many places a line goes across a trunk that it has nothing to do with."""
        found = 0
        for trunk in self.trunks:
            rows = list(self.through)
            for other in self.trunks:
                rows += (
                    other.starts if other.column > trunk.column else other.ends if other.column < trunk.column else ()
                )
            found += sum(map(trunk.crosses, set(rows)))
        return found


def route(layout: Layout, left: int, shared: bool) -> Channel | None:
    """The lines from layer `left` to the next one; None if no order of trunks keeps them apart.

    With `shared`, nodes with the same targets share a trunk; otherwise each line has a trunk of its own,
    which is wide but, where every node has a row of its own, always possible.
    """
    channel = Channel([], [])
    groups: dict[tuple[int, ...], list[int]] = {}
    for node, steps in layout.steps[left].items():
        if shared:
            groups.setdefault(steps, []).append(node)
        else:
            for end in steps:
                channel.add({layout.row(node, left): node}, {layout.end_row(end): end}, leaks=len(steps) > 1)
    for steps, nodes in groups.items():
        starts = {layout.row(node, left): node for node in nodes}
        channel.add(starts, {layout.end_row(end): end for end in steps}, leaks=len(steps) > 1)
    through = {layout.row(node, left) for node, _ in channel.straight}
    through.update(row for trunk in channel.trunks for row in trunk.starts.keys() & trunk.ends.keys())
    if not channel.trunks or (_order(channel) and _join(channel, through)):
        return channel
    return None


def _order(channel: Channel) -> bool:
    """Give each trunk its column; False if two trunks must each stand left of the other."""
    waiting = channel.trunks
    if len(waiting) == 1:
        channel.columns = 1
        return True
    before = {(a, b): _must_precede(a, b) for a in waiting for b in waiting if a is not b}

    @cache
    def worse(a: Trunk, b: Trunk) -> int:
        return _crossings(a, b) - _crossings(b, a)

    done: list[Trunk] = []
    while waiting:
        free = [b for b in waiting if not any(before[a, b] for a in waiting if a is not b)]
        if not free:
            return False
        # Most often there is one that may be next; counting what would cross takes longest.
        trunk = min(free, key=lambda a: sum(worse(a, b) for b in waiting if b is not a)) if len(free) > 1 else free[0]
        for other in done:
            touching = trunk.top <= other.bottom + 1 and other.top <= trunk.bottom + 1
            if touching or before[other, trunk]:
                trunk.column = max(trunk.column, other.column + 1)
        done.append(trunk)
        waiting = [other for other in waiting if other is not trunk]
    channel.trunks = done
    channel.columns = 1 + max(trunk.column for trunk in done)
    return True


def _must_precede(a: Trunk, b: Trunk) -> bool:
    for row, end in b.ends.items():
        if row in a.starts and list(a.ends.values()) != [end]:
            return True  # what comes out of b on that row would run into a
        if row in a.ends and a.leaks and a.passes(row):
            return True  # what comes out of b on that row would run into a, where no arrowhead fits
    return False


def _crossings(a: Trunk, b: Trunk) -> int:
    """How many lines cross a trunk if `a` stands left of `b`; an arrowhead is as bad."""
    cost = sum(a.crosses(row) for row in b.starts) + sum(b.crosses(row) for row in a.ends)
    return cost + sum(b.leaks and row not in b.starts for row in a.ends.keys() & b.ends.keys())


def _join(channel: Channel, through: set[int]) -> bool:
    """Put arrowheads where a trunk joins a line that must not run into it; False where none fits.

    `through` are the rows on which a line comes from the left and goes on to the right.
    """
    for trunk in channel.trunks:
        for row in trunk.ends.keys() - trunk.starts.keys() if trunk.leaks else ():
            met = row in through or any(row in other.ends and other.column < trunk.column for other in channel.trunks)
            if met and trunk.passes(row):
                return False
            if met:
                trunk.joins[row] = "▾" if row == trunk.bottom else "▴"
    return True
