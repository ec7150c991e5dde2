"""From index form to a graph: the entry at letters becomes the array over them."""

from __future__ import annotations

from collections.abc import Callable

from tutor.notation.lower.index_form import expressions as form
from tutor.solve.graph import from_arrays, from_conditions, from_entries, from_folds, from_places
from tutor.solve.graph.conversion import Converter, Rows
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node


def converter(graph: Graph, array: Callable[[str], Node], size: Callable[[str], int]) -> Converter:
    """Converts expressions in which ``array`` gives the node of a name, ``size`` the entries of a class of axes."""
    return Converter(graph, array, size, _ROWS)


_ROWS: Rows = {
    form.Number: from_entries.number,
    form.Constant: from_entries.constant,
    form.Size: from_entries.size,
    form.Negative: from_entries.negative,
    form.Binary: from_entries.binary,
    form.Apply: from_entries.applied,
    form.Ref: from_places.ref,
    form.Fold: from_folds.fold,
    form.Indicator: from_conditions.condition,
    form.Compare: from_conditions.condition,
    form.Where: from_conditions.where,
    form.Softmax: from_arrays.softmax,
    form.ArgMax: from_arrays.first_largest,
    form.Blocks: from_arrays.blocks,
    form.MatrixPower: from_arrays.matrix_power,
}
"""How each node of the index form becomes one of the graph."""
