"""Whether two sides are the same in one reading that the whole of both can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.notation.errors import FitError
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Derivative, Fold, Node, Ref
from tutor.notation.tree_walks import is_numeric, parts_of, walk
from tutor.submission.claims.reader import Reader
from tutor.submission.claims.sides.derivatives import spelled_out, worked_out
from tutor.submission.claims.sides.laid_out import DIFFERENT, MISFIT, OPEN_CASE, SAME, Outcome, Pair, paired
from tutor.submission.claims.sides.own_weights import by_own_weights
from tutor.submission.claims.sides.told_modes import Told, told
from tutor.submission.claims.sides.view import OWN, STEP_LOSS, Mode, View, modes
from tutor.submission.claims.trees import adds_paths, adds_up_steps, says_one_of_all

_FOLD = frozenset({Fold})
_EACH, _BESIDE, _ENTRIES = 10, 5, 200
MOST_HELD = 2_000_000
"""Numbers in the arrays of formulas that are kept: 16 MB."""
MATRICES = "matrices"
"""The code of a product of matrices over a letter."""


class Compared(NamedTuple):
    """What came of it: ``mode`` is the reading in which they are the same, or the first in which they could be held
    against each other; ``pair`` the two sides there; ``reason`` why they could not be, and ``code`` if that is a slip.
    """

    outcome: Outcome
    mode: Mode | None = None
    pair: Pair | None = None
    reason: str = ""
    code: str = ""


class Place:
    """A world with a reader and its views, in which sides are evaluated."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._views: dict[Mode, View] = {}
        self._factors: dict[Mode, dict[Node, Any]] = {}
        """Single derivatives, which are the same in all layouts."""
        self._values: dict[tuple[Mode, Node], Value | TutorError] = {}
        self._scope = reader.scope
        self._told: dict[Node, Told] = {}
        self.spent = 0
        """Work done here, in units of some ten microseconds: by what is counted, never by a clock."""

    def view(self, mode: Mode) -> View:
        """The world in one mode."""
        self._refresh()
        if mode not in self._views:
            factors = self._factors.setdefault(mode._replace(layout=OWN, matrix_star=False), {})
            self._views[mode] = View(self.reader.world, self.reader.scope, self.reader.definitions, mode, factors)
        return self._views[mode]

    def value(self, tree: Node, mode: Mode) -> Value:
        """A side in one mode. Raises TutorError."""
        mode = self.told(tree).mode(mode)
        key = mode, tree
        found = self._values.get(key)
        if found is None:
            view = self.view(mode)
            before = view.worked
            try:
                self._check_products(tree, mode)
                plain = not self.told(tree).derivatives and not mode.matrix_star
                found = view.value(tree if plain else worked_out(spelled_out(tree, view), view))
                if len(found.dims) > len(set(found.dims)):
                    raise FitError("it has an axis twice")
            except TutorError as error:
                found = error
            except ValueError:  # two arrays along one letter, of which one is a part that a sum with an end reads
                found = FitError("the letters in it run over different parts of an axis")
            self._values[key] = found
            self.spent += _EACH + sum(1 for _ in walk(tree))
            self.spent += (view.worked - before) // _ENTRIES
        if isinstance(found, TutorError):
            raise found
        return found

    def _refresh(self) -> None:
        """Forget what was told of sides before a name or a function of the page came in."""
        if self._scope is not self.reader.scope:
            self._forget()
            self._told.clear()
            self._scope = self.reader.scope

    def _let_go(self) -> None:
        """Forget what was worked out, where its arrays have become many."""
        if sum(view.held for view in self._views.values()) > MOST_HELD:
            self._forget()

    def _forget(self) -> None:
        self._views.clear()
        self._values.clear()
        self._factors.clear()

    def _check_products(self, tree: Node, mode: Mode) -> None:
        """Raise FitError for a product of matrices over a letter, whose order nobody writes."""
        for part in parts_of(tree, _FOLD):
            if part.kind == "prod" and len(self.value(part.body, mode).axes) == 2:
                raise FitError("matrices are multiplied over a letter", MATRICES)

    def told(self, tree: Node) -> Told:
        """What a side says that modes tell apart."""
        self._refresh()
        found = self._told.get(tree)
        if found is None:
            found = self._told[tree] = told(tree, self.view(Mode()))
        return found

    def modes(self, *trees: Node) -> Iterator[Mode]:
        """The readings that these sides may have together."""
        derivatives = any(self.told(tree).derivatives for tree in trees)
        stars = any(self.told(tree).stars for tree in trees)
        paths = derivatives and any(map(adds_paths, trees))
        found = modes(self.reader.world, derivatives=derivatives, jacobians=derivatives, stars=stars, paths=paths)
        running = set(self.reader.world.problem.running)
        if len(trees) > 1 and running and says_one_of_all(trees[0], trees[1], running, self.reader.scope):
            return (mode for mode in found if mode.running)
        return found

    def compared(self, left: Node, right: Node, tried: Iterable[Mode] | None = None) -> Compared:
        """Two sides in the first mode in which they are the same, else in the first in which they can be compared."""
        found: Compared | None = None
        reason = ""
        numeric = is_numeric(right)
        whole = adds_up_steps(left, right)
        self._let_go()
        seen: set[tuple[Mode, Mode]] = set()
        for mode in self.modes(left, right) if tried is None else tried:
            total = mode._replace(given_held=False, earliest=None) if whole else mode
            both = self.told(left).mode(total), self.told(right).mode(mode)
            if both in seen:
                continue
            seen.add(both)
            self.spent += _BESIDE
            try:
                one, other = self.value(left, total), self.value(right, mode)
            except TutorError as error:
                if isinstance(error, FitError) and error.code in ("index-unused", MATRICES):
                    return Compared(MISFIT, reason=str(error), code=error.code)
                reason = reason or str(error)
                continue
            view = self.view(mode)
            env = view.env(view.of_world())
            pair = paired(one, other, env, numeric=numeric) or by_own_weights(left, one, other, env)
            if pair is None:
                reason = reason or f"the left side is {one.described()}, the right side {other.described()}"
                continue
            outcome = pair.outcome
            for part in (_where_in_order, _where_all_is) if outcome == DIFFERENT else ():
                if outcome == DIFFERENT and (inner := part(left, one, pair)) is not None:
                    outcome, pair = inner.outcome, inner
            if outcome == SAME:
                return Compared(SAME, mode, pair)
            if found is None or (found.outcome == OPEN_CASE and outcome == DIFFERENT):
                found = Compared(outcome, mode, pair)
        return found or Compared(MISFIT, reason=reason)


