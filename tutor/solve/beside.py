"""Where arrays lie that one product takes beside each other (``joining``): the parts are computed in their places.

A state lies in the array that the next step takes; weights are copied in where the product takes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tutor.solve.nodes import Node
from tutor.solve.schedule import Loop, is_state

if TYPE_CHECKING:
    from tutor.solve.memory import Memory
    from tutor.solve.workspace import Workspace


def state_letters(node: Node) -> Iterator[str]:
    """What the axis along which a state lies beside something is called in both, where there are others but time."""
    state = node.args[0]
    if state.op == "read" and len(node.axes) > 2:
        for axis, span in zip(node.axes, node.attrs[0].spans, strict=True):
            if span.stop < axis.size:
                yield from (axis.letter, span.letter)
                places = zip(state.args[0].letters, state.attrs, strict=True)
                yield from (letter for letter, place in places if place.letter == span.letter)


def states_in_place(memory: Memory, items: list[Node | Loop]) -> dict[Node, Node]:
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


def inputs_in_place(memory: Memory, node: Node) -> Iterator[tuple[Node, int]]:
    """The inputs that are copied in where an array has them, and as which part of it."""
    for at, part in enumerate(node.args):
        root = memory.root(part)
        fixed = root.op == "input" and not memory.time & set(root.letters) and root not in memory.margins
        if fixed and _part_letters(memory, node, at) == memory.lying(part):
            yield root, at


def _part_letters(memory: Memory, node: Node, at: int) -> tuple[str, ...]:
    """What a part calls the axes of the whole, as those lie."""
    called = {axis.letter: span.letter for axis, span in zip(node.axes, node.attrs[at].spans, strict=True)}
    return tuple([called[letter] for letter in memory.order(node)])


def made_for_state(work: Workspace, node: Node, length: int) -> Any:
    """The part that a state has of a new array for all steps, and one more, of what the next step takes."""
    letters, spans = work.memory.order(node), dict(zip(node.letters, node.attrs[0].spans, strict=True))
    sizes = {axis.letter: axis.size for axis in node.axes}
    wide = work.wide[node] = work.pool.fresh((length, *[sizes[letter] for letter in letters[1:]]))
    return wide[(slice(None), *[slice(spans[letter].stop) for letter in letters[1:]])]


def made(work: Workspace, node: Node, shape: tuple[int, ...]) -> Any:
    """The array of all parts; in a loop of all steps, the state of the one before in each."""
    if work.loop is None or node not in work.inside:
        return work.pool.fresh(shape)  # not where something on the way lies: inputs are copied in before all calls
    wide = work.wide.get(node)
    if wide is None:
        return work.pool.fresh(shape)
    return wide[1:] if work.loop.backwards else wide[:-1]
