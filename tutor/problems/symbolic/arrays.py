"""Functions of whole arrays, lists, powers of matrices and flattened positions, as SymPy expressions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

from tutor.notation.tree import Listing
from tutor.problems.naming import all_sizes
from tutor.problems.symbolic.indices import index, letter_symbol
from tutor.problems.symbolic.parts import Part, combined, fresh, outer

if TYPE_CHECKING:
    from tutor.problems.symbolic.expression import Writer


def apply(name: str, values: list[Part], writer: Writer) -> Part:
    """A function that knows about axes."""
    value = values[0]
    if name == "outer":
        return outer(flat(values[0], writer), flat(values[1], writer))
    if name in ("corr", "conv"):
        return _correlation(name, values[0], values[1], writer)
    if name == "softmax":
        letter = value.axes[-1]
        other = index(letter)
        powers = sympy.exp(value.expr)
        total = sympy.Sum(powers.xreplace({value.dims[letter]: other}), (other, 1, writer.size(value.classes[letter])))
        return replace(value, expr=powers / total)
    if name == "diag":
        return _diag(value)
    if name == "inv":
        return matrix_power(value, sympy.Integer(-1), writer)
    if name == "flat":
        return flat(value, writer)
    if name == "flip":
        turned = {value.dims[axis]: writer.size(value.classes[axis]) + 1 - value.dims[axis] for axis in value.axes}
        return replace(value, expr=value.expr.xreplace(turned))
    raise writer.refused(name)


def _diag(value: Part) -> Part:
    first = value.axes[0]
    if len(value.axes) == 2:
        second = value.axes[1]
        return value.without(second, value.expr.xreplace({value.dims[second]: value.dims[first]}))
    second = fresh(first + "'", {*value.dims})
    symbol = index(first)
    return Part(
        value.expr * sympy.KroneckerDelta(value.dims[first], symbol),
        {**value.dims, second: symbol},
        {**value.classes, second: value.classes[first]},
        (first, second),
    )


def _correlation(name: str, left: Part, right: Part, writer: Writer) -> Part:
    """The valid cross-correlation; ``conv`` slides the smaller array, by the textbook's sizes."""
    sizes = {letter.lower(): size for letter, size in all_sizes(writer.problem, writer.problem.sizes).items()}
    extents = [[sizes[known] for known in side.axis_classes()] for side in (left, right)]
    if name == "conv" and not all(one >= other for one, other in zip(*extents, strict=True)):
        left, right = right, left
    kernel = right.renamed({axis: fresh(axis, {*left.dims}) for axis in right.axes if axis in left.dims})
    taken = {*left.dims, *kernel.dims}
    outputs = (fresh("a", taken), fresh("b", taken))
    moved, dims, classes = {}, dict(left.dims), dict(left.classes)
    for axis, output, inner in zip(left.axes, outputs, kernel.axes, strict=True):
        symbol = index(output)
        moved[left.dims[axis]] = symbol + kernel.dims[inner] - 1
        del dims[axis], classes[axis]
        dims[output] = symbol
        classes[output] = writer.scope.difference_class(left.classes[axis], kernel.classes[inner])
    windows = Part(left.expr.xreplace(moved), dims, classes, outputs)
    product = combined(lambda one, other: one * other, windows, kernel, outputs)
    for inner in kernel.axes:
        total = sympy.Sum(product.expr, (product.dims[inner], 1, writer.size(kernel.classes[inner])))
        product = product.without(inner, total)
    return product


def matrix_power(base: Part, exponent: Any, writer: Writer) -> Part:
    """A power, or the inverse, of a square matrix that has a name."""
    rows, columns = (base.dims[axis] for axis in base.axes)
    if not isinstance(base.expr, sympy.Indexed) or base.expr.indices != (rows, columns):
        raise writer.refused("the power of a matrix without a name")
    size = writer.size(base.axis_classes()[0])
    matrix = sympy.MatrixSymbol(str(base.expr.base), size, size)
    return replace(base, expr=MatrixElement(sympy.MatPow(matrix, exponent), rows - 1, columns - 1))


def listed(values: list[Part], node: Listing, writer: Writer) -> Part:
    """Numbers as a vector, vectors in brackets as a matrix, arrays joined along their last axis."""
    if all(not value.axes for value in values):
        return _stacked(values, "[", node.kind)
    if all(isinstance(item, Listing) for item in node.items):
        columns = [replace(value.renamed({value.axes[0]: "]"}), axes=()) for value in values]
        rows = _stacked(columns, "[", "column")
        return replace(rows, axes=("[", "]"))
    return _joined(values, node.kind, writer)


