"""In which order nodes are computed: what depends on itself at a neighbour is a loop along that axis."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tutor.solve.graph.components import components
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import ENTRYWISE, Node, NotPlannedError

LARGE_STEP = 2000
"""Entries of one step, from which on what does not recur is computed step by step nevertheless."""
LARGE_TERM = 10_000
"""Entries of one step, from which on it is not kept until the end of a loop for sums over all steps.

Of an LSTM of 100 steps with 32 samples and 128 units that is a quarter of the memory; smaller ones have no time for it.
"""

_OPERANDS = {"softmax": slice(1, 3), "log_softmax": slice(1, 3)}


@dataclass(frozen=True, slots=True)
class Loop:
    """Nodes that are computed together, step by step along a letter; what each needs at its own step comes first."""

    nodes: tuple[Node, ...]
    letter: str
    steps: int
    backwards: bool
    totals: frozenset[Node] = frozenset()
    """Those of the nodes that are sums over the letter, added up step by step."""


def nodes_of(item: Node | Loop) -> tuple[Node, ...]:
    """The nodes that are computed in one place of a schedule."""
    return item.nodes if isinstance(item, Loop) else (item,)


def operands(node: Node) -> tuple[Node, ...]:
    """The arguments that the operation itself looks at."""
    return node.args[_OPERANDS.get(node.op, slice(None))]


def schedule(graph: Graph, outputs: Collection[Node]) -> list[Node | Loop]:
    """All that the outputs need, in order. What a loop needs from outside stands before it, what it does not feed back
    after it.

    Raises NotPlannedError for a recurrence along several axes, or one that looks both ways.
    """

    def needs(node: Node) -> tuple[Node, ...]:
        defined = graph.definitions.get(node)
        return operands(node) if defined is None else (defined,)

    found: list[Node | Loop] = []
    for group in components(outputs, needs):
        if len(group) == 1 and group[0] not in needs(group[0]):
            found.append(group[0])
        else:
            found.append(_loop(graph, group))
    return _added_up(_taken_in(found, graph, set(outputs)), set(outputs))


def _taken_in(items: list[Node | Loop], graph: Graph, outputs: set[Node]) -> list[Node | Loop]:
    """The same, where large entrywise results that only one loop needs are computed in it, a step at a time.

    They are then still in the cache when they are used, and take the memory of one step.
    """
    users: dict[Node, set[Node]] = {}
    at = {
        node: place for place, item in enumerate(items) for node in (item.nodes if isinstance(item, Loop) else (item,))
    }
    taken: dict[int, list[Node]] = {}
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        if not isinstance(item, Loop):
            needed_in = {at[user] for user in users.get(item, ())}
            loops = [one for one in needed_in if isinstance(loop := items[one], Loop) and _large_step(item, loop)]
            if len(needed_in) == 1 and loops and item not in outputs:
                taken.setdefault(loops[0], []).append(item)
                at[item] = loops[0]
        for node in nodes_of(item):
            defined = graph.definitions.get(node)
            for one in operands(node) if defined is None else (defined,):
                users.setdefault(one, set()).add(node)
    inside = {node for nodes in taken.values() for node in nodes}
    found: list[Node | Loop] = []
    for place, item in enumerate(items):
        if isinstance(item, Loop):
            found.append(replace(item, nodes=(*reversed(taken.get(place, [])), *item.nodes)))
        elif item not in inside:
            found.append(item)
    return found


def _added_up(items: list[Node | Loop], outputs: set[Node]) -> list[Node | Loop]:
    """The same, where sums over all steps of what is large are added up in the loop that computes it.

    Where that is done for all that needs it after the loop, no more than two steps of it need to be kept.
    """
    at = {node: place for place, item in enumerate(items) for node in nodes_of(item)}
    users: dict[Node, list[Node]] = {}
    for node in at:
        for one in operands(node):
            users.setdefault(one, []).append(node)
    found, taken = list(items), set[Node]()
    for place, loop in enumerate(items):
        if not isinstance(loop, Loop):
            continue
        added: dict[Node, None] = {}
        for node in loop.nodes:
            if node.size <= LARGE_TERM * loop.steps or node in outputs:
                continue
            after = [user for user in users.get(node, ()) if at[user] != place and not at_last_step(user, loop)]
            if all(_is_term(user, loop, at, place) for user in after):
                for user in after:
                    added.update(dict.fromkeys((*_reads_after(user, at, place), user)))
        totals = frozenset(node for node in added if loop.letter not in node.letters)
        found[place] = replace(loop, nodes=(*loop.nodes, *added), totals=totals)
        taken |= added.keys()
    return [item for item in found if item not in taken]


def at_last_step(node: Node, loop: Loop) -> bool:
    """Whether a node reads what the last step of a loop has computed."""
    last = 0 if loop.backwards else loop.steps - 1
    return node.op == "read" and any(
        axis.letter == loop.letter and place == (last, ())
        for axis, place in zip(node.args[0].axes, node.attrs, strict=True)
    )


def _reads_after(user: Node, at: dict[Node, int], place: int) -> list[Node]:
    """Views that are first looked at after a loop, though of what was there before."""
    return [one for one in user.args if one.op == "read" and at[one] > place > at[one.args[0]]]


def _is_term(user: Node, loop: Loop, at: dict[Node, int], place: int) -> bool:
    """Whether what is computed after a loop can be computed, or added up, at each of its steps."""
    early = _reads_after(user, at, place)
    there = all(at[one] <= place or one in early for one in user.args)
    kept = all(loop.letter in one.letters for one in user.args) or loop.letter in user.letters
    return user.op in ("contract", "sum") and there and kept


def _large_step(node: Node, loop: Loop) -> bool:
    """Whether what a node is at one step of a loop is a large result of an operation entry by entry."""
    return node.op in ENTRYWISE and loop.letter in node.letters and node.size > LARGE_STEP * loop.steps


def shift(node: Node) -> tuple[str, int]:
    """Along which letter a node reads a neighbour, and how far away; '' where it does not."""
    if node.op == "read":
        for axis, place in zip(node.args[0].axes, node.attrs, strict=True):
            if place.letter == axis.letter and place.start:
                return axis.letter, place.start
    return "", 0


def is_state(node: Node, loop: Loop) -> bool:
    """Whether a node is what the step before has computed, and no part of it."""
    if node.op != "read" or shift(node) != (loop.letter, 1 if loop.backwards else -1):
        return False
    sizes = {axis.letter: axis.size for axis in node.axes}
    others = [(axis, place) for axis, place in zip(node.args[0].axes, node.attrs, strict=True) if not place.start]
    return len(others) == len(node.axes) - 1 and all(place.covers(axis.size, sizes) for axis, place in others)


def _loop(graph: Graph, group: list[Node]) -> Loop:
    inside = set(group)
    shifts = {node: shift(node) for node in group if node.op == "read" and node.args[0] in inside}
    ways = {(letter, far > 0) for letter, far in shifts.values() if letter}
    if len(ways) != 1:
        raise NotPlannedError("a recurrence along several axes, or one that looks both ways")
    letter, backwards = ways.pop()
    for node in group:
        _check_pointwise(node, letter, inside)

    def needs_here(node: Node) -> list[Node]:
        if shifts.get(node, ("", 0))[0]:
            return []
        defined = graph.definitions.get(node)
        return [one for one in (operands(node) if defined is None else (defined,)) if one in inside]

    order = components(group, needs_here)
    if any(len(one) > 1 for one in order):
        raise NotPlannedError("values that need each other at the same step")
    steps = next(axis.size for axis in group[0].axes if axis.letter == letter)
    return Loop(tuple([one[0] for one in order]), letter, steps, backwards)


def _check_pointwise(node: Node, letter: str, inside: set[Node]) -> None:
    """Every operation in a loop must keep to its step."""
    whole = letter in node.letters and all(letter in one.letters for one in operands(node) if one in inside)
    if not whole or node.op in ("gather", "scatter") or node.attrs == letter:
        raise NotPlannedError("a recurrence in which all times meet")
    if node.op in ("assemble", "beside"):
        at = node.letters.index(letter)
        if any(region.spans[at].letter != letter or region.spans[at].start for region in node.attrs):
            raise NotPlannedError("a recurrence that is put together from parts of time")
    if node.op == "relabel":
        base = node.args[0].letters
        if base.index(letter) != node.letters.index(letter):
            raise NotPlannedError("a recurrence in which an axis of time becomes another")
    if node.op == "read" and node.args[0] in inside:
        for axis, place in zip(node.args[0].axes, node.attrs, strict=True):
            mixed = letter in [one for one, _ in place.terms]
            if (axis.letter == letter) != mixed or (mixed and place.letter != letter):
                raise NotPlannedError("a recurrence that looks elsewhere than at a neighbour")
