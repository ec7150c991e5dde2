"""Entries of what is no name: ``(W^T d)_i``, ``[a_i b_j]_{ij}``, and values read at a place along a letter."""

from __future__ import annotations

from tutor.notation.errors import FitError
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_letters import letters_in
from tutor.notation.lower.node_values import value_of
from tutor.notation.lower.references import at_label, labelled
from tutor.notation.lower.value import Value
from tutor.notation.tree import Index, Listing, Part


def part(node: Part, env: Env) -> Value:
    """The entries that the indices behind a bracket say. Raises FitError as for those of a name."""
    letters = tuple(index.letter for index in node.index)
    entries = isinstance(node.body, Listing) and len(node.body.items) == 1
    outer = env.bound
    env.bound = outer - {letter for index in node.index for letter, _ in index.terms}  # whole, to be read at a place
    try:
        body = value_of(node.body.items[0] if isinstance(node.body, Listing) and entries else node.body, env)
    finally:
        env.bound = outer
    if entries and not body.axes and set(letters) <= set(body.dims) and len(set(letters)) == len(letters):
        return body.with_axes(letters, "column")  # [a_i b_j]_{ij}, the matrix that has these entries
    return _entries(body, node.index, env)


def _entries(value: Value, indices: tuple[Index, ...], env: Env) -> Value:
    """The entry of a value at one place along each of its matrix axes; a letter that runs in it already says nothing.

    Raises FitError if it has more axes, or fewer, and for an entry that is not there.
    """
    free = {letter for letter in value.dims if letter not in value.axes}
    if len(indices) > len(value.axes):
        indices = tuple(index for index in indices if index.letter not in free)
    if len(indices) != len(value.axes):
        count = f"{len(indices)} {'index' if len(indices) == 1 else 'indices'} given"
        raise FitError(f"{value.described()} has {len(value.axes)} axes, {count}")
    marks = [f"@{place}" for place in range(1, len(indices) + 1)]  # no letter of a formula is like them
    value = value.renamed(dict(zip(value.axes, marks, strict=True)))
    value = value.with_axes((), "column")
    for mark, index in zip(marks, indices, strict=True):
        if index.is_number and not 1 <= index.const <= value.array.shape[value.dims.index(mark) + 1]:
            raise FitError(f"entry {index.const} is there at some sizes only")
        value = at_place(value, mark, index, env)
    return value


def at_place(value: Value, letter: str, index: Index, env: Env) -> Value:
    """A value read at a place along a letter."""
    size_class, position = value.class_of(letter), value.dims.index(letter) + 1
    if index.letter:
        env.bind(index.letter, size_class)
        return merged(value.renamed({letter: index.letter}), env.field)
    if index.label is not None:
        return at_label(value.with_axes((*value.axes, letter), "column"), letter, labelled(index, env), env)
    names, spans = letters_in(index, size_class, env)
    array = env.field.at_index(value.array, IndexedAxis(position, size_class, index, spans), env)
    dims = (*value.dims[: position - 1], *names, *value.dims[position:])
    own = tuple(env.letters[name] for name in names)
    classes = (*value.classes[: position - 1], *own, *value.classes[position:])
    return merged(Value(array, dims, classes, value.axes, value.orient), env.field)
