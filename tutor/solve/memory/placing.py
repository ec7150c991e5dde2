"""Which arrays lie in others that a product takes (``joining``): states beside what else goes into the next step,
weights where the product takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tutor.solve.graph.nodes import Node
from tutor.solve.schedule import Loop, is_state


class Layout(Protocol):
    """What is known of how arrays lie (``Memory``)."""

    @property
    def time(self) -> set[str]:
        """The letters of loops."""

    @property
    def margins(self) -> Mapping[Node, Any]:
        """The arrays with entries beyond their ends."""

    def root(self, node: Node) -> Node:
        """The node that has the array of this one."""

    def order(self, node: Node) -> tuple[str, ...]:
        """The letters of a node as its array has them."""

    def lying(self, node: Node) -> tuple[str, ...]:
        """The letters of a node as the array of its root has them."""

    def in_margin(self, node: Node) -> bool:
        """Whether what a node reads beyond an axis is in the margin of the array."""


def state_letters(node: Node) -> Iterator[str]:
    """What the axis along which a state lies beside something is called in both, where there are others but time."""
    state = node.args[0]
    if state.op == "read" and len(node.axes) > 2:
        for axis, span in zip(node.axes, node.attrs[0].spans, strict=True):
            if span.stop < axis.size:
                yield from (axis.letter, span.letter)
                places = zip(state.args[0].letters, state.attrs, strict=True)
                yield from (letter for letter, place in places if place.letter == span.letter)


def states_in_place(memory: Layout, items: list[Node | Loop]) -> dict[Node, Node]:
    """The states that are computed in an array that a product takes, with that array."""
    found: dict[Node, Node] = {}
    for loop in items:
        for node in loop.nodes if isinstance(loop, Loop) else ():
            if node.op == "beside" and isinstance(loop, Loop) and is_state(node.args[0], loop):
                state, base = node.args[0], node.args[0].args[0]
                root = memory.root(base)
                names = {place.letter: letter for place, letter in zip(state.attrs, base.letters, strict=True)}
                own = tuple([names[letter] for letter in _part_letters(memory, node, 0)])
                free = root not in found and root.op not in ("assemble", "input")
                if free and own == memory.lying(base) and memory.in_margin(state):
                    margin = memory.margins[root]
                    if margin.low + margin.high == 1:
                        found[root] = node
    return found


def inputs_in_place(memory: Layout, node: Node) -> Iterator[tuple[Node, int]]:
    """The inputs that are copied in where an array has them, and as which part of it."""
    for at, part in enumerate(node.args):
        root = memory.root(part)
        fixed = root.op == "input" and not memory.time & set(root.letters) and root not in memory.margins
        if fixed and _part_letters(memory, node, at) == memory.lying(part):
            yield root, at


def _part_letters(memory: Layout, node: Node, at: int) -> tuple[str, ...]:
    """What a part calls the axes of the whole, as those lie."""
    called = {axis.letter: span.letter for axis, span in zip(node.axes, node.attrs[at].spans, strict=True)}
    return tuple([called[letter] for letter in memory.order(node)])
