"""A solved problem as a LaTeX document, to print or to take formulas from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.export.derivation import page
from tutor.export.latex import render

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """The numbers or, with `steps`, the derivation; it compiles as it is."""
    return render(page(instance, steps))
