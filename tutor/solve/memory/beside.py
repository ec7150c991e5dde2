"""Arrays that one product takes beside each other (``joining``): each part is computed in its place there."""

from __future__ import annotations

from typing import Any

from tutor.solve.graph.nodes import Node
from tutor.solve.memory.workspace import Workspace


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
