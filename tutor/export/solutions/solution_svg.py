"""The graph of a solved problem, with all its numbers, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.graph.picture import picture
from tutor.graph.svg import svg_of

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """The picture; it is the same with and without `steps`."""
    return graph(instance)


def graph(instance: Instance) -> str:
    """The graph with every value and gradient."""
    return svg_of(picture(instance, [step.id for step in instance.problem.steps]))
