"""What is computed at instance after instance: its operations again, at other numbers and at other sizes.

The values of all mistakes in an LSTM's cell take 1 ms instead of 12, in a sequence 10 instead of 80. Recording takes
twice as long as evaluating, so it is done when something is computed for the second time. What was decided by sizes
(along a recurrence, how many steps there are) may ask for another recording at others: each has a few variants.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tutor.notation.eval.recorded_sizes import NotRecordedError
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes

if TYPE_CHECKING:
    from tutor.notation.eval.recorded_program import Program

_MOST_ENTRIES = 20_000
_MOST_VARIANTS = 12
"""Recordings of one computation that are made at once; further ones only where sizes come again."""
Key = TypeVar("Key", bound=Hashable)
Computation = Callable[[Mapping[str, Array], Mapping[str, int]], Mapping[Key, Array]]
"""From arrays by name, and sizes, to arrays by any keys."""


class _Recording(NamedTuple):
    """How some arrays are made, and what each of them is called."""

    program: Program
    names: tuple[Hashable, ...]

    def replay(self, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> dict[Any, Array]:
        return dict(zip(self.names, self.program.replay(arrays, sizes), strict=True))


class _Kept:
    """What is known of one computation: how often it was done and replayed, and its recordings."""

    def __init__(self) -> None:
        self.times = 0
        self.replays = 0
        self.recordings: list[_Recording] = []
        self.given_up = False

    def worth_recording(self, *, seen: bool) -> bool:
        """Whether to record it at these sizes, which may have been ``seen`` before.

        If not, a third one is recorded only where those before it were of use: one takes as long as three evaluations.
        """
        useful = len(self.recordings) < min(self.replays + 2, _MOST_VARIANTS)
        return self.times > 1 and not self.given_up and (seen or useful)


class Recordings:
    """Recorded computations, at most so many bytes of them: what is held stays, as each would soon be asked for again.

    Safe to use from several threads.
    """

    MOST_SEEN = 2000
    """Computations, each at some sizes, that are remembered to have been done."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._seen: OrderedDict[Hashable, _Recording | None] = OrderedDict()
        self._lock = Lock()

    def computed(
        self,
        what: Hashable,
        function: Computation[Key],
        arrays: Mapping[str, Array],
        sizes: Mapping[str, int],
        shape_of: Callable[[str, Mapping[str, int]], tuple[int, ...]],
    ) -> Mapping[Key, Array]:
        """``function(arrays, sizes)``, where ``what`` names the function: recorded once, then replayed.

        ``shape_of`` is the shape of each array by its name, after the axis of points, at any sizes.

        The function may look at shapes and kinds of numbers; where it looks at numbers it is called each time, and
        with large arrays, of which a replay would hold all results on the way.
        """
        if sum(array.size for array in arrays.values()) > _MOST_ENTRIES:
            return function(arrays, sizes)
        what = what, "".join([array.dtype.char for array in arrays.values()]), *{len(a) for a in arrays.values()}
        here = what, tuple(sizes.values())
        kept, recording, seen = self._known(what, here, sizes)
        if recording is not None:
            kept.replays += 1
            return recording.replay(arrays, sizes)
        if not kept.worth_recording(seen=seen):
            return function(arrays, sizes)
        try:
            recording = _recorded(function, arrays, sizes, shape_of)
        except (NotRecordedError, TypeError):  # numbers decide, or something takes plain sizes only
            kept.given_up = True
            return function(arrays, sizes)
        self._hold(kept, here, recording)
        return recording.replay(arrays, sizes)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._seen.clear()
            self.held = 0

    def _known(self, what: Hashable, here: Hashable, sizes: Mapping[str, int]) -> tuple[_Kept, _Recording | None, bool]:
        """What is kept of a computation, a recording that is right at these sizes, and whether they came before."""
        with self._lock:
            kept = self._kept.get(what)
            if kept is None:
                kept = self._kept[what] = _Kept()
                self._bound()
            kept.times += 1
            seen = here in self._seen
            recording = self._seen.pop(here, None)
            if recording is None:
                recording = next((one for one in kept.recordings if one.program.holds(sizes)), None)
            self._seen[here] = recording
            if len(self._seen) > self.MOST_SEEN:
                self._seen.popitem(last=False)
            return kept, recording, seen

    def _bound(self) -> None:
        """Forget the first computation of which there is no recording, where there are too many."""
        if len(self._kept) > self.MOST_SEEN:
            first = next((what for what, kept in self._kept.items() if not kept.recordings), None)
            if first is not None:
                del self._kept[first]

    def _hold(self, kept: _Kept, here: Hashable, recording: _Recording) -> None:
        size = recording.program.nbytes + 100 * len(recording.names)
        with self._lock:
            if self.held + size > self.most:
                kept.given_up = True
                return
            kept.recordings.append(recording)
            self._seen[here] = recording
            self.held += size


def _recorded(
    function: Computation[Key],
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    shape_of: Callable[[str, Mapping[str, int]], tuple[int, ...]],
) -> _Recording:
    names: list[Hashable] = []

    def values(some: Mapping[str, Array], at: Mapping[str, int]) -> list[Array]:
        found = function(some, at)
        names.extend(found)
        return list(found.values())

    def whole_shape(name: str, at: Mapping[str, int]) -> tuple[int, ...]:
        return (len(arrays[name]), *shape_of(name, at))

    from tutor.notation.eval.recording import recorded  # what is computed once, as by a command, is not recorded

    return _Recording(recorded(values, arrays, sizes, whole_shape), tuple(names))


RECORDINGS = Recordings(20 * 2**20)


def computed_at(
    problem: Problem,
    what: Hashable,
    function: Computation[Key],
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
) -> Mapping[Key, Array]:
    """``function(arrays, sizes)`` for arrays of a problem's names at all of its sizes, recorded once, then replayed."""
    fixed = {name: size for name, size in problem.sizes.items() if name in problem.fixed}

    def at_all(some: Mapping[str, Array], free: Mapping[str, int]) -> Mapping[Key, Array]:
        return function(some, all_sizes(problem, {**free, **fixed}))

    def shape_of(name: str, free: Mapping[str, int]) -> tuple[int, ...]:
        lengths = axis_sizes(problem, all_sizes(problem, {**free, **fixed}))
        return tuple(lengths[letter] for letter in problem.scope.names[name].axes)

    free = {name: sizes[name] for name in problem.sizes if name not in problem.fixed}
    return RECORDINGS.computed((problem, what), at_all, arrays, free, shape_of)
