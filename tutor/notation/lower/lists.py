"""Values one after another: numbers make a vector, vectors in brackets a matrix, arrays are joined."""

from __future__ import annotations

from tutor.notation.errors import FitError
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value, fresh
from tutor.notation.tree import Index, Listing

_COLUMNS = "]"


def listed(values: list[Value], node: Listing, env: Env) -> Value:
    """The value of ``[a, b]``. Raises FitError where arrays of different kinds stand side by side."""
    if all(not value.axes for value in values):
        return _stacked(values, node.kind, env)
    nested = all(isinstance(item, Listing) for item in node.items)
    if nested and all(len(value.axes) == 1 for value in values):
        return _matrix(values, env)
    return _joined(values, node, env)


def _stacked(values: list[Value], kind: str, env: Env) -> Value:
    """Numbers as one vector."""
    dims: tuple[str, ...] = ()
    classes: dict[str, str] = {}
    for value in values:
        dims += tuple(letter for letter in value.dims if letter not in dims)
        classes.update(zip(value.dims, value.classes, strict=True))
    array = env.field.stacked([arranged(value.array, value.dims, dims) for value in values])
    letter = "["
    while letter in dims:
        letter += "["
    known = (f"#{len(values)}", *(classes[d] for d in dims))
    return Value(array, (letter, *dims), known, (letter,), kind)


def _matrix(values: list[Value], env: Env) -> Value:
    """Lists as the rows of a matrix; rows of one number make a column."""
    sizes = [value.array.shape[value.dims.index(value.axes[0]) + 1] for value in values]
    if any(size != sizes[0] for size in sizes):
        raise FitError("the rows of this matrix have different lengths")
    numbers = [Value(v.array, v.renamed({v.axes[0]: _COLUMNS}).dims, v.classes) for v in values]
    rows = _stacked(numbers, "column", env)
    if sizes[0] != 1:
        return Value(rows.array, rows.dims, rows.classes, (rows.axes[0], _COLUMNS))
    array = env.field.at_index(rows.array, IndexedAxis(rows.dims.index(_COLUMNS) + 1, "#1", Index((), 1)), env)
    return rows.without((_COLUMNS,), array, rows.axes)


def _as_whole(value: Value, widest: Value) -> Value:
    """An array written with letters among others written whole: the same letters are its axes."""
    letters = tuple(axis for axis in widest.axes if axis in value.dims)
    return Value(value.array, value.dims, value.classes, letters)


def _joined(values: list[Value], node: Listing, env: Env) -> Value:
    """Arrays along their last axis: blocks, such as the gates of an LSTM."""
    widest = max(values, key=lambda value: len(value.axes))
    values = [value if value.axes else _as_whole(value, widest) for value in values]
    if any(len(value.axes) != len(widest.axes) for value in values):
        kinds = sorted({value.described() for value in values})
        raise FitError(f"a list joins arrays of one kind; here stand {' and '.join(kinds)}")
    marks = tuple(f"[{number}" for number in range(len(widest.axes)))  # no letter of a formula is like these
    parts = [value.renamed(dict(zip(value.axes, marks, strict=True))) for value in values]
    for part in parts:
        if part.axis_classes()[:-1] != parts[0].axis_classes()[:-1]:
            raise FitError(f"{values[0].described()} and {part.described()} do not stand side by side in a list")
    dims = tuple(dict.fromkeys(letter for part in parts for letter in part.dims))
    last = marks[-1]
    arrays = [arranged(part.array, part.dims, dims) for part in parts]
    known = {d: c for part in parts for d, c in zip(part.dims, part.classes, strict=True)}
    joint = [part.class_of(last) for part in parts]
    known[last] = env.scope.axes.sum_class(joint)
    joined = Value(
        env.field.joined(arrays, dims.index(last) + 1, joint),
        dims,
        tuple(known[d] for d in dims),
        marks,
        node.kind if len(marks) == 1 else "column",
    )
    first = {marks[0]: fresh(widest.axes[0], dims)} if len(marks) == 2 else {}
    return joined.renamed({**first, last: fresh("[", (*dims, *first.values()))})
