"""The axes of what formulas are made of, where the names in them have axes that are still unknown.

A formula is walked once; axes that must be equally long are joined. What needs an array, and finds a number whose name
nobody declared, asks for that name to have axes, and the walk is done again.
"""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.scope import Scope
from tutor.notation.tree import (
    Arrays,
    Bin,
    Call,
    Chain,
    Derivative,
    Fold,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
)
from tutor.problems.open_names.axis_joins import Axes, AxisJoins, MisfitError
from tutor.problems.open_names.letter_kinds import is_capital
from tutor.problems.open_names.wanted_axes import WantedAxes, is_small_name

IDENTITY = "I#"
"""What the names of identity matrices begin with: each I has its own, for their sizes may differ."""


class Shape(NamedTuple):
    """The axes of a value, by the name of what each is sized like, and whether one axis is written as a row."""

    axes: Axes = ()
    row: bool = False


class Shapes:
    """The walk over formulas of one scope: ``joins`` are the axes that it found to be equally long.

    ``wants`` is what the names have, and what more is asked of them.
    """

    def __init__(self, scope: Scope, wants: WantedAxes) -> None:
        self.scope = scope
        self.wants = wants
        self.joins = AxisJoins(set(scope.axes.classes.values()))
        self.bound: list[str] = []
        self.unfit = False

    def own_axes(self, name: str) -> Axes:
        """The axes of an undeclared name."""
        if name.startswith(IDENTITY):
            return (f"{name}0",) * self.wants.ranks.get(name, 0)
        return tuple(f"{name}.{place}" for place in range(self.wants.ranks.get(name, 0)))

    def joined_axes(self, name: str) -> Axes:
        """The axes of an undeclared name, each as the one that stands for all that are equally long."""
        return tuple(map(self.joins.root, self.own_axes(name)))

    def of(self, node: Node) -> Shape:
        """The shape of a formula. Raises MisfitError."""
        match node:
            case Ref():
                return self._ref(node)
            case Neg(body) | Arrays(body):
                return self.of(body)
            case Transpose(body):
                return self._transposed(body)
            case Bin(op="@"):
                return self._matmul(node)
            case Bin():
                return self._entrywise(node)
            case Chain(items):
                return self._chain(items)
            case Pow():
                return self._power(node)
            case Call():
                return self._call(node)
            case Fold():
                return self._fold(node)
            case Derivative(body, by):
                return Shape(self.of(body).axes + self.of(by).axes)
            case Listing(items):
                shapes = [self.of(item) for item in items]
                if any(shape.axes for shape in shapes):
                    raise MisfitError("a list of arrays")
                return Shape((f"#{len(items)}",))
        return Shape()

    def _ref(self, node: Ref) -> Shape:
        declared = self.scope.names[node.name]
        if not declared.axes:
            return Shape(self.own_axes(node.name))
        indices = node.index or (None,) * len(declared.axes)
        axes = tuple(
            self.scope.axes.class_of(axis)
            for axis, index in zip(declared.axes, indices, strict=False)
            if index is None and axis not in self.bound
        )
        return Shape(axes, declared.row)

    def _transposed(self, body: Node) -> Shape:
        shape = self.of(body)
        if not shape.axes:
            self.wants.want(body)
        if len(shape.axes) > 2:
            raise MisfitError("more than two axes")
        return Shape(shape.axes[::-1], len(shape.axes) == 1 and not shape.row)

    def _matmul(self, node: Bin) -> Shape:
        left, right = self.of(node.left), self.of(node.right)
        for side, shape in ((node.left, left), (node.right, right)):
            if not shape.axes:
                self.wants.want(side)
        if not left.axes or not right.axes:
            return Shape(left.axes or right.axes)
        if len(left.axes) == len(right.axes) == 1:
            if not left.row and right.row:
                return Shape(left.axes + right.axes)
            self.joins.join_all(left.axes, right.axes)
            return Shape()
        self.joins.join(left.axes[-1], right.axes[0])
        return Shape(left.axes[:-1] + right.axes[1:], len(left.axes) == 1)

    def _entrywise(self, node: Bin) -> Shape:
        left, right = self.of(node.left), self.of(node.right)
        if node.op == "/" and len(right.axes) == 2:
            raise MisfitError("a matrix below the line")
        if self.wants.spreads and node.op in "+-":
            for side, shape, other in ((node.left, left, right), (node.right, right, left)):
                if other.axes and not shape.axes:
                    self.wants.spread_over(side, other.axes)
        if node.op in "*⊙":
            for side, shape, other in ((node.left, left, right), (node.right, right, left)):
                if isinstance(side, Ref) and len(other.axes) == 2 and not shape.axes and is_capital(side.name):
                    self.wants.want(side, 2)  # entry by entry with a matrix
        if not left.axes or not right.axes:
            return left if left.axes else right
        if len(left.axes) == len(right.axes):
            if node.op in "*⊙" and len(left.axes) == 1 and left.row != right.row:
                return Shape(right.axes + left.axes if left.row else left.axes + right.axes)
            self.joins.join_all(left.axes, right.axes)
            return left
        large, small = (left, right) if len(left.axes) > len(right.axes) else (right, left)
        own = self.joins.root(small.axes[0])
        if len(small.axes) == 1 and own not in map(self.joins.root, large.axes):
            self.joins.join(large.axes[-1], own)
        return large

    def _chain(self, items: tuple[Node, ...]) -> Shape:
        shapes = [self.of(item) for item in items]
        if self.wants.bold and len(items) > 1:
            self._beside(items, shapes)
        shape, asked = shapes[0], False
        for item, other in zip(items[1:], shapes[1:], strict=True):
            if self.wants.bold and self.wants.spreads and shape.row and not other.axes and not asked:
                asked = self.wants.maybe(item)
            shape = self._side_by_side(shape, other)
        return shape

    def _beside(self, items: tuple[Node, ...], shapes: list[Shape]) -> None:
        """The last of ``A x`` is a column, and so is the first of ``u v^T``; that may be a number too."""
        before, last = items[-2:]
        if len(shapes[-2].axes) == 2 and not shapes[-1].axes and is_small_name(last):
            self.wants.want(last)
        elif self.wants.spreads and shapes[-1].row and not shapes[-2].axes and is_small_name(before):
            self.wants.maybe(before)

    def _side_by_side(self, left: Shape, right: Shape) -> Shape:
        if not left.axes or not right.axes:
            return left if left.axes else right
        counts = len(left.axes), len(right.axes)
        if counts == (1, 1):
            if left.row and not right.row:
                self.joins.join_all(left.axes, right.axes)
                return Shape()
            if not left.row and right.row:
                return Shape(left.axes + right.axes)
            self.joins.join_all(left.axes, right.axes)
            return left
        if max(counts) > 2 or (counts == (2, 1) and right.row) or (counts == (1, 2) and not left.row):
            raise MisfitError("side by side")
        self.joins.join(left.axes[-1], right.axes[0])
        return Shape(left.axes[:-1] + right.axes[1:], counts == (1, 2))

    def _power(self, node: Pow) -> Shape:
        base, exponent = self.of(node.base), self.of(node.exponent)
        if len(base.axes) == 2 and not exponent.axes and not node.by_entry and _whole(node.exponent):
            self.joins.join(*base.axes)
        return base if base.axes else exponent

    def _call(self, node: Call) -> Shape:
        if not node.args or node.function == "ones":
            size = node.args[0] if node.args else None
            return Shape((self.scope.axes.class_of(size.letter.lower()),)) if isinstance(size, Size) else Shape()
        shapes = [self.of(argument) for argument in node.args]
        first, name = shapes[0], node.function
        function = self.scope.functions.get(name)
        if function is None or function.kind == "entry":
            return first
        if name in ("max", "min", "where", "clip"):
            found = Shape()
            for shape in shapes:
                if found.axes and len(shape.axes) == len(found.axes):
                    self.joins.join_all(found.axes, shape.axes)
                found = shape if shape.axes else found
            return found
        for argument, shape in zip(node.args, shapes, strict=True):
            if not shape.axes and not node.along:
                self.wants.want(argument, 2 if name in ("tr", "inv") and isinstance(argument, Ref) else 1)
        return self._of_array(name, shapes)

    def _of_array(self, name: str, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        if name in ("tr", "inv"):
            if len(first.axes) == 2:
                self.joins.join(*first.axes)
            return Shape() if name == "tr" else first
        if name == "diag":
            if len(first.axes) == 2:
                self.joins.join(*first.axes)
                return Shape(first.axes[:1])
            return Shape(first.axes * 2)
        if name == "outer":
            return Shape(first.axes + shapes[1].axes)
        if name in ("corr", "conv", "flat"):
            raise MisfitError(name)
        return first

    def _fold(self, node: Fold) -> Shape:
        letters = [binder.letter for binder in node.binders]
        self.bound += letters
        body = self.of(node.body)
        del self.bound[len(self.bound) - len(letters) :]
        if letters:
            return body
        if not body.axes:
            self.wants.want(node.body)
        if node.axis is None:
            return Shape()
        numbers = (node.axis,) if isinstance(node.axis, int) else node.axis
        count = len(body.axes)
        if node.kept or not all(-count <= number < count for number in numbers):
            return Shape()
        folded = {number % count for number in numbers}
        return Shape(tuple(axis for at, axis in enumerate(body.axes) if at not in folded))


def _whole(node: Node) -> bool:
    body = node.body if isinstance(node, Neg) else node
    return isinstance(body, Num) and body.text.isdecimal()
