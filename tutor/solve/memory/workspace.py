"""The arrays of a plan while its calls are made: where the array of each node is, and how it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import setitem
from typing import Any

import numpy as np

from tutor.solve.calls.calls import Column, each, example
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Node, NotPlannedError
from tutor.solve.memory.memory import Memory, Pool
from tutor.solve.schedule import Loop

Letters = tuple[str, ...]


class Workspace:
    """``arrays`` has the array of each node that is the root of others, ``letters`` its axes as they lie.

    In a loop that is the array of each step (a ``Column``); ``whole`` has that of all times. ``again`` emits the view
    of a node once more, for all times.
    """

    def __init__(self, graph: Graph, memory: Memory, dtype: Any, again: Callable[[Node], None]) -> None:
        self.graph = graph
        self.memory = memory
        self.dtype = np.dtype(dtype)
        self.real = self.dtype.kind == "f"
        self.pool = Pool(dtype)
        self.scratch = Pool(dtype)
        """What is used at every step of a loop: apart from the others, as those outlast a step."""
        self.inputs: dict[str, Any] = {}
        self.calls: list[Any] = []
        self.before: list[Any] = self.calls
        """The calls before the loop that is being emitted."""
        self.arrays: dict[Node, Any] = {}
        self.letters: dict[Node, Letters] = {}
        self.whole: dict[Node, Any] = {}
        self.extended_arrays: dict[Node, Any] = {}
        self.wide: dict[Node, Any] = {}
        """Where a state lies beside what else goes into the next step: all of it, with the margin."""
        self.rolling: dict[Node, tuple[list[Any], Any]] = {}
        """Where two arrays serve all steps: the one of each step, with that beyond the first; and that of the last."""
        self.loop: Loop | None = None
        self.inside: frozenset[Node] = frozenset()
        """The roots that are computed at every step of the loop that is being emitted."""
        self.seen_in_loop: set[Node] = set()
        """What is looked at step by step: looked at whole, where that is asked for after the loop."""
        self._again = again
        self._kept: dict[Any, Any] = {}
        self._numbers: dict[Any, Any] = {}
        self._outside_done: set[Node] = set()

    def array(self, node: Node, letters: Letters) -> Any:
        """The array of a node with its axes in this order, of size one where it has none."""
        found, own = self.lying(node)
        if own == letters:
            return found
        key = "at", node, letters, self.loop
        if not own:
            return self.scalar(node)
        if key not in self._kept:
            order = [own.index(letter) for letter in letters if letter in own]
            index = tuple([slice(None) if letter in own else None for letter in letters])
            self._kept[key] = each(found, lambda one: one.transpose(order)[index])
        return self._kept[key]

    def lying(self, node: Node) -> tuple[Any, Letters]:
        """The array of a node, or that of each step of the loop that is being emitted, and its letters."""
        root = self.memory.root(node)
        letters = self.letters[root]
        if root is not node:
            names = self.memory.names(node)
            letters = tuple([names[letter] for letter in letters])
        if self.loop is None and root in self.seen_in_loop:
            self.seen_in_loop.discard(root)
            self._again(root)
            return self.lying(node)
        found = self.arrays[root]
        if self.loop is None:
            return self.whole.get(root, found), letters
        if root in self.inside or self.loop.letter not in letters:
            rest = tuple([letter for letter in letters if letter != self.loop.letter])
            return found, rest if root in self.inside else letters
        return self._by_step(self.whole.get(root, found), root, letters)

    def _by_step(self, whole: Any, root: Node, letters: Letters) -> tuple[Any, Letters]:
        assert self.loop is not None
        letter = self.loop.letter
        at = letters.index(letter)
        key = "steps", root, letters, self.loop
        if key not in self._kept:
            self._kept[key] = Column(steps_of(np.moveaxis(whole, at, 0)))
        return self._kept[key], letters[:at] + letters[at + 1 :]

    def scalar(self, node: Node) -> Any:
        """A node without axes as an array without axes, which NumPy takes beside any other without broadcasting."""
        if node.op == "const":
            return self.number(node.attrs)
        found, _ = self.lying(node)
        return self.keep(("scalar", node), found, lambda one: one.reshape(()))

    def number(self, value: float) -> Any:
        """A number as an array."""
        if value not in self._numbers:
            self._numbers[value] = np.array(value, self.dtype)
        return self._numbers[value]

    def ones(self, count: int) -> Any:
        """So many ones: a product with them is a sum."""
        if ("ones", count) not in self._kept:
            self._kept["ones", count] = np.ones(count, self.dtype)
        return self._kept["ones", count]

    def keep(self, key: Any, array: Any, function: Any) -> Any:
        """A view of an array, made once: in and out are then the same object, which NumPy is faster with."""
        key = (*key, self.loop)
        if key not in self._kept:
            self._kept[key] = each(array, function)
        return self._kept[key]

    def once(self, key: Any, make: Any) -> Any:
        """What is made when it is first asked for."""
        key = (*key, self.loop)
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def is_inside(self, node: Node) -> bool:
        """Whether a node is computed at every step of the loop that is being emitted."""
        return self.memory.root(node) in self.inside

    @property
    def loop_letter(self) -> str:
        """The letter of the loop that is being emitted; '' outside of loops."""
        return self.loop.letter if self.loop is not None else ""

    def step_letters(self, letters: Letters) -> Letters:
        """Letters without that of the loop."""
        return tuple([letter for letter in letters if letter != self.loop_letter])

    def call(self, function: Any, *arguments: Any) -> None:
        """Add a call, to those of every step where any part of it differs from step to step."""
        self.calls.append((function, arguments))

    def put(self, target: Any, source: Any, *, before: bool = False) -> None:
        """Add ``target[...] = source``."""
        calls = self.before if before else self.calls
        calls.append((setitem, (target, Ellipsis, source)))  # half the time of the array's own method

    def take(self, shape: tuple[int, ...]) -> Any:
        """An array for something on the way."""
        return (self.pool if self.loop is None else self.scratch).take(shape)

    @contextmanager
    def before_loop(self) -> Iterator[None]:
        """Look at whole arrays, and add calls to those before the loop."""
        loop, calls = self.loop, self.calls
        self.loop, self.calls = None, self.before
        yield
        self.loop, self.calls = loop, calls

    def look(self, node: Node, array: Any, letters: Letters) -> None:
        """Let a node be a view of an array with these letters."""
        self.arrays[node], self.letters[node] = array, letters
        if self.loop is not None:
            self.seen_in_loop.add(node)

    def look_whole(self, node: Node, index: Mapping[str, Any]) -> None:
        """Let a view in a loop be that of all times, too, by the index of a step along each axis of what it is in."""
        base = node.args[0]
        root = self.memory.root(base)
        if self.loop is None or root not in self.inside or root not in self.whole:
            return
        names = self.memory.names(base)
        letters = [names[letter] for letter in self.letters[root]]
        places = dict(zip(base.letters, node.attrs, strict=True))
        self.whole[node] = self.whole[root][tuple([index.get(letter, slice(None)) for letter in letters])]
        self.letters[node] = tuple([places[letter].letter for letter in letters if places[letter].letter])
        self.seen_in_loop.discard(node)

    def fixed(self, node: Node, array: Any) -> None:
        """Let a node be an array that never changes, on its axes."""
        self.arrays[node], self.letters[node] = array if node.axes else array.reshape(1), node.letters

    def neighbours(self, node: Node, base: Node, far: int) -> None:
        """At each step, what is so far away."""
        root = self.memory.root(base)
        margin = self.memory.margins.get(root)
        if margin is None or not self.memory.in_margin(node):
            raise NotPlannedError("a neighbour that is not in the margin")
        steps = self.rolling[root][0] if root in self.rolling else steps_of(self.extended(base))
        assert self.loop is not None
        found = Column(steps[margin.low + far : margin.low + far + self.loop.steps])
        _, letters = self.lying(base)
        self.look(node, *self._at_places(node, found, letters))

    def beyond(self, node: Node) -> tuple[Any, Letters]:
        """An array with as much of its margin as a node reads."""
        base = node.args[0]
        whole = self.extended(base)
        margin = self.memory.margins[self.memory.root(base)]
        _, letters = self.lying(base)
        sizes = {axis.letter: axis.size for axis in node.axes}
        place = next(one for axis, one in zip(base.axes, node.attrs, strict=True) if axis.letter == letters[0])
        start = margin.low + place.start
        found, rest = self._at_places(node, whole[start : start + sizes[place.letter]], letters, skipped=letters[0])
        return found, rest

    def _at_places(self, node: Node, array: Any, letters: Letters, skipped: str = "") -> tuple[Any, Letters]:
        """A view that takes a part along the axes other than that of time."""
        places = {axis.letter: place for axis, place in zip(node.args[0].axes, node.attrs, strict=True)}
        sizes = {axis.letter: axis.size for axis in node.axes}
        index: list[Any] = []
        for letter in letters:
            place = places[letter]
            if letter == skipped:
                index.append(slice(None))
            elif place.letter:
                index.append(slice(place.start, place.start + sizes[place.letter]))
            elif not place.terms:
                index.append(place.start)
            else:
                raise NotPlannedError("a neighbour in time that is read elsewhere along another axis")
        names = tuple([places[letter].letter for letter in letters if places[letter].letter])
        if all(
            part == slice(None) or part == slice(0, size)
            for part, size in zip(index, example(array).shape, strict=False)
        ):
            return array, names
        return each(array, lambda one: one[tuple(index)]), names

    def flattened(self, node: Node, letters: Letters, shape: tuple[int, ...]) -> Any:
        """The array of a node with these letters in another shape; of a copy where it does not lie so."""
        found = self.array(node, letters)
        try:
            example(found).reshape(shape, copy=False)
        except ValueError:
            found = self.once(("dense", node, letters), lambda: self._copied(node, found))
        return self.keep(("flat", node, letters, shape), found, lambda one: one.reshape(shape))

    def is_copied(self, node: Node, letters: Letters) -> bool:
        """Whether the array of a node has been copied to lie in this order."""
        return ("dense", node, letters, self.loop) in self._kept

    def _copied(self, node: Node, found: Any) -> Any:
        stepwise = self.loop is not None and (self.is_inside(node) or isinstance(found, Column))
        # What is copied before a loop must not lie where a step of it puts something.
        make = self.take if stepwise or self.loop is None else self.pool.fresh
        target = make(example(found).shape)
        self.put(target, found, before=not stepwise)
        return target

    def extended(self, node: Node) -> Any:
        """The array of a node with its margins; what stands before the first entry is put there once."""
        root = self.memory.root(node)
        margin = self.memory.margins[root]
        whole = self.extended_arrays[root]
        if margin.outside is not None and root not in self._outside_done:
            self._outside_done.add(root)
            outside = margin.outside
            names = self.memory.names(node)
            letters = [margin.called[names[letter]] for letter in self.letters[root][1:]]
            found, own = self.lying(outside)
            order = [own.index(letter) for letter in letters]
            target = whole[margin.low - 1] if letters else whole[margin.low - 1 : margin.low]
            self.put(target, found.transpose(order) if letters else found, before=True)
        return whole


def steps_of(whole: Any) -> list[Any]:
    """An array for each step of time, which is the first axis."""
    return list(whole) if whole.ndim > 1 else [whole[at : at + 1] for at in range(len(whole))]
