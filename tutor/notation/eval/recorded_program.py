"""What was recorded, made ready to be done again: the operations that are needed, in their order.

Rows of one array that are taken one by one only to be laid side by side again, or filled into another one by one, are
taken at once: each operation on a small array takes as long as ten numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tutor.notation.eval.recorded_sizes import Compare, Form
from tutor.notation.lower.value import Array

_OPERATION_BYTES = 320
"""Of one operation with the places of its arrays, nearly."""


class Operation(NamedTuple):
    """What takes its arguments from places and leaves its result at one."""

    function: Callable[..., Any]
    arguments: tuple[int, ...]
    place: int

    def reading(self, same: Mapping[int, int]) -> Operation:
        """The operation with its arguments from the places where the same is already."""
        if same.keys().isdisjoint(self.arguments):
            return self
        return Operation(self.function, tuple([same.get(place, place) for place in self.arguments]), self.place)


class Together:
    """NumPy's ``function`` of several arrays in a sequence, as a function of these arrays."""

    def __init__(self, function: Callable[..., Any], rest: Sequence[Any], how: Mapping[str, Any]) -> None:
        self.function = function
        self.rest = rest
        self.how = how

    def __call__(self, *arrays: Any) -> Any:
        return self.function(arrays, *self.rest, **self.how)

    @property
    def lays_rows(self) -> bool:
        """Whether the rows of each array follow those of the one before it."""
        return self.function is np.concatenate and not self.rest and not self.how.get("axis")


class Program:
    """Operations in their order, with what they start from; what was recorded holds where all was decided alike."""

    def __init__(
        self,
        start: Sequence[Any],
        operations: Sequence[Operation],
        inputs: Mapping[str, int],
        outputs: Sequence[int],
        assumptions: Mapping[tuple[Form, Compare], bool],
    ) -> None:
        """``start`` has what is at each place before the first operation: a constant, or a size as a Form."""
        self.assumptions = assumptions
        used = {argument for one in operations for argument in one.arguments} | set(outputs) | set(inputs.values())
        places = {old: new for new, old in enumerate(sorted(used))}
        last = len(places)  # where results go that nobody reads
        self._start = [start[old] for old in places] + [None]
        self._inputs = [(name, places[old]) for name, old in inputs.items()]
        self._outputs = [places[old] for old in outputs]
        self._program = [
            (function, _from_places(*(places[old] for old in arguments)), len(arguments) == 1, places.get(place, last))
            for function, arguments, place in operations
        ]
        sized = [(place, one) for place, one in enumerate(self._start) if isinstance(one, Form)]
        self._names = [(place, form.name) for place, form in sized if form.name is not None]
        self._forms = [(place, form) for place, form in sized if form.name is None]

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        constants = sum(one.nbytes for one in self._start if isinstance(one, np.ndarray))
        return _OPERATION_BYTES * (len(self._program) + len(self.assumptions)) + 8 * len(self._start) + constants

    def holds(self, sizes: Mapping[str, int]) -> bool:
        """Whether all was decided as it is at these sizes."""
        return all(compare(form.at(sizes), 0) == outcome for (form, compare), outcome in self.assumptions.items())

    def replay(self, arrays: Mapping[str, Array], sizes: Mapping[str, int] = {}) -> list[Array]:
        """What was recorded, with these arrays: of the names and kinds of those that were recorded with.

        Their shapes must be the same, or what they are at ``sizes``, for which the recording ``holds``.
        """
        places = self._start.copy()
        for place, name in self._names:
            places[place] = sizes[name]
        for place, form in self._forms:
            places[place] = form.at(sizes)
        for name, place in self._inputs:
            places[place] = arrays[name]
        with np.errstate(all="ignore"):  # as in evaluation: what overflows is judged by what comes out
            for function, arguments, single, place in self._program:
                places[place] = function(arguments(places)) if single else function(*arguments(places))
        return [places[place] for place in self._outputs]


def _from_places(*places: Any) -> Callable[[list[Any]], Any]:
    """What takes the arguments of an operation from their places: one alone, or several in a tuple."""
    return operator.itemgetter(*places) if places else lambda _: ()


def needed(operations: Sequence[Operation], roots: Sequence[int], outputs: Sequence[int]) -> list[Operation]:
    """Those that some outputs are made from. ``roots`` tell of each place of which array it shows a part."""
    read = set(outputs)
    shown = {roots[place] for place in outputs}
    kept = []
    for one in reversed(operations):
        if roots[one.arguments[0]] in shown if one.function is operator.setitem else one.place in read:
            read.update(one.arguments)
            shown.update(roots[argument] for argument in one.arguments)
            kept.append(one)
    return kept[::-1]


