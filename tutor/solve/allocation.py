"""Arrays for results: new ones, those of arguments that are not needed again, and parts of larger ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tutor.solve.calls import Column
from tutor.solve.graph import Node
from tutor.solve.schedule import operands
from tutor.solve.schedule import shift as shift_of
from tutor.solve.workspace import Letters, Workspace, steps_of


class Allocator:
    """Gives each result an array in the workspace, and takes back what is no longer needed."""

    def __init__(self, work: Workspace, outputs: Iterable[Node]) -> None:
        self.work = work
        self._left = dict(work.memory.uses)
        self._moved: set[Node] = set()
        """Arrays that are those of other nodes now."""
        self._late: list[Node] = []
        self._zeros: set[Node] = set()
        """Arrays that are zero where nothing is put, for all runs."""
        self._users: dict[Node, list[Node]] = {}
        for node in work.memory.nodes:
            if work.memory.root(node) is node:
                for one in operands(node):
                    self._users.setdefault(work.memory.root(one), []).append(node)
        self._results = {work.memory.root(node) for node in outputs}

    def new(self, node: Node) -> Any:
        """A new array for a node, which is none of its arguments'; of every step in a loop, where all are needed."""
        letters = self.work.memory.order(node)
        self.work.letters[node] = letters
        if node in self.work.arrays:  # made before the loop, as something looks at a neighbour
            return self.work.arrays[node]
        home = self.work.memory.homes.get(node)
        if home is not None:
            self.work.arrays[node] = self._region(*home)
            return self.work.arrays[node]
        sizes = {axis.letter: axis.size for axis in node.axes}
        if self.work.loop is not None and node in self.work.inside:
            if not self._needed_whole(node):
                shape = tuple([sizes[letter] for letter in letters if letter != self.work.loop.letter])
                self.work.arrays[node] = self.work.scratch.take(shape or (1,))
                return self.work.arrays[node]
            whole = self._with_margin(node, tuple([sizes[letter] for letter in letters]))
            self._set_whole(node, whole)
            return self.work.arrays[node]
        shape = tuple([sizes[letter] for letter in letters]) or (1,)
        # What is copied in before all calls must not lie where something on the way does.
        alone = node.op == "input" and node not in self.work.memory.margins
        self.work.arrays[node] = self.work.pool.zeros(shape) if alone else self._with_margin(node, shape)
        return self.work.arrays[node]

    def _set_whole(self, node: Node, whole: Any) -> None:
        self.work.whole[node] = whole
        self.work.arrays[node] = Column(steps_of(whole))

    def _needed_whole(self, node: Node) -> bool:
        """Whether what a loop computes is needed at other times or after it."""
        looking = [node]
        for one in looking:
            if one in self._results or one in self.work.memory.margins:
                return True
            for user in self._users.get(one, ()):
                if user not in self.work.inside or shift_of(user)[0]:
                    return True
                if user.op in ("read", "reshape"):
                    looking.append(user)
            if one.op == "assemble":
                parts = [self.work.memory.root(part) for part in one.args]
                looking += [part for part in parts if self.work.memory.homes.get(part, (None, 0))[0] is one]
        return False

    def _with_margin(self, node: Node, shape: tuple[int, ...]) -> Any:
        margin = self.work.memory.margins.get(node)
        if margin is None:
            return self.work.pool.take(shape)
        whole = self.work.pool.zeros((margin.low + shape[0] + margin.high, *shape[1:]))
        self.work.extended_arrays[node] = whole
        return whole[margin.low : margin.low + shape[0]]

    def region_of(self, node: Node, at: int) -> Any:
        """Where a part of an assembled array lies, its axes as those of the whole lie."""
        slices = dict(zip(node.letters, node.attrs[at].slices, strict=True))
        _, letters = self.work.lying(node)
        index = tuple([slices[letter] for letter in letters])
        return self.work.keep(("region", node, at), self.work.arrays[node], lambda one: one[index])

    def _region(self, node: Node, at: int) -> Any:
        if node not in self.work.arrays:
            self.assembled(node)
        found = self.region_of(node, at)
        if node in self.work.whole:
            part = self.work.memory.root(node.args[at])
            slices = dict(zip(node.letters, node.attrs[at].slices, strict=True))
            self.work.whole[part] = self.work.whole[node][tuple([slices[letter] for letter in self.work.letters[node]])]
        return found

    def assembled(self, node: Node) -> Any:
        """The array that parts are put into; zero where there is none."""
        if node in self.work.arrays:
            return self.work.arrays[node]
        sizes = {axis.letter: axis.size for axis in node.axes}
        covered = sum(
            int(np.prod([len(range(*span[:3])) for span in region.spans], dtype=int)) for region in node.attrs
        )
        self.work.letters[node] = letters = self.work.memory.order(node)
        if covered >= node.size or node in self.work.memory.margins:
            return self.new(node)
        shape = tuple([sizes[letter] for letter in letters])
        self._zeros.add(node)
        if self.work.loop is not None and node in self.work.inside:
            if self._needed_whole(node):
                self._set_whole(node, self.work.pool.zeros(shape))
            else:
                rest = tuple([sizes[letter] for letter in letters if letter != self.work.loop.letter])
                self.work.arrays[node] = self.work.pool.zeros(rest or (1,))
        else:
            self.work.arrays[node] = self.work.pool.zeros(shape)
        return self.work.arrays[node]

    def result(self, node: Node) -> Any:
        """The array for the result of an entrywise operation: one of its arguments', if that is not needed again."""
        if node not in self.work.arrays and node not in self.work.memory.homes and node not in self.work.memory.margins:
            for argument in node.args:
                root = self.work.memory.root(argument)
                if self._may_overwrite(node, argument, root):
                    self._moved.add(root)
                    whole = self.work.whole.get(root)
                    self.work.arrays[node], self.work.letters[node] = (
                        self.work.arrays[root],
                        self._own_letters(argument, root),
                    )
                    if self.work.loop is None:
                        self.work.arrays[node] = self.work.arrays[root] if whole is None else whole
                    elif root not in self.work.inside:
                        self.work.whole[node] = self.work.arrays[root] if whole is None else whole
                        self.work.arrays[node], _ = self.work.lying(argument)
                    elif whole is not None:
                        self.work.whole[node] = whole
                    return self.work.arrays[node]
        return self.new(node)

    def _own_letters(self, argument: Node, root: Node) -> Letters:
        names = self.work.names(argument)
        return tuple([names[letter] for letter in self.work.letters[root]])

    def _may_overwrite(self, node: Node, argument: Node, root: Node) -> bool:
        if root.op == "read" and self._is_last_look(root):
            return self._overwritable(node, argument, root)
        if root.op in ("read", "reshape", "input", "table", "const") or root in self.work.memory.homes:
            return False
        if root in self.work.memory.margins or root in self._moved or root in self._zeros:
            return False
        return self._overwritable(node, argument, root)

    def _is_last_look(self, read: Node) -> bool:
        """Whether a part of an array is not needed again after this, neither by itself nor by another part."""
        base = self.work.memory.root(read.args[0])
        if (
            self.work.memory.is_kept(base)
            or base in self._zeros
            or base in self._results
            or self.work.memory.beyond(read)[1:] != (0, 0)
        ):
            return False
        if (base in self.work.inside) != (read in self.work.inside) or not _is_block(read):
            return False
        others = [user for user in self._users[base] if user is not read]
        if all(user.op == "read" and _is_block(user) and _apart(user, read) for user in others):
            self._moved.add(base)
            return True
        return False

    def _overwritable(self, node: Node, argument: Node, root: Node) -> bool:
        uses = sum(self.work.memory.root(one) is root for one in operands(node))
        if self._left.get(root, 0) != uses or set(argument.letters) != set(node.letters):
            return False
        if self._own_letters(argument, root) != self.work.memory.order(node):
            return False
        if self.work.loop is None:
            return True
        if root in self.work.inside:
            return root in self.work.whole or not self._needed_whole(node)
        return (
            self.work.loop.letter in node.letters
            and self.work.letters[root][0] == self.work.loop.letter
            and len(node.axes) > 1
        )

    def release(self, node: Node) -> None:
        for owner in self.work.memory.owners(node):
            self._left[owner] -= 1
            if self._left[owner] == 0:
                if self.work.loop is not None and owner not in self.work.inside:
                    self._late.append(owner)
                else:
                    self.give_back(owner)

    def give_back(self, owner: Node) -> None:
        poolable = owner.op not in ("read", "reshape", "input", "table", "const") and owner not in self._moved
        if poolable and not {owner} & (self.work.memory.margins.keys() | self.work.memory.homes.keys() | self._zeros):
            found = self.work.whole.get(owner, self.work.arrays.get(owner))
            if self.work.loop is None:
                self.work.pool.give(found)
            elif owner not in self.work.whole:
                self.work.scratch.give(found)

    def end_loop(self) -> None:
        """Take back what was needed until the end of a loop."""
        for owner in self._late:
            self.give_back(owner)
        self._late.clear()


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
