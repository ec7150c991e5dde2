"""Parts of a formula as SymPy expressions with named axes: what the evaluator does with arrays, done with indices.

Every axis of a part is an index symbol in its expression. The rules of combining are those of the arrays: letters that
run match by name, matrix axes by the class of their size. Only formulas that fit are translated, so nothing here says
why one does not: a product that does not fit is None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tutor.problems.symbolic.indices import summed

Operation = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Part:
    """``dims`` maps letters to index symbols, ``classes`` to size classes; ``axes`` are those that products act on."""

    expr: Any
    dims: dict[str, Any] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    axes: tuple[str, ...] = ()
    orient: str = "column"

    def axis_classes(self) -> tuple[str, ...]:
        """The size classes of the matrix axes, in order."""
        return tuple(self.classes[letter] for letter in self.axes)

    def renamed(self, changes: dict[str, str]) -> Part:
        """The same part with other letters; letters that are in the way step aside."""
        aside = {
            letter: fresh(letter, {*self.dims, *changes.values()})
            for letter in self.dims
            if letter in changes.values() and letter not in changes
        }
        every = {**aside, **changes}
        return replace(
            self,
            dims={every.get(letter, letter): symbol for letter, symbol in self.dims.items()},
            classes={every.get(letter, letter): known for letter, known in self.classes.items()},
            axes=tuple(every.get(letter, letter) for letter in self.axes),
        )

    def without(self, letter: str, expr: Any) -> Part:
        """A part in which a letter no longer occurs."""
        return replace(
            self,
            expr=expr,
            dims={other: symbol for other, symbol in self.dims.items() if other != letter},
            classes={other: known for other, known in self.classes.items() if other != letter},
            axes=tuple(axis for axis in self.axes if axis != letter),
        )


def fresh(letter: str, taken: set[str]) -> str:
    """A letter for a second axis of the same name."""
    while letter in taken:
        letter += "'"
    return letter


def combined(operation: Operation, left: Part, right: Part, axes: tuple[str, ...], orient: str = "column") -> Part:
    """Entry by entry, letters matched by name."""
    same = {right.dims[letter]: left.dims[letter] for letter in right.dims if letter in left.dims}
    return Part(
        operation(left.expr, right.expr.xreplace(same)),
        {**right.dims, **left.dims},
        {**right.classes, **left.classes},
        axes,
        orient,
    )


def captured(left: Part, right: Part) -> tuple[Part, Part]:
    """A letter that runs on one side captures the matrix axis of the same name on the other."""

    def kept(part: Part, other: Part) -> Part:
        return replace(part, axes=tuple(a for a in part.axes if a not in other.dims or a in other.axes))

    return kept(left, right), kept(right, left)


def elementwise(operation: Operation, left: Part, right: Part) -> Part | None:
    """A number, the same axes, a subset of them, or a column with a row."""
    left, right = captured(left, right)
    if not left.axes or not right.axes:
        side = left if left.axes else right
        return combined(operation, left, right, side.axes, side.orient)
    first, second = left.axis_classes(), right.axis_classes()
    if first == second:
        right = right.renamed(dict(zip(right.axes, left.axes, strict=True)))
        return combined(operation, left, right, left.axes, left.orient if left.orient != "free" else right.orient)
    if len(first) == len(second) == 1 and {left.orient, right.orient} == {"column", "row"}:
        column, row = (left, right) if left.orient == "column" else (right, left)
        return combined(operation, left, right, column.axes + row.axes)
    if len(first) == len(second):
        return None
    large, small = (left, right) if len(first) > len(second) else (right, left)
    fitting = [axis for axis in large.axes if large.classes[axis] == small.axis_classes()[0]]
    if not fitting:
        return None
    target = small.axes[0] if small.axes[0] in large.axes else fitting[-1]
    renamed = small.renamed({small.axes[0]: target})
    left, right = (large, renamed) if large is left else (renamed, large)
    return combined(operation, left, right, large.axes)


def transpose(part: Part) -> Part:
    """Rows for columns; of a number, nothing."""
    if len(part.axes) == 2:
        return replace(part, axes=part.axes[::-1])
    return replace(part, orient="column" if part.orient == "row" else "row") if part.axes else part


def outer(left: Part, right: Part) -> Part:
    """A column times a row."""
    right = right.renamed({right.axes[0]: fresh(right.axes[0], {*left.dims})})
    return combined(lambda one, other: one * other, left, right, (left.axes[0], right.axes[0]))


def contract(left: Part, first: str, right: Part, second: str, size: Callable[[str], Any]) -> Part | None:
    """The sum over one axis of each; the other axes stay, left's first."""
    if left.classes[first] != right.classes[second]:
        return None
    taken = {*left.dims, *right.dims}
    aside = {axis: fresh(axis + "'", taken) for axis in right.axes if axis != second and axis in left.dims}
    right = right.renamed({**aside, second: first})
    axes = tuple(a for a in left.axes if a != first) + tuple(a for a in right.axes if a != first)
    product = combined(lambda one, other: one * other, left, right, axes)
    return product.without(first, summed(product.expr, product.dims[first], size(left.classes[first])))


def juxtapose(left: Part, right: Part, size: Callable[[str], Any]) -> Part | None:
    """The product of two things side by side: the one that fits."""
    left, right = captured(left, right)
    counts = (len(left.axes), len(right.axes))
    if 0 in counts:
        return elementwise(lambda one, other: one * other, left, right)
    same = left.axis_classes() == right.axis_classes()
    if counts == (1, 1):
        if left.orient == "row" and right.orient != "row":
            return contract(left, left.axes[0], right, right.axes[0], size)
        if (left.orient, right.orient) == ("column", "row"):
            return outer(left, right)
        if same:
            return elementwise(lambda one, other: one * other, left, right)
        return outer(left, right) if "free" in (left.orient, right.orient) and left.orient != right.orient else None
    return matmul(left, right, size) or (
        elementwise(lambda one, other: one * other, left, right) if counts == (2, 2) and same else None
    )


def matmul(left: Part, right: Part, size: Callable[[str], Any]) -> Part | None:
    """``@``: the matrix product, and the cases with one axis."""
    left, right = captured(left, right)
    if not left.axes or not right.axes:
        return None
    if len(left.axes) == len(right.axes) == 1 and (left.orient, right.orient) == ("column", "row"):
        return outer(left, right)
    product = contract(left, left.axes[-1], right, right.axes[0], size)
    if product is not None and (len(left.axes), len(right.axes)) == (1, 2):
        return replace(product, orient="row")
    return product
