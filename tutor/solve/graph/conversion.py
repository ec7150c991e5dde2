"""What converting an expression needs to know: names, sizes, and how each kind of expression is converted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutor.notation.lower.index_form.expressions import Expression
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node

Ranges = Mapping[str, int]
"""How many entries each free letter runs over."""
Rows = Mapping[type, "Callable[[Converter, Any, Ranges], Node]"]
"""How each kind of expression becomes a node."""


class Converter:
    """``array`` gives the node of a name, ``size`` how many entries an axis of a class has; ``rows``
    convert each kind of expression."""

    def __init__(self, graph: Graph, array: Callable[[str], Node], size: Callable[[str], int], rows: Rows) -> None:
        self.graph = graph
        self.array = array
        self.size = size
        self._rows = rows

    def node(self, expression: Expression, ranges: Ranges) -> Node:
        """The array of an expression, whose free letters run over ``ranges``."""
        found: Node = self._rows[type(expression)](self, expression, ranges)
        return found

    def with_names(self, known: Mapping[str, Node]) -> Converter:
        """The same for expressions of these names."""
        return Converter(self.graph, known.__getitem__, self.size, self._rows)
