"""From a schedule of nodes to bound calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tutor.solve.calls.calls import Call, unrolled
from tutor.solve.calls.reading import apart, is_block
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node
from tutor.solve.memory.allocation import Allocator
from tutor.solve.memory.memory import Memory
from tutor.solve.memory.workspace import Workspace
from tutor.solve.schedule import Loop, nodes_of, operands, schedule

Operation = Callable[["Emitter", Node], None]


class Emitter:
    """Makes the calls for all outputs, those for the ``first`` so many in front (``calls_of_first``).

    ``operations`` say how each operation is done: they look at arrays in ``work``, and have those for their results
    from ``allocator``.
    """

    def __init__(
        self,
        graph: Graph,
        outputs: Mapping[Any, Node],
        dtype: Any,
        operations: Mapping[str, Operation],
        *,
        first: int = 0,
    ) -> None:
        self._operations = operations
        self._items = schedule(graph, outputs.values())
        self._first = set(list(outputs.values())[:first])
        self.calls_of_first = 0
        self._memory = Memory(graph, self._items, outputs.values())
        self.work = Workspace(graph, self._memory, dtype, lambda node: operations[node.op](self, node))
        self.allocator = Allocator(self.work, outputs.values())

    def emit(self) -> list[Call]:
        """All calls, in order."""
        for item in self._items:
            if isinstance(item, Loop):
                self._emit_loop(item)
            else:
                self._emit(item)
            self._first.difference_update(nodes_of(item))
            if not self._first and not self.calls_of_first:
                self.calls_of_first = len(self.work.calls)
        return self.work.calls

    @property
    def nbytes(self) -> int:
        """How much memory the arrays take."""
        return self.work.pool.held + self.work.scratch.held

    def whole(self, node: Node) -> Any:
        """The array of a result on its own axes."""
        return self.work.array(node, node.letters) if node.axes else self.work.scalar(node)

    def own(self, outputs: Mapping[Any, Node]) -> set[Any]:
        """Which of the outputs have their numbers to themselves: blocks of one array, too, that are apart."""
        taken: dict[Node, list[Node]] = {}
        found = set()
        for key, node in outputs.items():
            root = self._memory.root(node)
            block = root if root.op == "read" and is_block(root) else None
            whole = self._memory.root(root.args[0]) if block is not None else root
            others = taken.setdefault(whole, [])
            alone = not others if block is None else all(one.op == "read" and apart(one, block) for one in others)
            if alone and whole.op not in ("input", "const", "table", "read", "reshape"):
                found.add(key)
            others.append(root)
        return found

    def _emit(self, node: Node) -> None:
        if self.work.loop is not None and node in self.work.loop.totals:
            total, term = self.allocator.total(node)
            self._operations[node.op](self, node)
            self.work.call(np.add, total, term, total)
            self.work.arrays[node] = total
            self.work.scratch.give(term)
        else:
            self._operations[node.op](self, node)
        if node.op not in ("named", "relabel", "var"):
            for one in operands(node):
                self.allocator.release(one)

    def _emit_loop(self, loop: Loop) -> None:
        work = self.work
        work.loop, work.inside = loop, frozenset(self._memory.root(node) for node in loop.nodes)
        body: list[Any] = []
        before, work.calls = work.calls, body
        work.before = before
        for node in loop.nodes:
            root = self._memory.root(node)
            if root in self._memory.margins and root not in work.arrays:
                self.allocator.assembled(root) if root.op == "assemble" else self.allocator.new(root)
        for node in loop.nodes:
            self._emit(node)
        work.calls = before
        work.calls += unrolled(body, loop.steps, backwards=loop.backwards)
        work.loop, work.inside, work.before = None, frozenset(), work.calls
        self.allocator.end_loop()
