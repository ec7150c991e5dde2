"""The order in which a choice's options are shown at an instance."""

from __future__ import annotations

from random import Random

from tutor.problems.contract.step import Choice


def as_posed(choice: Choice, problem: str, seed: int | None) -> Choice:
    """The choice with its options in an order that problem, question and seed settle; without a seed, as declared."""
    if seed is None:
        return choice
    order = list(range(1, len(choice.options) + 1))
    Random(f"{problem}/{choice.id}/{seed}").shuffle(order)
    place = {number: at for at, number in enumerate(order, 1)}
    right = [place[number] for number in choice.answer]
    return choice.replace(
        options=tuple(choice.options[number - 1] for number in order),
        answer=tuple(right if choice.ordered else sorted(right)),
        slips={place[number]: slip for number, slip in choice.slips.items() if number in place},
    )
