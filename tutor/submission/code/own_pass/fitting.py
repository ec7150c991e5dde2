"""The sizes of what a page is given, found by running it: sizes that meet are made equal until nothing fails."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tutor.submission.code.interpreter.run import run
from tutor.submission.code.interpreter.state import MOST_RECORDED, Watch
from tutor.submission.code.interpreter.variants import Variants
from tutor.submission.code.own_pass.handed import Handed, Style
from tutor.submission.code.own_pass.hints import Hints
from tutor.submission.code.runtime.record_of_run import Assigned, Run
from tutor.submission.code.syntax.program import Program

MOST_STEPS = 60_000
"""Of one run of a page: it is run many times."""
_SEED = 5
_MOST_RUNS = 24


class Purse:
    """The steps that are left for all runs of a page together."""

    def __init__(self, steps: int) -> None:
        self.steps = steps


class Fitted(NamedTuple):
    """A page that can be run as often as is asked for, with what it is given."""

    program: Program
    handed: Handed
    purse: Purse
    family: tuple[str, ...] = ()
    """The functions and classes that are called, where it is only these."""

    def run_anew(self) -> Run:
        """A run of a page after its sizes have changed: what it was given before counts no more."""
        self.handed.arrays.clear()
        return self.run()

    def variants(
        self, node: ast.stmt, others: Sequence[ast.stmt], instead: Mapping[tuple[int, str, int], Any]
    ) -> list[list[Assigned]]:
        """What other statements in the place of one assign, as far as there are steps for them: in one run."""
        found = Variants(others)
        self.run(instead, watch=Watch(node, found.run))
        return found.found

    def run(
        self,
        instead: Mapping[tuple[int, str, int], Any] | None = None,
        most: int = MOST_RECORDED,
        watch: Watch | None = None,
    ) -> Run:
        """One run, with changes of single assignments, up to a number of assignments."""
        steps = min(MOST_STEPS, max(self.purse.steps, 0))
        self.handed.upstream.clear()
        found = run(
            self.program,
            self.handed.resolve,
            instead=instead,
            steps=steps,
            seed=_SEED,
            most=most,
            family=self.family,
            watch=watch,
        )
        self.purse.steps -= steps - min(found.left, steps)
        return found


def fitted(
    program: Program, hints: Hints, style: Style, purse: Purse, family: tuple[str, ...] = ()
) -> tuple[Fitted, Run]:
    """A page with arrays in one style, and its run: some statements may fail for other reasons than sizes."""
    page = Fitted(program, Handed(hints, style), purse, family)
    found = _joined(page, hints)
    page.handed.sizes.shorten()
    return page, _joined(page, hints) if found.assigned else found


def _joined(page: Fitted, hints: Hints) -> Run:
    """The run of a page after all sizes that meet in it have been made equal."""
    widened = False
    found = page.run_anew()
    for _ in range(_MOST_RUNS):
        if hints.parts > 1 and page.handed.sizes.lengthen(found.overruns, hints.parts) and page.purse.steps > 0:
            found = page.run_anew()
            continue
        pairs = [pair for failed in found.failed for pair in failed.sizes]
        both = [page.handed.sizes.join(*pair) for pair in pairs if all(map(page.handed.sizes.knows, pair))]
        if not any(both):
            pair = next((one for one in pairs if any(map(page.handed.sizes.knows, one))), None)
            if page.purse.steps <= 0:
                break
            products = [one for one in pairs if not any(map(page.handed.sizes.knows, one))]
            if any(page.handed.sizes.join_factors(*one) for one in products):
                pass
            elif pair is None:
                if not any(page.handed.sizes.join_parts(*one) for one in pairs):
                    break
            elif hints.parts > 2 and not widened:
                widened = True
                known = next(size for size in pair if page.handed.sizes.knows(size))
                if not page.handed.sizes.widen(known, hints.parts) and not page.handed.sizes.join(*pair):
                    break
            elif not page.handed.sizes.join(*pair):
                break
        found = page.run_anew()
    return found
