"""A solved problem as Markdown with maths between dollar signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.commands.derivation import page
from tutor.commands.pages.markdown import render

if TYPE_CHECKING:
    from tutor.problems.instance import Instance


def write(instance: Instance, steps: bool) -> str:
    """The numbers or, with `steps`, the derivation."""
    return render(page(instance, steps))
