"""A solved problem as Markdown with maths between dollar signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.export.derivation import page
from tutor.export.markdown import render

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """The numbers or, with `steps`, the derivation."""
    return render(page(instance, steps))
