"""Mistakes with the slope of an activation: forgotten, doubled, of another function, at the wrong point.

A slope is found in a product as ``s (1 - s)``, ``1 - h^2``, ``1 - tanh(u)^2``, ``f'(z)`` or ``step(z)``, wherever its
factors stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, Edit, Put, is_upstream, sites
from tutor.marking.mistakes.edits.name_edits import swap_code
from tutor.notation.read.grammar.function_formulas import slope_at_value
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Node, Num, Pow, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed


@dataclass(frozen=True, slots=True)
class Slope:
    """``factors`` are the nodes that make the slope; ``value`` is the activation's output, or its call."""

    kind: str
    factors: tuple[Node, ...]
    value: Node


def slope_edits(tree: Node, problem: Problem) -> Iterator[Edit]:
    """One-edit mistakes with the slopes in a formula."""
    scope = problem.scope
    for node, put, above in sites(tree):
        if not isinstance(node, Bin | Chain) or (above and is_product(above[-1])):
            continue
        if is_product(node):
            for slope in find_slopes(factors_of(node), scope):
                yield from _edits(node, slope, put, problem)
        elif _is_tanh_slope(node):
            yield from _edits(node, Slope("tanh", (node,), _squared(node)), put, problem)


def is_product(node: Node) -> bool:
    """Whether factors stand side by side in it."""
    return isinstance(node, Chain) or (isinstance(node, Bin) and node.op in "*⊙/@")


def factors_of(node: Node) -> list[Node]:
    """The factors of a product, denominators left out."""
    if isinstance(node, Chain):
        return [factor for item in node.items for factor in factors_of(item)]
    if isinstance(node, Bin) and node.op in "*⊙@":
        return factors_of(node.left) + factors_of(node.right)
    if isinstance(node, Bin) and node.op == "/":
        return factors_of(node.left)
    return [node]


def find_slopes(factors: list[Node], scope: Scope) -> list[Slope]:
    """The slopes among some factors."""
    found = []
    texts = [to_ascii(factor, scope) for factor in factors]
    for factor in factors:
        if _is_tanh_slope(factor):
            found.append(Slope("tanh", (factor,), _squared(factor)))
        elif isinstance(factor, Bin) and factor.op == "-" and isinstance(factor.left, Num) and factor.left.text == "1":
            text = to_ascii(factor.right, scope)
            if text in texts:
                found.append(Slope("sigma", (factors[texts.index(text)], factor), factor.right))
        elif isinstance(factor, Call) and factor.primes:
            found.append(Slope("prime", (factor,), Call(factor.function, factor.args)))
        elif isinstance(factor, Call) and factor.function == "step":
            found.append(Slope("prime", (factor,), Call("relu", factor.args)))
    return found


def without_slopes(tree: Node, scope: Scope) -> Node:
    """A formula with a one for each slope in it: two that become the same differ in their slopes only."""
    gone: dict[int, Node] = {}
    for node, _, above in sites(tree):
        if is_product(node) and not (above and is_product(above[-1])):
            gone |= {id(factor): ONE for slope in find_slopes(factors_of(node), scope) for factor in slope.factors}
    return replaced_nodes(tree, gone)


def replaced_nodes(node: Node, table: Mapping[int, Node]) -> Node:
    """A formula with some of its nodes replaced, by the identity of each."""
    if id(node) in table:
        return table[id(node)]
    parts = children(node)
    return rebuild(node, tuple(replaced_nodes(part, table) for part in parts)) if parts else node


def _is_tanh_slope(node: Node) -> bool:
    return (
        isinstance(node, Bin)
        and node.op == "-"
        and isinstance(node.left, Num)
        and node.left.text == "1"
        and isinstance(node.right, Pow)
        and isinstance(node.right.exponent, Num)
        and node.right.exponent.text == "2"
    )


def _squared(node: Node) -> Node:
    assert isinstance(node, Bin)
    assert isinstance(node.right, Pow)
    return node.right.base


def without(node: Node, gone: tuple[Node, ...], instead: Node) -> Node:
    """The product with the first of some factors replaced and the others left out."""
    if any(node is factor for factor in gone):
        return instead if node is gone[0] else ONE
    parts = children(node)
    return rebuild(node, tuple(without(part, gone, instead) for part in parts)) if parts else node


