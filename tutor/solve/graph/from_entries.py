"""From index form to a graph: numbers, and operations and functions of single entries."""

from __future__ import annotations

from functools import lru_cache
from math import e, pi

from tutor.notation.eval.number_types import FLOATS
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.grammar import function_formulas
from tutor.solve.graph.conversion import Converter, Ranges
from tutor.solve.graph.nodes import Node, NotPlannedError, bare


def number(converter: Converter, one: form.Number, ranges: Ranges) -> Node:
    """A number that was written."""
    return converter.graph.const(float(one.text))


def constant(converter: Converter, one: form.Constant, ranges: Ranges) -> Node:
    """e or pi."""
    return converter.graph.const({"e": e, "pi": pi}[one.name])


def size(converter: Converter, one: form.Size, ranges: Ranges) -> Node:
    """How many entries an axis has."""
    return converter.graph.const(float(converter.size(one.size_class)))


def negative(converter: Converter, one: form.Negative, ranges: Ranges) -> Node:
    """Minus something."""
    return converter.graph.scale(-1.0, converter.node(one.body, ranges))


def binary(converter: Converter, one: form.Binary, ranges: Ranges) -> Node:
    """Two entries, one with the other."""
    graph = converter.graph
    left, right = converter.node(one.left, ranges), converter.node(one.right, ranges)
    if one.op == "^":
        if isinstance(one.left, form.Constant) and one.left.name == "e":
            return function(converter, FUNCTIONS["exp"], right)
        return graph.power(left, right)
    made: Node = {"+": graph.add, "-": graph.sub, "*": graph.mul, "/": graph.div, "max": graph.maximum}[one.op](
        left, right
    )
    return made


def applied(converter: Converter, one: form.Apply, ranges: Ranges) -> Node:
    """A function of every entry, or its slope."""
    argument = converter.node(one.argument, ranges)
    return (slope if one.primes else function)(converter, one.function, argument)


def function(converter: Converter, what: Function, argument: Node) -> Node:
    """A function of every entry."""
    graph, name = converter.graph, what.alias or what.name
    if what.formula and not what.alias:
        return _by_formula(converter, what.formula, argument, None)
    if name == "log":
        shares = bare(argument)
        if shares.op == "softmax":
            _, _, _, centered, total = shares.args
            logs = graph.make("apply", (total,), "log", total.axes)
            return graph.make("log_softmax", (argument, centered, logs), None, argument.axes)
    return graph.make("apply", (argument,), name, argument.axes)


def slope(converter: Converter, what: Function, argument: Node, value: Node | None = None) -> Node:
    """The slope of a function at every entry; ``value`` is that of the function, where it is at hand."""
    if what.alias:
        what = FUNCTIONS[what.alias]
    if not what.slope:
        raise NotPlannedError(f"{what.name} has no slope")
    return _by_formula(converter, what.slope, argument, value or function(converter, what, argument))


def _by_formula(converter: Converter, text: str, argument: Node, value: Node | None) -> Node:
    known = {"z": argument, "s": value or argument}
    return converter.with_names(known).node(_entry_formula(text), {})


@lru_cache(maxsize=256)
def _entry_formula(text: str) -> form.Expression:
    """A formula of the table of functions, in ``z`` and ``s``."""
    empty = Env(function_formulas.SCOPE, {}, {}, FLOATS)
    return lower(function_formulas.read(text), empty, ()).expression
