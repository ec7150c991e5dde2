"""The axes of what formulas are made of, where the names in them have axes that are still unknown.

A formula is walked once; axes that must be equally long are joined. What needs an array, and finds a number whose name
nobody declared, asks for that name to have axes, and the walk is done again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    walk,
)

Axes = tuple[str, ...]
IDENTITY = "I#"
"""What the names of identity matrices begin with: each I has its own, for their sizes may differ."""


GREEK_NAMES = frozenset(
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    }
)  # fmt: skip
_LETTERS = re.compile("[A-Za-z]+")


class MisfitError(Exception):
    """Parts that do not fit whatever axes their names have."""


class Shape(NamedTuple):
    """The axes of a value, by the name of what each is sized like, and whether one axis is written as a row."""

    axes: Axes = ()
    row: bool = False


class Shapes:
    """``ranks`` says how many axes each undeclared name has; ``wanted`` collects those that should have more.

    ``rigid`` are axes that are known to be of different sizes: they are never joined with each other.
    """

    def __init__(self, scope: Scope, ranks: Mapping[str, int], *, spreads: bool = True, bold: bool = True) -> None:
        self.scope = scope
        self.ranks = dict(ranks)
        self.spreads = spreads
        self.bold = bold
        self.rigid = set(scope.axes.classes.values())
        self.roots: dict[str, str] = {}
        self.wanted: dict[str, int] = {}
        self.spread: set[str] = set()
        self.bound: list[str] = []
        self.unfit = False

    # -- axes that are equally long --------------------------------------------------------------------------------

    def root(self, axis: str) -> str:
        """The axis that stands for all that are joined with this one."""
        while axis in self.roots:
            axis = self.roots[axis]
        return axis

    def join(self, one: str, other: str) -> None:
        """Two axes are equally long. Raises MisfitError where they are known not to be."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        if one in self.rigid and other in self.rigid:
            raise MisfitError(f"{one} and {other}")
        if other in self.rigid:
            one, other = other, one
        self.roots[other] = one

    def join_all(self, left: Axes, right: Axes) -> None:
        """The axes of two arrays are equally long, one by one. Raises MisfitError."""
        for one, other in zip(left, right, strict=True):
            self.join(one, other)

    def own_axes(self, name: str) -> Axes:
        """The axes of an undeclared name."""
        if name.startswith(IDENTITY):
            return (f"{name}0",) * self.ranks.get(name, 0)
        return tuple(f"{name}.{place}" for place in range(self.ranks.get(name, 0)))

    # -- what is asked of names ------------------------------------------------------------------------------------

    def want(self, node: Node, rank: int = 1) -> None:
        """Ask for axes: of the name that this is, or of those that make it an array."""
        match node:
            case Ref(name, None) if name in self.ranks:
                capital = is_capital(name)
                wish = 2 if capital and self.bold else max(rank, 1)
                if self.ranks[name] < wish:
                    self.wanted[name] = max(wish, self.wanted.get(name, 0))
            case Neg(body) | Transpose(body) | Pow(base=body):
                self.want(body, rank)
            case Bin(op, left, right) if op in "+-":
                first, second = (left, right) if self._may(left) else (right, left)
                self.want(first, rank)
                if self.spreads:
                    self.want(second, rank)
                    if isinstance(second, Ref) and second.name in self.wanted:
                        self.spread.add(second.name)
            case Bin(op="/", left=left):
                self.want(left, rank)
            case Bin(op="@", left=left, right=right):
                self.want(left)
                self.want(right)
            case Bin(left=left, right=right):
                self.want(right if self._may(right) else left, rank)
            case Chain(items):
                made = [item for item in items if self._may(item)]
                for item in made[:-1]:
                    if isinstance(item, Ref) and is_capital(item.name):
                        self.want(item)
                if made:
                    self.want(made[-1], rank)
            case Call(args=args) if args:
                self.want(args[0], rank)
            case Fold(body=body):
                self.want(body, rank)

    def _may(self, node: Node) -> bool:
        return any(isinstance(part, Ref) and part.name in self.ranks and not is_greek(part.name) for part in walk(node))

    # -- the walk --------------------------------------------------------------------------------------------------

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
            self.want(body)
        if len(shape.axes) > 2:
            raise MisfitError("more than two axes")
        return Shape(shape.axes[::-1], len(shape.axes) == 1 and not shape.row)

    def _matmul(self, node: Bin) -> Shape:
        left, right = self.of(node.left), self.of(node.right)
        for side, shape in ((node.left, left), (node.right, right)):
            if not shape.axes:
                self.want(side)
        if not left.axes or not right.axes:
            return Shape(left.axes or right.axes)
        if len(left.axes) == len(right.axes) == 1:
            if not left.row and right.row:
                return Shape(left.axes + right.axes)
            self.join_all(left.axes, right.axes)
            return Shape()
        self.join(left.axes[-1], right.axes[0])
        return Shape(left.axes[:-1] + right.axes[1:], len(left.axes) == 1)

    def _entrywise(self, node: Bin) -> Shape:
        left, right = self.of(node.left), self.of(node.right)
        if node.op == "/" and len(right.axes) == 2:
            raise MisfitError("a matrix below the line")
        if self.spreads and node.op in "+-":
            for side, shape, other in ((node.left, left, right), (node.right, right, left)):
                if other.axes and not shape.axes:
                    self._spread(side, other)
        if node.op in "*⊙":
            for side, shape, other in ((node.left, left, right), (node.right, right, left)):
                if isinstance(side, Ref) and len(other.axes) == 2 and not shape.axes and is_capital(side.name):
                    self.want(side, 2)  # entry by entry with a matrix
        if not left.axes or not right.axes:
            return left if left.axes else right
        if len(left.axes) == len(right.axes):
            if node.op in "*⊙" and len(left.axes) == 1 and left.row != right.row:
                return Shape(right.axes + left.axes if left.row else left.axes + right.axes)
            self.join_all(left.axes, right.axes)
            return left
        large, small = (left, right) if len(left.axes) > len(right.axes) else (right, left)
        own = self.root(small.axes[0])
        if len(small.axes) == 1 and own not in map(self.root, large.axes):
            self.join(large.axes[-1], own)
        return large

    def _spread(self, side: Node, other: Shape) -> None:
        """A name that is added to an array may be one number, or an array: the second is the more general."""
        bare = side.body if isinstance(side, Neg) else side
        if isinstance(bare, Ref) and bare.name in self.ranks:
            capital = is_capital(bare.name)
            if capital == (len(other.axes) == 2) or (not capital and len(other.axes) == 2):
                self.wanted[bare.name] = 2 if capital else 1
                self.spread.add(bare.name)

    def _chain(self, items: tuple[Node, ...]) -> Shape:
        shapes = [self.of(item) for item in items]
        if self.bold and len(items) > 1:
            self._beside(items, shapes)
        shape, asked = shapes[0], False
        for item, other in zip(items[1:], shapes[1:], strict=True):
            if self.bold and self.spreads and shape.row and not other.axes and not asked:
                asked = self._maybe(item)
            shape = self._side_by_side(shape, other)
        return shape

    def _beside(self, items: tuple[Node, ...], shapes: list[Shape]) -> None:
        """The last of ``A x`` is a column, and so is the first of ``u v^T``; that may be a number too."""
        before, last = items[-2:]
        if len(shapes[-2].axes) == 2 and not shapes[-1].axes and _small(last):
            self.want(last)
        elif self.spreads and shapes[-1].row and not shapes[-2].axes and _small(before):
            self._maybe(before)

    def _maybe(self, item: Node) -> bool:
        """Ask for an axis of what could as well be a number, if a small letter is in it; whether one is."""
        small = {part.name for part in walk(item) if _small(part) and isinstance(part, Ref)} & self.ranks.keys()
        if small:
            before = set(self.wanted)
            self.want(item)
            self.spread |= self.wanted.keys() - before
        return bool(small)

    def _side_by_side(self, left: Shape, right: Shape) -> Shape:
        if not left.axes or not right.axes:
            return left if left.axes else right
        counts = len(left.axes), len(right.axes)
        if counts == (1, 1):
            if left.row and not right.row:
                self.join_all(left.axes, right.axes)
                return Shape()
            if not left.row and right.row:
                return Shape(left.axes + right.axes)
            self.join_all(left.axes, right.axes)
            return left
        if max(counts) > 2 or (counts == (2, 1) and right.row) or (counts == (1, 2) and not left.row):
            raise MisfitError("side by side")
        self.join(left.axes[-1], right.axes[0])
        return Shape(left.axes[:-1] + right.axes[1:], counts == (1, 2))

    def _power(self, node: Pow) -> Shape:
        base, exponent = self.of(node.base), self.of(node.exponent)
        if len(base.axes) == 2 and not exponent.axes and not node.by_entry and _whole(node.exponent):
            self.join(*base.axes)
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
                    self.join_all(found.axes, shape.axes)
                found = shape if shape.axes else found
            return found
        for argument, shape in zip(node.args, shapes, strict=True):
            if not shape.axes and not node.along:
                self.want(argument, 2 if name in ("tr", "inv") and isinstance(argument, Ref) else 1)
        return self._of_array(name, shapes)

    def _of_array(self, name: str, shapes: list[Shape]) -> Shape:
        first = shapes[0]
        if name in ("tr", "inv"):
            if len(first.axes) == 2:
                self.join(*first.axes)
            return Shape() if name == "tr" else first
        if name == "diag":
            if len(first.axes) == 2:
                self.join(*first.axes)
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
            self.want(node.body)
        if node.axis is None:
            return Shape()
        numbers = (node.axis,) if isinstance(node.axis, int) else node.axis
        count = len(body.axes)
        if node.kept or not all(-count <= number < count for number in numbers):
            return Shape()
        folded = {number % count for number in numbers}
        return Shape(tuple(axis for at, axis in enumerate(body.axes) if at not in folded))


def is_capital(name: str) -> bool:
    """Whether a name is a capital letter with its scripts; of a derivative, whether what it is by is one."""
    own = name.rpartition("/d")[2]
    letters = _LETTERS.match(own)
    return own[0].isupper() and (not own[1:2].islower() or (letters is not None and letters[0].lower() in GREEK_NAMES))


def is_greek(name: str) -> bool:
    """Whether a name is a small Greek letter, which is a number where nothing tells otherwise."""
    return len(name) > 1 and name[0].islower() and name[1].isalpha()


def is_small(name: str) -> bool:
    """Whether a name is a small Latin letter with its scripts."""
    return not is_capital(name) and not is_greek(name)


def _small(node: Node) -> bool:
    return isinstance(node, Ref) and node.index is None and is_small(node.name)


def _whole(node: Node) -> bool:
    body = node.body if isinstance(node, Neg) else node
    return isinstance(body, Num) and body.text.isdecimal()
