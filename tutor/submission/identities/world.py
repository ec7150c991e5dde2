"""Random numbers for the letters of lines, and what the page's own definitions make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Derivative, Index, Node, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.submission.claims.sides.world import STEP
from tutor.submission.identities.names import AXES, CLASS, SIZE

POINTS = 6
ANY, SHARES, ONE_HOT = "any", "shares", "one hot"
"""What targets are: any numbers, numbers that are one together, or one at the true class and else nothing."""
TRUE_CLASS = 1
"""The place of the true class, where there is one."""


class Definition(NamedTuple):
    """What a name is: the formula of the entry at ``letters``, or of the whole where there are none."""

    word: str
    letters: tuple[str, ...]
    tree: Node
    at: int
    """Which line of the page says so, by its place."""


class World:
    """Values at random points. Those of defined names are worked out when they are asked for.

    ``targets`` are the names that ``kind`` is about.
    """

    def __init__(
        self,
        scope: Scope,
        definitions: Mapping[str, Definition],
        targets: frozenset[str] = frozenset(),
        kind: str = ANY,
    ) -> None:
        self._names = dict(scope.names)
        self.scope = scope.replace(names=self._names)
        self.definitions = definitions
        self.kind = kind
        self._targets = targets
        self._arrays: dict[str, Array] = {}
        self._asked: list[str] = []
        self._steps = 0
        for word, declared in scope.names.items():
            if word not in definitions:
                self._arrays[word] = self._drawn(word, (SIZE,) * len(declared.axes))

    def value(self, tree: Node) -> Value:
        """The value of a formula at the points. Raises NotationError and FitError.

        The gradient of a number by an array is a column, or a row where nothing fits that.
        """
        try:
            return self._evaluated(self._worked(tree, row=False))
        except FitError:
            return self._evaluated(self._worked(tree, row=True))

    def depends(self, word: str) -> frozenset[str]:
        """All names that a name is made of, itself among them."""
        found, open_names = {word}, [word]
        while open_names:
            made = self.definitions.get(open_names.pop())
            new = (names(made.tree) if made is not None else set()) - found
            found |= new
            open_names += new
        return frozenset(found)

    def _drawn(self, word: str, shape: tuple[int, ...]) -> Array:
        seed = sum(ord(letter) * 31**at for at, letter in enumerate(word))
        random = np.random.default_rng(seed)
        drawn = random.uniform(0.15, 0.95, (POINTS, *shape))
        if word in self._targets and shape and self.kind == SHARES:
            return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))
        if word in self._targets and shape and self.kind == ONE_HOT:
            return np.broadcast_to(np.eye(SIZE)[TRUE_CLASS], drawn.shape)
        drawn[POINTS // 2 :] *= random.choice((-1, 1), drawn[POINTS // 2 :].shape)  # where a logarithm has no value
        return drawn

    def _evaluated(self, tree: Node, arrays: Mapping[str, Array] | None = None) -> Value:
        if arrays is None:
            arrays = self._of(names(tree))
        sizes = dict.fromkeys((CLASS, *self.scope.axes.classes), SIZE)
        try:
            return evaluate(tree, Env(self.scope, arrays, sizes, FLOATS))
        except ValueError as error:  # a letter that a name is read at the neighbours of has other ends there
            raise FitError("arrays of other lengths meet") from error

    def _of(self, asked: set[str]) -> dict[str, Array]:
        for word in asked - self._arrays.keys():
            self._arrays[word] = self._made(self._definition(word), None)
        return self._arrays

    def _definition(self, word: str) -> Definition:
        found = self.definitions.get(word)
        if found is None or word in self._asked:
            raise NotationError(f"{word} is made of itself")
        return found

    def _made(self, one: Definition, arrays: dict[str, Array] | None) -> Array:
        """The array of a defined name, of those of other names or of the usual ones."""
        self._asked.append(one.word)
        try:
            value = self._evaluated(one.tree, arrays)
        finally:
            self._asked.pop()
        declared = len(self._names[one.word].axes)
        if declared > len(value.axes) + len(one.letters) or (one.letters and declared < len(one.letters)):
            raise NotationError("a name is said to have other axes than elsewhere")
        running = [letter for letter in value.dims if letter not in value.axes]
        if not set(running) <= set(one.letters) or (one.letters and value.axes):
            raise NotationError("a definition has other letters than what it defines")
        if not one.letters:
            self._names[one.word] = Declared(one.word, AXES[: len(value.axes)])
            return np.transpose(value.array, (0, *value.positions()))
        order = [0, *(value.dims.index(letter) + 1 for letter in one.letters if letter in value.dims)]
        array = np.transpose(value.array, order)
        for at, letter in enumerate(one.letters, 1):
            array = array if letter in value.dims else np.repeat(np.expand_dims(array, at), SIZE, axis=at)
        return array

    def _worked(self, tree: Node, *, row: bool) -> Node:
        """A formula with the arrays of its derivatives in their places."""
        if isinstance(tree, Derivative):
            return self._differentiated(tree, row=row)
        parts = children(tree)
        return rebuild(tree, tuple(self._worked(part, row=row) for part in parts)) if parts else tree

    def _differentiated(self, node: Derivative, *, row: bool) -> Node:
        if any(isinstance(part, Derivative) for part in walk(node.body)):
            raise NotationError("a derivative of a derivative is not taken here")
        by = node.by.name
        if not any(by in self.depends(word) for word in names(node.body)):
            raise NotationError("what depends on what is not said")
        usual = self._of({by})[by]
        rank = len(self._names[by].axes)
        entries = SIZE**rank
        arrays = {by: np.repeat(usual.astype(complex), entries, axis=0)}
        flat = arrays[by].reshape(len(usual), entries, entries)
        flat += STEP * 1j * np.eye(entries)
        value = self._evaluated(node.body, self._moved(names(node.body), arrays, entries))
        array = np.broadcast_to(value.array, (POINTS * entries, *value.array.shape[1:]))
        array = np.imag(array).reshape(POINTS, entries, *array.shape[1:]) / STEP
        array = np.moveaxis(array, 1, -1).reshape(POINTS, *array.shape[2:], *(SIZE,) * rank)
        self._steps += 1
        word = f"step{self._steps}"
        self._arrays[word] = array
        self._names[word] = Declared(word, AXES[: len(value.dims) + rank], row and not value.axes)
        of = tuple(None if letter in value.axes else Index(((letter, 1),)) for letter in value.dims)
        return Ref(word, (*of, *(node.by.index or (None,) * rank)) or None)

    def _moved(self, asked: set[str], arrays: dict[str, Array], entries: int) -> dict[str, Array]:
        """The arrays of names where the one that is there already was moved."""
        (by,) = list(arrays)[:1]
        for word in self._in_order(asked - arrays.keys(), by):
            if by in self.depends(word):
                arrays[word] = self._made(self.definitions[word], arrays)
            else:
                arrays[word] = np.repeat(self._of({word})[word], entries, axis=0)
        return arrays

    def _in_order(self, asked: set[str], by: str) -> Iterator[str]:
        """The names and all that those of them are made of which depend on one, each behind its own parts."""
        done = {by}

        def visit(word: str, within: frozenset[str]) -> Iterator[str]:
            if word in done:
                return
            if word in within:
                raise NotationError(f"{word} is made of itself")
            if by in self.depends(word):
                for part in sorted(names(self.definitions[word].tree)):
                    yield from visit(part, within | {word})
            done.add(word)
            yield word

        for word in sorted(asked):
            yield from visit(word, frozenset())
