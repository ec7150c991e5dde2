"""Reverse mode at the level of array operations: what arrives at the arguments of an operation.

An upstream gradient may lack letters of its node: it is then the same along them. That is how the gradient of a sum
goes back without being spread out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.notation.functions import FUNCTIONS
from tutor.solve.calls.gathering import scattered
from tutor.solve.calls.reading import Place, gradient_of_outside, gradient_of_read, read, renamed
from tutor.solve.graph.from_entries import slope
from tutor.solve.graph.from_index_form import converter
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Axis, Node, bare, union

Contribution = tuple[Node, Node]
"""An argument, and what arrives at it from one operation."""


def contributions(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    """What arrives at each argument that has a gradient when ``upstream`` arrives at the node."""
    return RULES[node.op](graph, node, upstream)


def differentiated(node: Node) -> tuple[Node, ...]:
    """The arguments that have a gradient: of a softmax its logits, of a condition not the mask."""
    return node.args[: _LEADING.get(node.op, len(node.args))]


_LEADING = {"softmax": 1, "log_softmax": 1, "where": 2, "gather": 1, "compare": 0, "argmax": 0}


def _added(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    left, right = node.args
    yield left, graph.sum_to(upstream, left.axes, node.axes)
    sign = -1.0 if node.op == "sub" else 1.0
    yield right, graph.scale(sign, graph.sum_to(upstream, right.axes, node.axes))


def _scaled(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], graph.scale(node.attrs, upstream)


def _multiplied(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    for one, other in (node.args, node.args[::-1]):
        summed = _missing(one, node.axes)
        other = bare(other)
        yield one, graph.sum_product((upstream, other), summed) if summed else graph.mul(upstream, other)


def _divided(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    top, bottom = node.args
    below = bare(bottom)
    yield top, graph.sum_to(graph.div(upstream, below), top.axes, node.axes)
    down = graph.mul(upstream, graph.div(node, below))
    yield bottom, graph.scale(-1.0, graph.sum_to(down, bottom.axes, node.axes))


def _raised(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    base, exponent = node.args
    below, power = bare(base), bare(exponent)
    down = graph.mul(power, graph.power(below, graph.add(power, graph.const(-1.0))))
    yield base, graph.sum_to(graph.mul(upstream, down), base.axes, node.axes)
    if exponent.op != "const":
        logarithm = graph.make("apply", (below,), "log", below.axes)
        found = graph.mul(upstream, graph.mul(node, logarithm))
        yield exponent, graph.sum_to(found, exponent.axes, node.axes)


def _applied(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    found = slope(converter(graph, _nothing, int), FUNCTIONS[node.attrs], bare(node.args[0]), node)
    yield node.args[0], graph.mul(upstream, found)


def _nothing(name: str) -> Node:
    raise KeyError(name)


def _contracted(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    left, right = node.args
    for one, other in ((left, right), (right, left)):
        summed = {axis.letter: axis.size for axis in node.axes if axis not in one.axes}
        yield one, graph.sum_product((upstream, bare(other)), summed)


def _summed(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], upstream


def _same(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], graph.sum_to(upstream, node.args[0].axes, node.axes)


def _relabelled(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    base = node.args[0]
    yield base, renamed(graph, upstream, dict(zip(node.letters, base.letters, strict=True)))


def _reshaped(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    base = node.args[0]
    yield base, graph.make("reshape", (graph.spread(upstream, node.axes),), node.letters, base.axes)


def _read(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], gradient_of_read(graph, node, upstream)
    if len(node.args) == 2:
        yield node.args[1], gradient_of_outside(graph, node, upstream)


def _gathered(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], scattered(graph, node, upstream, node.args[1:])


def _assembled(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    full = graph.spread(upstream, node.axes)
    by_letter = {axis.letter: axis for axis in full.axes}
    for part, region in zip(node.args, node.attrs, strict=True):
        places, ranges, summed = {}, {}, {}
        for axis, span in zip(node.axes, region.spans, strict=True):
            count = len(range(*span[:3]))
            letter = span.letter or f"{axis.letter}*"
            ranges[letter] = count
            if not span.letter:
                summed[letter] = count
            places[axis.letter] = Place(span.start, ((letter, span.step),))
        found = read(graph, full, [places[letter] for letter in by_letter], ranges)
        yield part, graph.sum(found, summed)


def _multiplied_out(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    argument = node.args[0]
    others = graph.make("others", (bare(argument),), node.attrs, argument.axes)
    yield argument, graph.mul(upstream, others)


def _where(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    body, otherwise, mask = node.args
    zero, axes = graph.const(0.0), union((upstream, mask))
    yield body, graph.sum_to(graph.make("where", (upstream, zero, mask), None, axes), body.axes, node.axes)
    if otherwise.op != "const":
        rest = graph.make("where", (zero, upstream, mask), None, axes)
        yield otherwise, graph.sum_to(rest, otherwise.axes, node.axes)


def _larger(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    left, right = node.args
    one, other = bare(left), bare(right)
    yield left, graph.sum_to(graph.mul(upstream, graph.compare(">=", one, other)), left.axes, node.axes)
    yield right, graph.sum_to(graph.mul(upstream, graph.compare("<", one, other)), right.axes, node.axes)


def _largest(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    argument = node.args[0]
    first = graph.make("argmax", (bare(argument),), node.attrs, argument.axes)
    yield argument, graph.mul(upstream, first)


def _softmax(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    along = next(axis for axis in node.axes if axis.letter == node.attrs)
    share = graph.mul(node, upstream)
    yield node.args[0], graph.sub(share, graph.mul(node, _sum_along(graph, node, upstream, along)))


def _sum_along(graph: Graph, shares: Node, upstream: Node, along: Axis) -> Node:
    """The sum of shares times upstream: of the shares alone it is 1."""
    product = graph.mul(shares, upstream)
    if along not in upstream.axes:
        return upstream
    return graph.sum(product, {along.letter: along.size})


def _log_softmax(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    yield node.args[0], graph.div(upstream, bare(node.args[0]))


def _inverted(graph: Graph, node: Node, upstream: Node) -> Iterator[Contribution]:
    # d(A^-1) = -A^-1 dA A^-1, so that -A^-T G A^-T arrives.
    row, column = node.attrs
    size = next(axis.size for axis in node.axes if axis.letter == row)
    left = renamed(graph, node, {row: "out", column: row})  # [column, row] of A^-1 as [row, out]
    right = renamed(graph, node, {row: column, column: "in"})
    middle = renamed(graph, graph.spread(upstream, node.axes), {row: "out", column: "in"})
    half = graph.sum_product((left, middle), {"out": size})
    yield node.args[0], graph.scale(-1.0, graph.sum_product((half, right), {"in": size}))


def _missing(node: Node, axes: tuple[Axis, ...]) -> dict[str, int]:
    return {axis.letter: axis.size for axis in axes if axis not in node.axes}


RULES: dict[str, Callable[[Graph, Node, Node], Iterator[Contribution]]] = {
    "add": _added,
    "sub": _added,
    "scale": _scaled,
    "mul": _multiplied,
    "div": _divided,
    "pow": _raised,
    "apply": _applied,
    "contract": _contracted,
    "sum": _summed,
    "named": _same,
    "spread": _same,
    "relabel": _relabelled,
    "reshape": _reshaped,
    "read": _read,
    "gather": _gathered,
    "assemble": _assembled,
    "prod": _multiplied_out,
    "where": _where,
    "maximum": _larger,
    "max": _largest,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "inv": _inverted,
}
"""The gradient of each operation."""