def _where_all_is(left: Node, value: Value, pair: Pair) -> Pair | None:
    """The two sides at the steps at which every neighbour that the left side names is there; None where all are."""
    steps = _shifts(left)
    places = [at for at, dim in enumerate(value.dims) if dim in steps and at + 1 < pair.left.ndim]
    if not places:
        return None
    for at in places:
        moves = steps[value.dims[at]]
        size = pair.left.shape[at + 1]
        first, last = max(0, -min(moves)), size - max(0, max(moves))
        if first >= last:
            return None
        pair = pair.part(at + 1, slice(first, last))
    return pair


def _where_in_order(left: Node, value: Value, pair: Pair) -> Pair | None:
    """The two sides where a step is not differentiated by a later one, which nobody means; None for anything else."""
    if not isinstance(left, Derivative) or not isinstance(left.body, Ref):
        return None
    if left.body.name not in (left.by.name, STEP_LOSS):
        return None
    of, by = (_letter(ref) for ref in (left.body, left.by))
    if not of or not by or of == by or not {of, by} <= set(value.dims):
        return None
    places = np.indices(pair.left.shape, sparse=True)
    kept: Array = places[value.dims.index(by) + 1] <= places[value.dims.index(of) + 1]
    return Pair(np.where(kept, pair.left, 0.0), np.where(kept, pair.right, 0.0))


def _letter(ref: Ref) -> str:
    return next((one.terms[0][0] for one in ref.index or () if one is not None and one.terms), "")


def _shifts(tree: Node) -> dict[str, set[int]]:
    """The letters that are moved in the indices of a formula, and how far."""
    found: dict[str, set[int]] = {}
    for part in walk(tree):
        for one in (part, part.by) if isinstance(part, Derivative) else (part,):
            for index in (one.index or ()) if isinstance(one, Ref) else ():
                if index is not None and index.const and len(index.terms) == 1:
                    found.setdefault(index.terms[0][0], set()).add(index.const)
    return found


def has_numbered_entries(tree: Node) -> bool:
    """Whether single entries are named by their numbers, or sums end at a number."""
    for part in walk(tree):
        index = getattr(part, "index", None)
        if isinstance(part, Ref) and index and any(one is not None and one.is_number for one in index):
            return True
        for binder in getattr(part, "binders", ()):
            if binder.high is not None and binder.high.is_number:
                return True
    return False
