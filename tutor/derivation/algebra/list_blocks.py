"""Contributions to parts of a longer axis, which together are a list: the gates of ``H + h = e`` fill the axis e."""

from __future__ import annotations

from tutor.derivation.algebra.algebra import ONE, Term, total
from tutor.derivation.algebra.collecting import factored
from tutor.derivation.algebra.deltas import Contribution
from tutor.derivation.algebra.letters import Letters, put
from tutor.notation.axes import Axes
from tutor.notation.lower.index_form.expressions import Blocks
from tutor.notation.lower.index_form.places import Affine
from tutor.record import Record


class Block(Record):
    """A contribution to a part of an axis: ``letter`` counts in that part, which stands behind ``before``."""

    target: str
    letter: str
    size_class: str
    before: Affine
    term: Term = ONE


def block_of(contribution: Contribution, free: dict[str, str]) -> Block | None:
    """The block that a contribution adds to, if its places say that it is one: ``H + h = e``."""
    summed = dict(contribution.summed)
    for first, second in contribution.equal:
        for one, other in ((first, second), (second, first)):
            letter = one.letter
            if letter not in free or len(other.terms) != 1 or other.terms[0][1] != 1:
                continue
            own = other.terms[0][0]
            if isinstance(own, str) and own in summed and summed[own] != free[letter]:
                return Block(letter, own, summed[own], Affine((), other.sizes, other.const))
    return None


def in_blocks(blocks: list[Block | None], free: dict[str, str], axes: Axes, letters: Letters) -> Term | None:
    """All contributions as a list of blocks one after another; None where they do not fill an axis like that."""
    waiting = [block for block in blocks if block is not None]
    if len(waiting) < len(blocks) or len({block.target for block in waiting}) != 1:
        return None
    target, letter = waiting[0].target, letters.fresh(waiting[0].letter)
    items: list[Term] = []
    classes: list[str] = []
    before = Affine()
    while waiting:
        here = [block for block in waiting if block.before.plus(before, -1) == Affine()]
        if not here:
            return None
        places = {target: before.plus(Affine.of(letter))}
        items.append(factored(total(*(put(letters.renewed(block.term), places) for block in here))))
        classes.append(here[0].size_class)
        before = before.plus(Affine.last(here[0].size_class))
        waiting = [block for block in waiting if block not in here]
    if len(items) < 2 or axes.sum_class(classes) != free[target]:
        return None
    return Blocks(Affine.of(target), letter, tuple(items), tuple(classes))  # type: ignore[arg-type]
