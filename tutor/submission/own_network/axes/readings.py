"""The ways in which the formulas of a page fit together: how many axes each name has, and which of them are one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tutor.notation.tree import Index, Ref
from tutor.notation.tree_walks import walk
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.axes.axes import Axes, Shape, UnfitError
from tutor.submission.own_network.axes.shapes import Shapes
from tutor.submission.own_network.forward.formulas import Formula, Forward, only_divides

MOST_TRIED = 3000
"""Formulas that are tried with other numbers of axes, each in some 50 µs."""
MOST_CHOICES = 6


class Reading(NamedTuple):
    """The axes of every name, in one way."""

    axes: Axes
    shapes: dict[str, Shape]


class _Budget:
    def __init__(self) -> None:
        self.left = MOST_TRIED

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def readings(forward: Forward) -> Iterator[Reading]:
    """All readings in which every formula fits, the likeliest first, within a budget."""
    axes = Axes()
    times = {letter: axes.new() for letter in forward.times}
    for letter, axis in times.items():
        axes.vote(axis, letter, 100)
    found = False
    for one in _rest(forward, 0, Reading(axes, {}), times, _Budget()):
        found = True
        yield one
    if not found:  # an output that is one number has a row of weights
        yield from _rest(forward, 0, Reading(axes, {}), times, _Budget(), rows=True)


def of_numbers(forward: Forward) -> Reading:
    """The reading in which every name is a number."""
    return Reading(Axes(), dict.fromkeys((*forward.given, *(one.name for one in forward.formulas)), ()))


def _rest(
    forward: Forward, at: int, known: Reading, times: dict[str, int], budget: _Budget, *, rows: bool = False
) -> Iterator[Reading]:
    if at == len(forward.formulas):
        yield known
        return
    formula = forward.formulas[at]
    new = [name for name in dict.fromkeys(_names(formula)) if name not in known.shapes and name != formula.name]
    if formula.name not in known.shapes and any(
        isinstance(part, Ref) and part.name == formula.name for part in walk(formula.right)
    ):
        new.append(formula.name)
    for counts in _choices(forward, formula, new):
        if not budget.spend():
            return
        axes = known.axes.copy()
        shapes = dict(known.shapes)
        for name, count in zip(new, counts, strict=True):
            shapes[name] = tuple(axes.new() for _ in range(count))
        try:
            _fit(forward, formula, axes, shapes, times, rows=rows)
        except UnfitError:
            continue
        yield from _rest(forward, at + 1, Reading(axes, shapes), times, budget, rows=rows)


def _names(formula: Formula) -> list[str]:
    return [part.name for part in walk(formula.right) if isinstance(part, Ref) and part.name not in ("e", "pi")]


def _choices(forward: Forward, formula: Formula, new: list[str]) -> Iterator[tuple[int, ...]]:
    """How many axes these names may have, the fewest departures from custom first."""
    options = []
    for name in new:
        written = forward.indices.get(name, 0)
        running = _runs(forward, name)
        ranks = by_name.ranks(name, written, in_time=running)
        if name in forward.given and forward.loss == formula.name and not by_name.is_rate(name):
            ranks = tuple(dict.fromkeys((*ranks, 1, 2, 0)))
        if name in forward.given and not written and only_divides(forward, name):  # a size, as in 1/d sum_i x_i
            ranks = tuple(sorted(ranks))
        options.append([(cost, written + more) for cost, more in enumerate(ranks)])
    combined = (
        sorted(product(*options), key=lambda one: sum(cost for cost, _ in one)) if len(new) <= MOST_CHOICES else []
    )
    if not combined:
        first = [own[0] for own in options]
        combined = [tuple(first)]
        for at, own in enumerate(options):
            combined += [(*first[:at], other, *first[at + 1 :]) for other in own[1:]]
    for one in combined:
        yield tuple(count for _, count in one)


def _runs(forward: Forward, name: str) -> bool:
    """Whether a name has an index along time."""
    return any(
        isinstance(part, Ref)
        and part.name == name
        and index is not None
        and any(one in forward.times for one, _ in index.terms)
        for formula in forward.formulas
        for part in (formula.left, *walk(formula.right))
        if isinstance(part, Ref)
        for index in part.index or ()
    )


def _written(formula: Formula) -> tuple[Index | None, ...]:
    """The indices that a left side has: what has more of them elsewhere has no places for these here."""
    found = formula.left.index or ()
    while found and found[-1] is None:
        found = found[:-1]
    return found


def _fit(
    forward: Forward, formula: Formula, axes: Axes, shapes: dict[str, Shape], times: dict[str, int], *, rows: bool
) -> None:
    """Work out a formula, and take its axes for those of what it defines. Raises UnfitError."""
    work = Shapes(axes, shapes, times, frozenset(forward.given), rows=rows)
    value = work.value(formula.right)
    own: list[int] = []
    for index in _written(formula):
        if index is None or len(index.terms) != 1 or index.const:
            raise UnfitError
        letter = index.terms[0][0]
        own.append(work.letter(letter))
        axes.vote(own[-1], letter, 10)
        work.free.discard(letter)
    if work.free:
        raise UnfitError  # an index that stands for nothing left of the equals sign
    shape = (*own, *value.axes)
    if formula.name == forward.loss and shape:
        raise UnfitError
    if formula.name in shapes:
        shape = axes.join_all(shapes[formula.name], shape)
    shapes[formula.name] = shape
