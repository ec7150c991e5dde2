"""A problem at certain sizes and in one kind of numbers, made ready to be solved again and again."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from tutor.notation.lower.value import Array, Arrays
from tutor.problems.contract.problem import Problem
from tutor.solve.calls.calls import Call
from tutor.solve.calls.emission import Emitter
from tutor.solve.calls.operations import OPERATIONS
from tutor.solve.graph.gradients import gradient_nodes
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node
from tutor.solve.graph.values import value_nodes
from tutor.solve.memory.joining import joined

LARGE = 4 * 2**20
"""From so many bytes on, arrays are made anew for each solve and handed out: copying them would double the memory."""
_CALL_BYTES = 160


class Plan:
    """``solve`` gives all values and gradients; ``forward`` and ``backward`` give one of them.

    ``wanted`` are the names that the loss is differentiated by; those that it does not depend on have no gradient.
    Results are the caller's own. Safe to use from several threads. Raises NotPlannedError where no plan knows the
    network.
    """

    def __init__(self, problem: Problem, sizes: Mapping[str, int], dtype: Any, wanted: Iterable[str]) -> None:
        self.graph = Graph()
        nodes = value_nodes(problem.as_declared, sizes, self.graph)
        self.dtype = np.dtype(dtype)
        self.values = {quantity.name: nodes[quantity.name] for quantity in problem.values}
        loss = nodes.get(problem.loss)
        self.gradients = gradient_nodes(self.graph, loss, nodes, wanted) if loss is not None else {}
        self._join()
        self._lock = Lock()
        self._bound = Bound(self.graph, self.values, self.gradients, self.dtype)
        self.nbytes = self._bound.nbytes
        self._context = contextvars.Context()
        self._context.run(np.seterr, all="ignore")  # a tenth of what `with np.errstate` takes
        self._anew = self.nbytes > LARGE
        if self._anew:
            del self._bound
            self.nbytes = 0

    def _join(self) -> None:
        outputs = joined(self.graph, [*self.values.values(), *self.gradients.values()])
        self.values = dict(zip(self.values, outputs, strict=False))
        self.gradients = dict(zip(self.gradients, outputs[len(self.values) :], strict=True))

    def solve(self, given: Arrays) -> tuple[dict[str, Array], dict[str, Array]]:
        """All values and all gradients, by name, from the given arrays."""
        return self._run(given, values=True, gradients=True)

    def forward(self, given: Arrays) -> dict[str, Array]:
        """All values by name."""
        return self._run(given, values=True, gradients=False)[0]

    def backward(self, given: Arrays) -> dict[str, Array]:
        """All gradients by name."""
        return self._run(given, values=False, gradients=True)[1]

    def _run(self, given: Arrays, *, values: bool, gradients: bool) -> tuple[dict[str, Array], dict[str, Array]]:
        if self._anew:
            bound = Bound(self.graph, self.values, self.gradients if gradients else {}, self.dtype)
            contextvars.copy_context().run(_quietly, partial(bound.run, given, forward_only=not gradients))
            return bound.handed_out(values=values, gradients=gradients)
        with self._lock:
            self._context.run(self._bound.run, given, forward_only=not gradients)
            return self._bound.copies(values=values, gradients=gradients)


def _quietly(function: Callable[[], None]) -> None:
    np.seterr(all="ignore")
    function()


class Bound:
    """The calls of a plan with their arrays."""

    def __init__(self, graph: Graph, values: Mapping[str, Node], gradients: Mapping[str, Node], dtype: Any) -> None:
        outputs = {("value", name): node for name, node in values.items()}
        outputs |= {("gradient", name): node for name, node in gradients.items()}
        emitter = Emitter(graph, outputs, dtype, OPERATIONS, first=len(values))
        self._calls: list[Call] = emitter.emit()
        self._forward = self._calls[: emitter.calls_of_first]
        self._inputs = list(emitter.work.inputs.items())
        found = {key: emitter.whole(node) for key, node in outputs.items()}
        self._values = {name: found["value", name] for name in values}
        self._gradients = {name: found["gradient", name] for name in gradients}
        self._copy_values = [(name, array.copy) for name, array in self._values.items()]
        self._copy_gradients = [(name, array.copy) for name, array in self._gradients.items()]
        self._own = emitter.own(outputs)
        self.nbytes = emitter.nbytes + _CALL_BYTES * len(self._calls)

    def run(self, given: Arrays, *, forward_only: bool) -> None:
        """Copy the given arrays in and do the calls."""
        for name, array in self._inputs:
            array[...] = given[name]
        for function, arguments in self._forward if forward_only else self._calls:
            function(*arguments)

    def copies(self, *, values: bool, gradients: bool) -> tuple[dict[str, Array], dict[str, Array]]:
        """The results, as arrays of their own."""
        return (
            {name: copy() for name, copy in self._copy_values} if values else {},
            {name: copy() for name, copy in self._copy_gradients} if gradients else {},
        )

    def handed_out(self, *, values: bool, gradients: bool) -> tuple[dict[str, Array], dict[str, Array]]:
        """The results themselves: this is not run again. What lies in an array twice is copied."""
        return (
            self._handed("value", self._values) if values else {},
            self._handed("gradient", self._gradients) if gradients else {},
        )

    def _handed(self, kind: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
        return {name: array if (kind, name) in self._own else array.copy() for name, array in arrays.items()}
