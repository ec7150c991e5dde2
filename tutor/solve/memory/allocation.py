"""Arrays for results: new ones, those of arguments that are not needed again, and parts of larger ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tutor.solve.calls.calls import Column
from tutor.solve.calls.reading import apart, is_block
from tutor.solve.graph.nodes import Node
from tutor.solve.memory import beside
from tutor.solve.memory.workspace import Letters, Workspace, steps_of
from tutor.solve.schedule import at_last_step, operands
from tutor.solve.schedule import shift as shift_of


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
            if node in self.work.memory.margins and self._rolls(node):
                return self._rolling(node, tuple([sizes[letter] for letter in letters[1:]]) or (1,))
            whole = self._with_margin(node, tuple([sizes[letter] for letter in letters]))
            self._set_whole(node, whole)
            return self.work.arrays[node]
        shape = tuple([sizes[letter] for letter in letters]) or (1,)
        # What is copied in before all calls must not lie where something on the way does.
        alone = node.op == "input" and node not in self.work.memory.margins
        self.work.arrays[node] = self.work.pool.fresh(shape) if alone else self._with_margin(node, shape)
        return self.work.arrays[node]

    def _set_whole(self, node: Node, whole: Any) -> None:
        self.work.whole[node] = whole
        self.work.arrays[node] = Column(steps_of(whole))

    def total(self, node: Node) -> tuple[Any, Any]:
        """An array for a sum over the steps of a loop, zero before the first, and the one for each term of it."""
        letters = self.work.letters[node] = self.work.memory.order(node)
        sizes = {axis.letter: axis.size for axis in node.axes}
        shape = tuple([sizes[letter] for letter in letters]) or (1,)
        total, term = self.work.pool.take(shape), self.work.scratch.take(shape)
        self.work.put(total, self.work.number(0.0), before=True)
        self.work.arrays[node] = term
        return total, term

    def _rolls(self, node: Node) -> bool:
        """Whether of an array that is read at the step before no other step is needed."""
        loop, margin = self.work.loop, self.work.memory.margins[node]
        assert loop is not None
        placed = margin.outside is not None or node in self.work.memory.joins
        if placed or (margin.low, margin.high) != ((0, 1) if loop.backwards else (1, 0)):
            return False
        for one in (looking := [node]):
            if one in self._results or (one is not node and one in self.work.memory.margins):
                return False
            for user in self._users.get(one, ()):
                if at_last_step(user, loop):
                    continue
                if user not in self.work.inside:
                    return False
                if user.op in ("read", "reshape"):
                    looking.append(user)
            looking += self._parts_in(one)
        return True

    def _rolling(self, node: Node, shape: tuple[int, ...]) -> Any:
        """Two arrays that steps have in turn."""
        loop = self.work.loop
        assert loop is not None
        two = [self.work.pool.zeros(shape) for _ in range(2)]
        steps = [two[at % 2] for at in range(loop.steps + 1)]
        self.work.put(steps[-1 if loop.backwards else 0], self.work.number(0.0), before=True)
        self.work.rolling[node] = steps, steps[0 if loop.backwards else -1]
        self.work.arrays[node] = Column(steps[:-1] if loop.backwards else steps[1:])
        return self.work.arrays[node]

    def _parts_in(self, node: Node) -> list[Node]:
        """What is computed where an assembled array has it."""
        if node.op != "assemble":
            return []
        parts = [self.work.memory.root(part) for part in node.args]
        return [part for part in parts if self.work.memory.homes.get(part, (None, 0))[0] is node]

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
            looking += self._parts_in(one)
        return False

    def _with_margin(self, node: Node, shape: tuple[int, ...]) -> Any:
        margin = self.work.memory.margins.get(node)
        if margin is None:
            return self.work.pool.take(shape)
        length, behind = margin.low + shape[0] + margin.high, margin.low + shape[0]
        pool = self.work.pool
        joint = self.work.memory.joins.get(node)
        if joint is not None:
            whole = beside.made_for_state(self.work, joint, length)
        else:
            whole = (pool.zeros if node.op == "assemble" else pool.fresh)((length, *shape[1:]))
        whole[: margin.low], whole[behind:] = 0, 0
        self.work.extended_arrays[node] = whole
        return whole[margin.low : behind]

    def region_of(self, node: Node, at: int) -> Any:
        """Where a part of an assembled array lies, its axes as those of the whole lie."""
        slices = dict(zip(node.letters, node.attrs[at].slices, strict=True))
        found, letters = self.work.lying(node)
        index = tuple([slices[letter] for letter in letters])
        return self.work.keep(("region", node, at), found, lambda one: one[index])

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
        if node.op == "beside":
            self.work.letters[node] = letters = self.work.memory.order(node)
            whole = beside.made(self.work, node, tuple([sizes[letter] for letter in letters]))
            if self.work.loop is None:
                self.work.arrays[node] = whole
            else:
                self._set_whole(node, whole)
            return self.work.arrays[node]
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
            for argument in sorted(node.args, key=self._serves_a_step):
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

    def _serves_a_step(self, node: Node) -> bool:
        """Whether an array is of one step of a loop alone: one of all steps serves what is needed of all, too."""
        root = self.work.memory.root(node)
        return root in self.work.inside and root not in self.work.whole

    def _own_letters(self, argument: Node, root: Node) -> Letters:
        names = self.work.memory.names(argument)
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
        if (base in self.work.inside) != (read in self.work.inside) or not is_block(read):
            return False
        others = [user for user in self._users[base] if user is not read]
        if all(user.op == "read" and is_block(user) and apart(user, read) for user in others):
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
        fixed = owner.op in ("read", "reshape", "input", "table", "const", "beside") or owner in self._moved
        if not fixed and not {owner} & (self.work.memory.margins.keys() | self.work.memory.homes.keys() | self._zeros):
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
        for node, (steps, last) in self.work.rolling.items():
            # No other step is looked at after the loop.
            shape = last.shape if len(self.work.letters[node]) > 1 else ()
            self.work.whole.setdefault(node, np.broadcast_to(last, (len(steps) - 1, *shape)))
