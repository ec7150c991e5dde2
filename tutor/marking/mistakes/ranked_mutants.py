"""The mistakes behind large gradients: tried on a part of the numbers first, then the most promising on all of them.

At large sizes one change of a backward pass takes a tenth of a second, and a question has hundreds of them. So each is
evaluated at a few samples and time steps only (see part). What it changes there, compared with what is wrong in the
gradient, tells how promising it is: the same numbers where the gradient has samples and time steps of its own; part of
a sum, which goes along with the whole of it, where it is added up over them. The most promising ones are then evaluated
at all numbers, which alone decides. One pass serves all gradients that are wrong: what becomes of a change is worked
out once and held against each.

The work is bounded by sizes, not by time. Changes of a gradient's own formula come first; ``MOST_TRIED`` of them are
evaluated at full size; what they explain is searched no further. Then come those of the formulas before it, nearest
first: so many that their results have ``MOST_AT_PART`` numbers at the part, and of the promising ones so many that they
have ``MOST_NUMBERS`` at full size. What lies beyond is not recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import permutations, zip_longest
from math import inf, prod, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.batched_edits import Evaluation, Rows
from tutor.marking.mistakes.batched_mutants import Arrays, Changes, fitted, recomputed_together
from tutor.marking.mistakes.candidates import Edited, candidates
from tutor.marking.mistakes.edits.whole_answer import Whole, multipliers, whole_mistakes
from tutor.marking.mistakes.part_of_data import Part, cut, kept_of, part_of, sliced
from tutor.marking.mistakes.planned_edits import FIT, canonical
from tutor.marking.mistakes.value_table import SAMPLE, Collected, Mutant, best, thinned
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import axis_sizes, time_axes
from tutor.problems.contract.step import Step
from tutor.problems.instances.dependency_graph import ancestors, between
from tutor.problems.instances.formula_values import environment, evaluated, parsed
from tutor.problems.instances.instance import Instance

LARGE = 20_000
"""Numbers of all formulas of an instance from which on it is searched in this way."""
MOST_AT_PART = 40_000_000
"""Numbers at the part: all 270 changes of an LSTM with 64 inputs and 48 units make 26 million."""
MOST_NUMBERS = 6_000_000
"""Numbers at full size: 5 changes of an LSTM with 60 steps, 32 samples, 64 inputs and 48 units."""
MOST_TRIED = 16
"""Changes that are evaluated at full size for one gradient, of its own formula and again of those before it."""
MOST_HELD = 2_000_000
"""Numbers that the changes which are evaluated together take: 16 MB."""
MOST_ROOM = 40_000_000
"""Numbers that one change may multiply and add at full size; one that needs more is left out."""
_FEWEST = 4
"""Changes that are evaluated even where each takes more than its share."""
_ALIKE = 1e-9
_COMPARED = 4096
"""Numbers of a gradient that are looked at to tell what promises most."""
_EXACT = 0.8
"""What must go along at least where the part has the same numbers but for the state before it."""


class Wrong(NamedTuple):
    """A gradient that does not agree: its step, what it is and should be, and how well a mistake must fit it."""

    step: str
    name: str
    got: Array
    wanted: Array
    tolerance: float


class _Change(NamedTuple):
    """A formula with a mistake; ``own`` ones are made where the gradient is computed and go no further."""

    edited: Edited
    number: int
    own: bool

    @property
    def key(self) -> int:
        """The same for the same change, whatever gradient it is looked at for."""
        return id(self.edited.formula.trees[self.number])

    @property
    def name(self) -> str:
        """What the changed formula defines."""
        return self.edited.name

    @property
    def mutant(self) -> Mutant:
        return Mutant((self.edited.codes[self.number],), self.edited.name)


class _Scored(NamedTuple):
    """How promising a change is, and some of its values."""

    score: float
    change: _Change
    sample: Array


class _Alike(NamedTuple):
    """Changes with the same values, the most promising first in a list of these; ``sample`` are some of the values."""

    score: float
    changes: list[_Change]
    sample: Array


def is_large(instance: Instance) -> bool:
    """Whether the search would take long if it was made at all numbers."""
    return numbers(instance.problem, instance.sizes, parsed(instance.problem)) > LARGE


def numbers(problem: Problem, sizes: Mapping[str, int], names: Iterable[str]) -> int:
    """How many numbers some formulas have together."""
    axes = axis_sizes(problem, sizes)
    return sum(prod(axes[letter] for letter in parsed(problem)[name].axes) for name in names)


def close(one: Array, two: Array, tolerance: float) -> bool:
    """Whether two gradients are equal, relative to the largest entry of the second."""
    scale = float(np.max(np.abs(two), initial=0.0))
    return one.shape == two.shape and bool((np.abs(one - two) <= tolerance * scale).all())


@np.errstate(all="ignore")
def explained(instance: Instance, wrong: Sequence[Wrong]) -> dict[str, list[Mutant]]:
    """For each wrong gradient of the right shape, by the id of its step, the best of the mistakes with its values."""
    return _Search(instance, wrong).found() if wrong else {}


@np.errstate(all="ignore")
def misfits(instance: Instance, one: Wrong) -> dict[tuple[str, ...], Collected]:
    """The mistakes whose values have the shape of a gradient that has another one than is right, by their axes."""
    problem = instance.problem
    step = _step(problem, one)
    part, arrays = part_of(instance), instance.evaluated()
    env = environment(problem, arrays, instance.sizes, room=MOST_ROOM)
    shape = sorted(one.got.shape)
    orders = list(permutations(range(one.got.ndim)))
    found: dict[tuple[str, ...], Collected] = {}

    def hold(key: tuple[str, ...], code: str, array: Array) -> None:
        if any(_has(one.got.transpose(order), array, one.tolerance) for order in orders):
            known = found.setdefault(key, Collected([], [], array[None, None]))
            known.mutants.append(Mutant((code,), one.step))
            known.rows.append(0)

    for whole in whole_mistakes(problem, step, arrays, instance.sizes):
        if whole.key != FIT and sorted(whole.array.shape[1:]) == shape:
            hold(whole.key, whole.code, whole.array[0])
    small, sizes = part or Part(arrays, instance.sizes)
    for edited in candidates(problem, step).own:
        at_part = Evaluation(edited.formula, environment(problem, small, sizes), Rows(1))
        fitting = [
            number
            for stacked in at_part.edited(range(len(edited.codes)))
            if sorted(map(env.size, stacked.value.classes)) == shape
            for number in stacked.numbers
        ]
        for number in fitting:
            for full in Evaluation(edited.formula, env, Rows(1)).edited([number]):
                key, array = canonical(full.value)
                hold(key, edited.codes[number], array[0])
    return found


class _Search:
    """One pass over all wrong gradients."""

    def __init__(self, instance: Instance, wrong: Sequence[Wrong]) -> None:
        self.instance = instance
        self.problem = instance.problem
        self.wrong = wrong
        self.arrays = instance.evaluated()
        self.candidates = {one.step: candidates(self.problem, _step(self.problem, one)) for one in wrong}
        self.matching: dict[str, list[Mutant]] = {one.step: [] for one in wrong}
        self.twice: dict[str, list[Mutant]] = {one.step: [] for one in wrong}
        self.reached = {
            step: {id(tree) for edited in some.further for tree in edited.formula.trees}
            for step, some in self.candidates.items()
        }
        self.multiplied: dict[str, list[tuple[Whole, Array]]] = {}
        self.left = MOST_NUMBERS

    def found(self) -> dict[str, list[Mutant]]:
        """The best of the mistakes that explain each gradient."""
        for one in self.wrong:
            self._wholes(one)
        times = set(time_axes(self.problem))
        along = [one for one in self.wrong if times & set(self.problem.quantity(one.name).letters)]
        first = [one for one in self.wrong if one not in along]
        self._own()
        self._further(_Look(self, self._open(along), last=True))
        self._further(_Look(self, self._open(first), last=False))
        return {step: best(found or self.twice[step], step) for step, found in self.matching.items()}

    def _open(self, wrong: Sequence[Wrong]) -> list[Wrong]:
        """Those that nothing explains so far."""
        return [one for one in wrong if not self.matching[one.step]]

    # -- at all numbers ----------------------------------------------------------------------------------------------

    def _wholes(self, one: Wrong) -> None:
        for whole in whole_mistakes(self.problem, _step(self.problem, one), self.arrays, self.instance.sizes):
            if whole.key == FIT:
                array = np.broadcast_to(whole.array[0], one.wanted.shape)
                self._hold(one, [Mutant((whole.code,), one.step)], array)

    def _hold(self, one: Wrong, mutants: list[Mutant], array: Array) -> None:
        """Hold the values of some mistakes against a gradient; those of what is right after all tell nothing."""
        if _has(one.got, array, one.tolerance):
            self.matching[one.step] += mutants
        if self.matching[one.step]:
            return
        sample = thinned(array[None])
        for whole, multiplied in self._multiplied(one):
            if _near(multiplied, sample, array, one.tolerance) and _has(one.got * whole.array[0], array, one.tolerance):
                self.twice[one.step] += mutants

    def _own(self) -> None:
        """The changes of the gradients' own formulas that promise most."""
        instance, kept = self.instance, kept_of(self.instance)
        part = sliced(instance, self.arrays) or Part(self.arrays, instance.sizes)
        for one in self.wrong:
            for alike in self._own_promising(one, part, kept)[:MOST_TRIED]:
                edited, number, _ = alike.changes[0]
                values = own_values(
                    self.problem, self.arrays, self.instance.sizes, edited, [number], one.step, MOST_ROOM
                )
                if number in values:
                    self._hold(one, [change.mutant for change in alike.changes], values[number][0])

    def _own_promising(self, one: Wrong, part: Part, kept: Mapping[str, slice]) -> list[_Alike]:
        """The changes that go along with what is wrong in a gradient, the most promising first."""
        env = environment(self.problem, *part)
        formula = parsed(self.problem)[one.step]
        compared = _Compared(self.problem, kept, evaluated(formula.tree, formula.axes, env), one)
        scored = []
        for edited in self.candidates[one.step].own:
            which = range(len(edited.codes))
            for number, array in own_values(self.problem, *part, edited, which, one.step).items():
                scored.append(compared.scored(_Change(edited, number, own=True), array))
        return _together(scored, compared.least if compared.exact else 0.0)

    def _further(self, look: _Look) -> None:
        """The changes further away: the most promising one of each gradient, then the next ones."""
        waiting = look.promising()
        done: set[int] = set()
        for place in range(MOST_TRIED):
            firsts = [waiting[one.step][place] for one in self._open(look.wrong) if place < len(waiting[one.step])]
            changes = {alike.changes[0].key: alike.changes[0] for alike in firsts}
            afforded = [change for key, change in changes.items() if key not in done and self._afford(change)]
            done.update(change.key for change in afforded)
            self._try(afforded, waiting)

    def _afford(self, change: _Change) -> bool:
        """Whether there is room for a change; then it is taken."""
        open_ = [one.step for one in self._open(self.wrong)]
        count = min(takes(self.problem, self.instance.sizes, change.name, open_), MOST_NUMBERS // _FEWEST)
        if count > self.left:
            return False
        self.left -= count
        return True

    def _try(self, changes: Sequence[_Change], waiting: Mapping[str, list[_Alike]]) -> None:
        """What becomes of all unexplained gradients by some changes."""
        by_step = {one.step: one for one in self._open(self.wrong)}
        by_key = {change.key: change for change in changes}
        for step, key, array in recomputed(self.problem, self.arrays, self.instance.sizes, changes, list(by_step)):
            if key not in self.reached[step]:
                continue
            alike = next(
                (a.changes for a in waiting.get(step, ()) if any(c.key == key for c in a.changes)), [by_key[key]]
            )
            self._hold(by_step[step], [change.mutant for change in alike], np.array(array[0]))

    def _multiplied(self, one: Wrong) -> list[tuple[Whole, Array]]:
        """What undoes one more mistake that was made with the whole of a gradient, and some numbers without that."""
        known = self.multiplied.get(one.step)
        if known is None:
            found = multipliers(self.problem, _step(self.problem, one), self.arrays, self.instance.sizes)
            got = thinned(one.got[None])
            known = [(whole, got * thinned(np.broadcast_to(whole.array, (1, *one.got.shape)))) for whole in found]
            self.multiplied[one.step] = known
        return known


class _Look:
    """The changes of earlier formulas at the last time steps or the first, for some of the gradients."""

    def __init__(self, search: _Search, wrong: Sequence[Wrong], *, last: bool) -> None:
        self.search = search
        self.problem = search.problem
        self.wrong = wrong
        self.last = last

    @cached_property
    def part(self) -> Part:
        """All arrays of the part."""
        instance = self.search.instance
        return part_of(instance, last=self.last) or Part(self.search.arrays, instance.sizes)

    @cached_property
    def compared(self) -> dict[str, _Compared]:
        """What changes are compared with, by the step."""
        kept = kept_of(self.search.instance, last=self.last)
        return {one.step: _Compared(self.problem, kept, self.part.arrays[one.step], one) for one in self.wrong}

    def promising(self) -> dict[str, list[_Alike]]:
        """The changes of earlier formulas that go along with what is wrong, most promising first, by the step."""
        scored: dict[str, list[_Scored]] = {one.step: [] for one in self.wrong}
        if not scored:
            return {}
        room = MOST_AT_PART
        known = {}
        for change in self._before(scored):
            room -= takes(self.problem, self.part.sizes, change.name, scored)
            if room < 0:
                break
            known[change.key] = change
        arrays, sizes = self.part
        for step, key, array in recomputed(self.problem, arrays, sizes, list(known.values()), list(scored)):
            if key in self.search.reached[step]:
                scored[step].append(self.compared[step].scored(known[key], array))
        return {step: _together(some, self.compared[step].least) for step, some in scored.items()}

    def _before(self, steps: Iterable[str]) -> list[_Change]:
        """The changes of the formulas before some gradients, nearest first, each once."""
        found: dict[int, _Change] = {}
        for nearest in zip_longest(*(self.search.candidates[step].further for step in steps)):
            for edited in filter(None, nearest):
                for number in range(len(edited.codes)):
                    change = _Change(edited, number, own=False)
                    found.setdefault(change.key, change)
        return list(found.values())


def takes(problem: Problem, sizes: Mapping[str, int], name: str, targets: Iterable[str]) -> int:
    """How many numbers are made again for a change of one formula, up to some targets."""
    reached = [target for target in targets if target == name or name in ancestors(problem, target)]
    return numbers(problem, sizes, frozenset((name,)).union(*(between(problem, name, target) for target in reached)))


def own_values(
    problem: Problem,
    arrays: Arrays,
    sizes: Mapping[str, int],
    edited: Edited,
    which: Sequence[int],
    step: str,
    room: float = inf,
) -> dict[int, Array]:
    """The values of some changes of a gradient's own formula that have its axes."""
    env = environment(problem, arrays, sizes, room=room)
    return fitted(Evaluation(edited.formula, env, Rows(1)).edited(which), parsed(problem)[step], env)


def recomputed(
    problem: Problem, arrays: Arrays, sizes: Mapping[str, int], changes: Sequence[_Change], targets: Sequence[str]
) -> Iterator[tuple[str, int, Array]]:
    """What becomes of each target by each change that reaches it: the target, the key of the change, the values."""
    for some in _sets(changes):
        keys = {(edited.name, n): id(edited.formula.trees[n]) for edited, which in some for n in which}
        given = [Changes(edited.name, edited.formula, which) for edited, which in some]
        each = max(takes(problem, sizes, edited.name, targets) for edited, _ in some)
        for stack in recomputed_together(problem, arrays, sizes, targets, given, most=max(1, MOST_HELD // each)):
            for step, found in stack.items():
                for key, array in found.items():
                    yield step, keys[key], array


def _step(problem: Problem, one: Wrong) -> Step:
    step = problem.step(one.step)
    assert isinstance(step, Step)
    return step


class _Compared:
    """A gradient and what is right, at the part: what goes along with the one beside the other."""

    def __init__(self, problem: Problem, kept: Mapping[str, slice], right: Array, one: Wrong) -> None:
        got, wanted = (cut(problem, one.name, array, kept) for array in (one.got, one.wanted))
        self.ratio, self.beside = _split(_some(got), _some(wanted))
        self.right = _some(right)
        self.exact = kept.keys() <= set(problem.quantity(one.name).letters)
        # Numbers that have nothing to do with each other go along by 1/sqrt(count), give or take.
        self.least = _EXACT if self.exact else 4 / sqrt(max(self.right.size, 1))

    def scored(self, change: _Change, array: Array) -> _Scored:
        """From 0 to 1, for the values of a change; negative where they are the right ones or no numbers."""
        values = _some(array)
        return _Scored(self._score(values), change, values[:SAMPLE])

    def _score(self, values: Array) -> float:
        if not np.isfinite(values).all() or close(values, self.right, 1e-9):
            return -1.0
        ratio, beside = _split(values, self.right)
        if beside is None or self.beside is None:
            both = beside is None and self.beside is None
            return 1 / (1 + abs(ratio - self.ratio)) if both else 0.0
        return abs(float(beside @ self.beside))


def _some(array: Array) -> Array:
    """A few thousand numbers of an array, always the same places."""
    flat = array.ravel()
    return flat if flat.size <= _COMPARED else flat[_places(flat.size)]


@lru_cache(maxsize=64)
def _places(size: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(size).choice(size, _COMPARED, replace=False)


def _split(values: Array, right: Array) -> tuple[float, Array | None]:
    """How often the right numbers are in some others, and the direction of the rest; None where there is no rest."""
    length = float(right @ right)
    ratio = float(values @ right) / length if length else 0.0
    rest = values - ratio * right
    size = float(np.linalg.norm(rest))
    return ratio, rest / size if size > 1e-6 * float(np.linalg.norm(values)) else None


def _together(scored: list[_Scored], least: float) -> list[_Alike]:
    """Changes with the same values put together; the most promising first, those that promise nothing left out."""
    found: list[_Alike] = []
    for score, change, sample in sorted(scored, key=lambda one: -one[0]):
        if score < least:
            break
        same = (
            alike for alike in reversed(found) if alike.score - score < _ALIKE and close(sample, alike.sample, _ALIKE)
        )
        alike = next(same, None)
        if alike is None:
            found.append(_Alike(score, [change], sample))
        else:
            alike.changes.append(change)
    return found


def _has(got: Array, array: Array, tolerance: float) -> bool:
    """Whether a gradient has these values: by some of its numbers, then by all."""
    if got.shape != array.shape:
        return False
    return _near(thinned(got[None]), thinned(array[None]), array, tolerance) and close(got, array, tolerance)


def _near(some: Array, others: Array, array: Array, tolerance: float) -> bool:
    """Whether some numbers are close to others of an array."""
    bound = tolerance * float(np.max(np.abs(array), initial=0.0))
    return bool((np.abs(some - others) <= bound).all())


def _sets(changes: Sequence[_Change]) -> list[list[tuple[Edited, list[int]]]]:
    """The changes by their formula, in sets with one reading of each formula."""
    which: dict[int, tuple[Edited, list[int]]] = {}
    for change in changes:
        which.setdefault(id(change.edited.formula), (change.edited, []))[1].append(change.number)
    sets: list[dict[str, tuple[Edited, list[int]]]] = []
    for edited, numbers_ in which.values():
        some = next((own for own in sets if edited.name not in own), None)
        if some is None:
            sets.append(some := {})
        some[edited.name] = edited, numbers_
    return [list(some.values()) for some in sets]


__all__ = ["Wrong", "close", "explained", "is_large", "misfits"]
