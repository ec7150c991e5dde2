"""From a schedule of nodes to bound calls: arrays are made, and each operation is said in NumPy's terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import setitem
from typing import Any

import numpy as np

from tutor.solve.calls import Call, Column, each, example, unrolled
from tutor.solve.graph import Graph, Node, NotPlannedError
from tutor.solve.memory import Memory, Pool
from tutor.solve.schedule import Loop, nodes_of, operands, schedule
from tutor.solve.schedule import shift as shift_of

Letters = tuple[str, ...]
Operation = Callable[["Emitter", Node], None]
SPREAD_MOST = 1500
"""Up to so many entries an array that lacks axes is spread out first: 0.2 µs, where broadcasting takes 0.9."""


class Emitter:
    """Makes the calls for all outputs, those for the ``first`` so many in front (``calls_of_first``)."""

    def __init__(
        self,
        graph: Graph,
        outputs: Mapping[Any, Node],
        dtype: Any,
        operations: Mapping[str, Operation],
        *,
        first: int = 0,
    ) -> None:
        self.graph = graph
        self._operations = operations
        self.dtype = np.dtype(dtype)
        self.real = self.dtype.kind == "f"
        self.pool = Pool(dtype)
        self._scratch = Pool(dtype)
        """What is used at every step of a loop: apart from the others, as those outlast a step."""
        self.inputs: dict[str, Any] = {}
        self.calls: list[Any] = []
        self.items = schedule(graph, outputs.values())
        self._first = set(list(outputs.values())[:first])
        self.calls_of_first = 0
        self.memory = Memory(graph, self.items, outputs.values())
        self._arrays: dict[Node, Any] = {}
        self._letters: dict[Node, Letters] = {}
        self._whole: dict[Node, Any] = {}
        """The array of all times, for what is computed in a loop; with its margins in ``_extended``."""
        self._extended: dict[Node, Any] = {}
        self._kept: dict[Any, Any] = {}
        self._numbers: dict[Any, Any] = {}
        self._loop: Loop | None = None
        self._inside: frozenset[Node] = frozenset()
        self._before: list[Any] = self.calls
        self._left = dict(self.memory.uses)
        self._moved: set[Node] = set()
        self._late: list[Node] = []
        self._outside_done: set[Node] = set()
        self._zeros: set[Node] = set()
        """Arrays that are zero where nothing is put, for all runs."""
        self._seen_in_loop: set[Node] = set()
        """What is looked at step by step: looked at whole, where that is asked for after the loop."""
        self._users: dict[Node, list[Node]] = {}
        for node in self.memory.nodes:
            if self.memory.root(node) is node:
                for one in operands(node):
                    self._users.setdefault(self.memory.root(one), []).append(node)
        self._results = {self.memory.root(node) for node in outputs.values()}

    def emit(self) -> list[Call]:
        """All calls, in order."""
        for item in self.items:
            if isinstance(item, Loop):
                self._emit_loop(item)
            else:
                self._emit(item)
            self._first.difference_update(nodes_of(item))
            if not self._first and not self.calls_of_first:
                self.calls_of_first = len(self.calls)
        return self.calls

    @property
    def nbytes(self) -> int:
        """How much memory the arrays take."""
        return self.pool.held + self._scratch.held

    def whole(self, node: Node) -> Any:
        """The array of a result on its own axes."""
        return self.array(node, node.letters) if node.axes else self.scalar(node)

    def own(self, outputs: Mapping[Any, Node]) -> set[Any]:
        """Which of the outputs have their numbers to themselves."""
        known: set[Node] = set()
        found = set()
        for key, node in outputs.items():
            root = self.memory.root(node)
            if root not in known and root.op not in ("input", "const", "table", "read", "reshape"):
                found.add(key)
            known.add(root)
        return found

    # -- arrays ----------------------------------------------------------------------------------------------------

    def array(self, node: Node, letters: Letters) -> Any:
        """The array of a node with its axes in this order, of size one where it has none."""
        found, own = self.lying(node)
        if own == letters:
            return found
        key = "at", node, letters, self._loop
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
        letters = self._letters[root]
        if root is not node:
            names = self._names(node)
            letters = tuple([names[letter] for letter in letters])
        if self._loop is None and root in self._seen_in_loop:
            self._seen_in_loop.discard(root)
            self._operations[root.op](self, root)
            return self.lying(node)
        found = self._arrays[root]
        if self._loop is None:
            return self._whole.get(root, found), letters
        if root in self._inside or self._loop.letter not in letters:
            rest = tuple([letter for letter in letters if letter != self._loop.letter])
            return found, rest if root in self._inside else letters
        return self._by_step(self._whole.get(root, found), root, letters)

    def _by_step(self, whole: Any, root: Node, letters: Letters) -> tuple[Any, Letters]:
        assert self._loop is not None
        letter = self._loop.letter
        at = letters.index(letter)
        key = "steps", root, letters, self._loop
        if key not in self._kept:
            self._kept[key] = Column(_steps(np.moveaxis(whole, at, 0)))
        return self._kept[key], letters[:at] + letters[at + 1 :]

    def _names(self, node: Node) -> dict[str, str]:
        """What the letters of the root of a node are called in it."""
        if node.op == "var":
            node = self.graph.definitions[node]
        if node.op not in ("named", "relabel"):
            return {letter: letter for letter in node.letters}
        inner = self._names(node.args[0])
        if node.op == "named":
            return inner
        here = dict(zip(node.args[0].letters, node.letters, strict=True))
        return {letter: here[name] for letter, name in inner.items()}

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
        key = (*key, self._loop)
        if key not in self._kept:
            self._kept[key] = each(array, function)
        return self._kept[key]

    def is_inside(self, node: Node) -> bool:
        """Whether a node is computed at every step of the loop that is being emitted."""
        return self.memory.root(node) in self._inside

    def call(self, function: Any, *arguments: Any) -> None:
        """Add a call, to those of every step where any part of it differs from step to step."""
        self.calls.append((function, arguments))

    def put(self, target: Any, source: Any, *, before: bool = False) -> None:
        """Add ``target[...] = source``."""
        calls = self._before if before else self.calls
        calls.append((setitem, (target, Ellipsis, source)))  # half the time of the array's own method

    def take(self, shape: tuple[int, ...]) -> Any:
        """An array for something on the way."""
        return (self.pool if self._loop is None else self._scratch).take(shape)

    def new(self, node: Node) -> Any:
        """A new array for a node, which is none of its arguments'; of every step in a loop, where all are needed."""
        letters = self.memory.order(node)
        self._letters[node] = letters
        if node in self._arrays:  # made before the loop, as something looks at a neighbour
            return self._arrays[node]
        home = self.memory.homes.get(node)
        if home is not None:
            self._arrays[node] = self._region(*home)
            return self._arrays[node]
        sizes = {axis.letter: axis.size for axis in node.axes}
        if self._loop is not None and node in self._inside:
            if not self._needed_whole(node):
                shape = tuple([sizes[letter] for letter in letters if letter != self._loop.letter])
                self._arrays[node] = self._scratch.take(shape or (1,))
                return self._arrays[node]
            whole = self._with_margin(node, tuple([sizes[letter] for letter in letters]))
            self._set_whole(node, whole)
            return self._arrays[node]
        shape = tuple([sizes[letter] for letter in letters]) or (1,)
        # What is copied in before all calls must not lie where something on the way does.
        alone = node.op == "input" and node not in self.memory.margins
        self._arrays[node] = self.pool.zeros(shape) if alone else self._with_margin(node, shape)
        return self._arrays[node]

    def _set_whole(self, node: Node, whole: Any) -> None:
        self._whole[node] = whole
        self._arrays[node] = Column(_steps(whole))

    def _needed_whole(self, node: Node) -> bool:
        """Whether what a loop computes is needed at other times or after it."""
        looking = [node]
        for one in looking:
            if one in self._results or one in self.memory.margins:
                return True
            for user in self._users.get(one, ()):
                if user not in self._inside or shift_of(user)[0]:
                    return True
                if user.op in ("read", "reshape"):
                    looking.append(user)
            if one.op == "assemble":
                parts = [self.memory.root(part) for part in one.args]
                looking += [part for part in parts if self.memory.homes.get(part, (None, 0))[0] is one]
        return False

    def _with_margin(self, node: Node, shape: tuple[int, ...]) -> Any:
        margin = self.memory.margins.get(node)
        if margin is None:
            return self.pool.take(shape)
        whole = self.pool.zeros((margin.low + shape[0] + margin.high, *shape[1:]))
        self._extended[node] = whole
        return whole[margin.low : margin.low + shape[0]]

    def region_of(self, node: Node, at: int) -> Any:
        """Where a part of an assembled array lies, its axes as those of the whole lie."""
        slices = dict(zip(node.letters, node.attrs[at].slices, strict=True))
        _, letters = self.lying(node)
        index = tuple([slices[letter] for letter in letters])
        return self.keep(("region", node, at), self._arrays[node], lambda one: one[index])

    def _region(self, node: Node, at: int) -> Any:
        if node not in self._arrays:
            self.assembled(node)
        found = self.region_of(node, at)
        if node in self._whole:
            part = self.memory.root(node.args[at])
            slices = dict(zip(node.letters, node.attrs[at].slices, strict=True))
            self._whole[part] = self._whole[node][tuple([slices[letter] for letter in self._letters[node]])]
        return found

    def assembled(self, node: Node) -> Any:
        """The array that parts are put into; zero where there is none."""
        if node in self._arrays:
            return self._arrays[node]
        sizes = {axis.letter: axis.size for axis in node.axes}
        covered = sum(
            int(np.prod([len(range(*span[:3])) for span in region.spans], dtype=int)) for region in node.attrs
        )
        self._letters[node] = letters = self.memory.order(node)
        if covered >= node.size or node in self.memory.margins:
            return self.new(node)
        shape = tuple([sizes[letter] for letter in letters])
        self._zeros.add(node)
        if self._loop is not None and node in self._inside:
            if self._needed_whole(node):
                self._set_whole(node, self.pool.zeros(shape))
            else:
                rest = tuple([sizes[letter] for letter in letters if letter != self._loop.letter])
                self._arrays[node] = self.pool.zeros(rest or (1,))
        else:
            self._arrays[node] = self.pool.zeros(shape)
        return self._arrays[node]

    def result(self, node: Node) -> Any:
        """The array for the result of an entrywise operation: one of its arguments', if that is not needed again."""
        if node not in self._arrays and node not in self.memory.homes and node not in self.memory.margins:
            for argument in node.args:
                root = self.memory.root(argument)
                if self._may_overwrite(node, argument, root):
                    self._moved.add(root)
                    whole = self._whole.get(root)
                    self._arrays[node], self._letters[node] = self._arrays[root], self._own_letters(argument, root)
                    if self._loop is None:
                        self._arrays[node] = self._arrays[root] if whole is None else whole
                    elif root not in self._inside:
                        self._whole[node] = self._arrays[root] if whole is None else whole
                        self._arrays[node], _ = self.lying(argument)
                    elif whole is not None:
                        self._whole[node] = whole
                    return self._arrays[node]
        return self.new(node)

    def _own_letters(self, argument: Node, root: Node) -> Letters:
        names = self._names(argument)
        return tuple([names[letter] for letter in self._letters[root]])

    def _may_overwrite(self, node: Node, argument: Node, root: Node) -> bool:
        if root.op == "read" and self._is_last_look(root):
            return self._overwritable(node, argument, root)
        if root.op in ("read", "reshape", "input", "table", "const") or root in self.memory.homes:
            return False
        if root in self.memory.margins or root in self._moved or root in self._zeros:
            return False
        return self._overwritable(node, argument, root)

    def _is_last_look(self, read: Node) -> bool:
        """Whether a part of an array is not needed again after this, neither by itself nor by another part."""
        base = self.memory.root(read.args[0])
        if (
            self.memory.is_kept(base)
            or base in self._zeros
            or base in self._results
            or self.memory.beyond(read)[1:] != (0, 0)
        ):
            return False
        if (base in self._inside) != (read in self._inside) or not _is_block(read):
            return False
        others = [user for user in self._users[base] if user is not read]
        if all(user.op == "read" and _is_block(user) and _apart(user, read) for user in others):
            self._moved.add(base)
            return True
        return False

    def _overwritable(self, node: Node, argument: Node, root: Node) -> bool:
        uses = sum(self.memory.root(one) is root for one in operands(node))
        if self._left.get(root, 0) != uses or set(argument.letters) != set(node.letters):
            return False
        if self._own_letters(argument, root) != self.memory.order(node):
            return False
        if self._loop is None:
            return True
        if root in self._inside:
            return root in self._whole or not self._needed_whole(node)
        return self._loop.letter in node.letters and self._letters[root][0] == self._loop.letter and len(node.axes) > 1

    def _release(self, node: Node) -> None:
        for owner in self.memory.owners(node):
            self._left[owner] -= 1
            if self._left[owner] == 0:
                if self._loop is not None and owner not in self._inside:
                    self._late.append(owner)
                else:
                    self._give_back(owner)

    def _give_back(self, owner: Node) -> None:
        poolable = owner.op not in ("read", "reshape", "input", "table", "const") and owner not in self._moved
        if poolable and not {owner} & (self.memory.margins.keys() | self.memory.homes.keys() | self._zeros):
            found = self._whole.get(owner, self._arrays.get(owner))
            if self._loop is None:
                self.pool.give(found)
            elif owner not in self._whole:
                self._scratch.give(found)

    # -- looking at other arrays -----------------------------------------------------------------------------------

    def look(self, node: Node, array: Any, letters: Letters) -> None:
        """Let a node be a view of an array with these letters."""
        self._arrays[node], self._letters[node] = array, letters
        if self._loop is not None:
            self._seen_in_loop.add(node)

    def look_whole(self, node: Node, index: Mapping[str, Any]) -> None:
        """Let a view in a loop be that of all times, too, by the index of a step along each axis of what it is in."""
        base = node.args[0]
        root = self.memory.root(base)
        if self._loop is None or root not in self._inside or root not in self._whole:
            return
        names = self._names(base)
        letters = [names[letter] for letter in self._letters[root]]
        places = dict(zip(base.letters, node.attrs, strict=True))
        self._whole[node] = self._whole[root][tuple([index.get(letter, slice(None)) for letter in letters])]
        self._letters[node] = tuple([places[letter].letter for letter in letters if places[letter].letter])
        self._seen_in_loop.discard(node)

    def fixed(self, node: Node, array: Any) -> None:
        """Let a node be an array that never changes, on its axes."""
        self._arrays[node], self._letters[node] = array if node.axes else array.reshape(1), node.letters

    def once(self, key: Any, make: Any) -> Any:
        """What is made when it is first asked for."""
        key = (*key, self._loop)
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    @property
    def loop_letter(self) -> str:
        """The letter of the loop that is being emitted; '' outside of loops."""
        return self._loop.letter if self._loop is not None else ""

    def step_letters(self, letters: Letters) -> Letters:
        """Letters without that of the loop."""
        return tuple([letter for letter in letters if letter != self.loop_letter])

    def neighbours(self, node: Node, base: Node, far: int) -> None:
        """At each step, what is so far away."""
        root = self.memory.root(base)
        margin = self.memory.margins.get(root)
        if margin is None or not self.memory.in_margin(node):
            raise NotPlannedError("a neighbour that is not in the margin")
        steps = _steps(self.extended(base))
        assert self._loop is not None
        found = Column(steps[margin.low + far : margin.low + far + self._loop.steps])
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

    def _copied(self, node: Node, found: Any) -> Any:
        target = np.empty(example(found).shape, self.dtype)
        stepwise = self._loop is not None and (self.is_inside(node) or isinstance(found, Column))
        self.put(target, found, before=not stepwise)
        return target

    # -- operations ------------------------------------------------------------------------------------------------

    def _emit(self, node: Node) -> None:
        self._operations[node.op](self, node)
        if node.op not in ("named", "relabel", "var"):
            for one in operands(node):
                self._release(one)

    def _emit_loop(self, loop: Loop) -> None:
        self._loop, self._inside = loop, frozenset(self.memory.root(node) for node in loop.nodes)
        body: list[Any] = []
        before, self.calls = self.calls, body
        self._before = before
        for node in loop.nodes:
            root = self.memory.root(node)
            if root in self.memory.margins and root not in self._arrays:
                self.assembled(root) if root.op == "assemble" else self.new(root)
        for node in loop.nodes:
            self._emit(node)
        self.calls = before
        self.calls += unrolled(body, loop.steps, backwards=loop.backwards)
        self._loop, self._inside, self._before = None, frozenset(), self.calls
        for owner in self._late:
            self._give_back(owner)
        self._late.clear()

    def extended(self, node: Node) -> Any:
        """The array of a node with its margins; what stands before the first entry is put there once."""
        root = self.memory.root(node)
        margin = self.memory.margins[root]
        whole = self._extended[root]
        if margin.outside is not None and root not in self._outside_done:
            self._outside_done.add(root)
            outside = margin.outside
            names = self._names(node)
            letters = [margin.called[names[letter]] for letter in self._letters[root][1:]]
            found, own = self.lying(outside)
            order = [own.index(letter) for letter in letters]
            target = whole[margin.low - 1] if letters else whole[margin.low - 1 : margin.low]
            self.put(target, found.transpose(order) if letters else found, before=True)
        return whole


def _steps(whole: Any) -> list[Any]:
    """An array for each step of time, which is the first axis."""
    return list(whole) if whole.ndim > 1 else [whole[at : at + 1] for at in range(len(whole))]


def _is_block(read: Node) -> bool:
    """Whether every axis is read whole or from somewhere to somewhere, under a letter of its own."""
    letters = [place.letter for place in read.attrs]
    return all(letters) and len(set(letters)) == len(letters)


def _apart(one: Node, other: Node) -> bool:
    """Whether two blocks of one array have no entry in common."""
    sizes, others = ({axis.letter: axis.size for axis in node.axes} for node in (one, other))
    return any(
        first.start + sizes[first.letter] <= second.start or second.start + others[second.letter] <= first.start
        for first, second in zip(one.attrs, other.attrs, strict=True)
    )
