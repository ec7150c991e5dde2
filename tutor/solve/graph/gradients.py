"""The gradients of a loss by all nodes it depends on, as further nodes of the same graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tutor.solve.graph.adjoints import contributions, differentiated
from tutor.solve.graph.components import components
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node, coefficient


def gradient_nodes(graph: Graph, loss: Node, nodes: Mapping[str, Node], wanted: Iterable[str]) -> dict[str, Node]:
    """The gradient of the loss by each wanted name it depends on, on the axes of that name.

    The total gradient of what is defined later (``var``) is such a node itself: at a step of time it takes what comes
    back from the next one.
    """
    wanted = list(wanted)

    def needs(node: Node) -> tuple[Node, ...]:
        defined = graph.definitions.get(node)
        return (defined,) if defined is not None else differentiated(node)

    reached = [node for group in components([loss], needs) for node in group]
    moving = _moving(reached, {nodes[name] for name in wanted}, needs)
    variables = {graph.definitions[node]: node for node in reached if node in graph.definitions}
    order = [node for group in components([*variables, loss], differentiated) for node in group]
    arrived: dict[Node, Node] = {loss: graph.const(1.0)}
    totals: dict[Node, Node] = {}
    for node in reversed(order):
        if node not in moving:
            continue
        if node in variables:
            name = f"d{variables[node].attrs}"
            totals[node] = graph.make("var", (), name, node.axes)
        upstream = totals.get(node) or arrived.get(node)
        if upstream is None or not node.args:
            continue
        if node.op == "named":
            if node not in totals:
                upstream = arrived[node] = _settled(graph, node, upstream)
            graph.kept.add(upstream)
        for argument, part in contributions(graph, node, upstream):
            if argument in moving:
                known = arrived.get(argument)
                arrived[argument] = part if known is None else graph.add(known, part)
    zero = graph.const(0.0)
    for node, total in totals.items():
        found = graph.add(arrived.get(node, zero), arrived.get(variables[node], zero))
        graph.definitions[total] = graph.named(total.attrs, found, node.axes)
    return {
        name: totals.get(nodes[name]) or graph.named(f"d{name}", arrived[nodes[name]], nodes[name].axes)
        for name in wanted
        if nodes[name] in totals or nodes[name] in arrived
    }


def _settled(graph: Graph, node: Node, upstream: Node) -> Node:
    """The gradient of a value, which is computed with its factor: else each of the next would multiply by it again."""
    factor, rest = coefficient(upstream)
    if rest is None or factor in (1, -1) or rest.op == "div":
        return upstream
    return graph.make("named", (upstream,), f"d{node.attrs}", upstream.axes)


def _moving(reached: list[Node], sources: set[Node], needs: Callable[[Node], tuple[Node, ...]]) -> set[Node]:
    """The nodes that change with one of the sources."""
    users: dict[Node, list[Node]] = {}
    for node in reached:
        for argument in needs(node):
            users.setdefault(argument, []).append(node)
    moving = sources & set(reached)
    front = list(moving)
    while front:
        new = [user for user in users.get(front.pop(), ()) if user not in moving]
        moving.update(new)
        front += new
    return moving
