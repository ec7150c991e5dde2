"""A solved problem as a page for a browser, with the graph and its numbers at the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.export.derivation import page
from tutor.export.html import render
from tutor.export.solutions.solution_svg import graph

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """The graph, then the numbers or, with `steps`, the derivation."""
    return render(page(instance, steps), drawing=graph(instance))
