"""A network's graph in words: a line for each value, what it is made of, and the numbers that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.derivation.words.step_words import listed as named
from tutor.graph.network_graph import LOSS
from tutor.notation.write.number_text import listed, shape_text

if TYPE_CHECKING:
    from tutor.graph.picture import Picture

NUMBERS = 60
"""Cells for the numbers of an array; of a larger one its shape is said."""


def graph_lines(picture: Picture, *, lit: bool) -> list[str]:
    """`Cₜ, from fₜ, Cₜ₋₁ and iₜ, is 0.2275; its gradient is asked`, in the order of computation.

    With `lit` it is said what lies on the path of what is asked.
    """
    return [_line(picture, number, lit) for number in range(len(picture.graph.nodes))]


def _line(picture: Picture, number: int, lit: bool) -> str:
    graph, shown = picture.graph, picture.shown[number]
    node = graph.nodes[number]
    made = [graph.nodes[source].label for source in graph.sources[number]]
    facts = [_said(shown.forward, asked=shown.asked == "forward")]
    own = node.role == LOSS and shown.forward is None  # the 1 that every loss has
    if shown.asked == "gradient" or (shown.gradient is not None and not own):
        facts.append(f"its gradient {_said(shown.gradient, asked=shown.asked == 'gradient')}")
    if lit and number in picture.lit:
        facts.append("on the path")
    return f"{node.label}, {f'from {named(made)}' if made else 'given'}, {'; '.join(facts)}"


def _said(array: Any, *, asked: bool) -> str:
    if array is not None:
        return f"is {listed(array, room=NUMBERS) or f'an array of {shape_text(array.shape)}'}"
    return f"is {'asked' if asked else 'not known yet'}"