def _edits(node: Node, slope: Slope, put: Put, problem: Problem) -> Iterator[Edit]:
    value = slope.value

    def swap(code: str, instead: Node) -> Edit:
        return Edit(code, put(without(node, slope.factors, instead)))

    sigma_slope = slope_at_value("sigma", value)
    tanh_slope = slope_at_value("tanh", value)
    own = {"sigma": sigma_slope, "tanh": tanh_slope}.get(slope.kind)
    yield swap("derivative-missing", ONE)
    yield swap("derivative-twice", Pow(own if own is not None else slope.factors[0], TWO))
    if slope.kind == "sigma":
        yield swap("derivative-other", tanh_slope)
        yield swap("derivative-other", Bin("-", ONE, value))
        yield swap("derivative-other", value)
        again: Node = Call("sigma", (value,))
        yield swap("derivative-point", slope_at_value("sigma", again))
    elif slope.kind == "tanh":
        yield swap("derivative-other", sigma_slope)
        yield swap("derivative-other", Bin("-", ONE, value))
        yield swap("derivative-other", Bin("+", ONE, Pow(value, TWO)))
        yield swap("derivative-point", slope_at_value("tanh", Call("tanh", (value,))))
        yield swap("derivative-other", value)
    else:
        yield swap("derivative-other", sigma_slope)
        yield swap("derivative-other", tanh_slope)
        yield swap("derivative-other", Bin("-", ONE, value))
        yield swap("derivative-other", value)
        yield from _at_what_arrives(node, slope, put, problem)
    if own is not None and isinstance(value, Ref):
        for other in _made_alike(value.name, problem):
            code = "gate-swapped" if swap_code(problem, value.name, other) == "gate-swapped" else "derivative-point"
            yield swap(code, slope_at_value(slope.kind, Ref(other, value.index)))
    before = argument_of(value, problem)
    if before is not None:
        yield swap("derivative-point", slope_at_value("sigma", before))
        yield swap("derivative-point", slope_at_value("tanh", before))
        if slope.kind != "prime":
            yield swap("derivative-other", Call("step", (before,)))
        yield swap("derivative-missing", before)


def _at_what_arrives(node: Node, slope: Slope, put: Put, problem: Problem) -> Iterator[Edit]:
    """A slope taken at what arrives instead of the forward pass; a rectifier's mask inverted, or standing alone."""
    call = slope.factors[0]
    if not isinstance(call, Call):
        return
    function = problem.scope.functions.get(call.function)
    mask = call.function == "step" or (function is not None and (function.alias or function.name) == "relu")
    if mask:
        yield Edit("mask", put(without(node, slope.factors, Bin("-", ONE, call))))
        yield Edit("mask", put(call))
    for factor in factors_of(node):
        if is_upstream(factor, problem):
            there = Call(call.function, (factor,), call.primes)
            yield Edit("mask" if mask else "derivative-point", put(without(node, slope.factors, there)))


def _made_alike(name: str, problem: Problem) -> Iterator[str]:
    """The other values on the same axes that the same function makes, such as another gate."""
    formulas, axes = parsed(problem), problem.scope.names[name].axes
    own = formulas[name].tree if name in formulas else None
    if not isinstance(own, Call):
        return
    for value in problem.values:
        tree = formulas[value.name].tree
        alike = isinstance(tree, Call) and tree.function == own.function
        if alike and value.name != name and problem.scope.names[value.name].axes == axes:
            yield value.name


def argument_of(value: Node, problem: Problem) -> Node | None:
    """What the activation was applied to: the argument of a call, or of the formula of a named value."""
    if isinstance(value, Call) and value.args:
        return value.args[0]
    if not isinstance(value, Ref) or value.name not in problem.quantities:
        return None
    formula = parsed(problem).get(value.name)
    if formula is None or not isinstance(formula.tree, Call) or not formula.tree.args:
        return None
    inner = formula.tree.args[0]
    if isinstance(inner, Ref) and problem.scope.names[inner.name].axes == problem.scope.names[value.name].axes:
        return Ref(inner.name, value.index)
    return inner if value.index is None else None
