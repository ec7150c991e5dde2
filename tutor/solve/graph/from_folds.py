"""From index form to a graph: sums, products and the largest along an axis."""

from __future__ import annotations

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.solve.graph.conversion import Converter, Ranges
from tutor.solve.graph.nodes import Node


def fold(converter: Converter, one: form.Fold, ranges: Ranges) -> Node:
    """All entries along a letter taken together."""
    if one.kind == "sum":
        return _sum(converter, one, ranges)
    graph, count = converter.graph, converter.size(one.size_class)
    found = converter.node(one.body, {**ranges, one.letter: count})
    if one.letter not in found.letters:
        return found if one.kind == "max" else graph.power(found, graph.const(float(count)))
    axes = [axis for axis in found.axes if axis.letter != one.letter]
    return graph.make(one.kind, (found,), one.letter, axes)


def _sum(converter: Converter, one: form.Fold, ranges: Ranges) -> Node:
    """A sum, with those that are directly in it."""
    summed: dict[str, int] = {}
    body: Expression = one
    while isinstance(body, form.Fold) and body.kind == "sum":
        summed[body.letter] = converter.size(body.size_class)
        body = body.body
    inner = {**ranges, **summed}
    if isinstance(body, form.Binary) and body.op == "*":
        return converter.graph.sum_product([converter.node(factor, inner) for factor in _factors(body)], summed)
    return converter.graph.sum(converter.node(body, inner), summed)


def _factors(expression: Expression) -> list[Expression]:
    if isinstance(expression, form.Binary) and expression.op == "*":
        return [*_factors(expression.left), *_factors(expression.right)]
    return [expression]
