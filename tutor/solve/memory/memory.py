"""Which arrays the nodes of a plan lie in, and when an array may be used again.

A node that is only looked at, under another name or in part, lies where its argument does; a part of a larger array
is computed in its place there; an array that is read at a neighbour has a margin of zeros in front or behind, so that
``h[t-1]`` is a view.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np

from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import ENTRYWISE, Node
from tutor.solve.memory.placing import inputs_in_place, state_letters, states_in_place
from tutor.solve.schedule import Loop, nodes_of, operands

_ALIASES = frozenset({"named", "relabel", "var"})


class Margin:
    """How many entries of an axis stand before the first and after the last, and what the last before it is."""

    def __init__(self) -> None:
        self.low = 0
        self.high = 0
        self.outside: Node | None = None
        self.called: dict[str, str] = {}
        """What the axes of the array are called in ``outside``."""
        self.reads = 0


class Memory:
    """What is known of the arrays before any is made: for the nodes of a schedule."""

    def __init__(self, graph: Graph, items: list[Node | Loop], outputs: Iterable[Node]) -> None:
        self._graph = graph
        self.nodes = [node for item in items for node in nodes_of(item)]
        self.time = {item.letter for item in items if isinstance(item, Loop)}
        self._rank = self._ranks()
        self._preferred = {self.root(node): node.letters for node in self.nodes if node.op == "named"}
        self.margins: dict[Node, Margin] = {}
        self.homes: dict[Node, tuple[Node, int]] = {}
        self._find_margins()
        self.joins = states_in_place(self, items)
        """The states that are computed as the first part of what the next step takes, and of what."""
        self._find_homes()
        self.uses: dict[Node, int] = {}
        for node in self.nodes:
            if node.op not in _ALIASES:
                for one in operands(node):
                    self._count(one)
        for node in outputs:
            self._count(node)
        for node in self.nodes:
            if node.op in ("input", "table"):
                self._count(node)

    def _count(self, node: Node) -> None:
        for owner in self.owners(node):
            self.uses[owner] = self.uses.get(owner, 0) + 1

    def is_kept(self, root: Node) -> bool:
        """Whether an array is one in which nothing else may be put."""
        fixed = root.op in ("read", "reshape", "input", "table", "const")
        return fixed or root in self.homes or root in self.margins or root.op == "beside"

    def root(self, node: Node) -> Node:
        """The node that has the array of this one, whole."""
        while node.op in _ALIASES:
            node = self._graph.definitions[node] if node.op == "var" else node.args[0]
        return node

    def names(self, node: Node) -> dict[str, str]:
        """What the letters of the root of a node are called in it."""
        if node.op == "var":
            node = self._graph.definitions[node]
        if node.op not in ("named", "relabel"):
            return {letter: letter for letter in node.letters}
        inner = self.names(node.args[0])
        if node.op == "named":
            return inner
        here = dict(zip(node.args[0].letters, node.letters, strict=True))
        return {letter: here[name] for letter, name in inner.items()}

    def lies_in(self, part: Node, node: Node, at: int) -> bool:
        """Whether a part of an assembled array is computed where that has it."""
        return self.homes.get(self.root(part)) == (node, at) or (at == 0 and node in self.joins.values())

    def owners(self, node: Node) -> list[Node]:
        """The nodes in whose arrays a node may lie: of a view that of what it looks at."""
        root = self.root(node)
        if root in self.homes:
            return self.owners(self.homes[root][0])
        return [root, *self.owners(root.args[0])] if root.op in ("read", "reshape") else [root]

    # -- the order of axes in memory -------------------------------------------------------------------------------

    def _ranks(self) -> dict[str, tuple[int, int]]:
        """Time first, then axes that have blocks: each block of a step is one piece of memory."""
        blocks: set[str] = set()
        for node in self.nodes:
            if node.op == "read":
                for axis, place in zip(node.args[0].axes, node.attrs, strict=True):
                    sizes = {one.letter: one.size for one in node.axes}
                    count = sizes.get(place.letter, axis.size)
                    if place.start >= 0 and place.start + count <= axis.size and count < axis.size:
                        blocks |= {place.letter, axis.letter}
            if node.op == "beside":
                blocks |= set(state_letters(node))
            if node.op == "assemble" and len(node.args) > 1:
                for region in node.attrs:
                    for axis, span in zip(node.axes, region.spans, strict=True):
                        if span.letter and span.stop - span.start < axis.size:
                            blocks |= {span.letter, axis.letter}
        named = [node for node in self.nodes if node.op == "named"]
        letters = dict.fromkeys(letter for node in (*named, *self.nodes) for letter in node.letters)
        return {
            letter: (0 if letter in self.time else 1 if letter in blocks else 2, at)
            for at, letter in enumerate(letters)
        }

    def order(self, node: Node) -> tuple[str, ...]:
        """The letters of a node as its array has them."""
        if node.op == "beside" and self.root(node.args[0]).op == "input":
            called = {span.letter: axis.letter for axis, span in zip(node.axes, node.attrs[0].spans, strict=True)}
            return tuple([called[letter] for letter in self.lying(node.args[0])])
        preferred = self._preferred.get(node, ())
        if set(preferred) != set(node.letters):
            return tuple(sorted(node.letters, key=lambda letter: self._rank[letter]))
        return tuple(sorted(preferred, key=lambda letter: (self._rank[letter][0], preferred.index(letter))))

    def lying(self, node: Node) -> tuple[str, ...]:
        """The letters of a node in the order of the array that has it."""
        names = self.names(node)
        return tuple([names[letter] for letter in self.order(self.root(node))])

    # -- margins and homes -----------------------------------------------------------------------------------------

    def _find_margins(self) -> None:
        for node in self.nodes:
            if node.op != "read":
                continue
            root = self.root(node.args[0])
            letter, low, high = self.beyond(node)
            order = self.order(root)
            if not letter or root.op in ("read", "reshape", "table") or order[:1] != (letter,):
                continue
            if len(order) < len(node.args[0].axes):
                continue
            margin = self.margins.setdefault(root, Margin())
            outside = node.args[1] if len(node.args) == 2 else None
            if low and margin.reads and not self._same(outside, margin.outside):
                continue
            if low and not margin.reads:
                margin.outside = outside
                margin.called = {
                    axis.letter: place.letter for axis, place in zip(node.args[0].axes, node.attrs, strict=True)
                }
            margin.reads += bool(low)
            margin.low, margin.high = max(margin.low, low), max(margin.high, high)

    def beyond(self, node: Node) -> tuple[str, int, int]:
        """The one axis that a node reads beyond at a shift, and how far before and behind; '' where it is otherwise."""
        sizes = {axis.letter: axis.size for axis in node.axes}
        found: list[tuple[str, int, int]] = []
        for axis, place in zip(node.args[0].axes, node.attrs, strict=True):
            first, last = place.ends(sizes)
            if first < 0 or last >= axis.size:
                shifted = place.letter == axis.letter and sizes[axis.letter] == axis.size
                found.append((axis.letter if shifted else "", max(0, -first), max(0, last - axis.size + 1)))
        return found[0] if len(found) == 1 else ("", 0, 0)

    def in_margin(self, node: Node) -> bool:
        """Whether what a node reads beyond an axis is in the margin of the array."""
        letter, low, high = self.beyond(node)
        margin = self.margins.get(self.root(node.args[0]))
        if not letter or margin is None or margin.low < low or margin.high < high:
            return False
        outside = node.args[1] if len(node.args) == 2 else None
        return not low or self._same(margin.outside, outside)

    def _same(self, one: Node | None, other: Node | None) -> bool:
        if one is None or other is None:
            return one is other
        return self.root(one) is self.root(other)

    def _find_homes(self) -> None:
        """Parts that are computed where the whole array has them."""
        for node in self.nodes:
            if node.op == "beside":
                self.homes |= {root: (node, at) for root, at in inputs_in_place(self, node) if root not in self.homes}
            if node.op != "assemble":
                continue
            for at, (part, region) in enumerate(zip(node.args, node.attrs, strict=True)):
                root = self.root(part)
                spans = {span.letter for span in region.spans if span.letter}
                whole = len(spans) == len(region.spans) and spans == set(root.letters) == set(part.letters)
                if whole and root.op in ENTRYWISE and root not in self.homes and root not in self.margins:
                    letters = [span.letter for span in region.spans]
                    own = [node.letters[letters.index(letter)] for letter in self.order(root)]
                    if own == list(self.order(node)):
                        self.homes[root] = node, at


class Pool:
    """Arrays of one kind of numbers that are used again when what they held is no longer needed."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = np.dtype(dtype)
        self.held = 0
        self._free: list[Any] = []

    def take(self, shape: tuple[int, ...]) -> Any:
        """An array with anything in it."""
        size = prod(shape)
        fitting = [flat for flat in self._free if size <= len(flat) <= 2 * size]
        if not fitting:
            self.held += size * self.dtype.itemsize
            return np.empty(size, self.dtype).reshape(shape)
        flat = min(fitting, key=len)
        self._free = [one for one in self._free if one is not flat]
        return flat[:size].reshape(shape)

    def give(self, array: Any) -> None:
        """What is no longer needed."""
        while array.base is not None:
            array = array.base
        self._free.append(array.reshape(-1))

    def fresh(self, shape: tuple[int, ...]) -> Any:
        """An array with anything in it, that nothing else has been in or will be."""
        found = np.empty(shape, self.dtype)
        self.held += found.nbytes
        return found

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """An array of zeros, some of which stay."""
        found = np.zeros(shape, self.dtype)
        self.held += found.nbytes
        return found
