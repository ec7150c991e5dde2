"""Which slips promise to explain wrong arrays that are added up over samples and steps, by a part of what is added up.

A right array that a slip changes at a part of the data speaks against it as it would at all data. A wrong array goes
along with the part of its sum (see similarity).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from tutor.marking.gradcheck.search.whole_pass import Pass
from tutor.marking.gradcheck.slips.pass_slips import also_before_the_first
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.mistakes.changes import Change, OwnEdit, recomputed, takes
from tutor.marking.mistakes.large_gradients import each_close
from tutor.marking.mistakes.part_of_data import Kept
from tutor.marking.mistakes.similarity import Compared
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import largest_intermediate

MOST_AT_PART = 12_000_000
"""Numbers that the slips may make at a part; what lies further away than that is not tried."""
MOST_AT_ONCE = 2_000_000
"""Numbers that those which are evaluated together may make on the way: 16 MB."""
_ON_THE_WAY = 5
"""So many times the numbers that follow from a change may be made on the way: products that an edit makes larger."""
_CHANGED = 1e-9


def promising(
    instance: Instance, kept: Kept, part: Pass, changes: Sequence[Change], slips: Sequence[Slip]
) -> list[tuple[float, Change | Slip]]:
    """The mistakes that change no right array at a part and go along with a wrong one, with how much they do."""
    compared = {step: Compared(instance, kept, part.arrays[step][0], one) for step, one in part.wrong.items()}
    found: list[tuple[Mapping[str, float], Change | Slip]] = []
    found += _changes(part, compared, changes)
    found += _slips(part, compared, slips)
    return [
        (round(sum(likeness.values()), 6), one)
        for likeness, one in found
        if any(like >= compared[step].least for step, like in likeness.items())
    ]


def _changes(
    part: Pass, compared: Mapping[str, Compared], changes: Sequence[Change]
) -> Iterator[tuple[Mapping[str, float], Change]]:
    some, _ = nearest(part, changes, lambda name: takes(part.problem, part.sizes, name, part.wrong), MOST_AT_PART)
    likeness: dict[OwnEdit, dict[str, float]] = {change.edit: {} for change in some}
    against: dict[OwnEdit, set[str]] = {change.edit: set() for change in some}
    targets = [*compared, *part.right]
    followed = (
        recomputed(part.problem, part.arrays, part.sizes, portion, targets) for portion in _portions(part, some)
    )
    for step, reaching, arrays in chain.from_iterable(followed):
        if step in compared:
            for change, like in zip(reaching, compared[step].likenesses(arrays), strict=True):
                likeness[change.edit][step] = float(like)
        else:
            same = each_close(arrays, part.arrays[step], _CHANGED)
            for change, is_same in zip(reaching, same, strict=True):
                against[change.edit].update(() if is_same else (step,))
    for change in some:
        others = against[change.edit]
        if others and not any(others <= slip.formulas.keys() for slip in also_before_the_first(part.problem, change)):
            continue
        yield likeness[change.edit], change


def nearest(
    tried: Pass, changes: Sequence[Change], numbers: Callable[[str], int], room: int
) -> tuple[list[Change], int]:
    """The changes nearest to the wrong arrays, as many as there is room for, and what is left of it.

    ``numbers`` are how many a change of a formula makes.
    """
    distance: dict[str, int] = {}
    for step in tried.wrong:
        for at, name in enumerate((step, *ancestors(tried.problem, step))):
            distance[name] = min(at, distance.get(name, at))
    each = {name: numbers(name) for name in {change.edited.name for change in changes}}
    found: list[Change] = []
    for change in sorted(changes, key=lambda change: distance[change.edited.name]):
        if each[change.edited.name] > room:
            return found, 0
        room -= each[change.edited.name]
        found.append(change)
    return found, room


def _portions(part: Pass, changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in portions that make no more than ``MOST_AT_ONCE`` numbers."""
    names = {change.edited.name for change in changes}
    follows = max((takes(part.problem, part.sizes, name, part.needed) for name in names), default=0)
    portion: list[Change] = []
    room = MOST_AT_ONCE
    for change in changes:
        each = max(largest_intermediate(part.problem, part.sizes, change.edited.name), _ON_THE_WAY * follows)
        if portion and each > room:
            yield portion
            portion, room = [], MOST_AT_ONCE
        portion.append(change)
        room -= each
    if portion:
        yield portion


def _slips(
    part: Pass, compared: Mapping[str, Compared], slips: Sequence[Slip]
) -> Iterator[tuple[Mapping[str, float], Slip]]:
    for slip in slips:
        others = part.all_others(slip.formulas)
        if others is not None and part.right.isdisjoint(others):
            some = others.keys() & compared.keys()
            yield {step: float(compared[step].likenesses(others[step])[0]) for step in some}, slip


__all__ = ["nearest", "promising"]