class _Rows(NamedTuple):
    """The rows from ``first`` up to ``end`` of the array at a place."""

    source: int
    first: int
    end: int


class RowsTogether:
    """Operations in which rows that follow each other are taken, laid and filled together, and none takes all there is.

    ``start``, ``roots`` and ``dims`` tell of each place what is there at first, of which array it shows a part, and how
    many axes that has; what is told of new places is added to them.
    """

    def __init__(self, start: list[Any], roots: list[int], dims: list[int]) -> None:
        self.start = start
        self.roots = roots
        self.dims = dims
        self.same: dict[int, int] = {}
        self.rows: dict[int, _Rows] = {}
        self.found: list[Operation] = []
        self.filling: list[tuple[_Rows, _Rows]] = []

    def of(self, operations: Sequence[Operation]) -> list[Operation]:
        """The same operations, fewer of them."""
        for one in operations:
            one = one.reading(self.same)
            if self._is_whole(one):
                self.same[one.place] = one.arguments[0]
                continue
            filled = self._filled(one)
            if filled is not None:
                if self.filling and not all(map(_follows, self.filling[-1], filled)):
                    self._fill()
                self.filling.append(filled)
                continue
            if not self._is_taken(one):
                self._fill()
            self.found.append(one._replace(arguments=tuple(self._runs(one.arguments))) if _lays_rows(one) else one)
        self._fill()
        return self.found

    def _is_whole(self, one: Operation) -> bool:
        """Whether an operation takes all of an array, as it is."""
        if one.function is not operator.getitem:
            return False
        key = self.start[one.arguments[1]]
        parts = key if isinstance(key, tuple) else (key,)
        return all(part is ... or (isinstance(part, slice) and part == slice(None)) for part in parts)

    def _is_taken(self, one: Operation) -> bool:
        """Whether an operation takes some rows and does nothing else; they are noted."""
        rows = self._of_key(*one.arguments) if one.function is operator.getitem else None
        if rows is not None:
            self.rows[one.place] = rows
        return rows is not None

    def _of_key(self, source: int, place: int) -> _Rows | None:
        key = self.start[place]
        if not isinstance(key, slice) or key.step is not None:
            return None
        if not isinstance(key.start, int) or not isinstance(key.stop, int) or not 0 <= key.start <= key.stop:
            return None
        return _Rows(source, key.start, key.stop)

    def _filled(self, one: Operation) -> tuple[_Rows, _Rows] | None:
        """The rows that an operation fills, and those that it fills them with: as many of another array."""
        if one.function is not operator.setitem:
            return None
        target, key, source = one.arguments
        filled, taken = self._of_key(target, key), self.rows.get(source)
        if filled is None or taken is None or filled.end - filled.first != taken.end - taken.first:
            return None
        if self.roots[target] == self.roots[source] or self.dims[target] != self.dims[source]:
            return None
        return filled, taken

    def _fill(self) -> None:
        """Fill the rows that are to be filled."""
        if self.filling:
            filled, taken = (_from_to(few[0], few[-1]) for few in zip(*self.filling, strict=True))
            key = self._new(slice(filled.first, filled.end))
            place = self._new(None)
            self.found.append(Operation(operator.setitem, (filled.source, key, self._take(taken)), place))
            self.filling.clear()

    def _runs(self, places: Sequence[int]) -> Iterator[int]:
        """Places of rows with those that follow each other taken at once."""
        run: list[int] = []
        for place in places:
            if run and not _follows(self.rows.get(run[-1]), self.rows.get(place)):
                yield self._run(run)
                run = []
            run.append(place)
        yield self._run(run)

    def _run(self, run: Sequence[int]) -> int:
        return run[0] if len(run) == 1 else self._take(_from_to(self.rows[run[0]], self.rows[run[-1]]))

    def _take(self, rows: _Rows) -> int:
        place = self._new(None, like=rows.source)
        self.found.append(Operation(operator.getitem, (rows.source, self._new(slice(rows.first, rows.end))), place))
        return place

    def _new(self, value: Any, like: int | None = None) -> int:
        place = len(self.start)
        self.start.append(value)
        self.roots.append(place if like is None else self.roots[like])
        self.dims.append(0 if like is None else self.dims[like])
        return place


def _lays_rows(one: Operation) -> bool:
    return isinstance(one.function, Together) and one.function.lays_rows


def _follows(one: _Rows | None, other: _Rows | None) -> bool:
    return one is not None and other is not None and one.source == other.source and one.end == other.first


def _from_to(one: _Rows, other: _Rows) -> _Rows:
    return one._replace(end=other.end)
