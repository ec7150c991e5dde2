"""A graph of operations on arrays whose axes are letters.

An operation meets its arguments by letter, so no node is ever transposed; a node that lacks a letter is the same along
it. Equal nodes are one object. Making a node simplifies what can be told from its parts: constants move outwards and
``y*(t/y)`` is ``t``, which is how the gradient of a cross-entropy becomes ``y - t``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from tutor.solve.graph.components import components
from tutor.solve.graph.nodes import Axis, Node, NotPlannedError, Table, bare, coefficient, disjoint, union


class Graph:
    """Makes nodes; equal ones once."""

    def __init__(self) -> None:
        self._nodes: dict[Any, Node] = {}
        self._sums: dict[tuple[frozenset[Node], Any], Node] = {}
        """Sums of products, by what is multiplied and the letters."""
        self.definitions: dict[Node, Node] = {}
        """What each ``var`` node, which stands for an array that is needed before it is computed, turns out to be."""
        self._awaits: dict[Node, frozenset[Node]] = {}
        self.kept: set[Node] = set()
        """What is computed anyway, so that it is read at a neighbour itself and not its factors there."""

    def make(self, op: str, args: Sequence[Node], attrs: Any, axes: Iterable[Axis]) -> Node:
        """The node as it is said, not simplified."""
        key = op, tuple(args), attrs, tuple(axes)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(*key)
            if op == "contract":
                self._sums.setdefault((frozenset(map(bare, args)), attrs), found)
            self._awaits[found] = frozenset((found,) if op == "var" else ()).union(*[self._awaits[arg] for arg in args])
        return found

    def replaced(self, outputs: Iterable[Node], by: Mapping[Node, Node]) -> list[Node]:
        """The outputs with some nodes, and all that depends on them, made anew from others."""
        outputs, found = list(outputs), dict[Node, Node]()

        def needs(node: Node) -> tuple[Node, ...]:
            return (by[node],) if node in by else node.args

        for group in components([*outputs, *self.definitions.values()], needs):
            for node in group:
                made = [found[one] for one in needs(node)]
                found[node] = made[0] if node in by else self.make(node.op, made, node.attrs, node.axes)
        self.definitions = {var: found[node] for var, node in self.definitions.items()}
        return [found[node] for node in outputs]

    def awaits(self, node: Node) -> frozenset[Node]:
        """The ``var`` nodes that a node depends on."""
        return self._awaits[node]

    # -- numbers and names -----------------------------------------------------------------------------------------

    def const(self, value: float) -> Node:
        """One number."""
        return self.make("const", (), value, ())

    def table(self, array: Any, axes: Iterable[Axis]) -> Node:
        """An array of numbers that never change, such as those of an indicator."""
        return self.make("table", (), Table(array), axes)

    def named(self, name: str, node: Node, axes: tuple[Axis, ...]) -> Node:
        """A node as the value of a name: on its own axes, and with a gradient of its own."""
        return self.make("named", (self.spread(node, axes),), name, axes)

    def spread(self, node: Node, axes: tuple[Axis, ...]) -> Node:
        """The node with all of these axes, in this order."""
        missing = [axis for axis in axes if axis not in node.axes]
        if not missing:
            return node
        return self.make("spread", (node,), None, axes)

    # -- entry by entry --------------------------------------------------------------------------------------------

    def scale(self, factor: float, node: Node) -> Node:
        """A number times a node."""
        known, rest = coefficient(node)
        factor *= known
        if rest is None or factor == 0:
            return self.const(factor)
        if factor == 1:
            return rest
        if factor == -1 and rest.op == "sub":
            return self.sub(rest.args[1], rest.args[0])
        return self.make("scale", (rest,), factor, rest.axes)

    def add(self, left: Node, right: Node) -> Node:
        """The sum."""
        for one, other in ((left, right), (right, left)):
            if one.op == "const" and (one.attrs == 0 or other.op == "const"):
                return other if one.attrs == 0 else self.const(one.attrs + other.attrs)
        (first, first_rest), (second, second_rest) = coefficient(left), coefficient(right)
        if first_rest is not None and first_rest is second_rest:
            return self.scale(first + second, first_rest)
        if first == second != 1 and first_rest is not None and second_rest is not None:
            return self.scale(first, self.add(first_rest, second_rest))
        if second == -1 and second_rest is not None:
            return self.sub(left, second_rest)
        if first == -1 and first_rest is not None:
            return self.sub(right, first_rest)
        if left.op == "assemble" and right.op == "assemble" and left.axes == right.axes:
            parts = (*left.attrs, *right.attrs)
            if disjoint(parts):
                return self.make("assemble", (*left.args, *right.args), parts, left.axes)
        return self._grouped("add", left, right)

    def sub(self, left: Node, right: Node) -> Node:
        """The difference."""
        if left is right:
            return self.const(0.0)
        if right.op == "const":
            return self.add(left, self.const(-right.attrs))
        (first, one), (second, other) = coefficient(left), coefficient(right)
        if left.op == "const" and left.attrs == 0:
            return self.scale(-1, right)
        if second == -1 and other is not None:
            return self.sub(other, one) if first == -1 and one is not None else self.add(left, other)
        if one is not None and one is other:
            return self.scale(first - second, one)
        if first == second != 1 and one is not None and other is not None:
            return self.scale(first, self.sub(one, other))
        return self.make("sub", (left, right), None, union((left, right)))

    def mul(self, left: Node, right: Node) -> Node:
        """The product, entry by entry."""
        (first, one), (second, other) = coefficient(left), coefficient(right)
        if one is None or other is None:
            rest = one or other
            return self.const(first * second) if rest is None else self.scale(first * second, rest)
        for quotient, factor in ((one, other), (other, one)):
            if quotient.op == "div" and quotient.args[1] is factor:
                return self.scale(first * second, quotient.args[0])
            if quotient.op == "mul":  # of the same, with something else
                for part, rest in (quotient.args, quotient.args[::-1]):
                    if part.op == "div" and part.args[1] is factor:
                        return self.scale(first * second, self.mul(part.args[0], rest))
        return self.scale(first * second, self._grouped("mul", one, other))

    def _grouped(self, op: str, left: Node, right: Node) -> Node:
        """A sum or product, in which what a recurrence does not need is taken together: a call less at every step."""
        for both, more in ((left, right), (right, left)):
            for awaited, known in (both.args, both.args[::-1]) if both.op == op else ():
                awaits = self._awaits[awaited] - self._awaits[known] - self._awaits[more]
                if awaits and union((known, more)) == known.axes and set(known.axes) <= set(awaited.axes):
                    return self.make(op, (awaited, self._grouped(op, known, more)), None, union((awaited, known)))
        return self.make(op, (left, right), None, union((left, right)))

    def div(self, left: Node, right: Node) -> Node:
        """The quotient."""
        if left is right:
            return self.const(1.0)
        if right.op == "const" and right.attrs != 0:
            return self.scale(1 / right.attrs, left)
        (first, one), (second, other) = coefficient(left), coefficient(right)
        if other is None:
            raise NotPlannedError("something is divided by zero")
        if one is None:
            return self.make("div", (self.const(first / second), other), None, other.axes)
        return self.scale(first / second, self.make("div", (one, other), None, union((one, other))))

    def power(self, base: Node, exponent: Node) -> Node:
        """A power, entry by entry."""
        if exponent.op != "const":
            return self.make("pow", (base, exponent), None, union((base, exponent)))
        power = exponent.attrs
        if base.op == "const":
            return self.const(base.attrs**power)
        if power in (0, 1, 2, -1):
            return {
                0: lambda: self.const(1.0),
                1: lambda: base,
                2: lambda: self.mul(base, base),
                -1: lambda: self.div(self.const(1.0), base),
            }[power]()
        return self.make("pow", (base, exponent), None, base.axes)

    def maximum(self, left: Node, right: Node) -> Node:
        """The larger one, the left one where they are equal."""
        if left is right:
            return left
        if left.op == right.op == "const":
            return self.const(max(left.attrs, right.attrs))
        return self.make("maximum", (left, right), None, union((left, right)))

    def compare(self, relation: str, left: Node, right: Node) -> Node:
        """1 where two numbers are in a relation (``=``, ``<``, ``<=``, ``>`` or ``>=``), else 0."""
        return self.make("compare", (left, right), relation, union((left, right)))

    # -- sums ------------------------------------------------------------------------------------------------------

    def sum(self, node: Node, summed: Mapping[str, int]) -> Node:
        """A node added up over letters, given with their sizes."""
        if not summed:
            return node
        factor, rest = coefficient(node)
        if rest is not None and rest.op in ("add", "sub") and any(_splits(arg, summed) for arg in rest.args):
            parts = [self.sum(arg, summed) for arg in rest.args]
            return self.scale(factor, self.add(*parts) if rest.op == "add" else self.sub(*parts))
        if rest is not None and rest.op == "mul":
            return self.scale(factor, self.sum_product(rest.args, summed))
        return self.sum_product((node,), summed)

    def sum_product(self, nodes: Iterable[Node], summed: Mapping[str, int]) -> Node:
        """The product of nodes, added up over letters."""
        number, factors = 1.0, list(nodes)
        flat: list[Node] = []
        while factors:
            one, rest = coefficient(factors.pop(0))
            number *= one
            if rest is not None and _is_outer(rest):
                factors[:0] = rest.args
            elif rest is not None:
                flat.append(rest)
        there = {letter for factor in flat for letter in factor.letters}
        number *= prod([size for letter, size in summed.items() if letter not in there])
        found: Node = self.const(number)
        while flat:
            together, letters = [flat.pop(0)], set()
            while True:  # what shares a summed letter is summed together
                letters = {letter for node in together for letter in node.letters} & summed.keys()
                more = [node for node in flat if letters & set(node.letters)]
                if not more:
                    break
                together += more
                flat = [node for node in flat if node not in more]
            found = self.mul(found, self._contracted(together, letters))
        return found

    def _contracted(self, factors: list[Node], letters: set[str]) -> Node:
        """Factors that hang together, summed over all of the letters: two at a time, the smallest result first."""
        while len(factors) > 2:
            pairs = [(i, j) for j in range(len(factors)) for i in range(j)]
            sizes = [_size_together(factors, pair, letters)[0] for pair in pairs]
            best = pairs[sizes.index(min(sizes))]
            _, own = _size_together(factors, best, letters)
            merged = self._contracted([factors[at] for at in best], own)
            factors = [node for at, node in enumerate(factors) if at not in best] + [merged]
            letters = letters - own
        if len(factors) == 1:
            return self._added_up(factors[0], letters)
        left, right = factors
        shared = letters & set(left.letters) & set(right.letters)
        left = self._added_up(left, (letters & set(left.letters)) - shared)
        right = self._added_up(right, (letters & set(right.letters)) - shared)
        if not shared:
            return self.mul(left, right)
        (first, one), (second, other) = coefficient(left), coefficient(right)
        if one is None or other is None:
            return self.sum_product((left, right), {axis.letter: axis.size for axis in union((left, right))})
        found = self._known_sum(one, other, shared)
        if found is None:
            axes = [axis for axis in union((one, other)) if axis.letter not in shared]
            found = self.make("contract", (one, other), frozenset(shared), axes)
        return self.scale(first * second, found)

    def _known_sum(self, left: Node, right: Node, letters: set[str]) -> Node | None:
        """A sum of products by one that is there already: that of ``P*(y/p)`` is ``p/p`` where p is that of ``y*P``.

        So the sum in the gradient of a softmax goes, of an RNN of 3 steps four calls of 59.
        """
        for one, other in ((left, right), (right, left)):
            product = bare(one)
            for outer, inner in (product.args, product.args[::-1]) if product.op == "mul" else ():
                if letters & set(outer.letters):
                    continue
                known = self._sums.get((frozenset((bare(inner), bare(other))), frozenset(letters)))
                if known is not None:
                    return self.mul(outer, known)
        return None

    def _added_up(self, node: Node, letters: set[str]) -> Node:
        if not letters:
            return node
        factor, rest = coefficient(node)
        if rest is None:
            raise NotPlannedError("a number has no letters")
        axes = [axis for axis in rest.axes if axis.letter not in letters]
        return self.scale(factor, self.make("sum", (rest,), frozenset(letters), axes))

    def sum_to(self, node: Node, axes: tuple[Axis, ...], full: tuple[Axis, ...]) -> Node:
        """What stands for ``full`` axes added up to some of them."""
        return self.sum(node, {axis.letter: axis.size for axis in full if axis not in axes})


def _size_together(factors: list[Node], pair: tuple[int, int], letters: set[str]) -> tuple[int, set[str]]:
    """How many entries the product of two factors has, and the letters that it may be summed over already."""
    others = [node for at, node in enumerate(factors) if at not in pair]
    own = letters - {letter for node in others for letter in node.letters}
    axes = union([factors[at] for at in pair])
    return prod([axis.size for axis in axes if axis.letter not in own]), own


def _is_outer(node: Node) -> bool:
    """Whether a node is a product of smaller arrays, so that a sum may take them one by one."""
    return node.op == "mul" and all(len(arg.axes) < len(node.axes) for arg in node.args)


def _splits(node: Node, summed: Mapping[str, int]) -> bool:
    """Whether the sum of a term is better taken alone."""
    _, rest = coefficient(node)
    return rest is None or rest.op in ("mul", "contract") or not summed.keys() <= set(rest.letters)
