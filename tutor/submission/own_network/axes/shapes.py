"""The axes of a formula whose names have some: what its products, sums and indices make one is joined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tutor.notation.tree import Bin, Call, Chain, Fold, Index, Listing, Neg, Node, Num, Part, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import walk
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.axes.axes import Axes, Shape, UnfitError


class Value(NamedTuple):
    """The axes of a part of a formula. ``row`` says that it is a vector written as a row.

    ``weight`` is the axis that the weight of a product gave it; ``given`` is the name, where it is one that is given.
    ``samples`` says that its one axis is that of the data: ``X w``.
    """

    axes: Shape
    row: bool = False
    weight: int | None = None
    given: str = ""
    literal: bool = False
    samples: bool = False


NUMBER = Value((), literal=True)


class Shapes:
    """Works out the axes of formulas, in which ``times`` are letters that run everywhere.

    ``rows`` says that weights in a capital letter may be a row, which makes one number of a vector.
    """

    def __init__(
        self,
        axes: Axes,
        shapes: Mapping[str, Shape],
        times: Mapping[str, int],
        given: Collection[str],
        *,
        rows: bool = False,
    ) -> None:
        self.rows = rows
        self.axes = axes
        self.shapes = shapes
        self.given = given
        self.letters: dict[str, int] = dict(times)
        self.free: set[str] = set()
        self.bound: list[str] = []

    def letter(self, letter: str) -> int:
        """The axis of an index letter here."""
        if letter not in self.letters:
            self.letters[letter] = self.axes.new()
            self.axes.vote(self.letters[letter], letter)
        return self.letters[letter]

    def value(self, node: Node) -> Value:
        """The axes of a formula. Raises UnfitError where its parts do not fit, or where it is of no kind known here."""
        match node:
            case Num():
                return NUMBER
            case Size():
                return NUMBER
            case Ref():
                return self._name(node)
            case Neg():
                return self.value(node.body)
            case Transpose():
                return self._turned(self.value(node.body))
            case Pow():
                if isinstance(node.exponent, Ref) and node.exponent.name == "T":
                    return self._turned(self.value(node.base))
                if self.value(node.exponent).axes and self.value(node.base).axes:
                    raise UnfitError
                base, exponent = self.value(node.base), self.value(node.exponent)
                return Value(base.axes or exponent.axes, literal=base.literal and exponent.literal)
            case Bin():
                if node.op == "@":
                    return self._product([node.left, node.right])
                return self._entries(node.op, self.value(node.left), self.value(node.right))
            case Chain():
                return self._product(_flat(node))
            case Call():
                return self._call(node)
            case Fold():
                return self._fold(node)
            case Listing():
                return self._listing(node)
            case Part():
                return self._part(node)
            case _:
                raise UnfitError

    def _indexed(self, axes: Shape, index: tuple[Index | None, ...]) -> Shape:
        if len(index) > len(axes):
            raise UnfitError
        kept = []
        for at, axis in enumerate(axes):
            own = index[at] if at < len(index) else None
            if own is None:
                kept.append(axis)
            elif own.label is not None or len(own.terms) > 1:
                raise UnfitError
            elif own.terms:
                letter = own.terms[0][0]
                self.axes.join(axis, self.letter(letter))
                if letter not in self.bound:
                    self.free.add(letter)
        return tuple(kept)

    def _name(self, node: Ref) -> Value:
        if node.name not in self.shapes:
            raise UnfitError
        axes = self._indexed(self.shapes[node.name], node.index or ())
        return Value(axes, given=node.name if node.name in self.given else "")

    def _part(self, node: Part) -> Value:
        return Value(self._indexed(self.value(node.body).axes, node.index))

    def _turned(self, body: Value) -> Value:
        if len(body.axes) == 2:
            return body._replace(axes=body.axes[::-1])
        if len(body.axes) == 1:
            return body._replace(row=not body.row)
        if body.given and not body.literal:
            raise UnfitError  # a number that is transposed was no number
        return body

    def _entries(self, op: str, left: Value, right: Value) -> Value:
        """Two values entry by entry; one with fewer axes spreads."""
        few, many = sorted((left, right), key=lambda one: len(one.axes))
        literal = left.literal and right.literal
        if len(few.axes) == len(many.axes):
            if any(one.samples and by_name.is_bias(other.given or "?") for one, other in ((few, many), (many, few))):
                raise UnfitError  # a bias is the same for all samples
            axes = self.axes.join_all(left.axes, right.axes)
            return Value(
                axes, left.row and right.row, left.weight if left.weight is not None else right.weight, "", literal
            )
        if many.given and by_name.is_bias(many.given) and op in "+-" and not few.literal:
            raise UnfitError  # a bias has no axis that what it is added to lacks
        if not few.axes:
            if few.given and op in "*⊙" and not by_name.may_scale(few.given):
                raise UnfitError
            return many._replace(given="")
        if op not in "+-" and not few.given:
            raise UnfitError
        self._spread(few, many)
        return many._replace(given="")

    def _spread(self, few: Value, many: Value) -> None:
        """A vector beside a matrix is along the axis that comes of the weights, or along the last."""
        if len(few.axes) != 1:
            raise UnfitError
        along = many.weight if many.weight is not None else many.axes[-1]
        self.axes.join(few.axes[0], along)

    def _product(self, items: list[Node]) -> Value:
        values = [self.value(item) for item in items]
        arrays = [one for one in values if one.axes]
        if arrays and any(one.given and not one.axes and not by_name.may_scale(one.given) for one in values):
            raise UnfitError
        if not arrays:
            return Value((), literal=all(one.literal for one in values))
        found = arrays[0]
        for one in arrays[1:]:
            found = self._pair(found, one)
        return found._replace(given="" if len(values) > 1 else found.given)

    def _pair(self, left: Value, right: Value) -> Value:
        ranks = len(left.axes), len(right.axes)
        if ranks == (2, 2):
            self.axes.join(left.axes[1], right.axes[0])
            axes = (left.axes[0], right.axes[1])
            weight = axes[1] if by_name.is_weight(right.given or "?") else None
            if by_name.is_weight(left.given or "?"):
                weight = axes[0]
            return Value(axes, weight=weight)
        if ranks == (2, 1):
            self.axes.join(left.axes[1], right.axes[0])
            of_data = bool(left.given) and not by_name.is_weight(left.given) and by_name.is_weight(right.given or "?")
            return Value(left.axes[:1], samples=of_data)
        if ranks == (1, 2):
            self.axes.join(left.axes[0], right.axes[0])
            if left.given and not left.row:
                self.axes.rows.add(left.given)
            return Value(right.axes[1:], row=True)
        if ranks == (1, 1):
            if right.row and not left.row:
                return Value((left.axes[0], right.axes[0]))
            weights = any(
                one.given and by_name.is_weight(one.given) and not by_name.is_greek(one.given) for one in (left, right)
            )
            if weights and not left.row:
                turned = not by_name.is_weight(left.given or "?") and _is_row_of_weights(right.given)
                if not self.rows or not (turned or _is_row_of_weights(left.given)):
                    raise UnfitError
                if left.given:
                    self.axes.rows.add(left.given)
                left = left._replace(row=True)
            self.axes.join(left.axes[0], right.axes[0])
            return Value(() if left.row and not right.row else left.axes)
        raise UnfitError

    def _call(self, node: Call) -> Value:
        if not node.args:
            return NUMBER
        values = [self.value(one) for one in node.args]
        found = values[0]
        for one in values[1:]:
            found = self._entries("+", found, one)
        if node.function == "softmax" and (not found.axes or (len(found.axes) == 2 and found.weight == found.axes[0])):
            raise UnfitError  # of a batch in columns, softmax would be of the wrong axis
        return found._replace(given="")

    def _fold(self, node: Fold) -> Value:
        if node.axis is not None or node.kept:
            raise UnfitError
        if not node.binders:
            self.value(node.body)
            return Value(())
        outer = {one.letter: self.letters.pop(one.letter, None) for one in node.binders}
        self.bound += [one.letter for one in node.binders]
        for one in node.binders:
            if one.size:
                self.axes.sizes.append((self.letter(one.letter), one.size.lower()))
        body = self.value(node.body)
        if node.kind == "norm" or (body.axes and not any(_uses(node.body, one.letter) for one in node.binders)):
            raise UnfitError
        for one in node.binders:
            self.bound.remove(one.letter)
            self.letters.pop(one.letter, None)
            before = outer[one.letter]
            if before is not None:
                self.letters[one.letter] = before
        return Value(body.axes)

    def _listing(self, node: Listing) -> Value:
        values = [self.value(item) for item in node.items]
        first = values[0].axes
        if not first or any(len(one.axes) != len(first) for one in values):
            raise UnfitError
        for one in values[1:]:
            self.axes.join_all(first[:-1], one.axes[:-1])
        return Value((*first[:-1], self.axes.new(tuple(one.axes[-1] for one in values))))


def _is_row_of_weights(name: str) -> bool:
    return bool(name) and by_name.is_weight(name) and by_name.is_matrix(name)


def _uses(node: Node, letter: str) -> bool:
    indices = [
        index for part in walk(node) if isinstance(part, Ref | Part) for index in part.index or () if index is not None
    ]
    return any(letter == one for index in indices for one, _ in index.terms)


def _flat(node: Chain) -> list[Node]:
    found: list[Node] = []
    for item in node.items:
        found += _flat(item) if isinstance(item, Chain) else [item]
    return found
