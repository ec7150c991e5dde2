"""What a formula is read with: the arrays of its names, the sizes of its axes, and what its letters run over."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from math import inf, prod
from typing import Protocol

from tutor.notation.errors import FitError, RoomError
from tutor.notation.lower.array_operations import ArrayOperations
from tutor.notation.lower.value import Array, Value
from tutor.notation.scope import Scope
from tutor.notation.tree import Node

LARGE = 8192
"""Arrays up to this many entries are too cheap to be counted (10 µs)."""
TYPED_ROOM = 2_000_000
"""How many entries the large results of a typed formula may have together (about 10 ms)."""


class Memo(Protocol):
    """Values of parts that are known, for many formulas that are alike but in one place."""

    def value(self, node: Node, env: Env, evaluated: Callable[[Node, Env], Value]) -> Value:
        """The value of a part: what is known, or what ``evaluated`` gives."""


class Env:
    """Where a formula is evaluated.

    ``arrays`` maps a name to an array of shape (points, *axes); ``sizes`` maps every axis letter to its size.
    ``running`` are the letters that combine by name; none of them in the second reading of an answer. ``window``
    limits a letter to part of its axis while a recurrence is solved step by step. ``room`` is how many entries the
    larger intermediate results may have together: nothing that was typed may take long. ``whole`` is the formula that
    is being read, in which a letter that stands for nothing yet is looked up. ``results``, where it is a list, takes
    every part of a formula with its value: what an evaluation needs at any sizes is read off a small one. ``memo`` is
    asked for the value of every part, where there is one.
    """

    window: Mapping[str, tuple[int, int]]
    whole: Node
    broadcasts = False
    """Whether axes meet as NumPy's do, aligned from the last: in what is written for whole arrays."""

    def __init__(
        self,
        scope: Scope,
        arrays: Mapping[str, Array],
        sizes: Mapping[str, int],
        field: ArrayOperations,
        running: tuple[str, ...] = (),
    ) -> None:
        self.scope = scope
        self.arrays = arrays
        self.sizes = sizes
        self.running = running
        self.field = field
        self.room = inf
        self.window = {}
        self.letters: dict[str, str] = {}
        self.bound: frozenset[str] = frozenset()
        self.results: list[tuple[object, Value]] | None = None
        self.memo: Memo | None = None

    def but(
        self,
        arrays: Mapping[str, Array],
        *,
        scope: Scope | None = None,
        field: ArrayOperations | None = None,
    ) -> Env:
        """The same place with other arrays, and with another scope or other numbers."""
        other = copy.copy(self)
        other.arrays, other.scope, other.field = arrays, scope or self.scope, field or self.field
        return other

    def bind(self, letter: str, size_class: str) -> None:
        """Note what a letter runs over. Raises FitError if it already runs over something else."""
        known = self.letters.setdefault(letter, size_class)
        if known != size_class:
            raise FitError(f"the letter {letter} runs over {_shown(known)} and over {_shown(size_class)}")

    def runs(self, letter: str) -> bool:
        """Whether a bare axis is a letter here: it runs, or a sum has bound it."""
        return letter in self.running or letter in self.bound

    def span(self, letter: str, size_class: str) -> tuple[int, int]:
        """The positions, from 0, that a letter runs over."""
        return self.window.get(letter) or (0, self.size(size_class))

    def size(self, size_class: str) -> int:
        """How many entries an axis of this class has."""
        known = self.sizes.get(size_class)
        if known is not None:
            return known
        form = self.scope.axes.form(size_class).items()
        return sum(count * (self.sizes[letter.lower()] if letter else 1) for letter, count in form)

    @property
    def counts(self) -> bool:
        """Whether entries are counted: only of what was typed."""
        return self.room != inf

    def spend(self, entries: float) -> None:
        """Count the entries of a large result. Raises RoomError when there is no room left."""
        if not self.counts:
            return
        self.room -= entries
        if self.room < 0:
            raise RoomError("this would take more numbers than I try; use fewer letters")

    def spend_if_large(self, entries: float) -> None:
        """Count the entries of a result, if they are many."""
        if self.counts and entries > LARGE:
            self.spend(entries)

    def afford(self, left: Value, right: Value) -> None:
        """Count what combining two values takes, before it is done."""
        if self.counts and len(left.dims) + len(right.dims) > 3:
            sizes = dict(zip(left.dims + right.dims, left.array.shape[1:] + right.array.shape[1:], strict=True))
            entries = max(len(left.array), len(right.array)) * prod(sizes.values())
            self.spend_if_large(entries)


def _shown(size_class: str) -> str:
    return f"{size_class[1:]} entries" if size_class.startswith("#") else size_class
