"""The entry: handed-in code run on arrays that are handed in, bounded in all it takes; Python runs nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.calls import ReturnError, call
from tutor.submission.code.interpreter.expressions import evaluate
from tutor.submission.code.interpreter.kept_for_backward import CACHES, CONTEXT, cache_of, context
from tutor.submission.code.interpreter.loops import BreakError, ContinueError
from tutor.submission.code.interpreter.page_results import PageResults
from tutor.submission.code.interpreter.state import MOST_RECORDED, State, Wanted, Watch
from tutor.submission.code.interpreter.statements import run_body, run_statement
from tutor.submission.code.interpreter.tables.libraries import DEFAULT_NAMES
from tutor.submission.code.runtime.budget import ENTRIES, STEPS, Budget, CodeError, StopError
from tutor.submission.code.runtime.record_of_run import Run
from tutor.submission.code.runtime.values import Class, Function, Unknown
from tutor.submission.code.syntax.program import Program, called_names

Resolve = Callable[[Wanted], Any]


_FORWARD, _LOSS = ("forward", "__call__", "feed", "predict"), ("loss", "cost", "criterion")
_ENTRY_SHARE = 3


def run(
    program: Program,
    resolve: Resolve,
    *,
    instead: Mapping[tuple[int, str, int], Any] | None = None,
    steps: int = STEPS,
    seed: int | None = None,
    most: int = MOST_RECORDED,
    family: Sequence[str] = (),
    watch: Watch | None = None,
) -> Run:
    """Run a program: its statements first, then its functions and classes that nobody called, or to no avail.

    Of these only those of a ``family``, where one is given, in its order.

    ``resolve`` is asked for names that have no value, for what functions are to be called with, and for what is random,
    read from files or typed in. ``instead`` has arrays that are put into single assignments: by line, name as written,
    and how many times that was assigned before, or each time; or functions of what is assigned there. With a ``seed``
    random numbers are drawn, always the same. The run ends after ``most`` assignments. ``watch`` has what is done where
    it comes to a statement.
    """
    state = State(
        Budget(steps - steps // _ENTRY_SHARE),
        resolve,
        instead or {},
        run_body,
        evaluate,
        None if seed is None else np.random.default_rng(seed),
        most,
        watch,
    )
    runner = _Runner(program, state, steps // _ENTRY_SHARE)
    runner.page()
    if family:
        runner.family(family)
    else:
        runner.entries()
    return runner.done()


class _Runner:
    """One run, in its two parts."""

    def __init__(self, program: Program, state: State, entry_steps: int) -> None:
        self._program, self._state, self._entry_steps = program, state, entry_steps
        self._resolve, state.resolve = state.resolve, self._resolved
        self._cache: Any = None
        self._context = context()
        self._outputs: tuple[Any, ...] = ()
        self._results = PageResults(state)
        state.scope.names.update(DEFAULT_NAMES)
        self._stopped = ""

    def page(self) -> None:
        """Run the statements of the page, cell after cell."""
        for statement, cell in self._program.statements:
            self._state.cell = cell
            if not self._bounded(partial(run_statement, statement, self._state)):
                return

    def family(self, names: Sequence[str]) -> None:
        """Call some functions and classes of the page one after the other."""
        self._begin_entries()
        for name in names:
            value = self._state.scope.names.get(name)
            if isinstance(value, Class):
                self._class(value)
            elif isinstance(value, Function):
                self._entry(value)

    def _begin_entries(self) -> None:
        budget = self._state.budget
        budget.steps, budget.calls = max(budget.steps, 0) + self._entry_steps, 0
        budget.entries = max(budget.entries, ENTRIES // 2)

    def entries(self) -> None:
        """Call what nobody called: what no other function of the page calls first, in the order of the page."""
        self._begin_entries()
        called = called_names(one for one, _ in self._program.statements)
        names = self._state.scope.names
        found = {name: value for name, value in names.items() if isinstance(value, Function | Class)}
        for name in sorted(found, key=lambda name: name in called):
            value = found[name]
            if isinstance(value, Class):
                self._class(value)
            elif value.name == name and not self._was_of_use(name):
                self._entry(value)

    def _was_of_use(self, name: str) -> bool:
        """Whether a function was called with values that are known, or has no assignments to tell by."""
        if name not in self._state.called:
            return False
        own = [one for one in self._state.assigned if one.function == name]
        return any(not isinstance(one.value, Unknown) for one in own) or not own

    def _class(self, kind: Class) -> None:
        """Make an object of a class that is not used, and call its methods, those of the forward pass first."""
        methods = [(name, one) for name, one in kind.members.items() if isinstance(one, Function)]
        unused = [(name, one) for name, one in methods if not self._was_of_use(name)]
        if not unused or all(name == "__init__" for name, _ in unused):
            return
        made: list[Any] = []
        self._bounded(lambda: made.append(call(kind, [], {}, self._state, entry=True)))
        order = sorted(unused, key=lambda item: (not _named(item[0], _FORWARD), not _named(item[0], _LOSS)))
        for name, method in order:
            if made and (not name.startswith("__") or name == "__call__") and not self._was_of_use(name):
                self._entry(method.of(made[0]))

    def _entry(self, function: Function) -> None:
        self._state.cell = function.cell
        result: list[Any] = []
        self._bounded(lambda: result.append(call(function, [], {}, self._state, entry=True)))
        value = result[0] if result else None
        self._results.note(function, value)
        kept = cache_of(function, value)
        self._cache = self._cache if kept is None else kept
        arrays = value if isinstance(value, tuple) else (value,)
        self._outputs = tuple(one for one in arrays if isinstance(one, np.ndarray)) or self._outputs

    def _resolved(self, wanted: Wanted) -> Any:
        """What is asked for: of the cache of a backward pass what the forward pass returned, else what is handed in."""
        if wanted.parameter and wanted.name in CACHES and self._cache is not None:
            return self._cache
        if wanted.parameter and wanted.name == CONTEXT:
            return self._context
        if wanted.parameter:
            given = self._results.given(wanted.name, wanted.function, self._state.scope.top.names)
            if given is not None:
                return given
        return self._resolve(wanted._replace(made=self._state.assigned, outputs=self._outputs))

    def _bounded(self, action: Callable[[], Any]) -> bool:
        """Do something within the budget; whether there was enough of it."""
        if self._state.is_full:
            return False
        try:
            with np.errstate(all="ignore"):
                action()
        except StopError as error:
            self._stopped = str(error)
            return False
        except (ReturnError, BreakError, ContinueError, CodeError, RecursionError):
            pass  # what ends at the level of the page ends nothing else
        return True

    def done(self) -> Run:
        """What is kept of the run."""
        state = self._state
        return Run(
            tuple(state.assigned),
            (*self._program.failed, *state.failed),
            tuple(state.functions),
            tuple(state.called),
            stopped=self._stopped,
            left=max(state.budget.steps, 0),
            overruns=tuple(sorted(state.budget.overruns)),
        )


def _named(name: str, words: Sequence[str]) -> bool:
    return any(word in name.lower() for word in words)
