"""A mistake with a name of its own, beside those that are generated: what a teacher has seen pupils do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Mistake(NamedTuple):
    """An answer that is wrong in a known way, recognised by its value however it is written.

    ``formulas`` maps ids of steps to the formula with the mistake in it, or to several. ``code`` is stable, for
    reports; ``message`` names the kind of mistake and ``rule`` what to hold on to, neither with anything of an answer.
    ``problem`` is the id of the problem, where the mistake is not declared by the problem itself.
    """

    code: str
    message: str
    rule: str
    formulas: Mapping[str, str | tuple[str, ...]]
    problem: str = ""

    def of(self, step_id: str) -> tuple[str, ...]:
        """The formulas with this mistake for one step."""
        found = self.formulas.get(step_id, ())
        return (found,) if isinstance(found, str) else tuple(found)
