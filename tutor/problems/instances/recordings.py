"""What is computed at instance after instance: where the sizes are those of an earlier one, its operations again.

The values of all mistakes in an LSTM's cell take 2 ms instead of 12, in a sequence 15 instead of 80. Recording takes
twice as long as evaluating, so it is done when sizes come for the second time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import NamedTuple, TypeVar

from tutor.notation.eval.recording import NotRecordedError, Tape, recorded
from tutor.notation.lower.value import Array

_MOST_ENTRIES = 20_000
Key = TypeVar("Key", bound=Hashable)


class _Recording(NamedTuple):
    """How some arrays are made, and what each of them is called."""

    tape: Tape
    names: tuple[Hashable, ...]


class Recordings:
    """Recorded computations, at most so many bytes of them: what is held stays, as each would soon be asked for again.

    Safe to use from several threads.
    """

    MOST_SEEN = 2000
    """Computations, each at some sizes, that are remembered to have been done."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._recordings: dict[Hashable, _Recording] = {}
        self._times: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def computed(
        self,
        what: Hashable,
        function: Callable[[Mapping[str, Array]], Mapping[Key, Array]],
        arrays: Mapping[str, Array],
    ) -> Mapping[Key, Array]:
        """``function(arrays)``, where ``what`` names the function and all sizes: recorded once, then replayed.

        The function may look at shapes and kinds of numbers; where it looks at numbers it is called each time, and
        with large arrays, of which a replay would hold all results on the way.
        """
        if sum(array.size for array in arrays.values()) > _MOST_ENTRIES:
            return function(arrays)
        what = what, tuple((array.dtype.char, array.shape) for array in arrays.values())
        recording = self._recordings.get(what)
        if recording is not None:
            return dict(zip(recording.names, recording.tape.replay(arrays), strict=True))  # type: ignore[arg-type]
        if self._times_before(what) == 1:  # once only: there may be no room, or numbers may decide
            try:
                recording = _recorded(function, arrays)
            except NotRecordedError:
                return function(arrays)
            self._hold(what, recording)
            return dict(zip(recording.names, recording.tape.replay(arrays), strict=True))  # type: ignore[arg-type]
        return function(arrays)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._recordings.clear()
            self._times.clear()
            self.held = 0

    def _times_before(self, what: Hashable) -> int:
        """How many times something was computed before this one."""
        with self._lock:
            times = self._times.pop(what, 0)
            self._times[what] = times + 1
            if len(self._times) > self.MOST_SEEN:
                self._times.popitem(last=False)
            return times

    def _hold(self, what: Hashable, recording: _Recording) -> None:
        size = recording.tape.nbytes + 100 * len(recording.names)
        with self._lock:
            if what not in self._recordings and self.held + size <= self.most:
                self._recordings[what] = recording
                self.held += size


def _recorded(
    function: Callable[[Mapping[str, Array]], Mapping[Key, Array]], arrays: Mapping[str, Array]
) -> _Recording:
    names: list[Hashable] = []

    def values(some: Mapping[str, Array]) -> list[Array]:
        found = function(some)
        names.extend(found)
        return list(found.values())

    return _Recording(recorded(values, arrays), tuple(names))


RECORDINGS = Recordings(20 * 2**20)