def _stacked(values: list[Part], letter: str, kind: str) -> Part:
    place = index("k")
    whole = values[0]
    for value in values[1:]:
        whole = combined(lambda one, other: one, whole, value, ())
    aligned = [combined(lambda one, other: other, whole, value, ()).expr for value in values]
    cases = [(expr, sympy.Eq(place, number)) for number, expr in enumerate(aligned[:-1], 1)]
    return Part(
        sympy.Piecewise(*cases, (aligned[-1], True)),
        {letter: place, **whole.dims},
        {letter: f"#{len(values)}", **whole.classes},
        (letter,),
        kind,
    )


def _joined(values: list[Part], kind: str, writer: Writer) -> Part:
    widest = max(values, key=lambda value: len(value.axes))
    last = widest.axes[-1]
    place, start = index("e"), sympy.Integer(0)
    cases, whole = [], widest
    for value in values:
        axes = value.axes or tuple(axis for axis in widest.axes if axis in value.dims)
        part = replace(value, axes=axes).renamed(dict(zip(axes, widest.axes, strict=True)))
        size = writer.size(part.classes[last])
        aligned = combined(lambda one, other: other, whole, part, ())
        whole = replace(aligned, expr=whole.expr)
        cases.append((aligned.expr.xreplace({whole.dims[last]: place - start}), sympy.Le(place, start + size)))
        start += size
    joined = writer.scope.sum_class([value.classes[(value.axes or widest.axes)[-1]] for value in values])
    expr = sympy.Piecewise(*cases[:-1], (cases[-1][0], True))
    result = replace(whole, expr=expr, dims={**whole.dims, last: place}, classes={**whole.classes, last: joined})
    return replace(result, axes=widest.axes, orient=kind if len(widest.axes) == 1 else "column").renamed({last: "["})


def flat(part: Part, writer: Writer) -> Part:
    """An array of positions as one column, row by row, its transpose as that row; anything else as it is."""
    if len(part.axes) != 2:
        return part
    (rows, columns), orient = part.axes, "column"
    letter = writer.scope.pair_letter(part.axis_classes())
    if letter is None:
        rows, columns, orient = columns, rows, "row"
        letter = writer.scope.pair_letter(part.axis_classes()[::-1])
    if letter is None:
        return part
    width = writer.size(part.classes[columns])
    position = index(letter)
    places = {
        part.dims[rows]: sympy.floor((position - 1) / width) + 1,
        part.dims[columns]: sympy.Mod(position - 1, width) + 1,
    }
    rest = part.without(rows, part.expr.xreplace(places)).without(columns, part.expr.xreplace(places))
    dims, classes = {**rest.dims, letter: position}, {**rest.classes, letter: letter}
    return replace(rest, dims=dims, classes=classes, axes=(letter,), orient=orient)


def laid(part: Part, target: tuple[str, ...], writer: Writer) -> Any:
    """The expression in the letters of the target: letters by name, then matrix axes, then dummies by class."""
    scope = writer.scope
    symbols = {letter: letter_symbol(letter) for letter in target}
    split: tuple[str, str, str] | None = None
    for letter, pair in scope.pairs.items():
        classes = tuple(scope.class_of(one) for one in pair)
        if letter in target and letter not in part.classes.values():
            if set(pair) <= part.dims.keys() and not set(pair) & set(part.axes):
                part = flat(replace(part, axes=pair), writer)
            elif part.axis_classes() == classes:
                part = flat(part, writer)
        elif letter in part.classes.values() and any(target[at : at + 2] == pair for at in range(len(target) - 1)):
            at = target.index(pair[0])
            target = (*target[:at], letter, *target[at + 2 :])
            split = (letter, *pair)
    order = _assigned(part, target, writer)
    chosen = {part.dims[own]: symbols.get(letter) for letter, own in order.items()}
    if split:
        width = writer.size(scope.class_of(split[2]))
        chosen[part.dims[order[split[0]]]] = (symbols[split[1]] - 1) * width + symbols[split[2]]
    return part.expr.xreplace(chosen)


def _assigned(part: Part, target: tuple[str, ...], writer: Writer) -> dict[str, str]:
    wanted = {letter: writer.scope.class_of(letter) for letter in target}
    taken = {
        letter: letter for letter in part.dims if letter not in part.axes and wanted.get(letter) == part.classes[letter]
    }
    for own in (*part.axes, *sorted(part.dims.keys() - {*part.axes} - taken.keys())):
        homes = [
            letter for letter in target if letter not in taken and _same(part.classes[own], wanted[letter], writer)
        ]
        if homes:
            taken[homes[0]] = own
    return taken


def _same(own: str, wanted: str, writer: Writer) -> bool:
    return own == wanted or (own.startswith("#") and writer.size(own) == writer.size(wanted))
