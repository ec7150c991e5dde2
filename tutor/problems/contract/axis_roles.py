"""Which axes of a problem are time: a property of how its formulas use them, not of their letters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tutor.notation.read.names.index_placement import shifted, shifted_in

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


@lru_cache(maxsize=64)
def time_axes(problem: Problem) -> tuple[str, ...]:
    """The axes that have an order to go along: those declared so, and those that are indexed with a shift.

    In a formula that is ``h[s-1]``, in what a step asks for ``dh_(s+1)/dh_s``.
    """
    texts = [quantity.formula for quantity in problem.values]
    texts += [text for step in problem.formula_steps() for text in (step.formula, *step.also)]
    places = [place for target in problem.targets.values() for place in (target.of_at, target.by_at) if place]
    moved = shifted_in(texts) | shifted(index for place in places for index in place.indices)
    named = {*problem.time, *moved, *(problem.like[letter] for letter in moved if letter in problem.like)}
    named |= {quantity.letters[0] for quantity in problem.values if quantity.outside and quantity.letters}
    return tuple(letter for letter in problem.axes if letter in named)


@lru_cache(maxsize=64)
def time_letters(problem: Problem) -> frozenset[str]:
    """The letters that stand for a time: of its axes, of those sized like it, of symbols such as ``h_{t-1}``."""
    symbols = [quantity.symbol for quantity in problem.quantities.values()]
    symbols += [step.symbol for step in problem.formula_steps()]
    axes = (letter for letter in problem.axes if problem.like.get(letter, letter) in time_axes(problem))
    return frozenset(axes) | shifted_in(symbols)
