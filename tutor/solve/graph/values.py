"""The values of a problem as nodes of a graph, from its forward formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tutor.notation.lower.index_form.expressions import Expression, IndexForm, Ref
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.parser import parse
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import environment
from tutor.solve.graph.components import components
from tutor.solve.graph.from_index_form import converter
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Axis, Node, union
from tutor.solve.graph.widening import widened


def value_nodes(problem: Problem, sizes: Mapping[str, int], graph: Graph) -> dict[str, Node]:
    """The node of each given array and value, by name, at these sizes.

    A value that is read at a neighbour before it is computed is a ``var`` node there, defined in the graph.
    Raises NotPlannedError for what no plan knows.
    """
    env = environment(problem, {}, sizes)
    forms = _forms(problem, tuple(sizes.items()))
    axes = {
        quantity.name: tuple([Axis(letter, env.sizes[letter]) for letter in quantity.letters])
        for quantity in problem.given
    }
    nodes = {name: graph.make("input", (), name, own) for name, own in axes.items()}
    for name, own in forms.items():
        ends = zip(own.letters, own.classes, strict=True)
        axes[name] = tuple([Axis(letter, env.sizes.get(letter) or env.size(one)) for letter, one in ends])
    awaited: dict[str, Node] = {}

    def array(name: str) -> Node:
        if name in nodes:
            return nodes[name]
        if name not in awaited:
            awaited[name] = graph.make("var", (), name, axes[name])
        return awaited[name]

    convert = converter(graph, array, env.size)
    for name in _order(forms):
        found = convert.node(forms[name].expression, {axis.letter: axis.size for axis in axes[name]})
        union((found, Node("", (), None, axes[name])))
        nodes[name] = graph.named(name, found, axes[name])
        if name in awaited:
            graph.definitions[awaited[name]] = nodes[name]
    return nodes


@lru_cache(maxsize=64)
def _forms(problem: Problem, sizes: tuple[tuple[str, int], ...]) -> dict[str, IndexForm]:
    env = environment(problem, {}, dict(sizes))
    forms = {q.name: lower(parse(q.formula, problem.scope), env, q.letters) for q in problem.values}
    return widened(forms, env.size)


def _order(forms: Mapping[str, IndexForm]) -> Iterator[str]:
    """The values so that what is read at the same place comes first."""
    reads = {name: list(references(own.expression)) for name, own in forms.items()}

    def needed(name: str) -> list[str]:
        return [one.name for one in reads[name] if one.name in forms]

    def needed_here(name: str) -> list[str]:
        return [one.name for one in reads[name] if one.name in forms and all(place.letter for place in one.places)]

    for group in components(forms, needed):
        inside = {name: [one for one in needed_here(name) if one in group] for name in group}
        for inner in components(group, inside.__getitem__):
            yield from inner


def references(expression: Any) -> Iterator[Ref]:
    """All references in an expression."""
    if isinstance(expression, Ref):
        yield expression
    elif isinstance(expression, tuple):
        for part in expression:
            yield from references(part)
    elif isinstance(expression, Expression):
        for field in expression.fields:
            yield from references(getattr(expression, field))
