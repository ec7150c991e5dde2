"""Entries of an array at any places, such as those that labels say, and the gradient of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node, union


def gathered(graph: Graph, base: Node, places: Sequence[Node]) -> Node:
    """The entries of an array at places counted from 1, an array of numbers for each axis; zero outside."""
    axes = sorted(union(places))
    return graph.make("gather", (base, *places), None, axes)


def scattered(graph: Graph, node: Node, upstream: Node, places: Sequence[Node]) -> Node:
    """What arrives at the array that a node reads at these places: each entry is added to where it was."""
    return graph.make("scatter", (graph.spread(upstream, node.axes), *places), None, node.args[0].axes)


def flat_entries(places: Sequence[Any], shape: Sequence[int]) -> Any:
    """Where entries are in the flattened array of a shape, and -1 for those outside."""
    found: Any = np.intp(0)
    inside: Any = True
    for place, size in zip(places, shape, strict=True):
        at = np.rint(np.real(place)).astype(np.intp) - 1
        inside = inside & (at >= 0) & (at < size)
        found = found * size + at
    return np.where(inside, found, -1)
