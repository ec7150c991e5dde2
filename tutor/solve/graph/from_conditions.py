"""From index form to a graph: conditions on places and on numbers, and what is chosen by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import place_value
from tutor.solve.graph.conversion import Converter, Ranges
from tutor.solve.graph.from_places import grids, has_labels, place_numbers
from tutor.solve.graph.nodes import Node, union

RELATIONS: dict[str, Callable[..., Any]] = {
    "=": np.equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def condition(converter: Converter, one: form.Indicator | form.Compare, ranges: Ranges) -> Node:
    """1 where a condition holds, else 0."""
    if isinstance(one, form.Compare):
        left, right = converter.node(one.left, ranges), converter.node(one.right, ranges)
    elif has_labels(one.left) or has_labels(one.right):
        left, right = (place_numbers(converter, place, ranges) for place in (one.left, one.right))
    else:
        return _table(converter, (one,), ranges, float)
    return converter.graph.compare(one.relation, left, right)


def where(converter: Converter, one: form.Where, ranges: Ranges) -> Node:
    """One expression where all conditions hold, and another elsewhere."""
    graph = converter.graph
    body, otherwise = converter.node(one.body, ranges), converter.node(one.otherwise, ranges)
    fixed = [test for test in one.conditions if isinstance(test, form.Indicator) and not _by_label(test)]
    if len(fixed) == len(one.conditions):
        mask = _table(converter, fixed, ranges, bool)
    else:
        mask = graph.const(1.0)
        for test in one.conditions:
            mask = graph.mul(mask, condition(converter, test, ranges))
    if mask.op == "const":
        return body if mask.attrs else otherwise
    return graph.make("where", (body, otherwise, mask), None, union((body, otherwise, mask)))


def _by_label(test: form.Indicator) -> bool:
    return has_labels(test.left) or has_labels(test.right)


def _table(converter: Converter, tests: Sequence[form.Indicator], ranges: Ranges, kind: Any) -> Node:
    """Where conditions on places all hold: the same at every solve."""
    axes, places = grids([place for one in tests for place in (one.left, one.right)], ranges)
    found: Any = np.ones(tuple([axis.size for axis in axes]), dtype=bool)
    for one in tests:
        left, right = (place_value(place, places, converter.size) for place in (one.left, one.right))
        found = found & RELATIONS[one.relation](left, right)
    return converter.graph.table(found.astype(kind), axes) if axes else converter.graph.const(float(found))
