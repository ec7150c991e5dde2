"""What one run of handed-in code knows at a time: its names, its loops, what is left of its budget, and its record."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from tutor.submission.code.runtime.budget import Budget, NotKnownError, ShapesError, StopError
from tutor.submission.code.runtime.record_of_run import ASSIGNED, Assigned, Failed, Loop
from tutor.submission.code.runtime.values import Module, Scope, Unknown
from tutor.submission.code.syntax.program import Cell, Place, place_of

MOST_RECORDED = 20_000
_LARGEST_COPY = 20_000
_TO_KEEP = 6
"""Steps that a record takes the time of."""


UNSET = "it has no value yet"
"""Why a field is asked for that is None."""


class Wanted(NamedTuple):
    """A name that the code gives no value of its own: what is asked of the caller.

    ``got`` is Unknown, or an array that is made from no other: data typed in, zeros, random numbers. ``parameter`` is a
    name that a function gets from outside, ``made`` what was assigned before, ``outputs`` what the function returned
    that was called last from outside.
    """

    name: str
    got: Any
    parameter: bool = False
    function: str = ""
    typed: bool = False
    """Whether the value is made from nothing else on the page: a file that is read, numbers typed in."""
    made: Sequence[Assigned] = ()
    outputs: tuple[Any, ...] = ()


EVERY_TIME = -1
"""The occurrence of a statement for which something is put in each time that it is run."""


class EachTurn(NamedTuple):
    """What is put into a statement every time: its part of an array along the loop around it, or all of it."""

    array: Any

    def at(self, loops: Sequence[Loop]) -> Any:
        """What belongs into a turn; the last of ``loops`` is the innermost."""
        turn = loops[-1].value if loops else None
        fits = isinstance(turn, int) and np.ndim(self.array) > 0 and 0 <= turn < len(self.array)
        return self.array[turn] if fits else self.array


class Watch(NamedTuple):
    """A statement of a program, and what is done when a run comes to it."""

    node: ast.stmt
    reached: Callable[[State], None]


class State:
    """One run. ``resolve`` gives what is asked for, or ``got`` back; ``instead`` what is put into single assignments.

    Random numbers are unknown where there is no generator for them. Not more than ``most`` assignments are made. What
    ``watch`` says is done before its statement is run.
    """

    def __init__(
        self,
        budget: Budget,
        resolve: Callable[[Wanted], Any],
        instead: Mapping[tuple[int, str, int], Any],
        run_body: Callable[[Sequence[ast.stmt], State], None],
        evaluate: Callable[[ast.expr, State], Any],
        random: np.random.Generator | None = None,
        most: int = MOST_RECORDED,
        watch: Watch | None = None,
    ) -> None:
        self.budget, self.resolve, self.instead = budget, resolve, instead
        self.random, self._most = random, most
        self.watch = watch
        self.run_body, self.evaluate = run_body, evaluate
        self.scope = Scope()
        self.cell = Cell("")
        self.loops: list[Loop] = []
        self.libraries: set[str] = set()
        self.star: list[Module] = []
        self.assigned: list[Assigned] = []
        self.failed: list[Failed] = []
        self.functions: dict[str, None] = {}
        self.called: dict[str, None] = {}
        self.call, self._calls = 0, 0
        self.nodes: list[ast.stmt | ast.expr] = []
        """The statements that are being run, the innermost last."""
        self._counts: dict[tuple[int, str], int] = {}
        self._places: dict[int, Place] = {}

    @property
    def is_full(self) -> bool:
        """Whether no more assignments may be made."""
        return len(self.assigned) >= self._most

    def end(self) -> None:
        """End the run here. Raises StopError."""
        self._most = 0
        raise StopError("nothing more is asked of it")

    @contextmanager
    def aside(self, scope: Scope) -> Iterator[list[Assigned]]:
        """Run something in a scope of its own of which nothing is recorded, and hand out what it assigned."""
        outer, counts, made, failed = self.scope, dict(self._counts), len(self.assigned), len(self.failed)
        found: list[Assigned] = []
        self.scope = scope
        try:
            yield found
        finally:
            found += self.assigned[made:]
            del self.assigned[made:], self.failed[failed:]
            self.scope, self._counts = outer, counts

    def next_call(self) -> int:
        """A number for one more call of a function."""
        self._calls += 1
        return self._calls

    def place(self, node: ast.stmt | ast.expr) -> Place:
        """Where a node stands in the file."""
        if id(node) not in self._places:
            if 0 < node.lineno <= len(self.cell.lines):
                self.budget.step(1 + len(self.cell.lines[node.lineno - 1]) // 200)
            self._places[id(node)] = place_of(node, self.cell)
        return self._places[id(node)]

    @property
    def line(self) -> int:
        """The line that is being run."""
        return self.place(self.nodes[-1]).line if self.nodes else 0

    def is_put_in(self, node: ast.stmt, name: str) -> bool:
        """Whether something is put in the place of what a statement assigns next to a name."""
        line = self.place(node).line
        return self._instead_of(line, name, self._counts.get((line, name), 0)) in self.instead

    def _instead_of(self, line: int, name: str, occurrence: int) -> tuple[int, str, int]:
        """The key of what is put in the place of one assignment, if anything is."""
        once, always = (line, name, occurrence), (line, name, EVERY_TIME)
        return always if always in self.instead else once

    def keep(
        self,
        node: ast.stmt | ast.expr,
        name: str,
        value: Any,
        put: Callable[[Any], None] | None = None,
        **more: Any,
    ) -> Any:
        """Record what was assigned, and return it, or what is put in its place; ``put`` does that in an array."""
        self.budget.step(_TO_KEEP)
        place = self.place(node)
        occurrence = self._counts.get((place.line, name), 0)
        self._counts[place.line, name] = occurrence + 1
        key = self._instead_of(place.line, name, occurrence)
        if key in self.instead:
            new = self.instead[key]
            new = new.at(self.loops) if isinstance(new, EachTurn) else new
            truth = new(value) if callable(new) else new
            value = _put_in(value, truth, in_place=bool(more.get("augmented")))
            if put is not None:
                put(value)
        if len(self.assigned) >= self._most:
            raise StopError("it makes too many assignments")
        whole = more.pop("whole", None)
        self.assigned.append(
            Assigned(
                place.line,
                place.column,
                place.text,
                name,
                self.copied(value),
                occurrence,
                loops=tuple(self.loops),
                function=self.scope.function,
                order=len(self.assigned),
                call=self.call,
                kind=more.pop("kind", ASSIGNED),
                whole=self.copied(whole) if isinstance(whole, np.ndarray) else None,
                **more,
            )
        )
        return value

    def fail(self, node: ast.stmt | ast.expr, error: Exception) -> Unknown:
        """Record a statement that could not be run, each once."""
        place = self.place(node)
        known, reason = not isinstance(error, NotKnownError), str(error)
        if isinstance(error, RecursionError):
            known, reason = False, "nested too deeply"
        if len(self.failed) < MOST_RECORDED:
            sizes = error.sizes if isinstance(error, ShapesError) else ()
            failed = Failed(place.line, place.column, place.text, reason, known, sizes)
            if failed not in self.failed[-20:]:
                self.failed.append(failed)
        return Unknown(reason, place.line, known)

    def copied(self, value: Any) -> Any:
        """A value as it is now: a copy of an array or a list of arrays; Unknown for what is too large or no array."""
        if isinstance(value, np.ndarray):
            if value.size > _LARGEST_COPY:
                return Unknown("too large to be compared", self.line)
            self.budget.make(value.size)
            return value.copy()
        if isinstance(value, int | float | np.number | np.bool_ | Unknown):
            return value
        if isinstance(value, list | tuple) and 0 < len(value) <= 64:
            parts = [np.shape(one) if isinstance(one, np.ndarray | np.number | float) else None for one in value]
            if parts[0] is not None and all(part == parts[0] for part in parts):
                self.budget.make(len(value) * int(np.prod(parts[0], dtype=float)))
                return np.array(value)
        return Unknown("no array", self.line, other=True)


def _put_in(value: Any, truth: Any, *, in_place: bool) -> Any:
    """The truth in the place of a value: of what was changed in place in the array itself, so that all see the truth.

    What was newly assigned may be a part of another array, which stays as it is.
    """
    fits = in_place and isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.shape == np.shape(truth)
    if fits and value.flags.writeable:
        value[...] = truth
        return value
    return truth
