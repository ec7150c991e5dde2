"""The arrays of names: whole, at letters, at neighbours of letters, at single entries; and Kronecker's delta."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.notation.arrays import flat
from tutor.notation.env import Env
from tutor.notation.errors import FitError
from tutor.notation.tree import Delta, Index, Node, Ref, walk
from tutor.notation.values import Array, Value, merged


def ref(node: Ref, env: Env) -> Value:
    """The array of a name. Bare axes that run, or that a sum has bound, are letters; the others matrix axes."""
    declared = env.scope.names[node.name]
    array = env.arrays[node.name]
    letters = declared.axes
    if not letters:
        return Value(array)
    orient = "row" if declared.row else "column"
    if env.window and _along(env.window, node, letters):
        return _indexed(node, env, array, letters, orient, declared.outside)
    layout = env.scope.layout(node.name, node.index, env.running, env.bound)
    if layout is None:
        return _indexed(node, env, array, letters, orient, declared.outside)
    dims, classes, axes, bound = layout
    for letter, size_class in bound:
        env.bind(letter, size_class)
    return Value(array, dims, classes, axes, orient)


def _along(window: Mapping[str, tuple[int, int]], node: Ref, letters: tuple[str, ...]) -> bool:
    """Whether a name has an axis that is being solved for, or is read along one."""
    own = not window.keys().isdisjoint(letters)
    return own or any(letter in window for index in node.index or () if index for letter, _ in index.terms)


def _indexed(node: Ref, env: Env, array: Array, letters: tuple[str, ...], orient: str, outside: str) -> Value:
    indices = node.index or (None,) * len(letters)
    if len(indices) < len(letters):
        return _positions(array, letters, indices, env)
    dims: list[str] = []
    classes: list[str] = []
    axes: list[str] = []
    position = 1
    for letter, index in zip(letters, indices, strict=True):
        size_class = env.scope.class_of(letter)
        own = index.letter if index is not None else letter
        if index is None or (own == letter and _whole(index, env)):
            array = _windowed(array, position, letter, env)
            runs = env.runs(letter)
            if index is not None or runs:
                env.bind(letter, size_class)
            if not runs:
                axes.append(letter)
        elif own and _is_plain(own, size_class, env):
            env.bind(own, size_class)
            array = _windowed(array, position, own, env)
        elif index.terms:
            array, names = _affine(env, array, position, index, size_class, outside)
            dims += names
            classes += [env.letters[name] for name in names]
            axes += names if _whole(index, env) else ()
            position += len(names)
            continue
        else:
            array = _entry(env, node, array, position, index, outside)
            continue
        dims.append(own)
        classes.append(size_class)
        position += 1
    return merged(Value(array, tuple(dims), tuple(classes), tuple(axes), orient))


def _positions(array: Array, axes: tuple[str, ...], indices: tuple[Index | None, ...], env: Env) -> Value:
    """A flattened pair of axes by the letter that counts its positions."""
    whole = flat(Value(array, axes, tuple(map(env.scope.class_of, axes)), axes), env.scope)
    letter = indices[0].letter if indices[0] is not None else ""
    env.bind(letter, whole.classes[0])
    return Value(whole.array, (letter,), whole.classes)


def _is_plain(letter: str, size_class: str, env: Env) -> bool:
    """Whether a letter runs over a whole axis.

    A letter of a size made from the axis's counts along part of it: z0[u,v] with u over where the kernel fits.
    A capital letter is a number.
    """
    return letter not in env.scope.sizes and not env.scope.within(env.letters.get(letter) or letter, size_class)


def _whole(index: Index, env: Env) -> bool:
    """Whether an index along time names the whole shifted array: so it does where nothing runs, as in NumPy."""
    if len(index.terms) != 1:
        return False
    letter = index.terms[0][0]
    return letter in env.scope.running and not env.runs(letter)


def _windowed(array: Array, position: int, letter: str, env: Env) -> Array:
    """The part of an axis that is being solved for, where a recurrence is."""
    if letter not in env.window or letter in env.bound:
        return array
    start, stop = env.window[letter]
    return array[(slice(None),) * position + (slice(start, stop),)]


def _entry(env: Env, node: Ref, array: Array, position: int, index: Index, outside: str) -> Array:
    size = array.shape[position]
    at = size - 1 + index.const if index.last else index.const - 1
    if at == -1:
        before = outside and position == 1
        return env.arrays[outside] if before else np.zeros_like(np.take(array, 0, axis=position))
    if not 0 <= at < size:
        raise FitError(f"entry {at + 1} of {node.name} is there at some sizes only")
    return np.asarray(np.take(array, at, axis=position))


def _affine(
    env: Env, array: Array, position: int, index: Index, size_class: str, outside: str
) -> tuple[Array, tuple[str, ...]]:
    """Entries at a sum of letters and sizes, such as t-1, u+r-1 or H+h; zero outside, or the declared outside."""
    sizes = env.scope.sizes
    start_at = index.const + sum(count * env.sizes[letter.lower()] for letter, count in index.terms if letter in sizes)
    terms = [(letter, count) for letter, count in index.terms if letter not in sizes]
    if len(terms) == 1 and terms[0][1] == 1:
        letter = terms[0][0]
        start, stop = _span(env, letter, size_class, alone=True)
        return _slid(env, array, position, start_at + start, stop - start, outside), (letter,)
    grid: Any = np.array(start_at - 1)
    for letter, count in terms:
        start, stop = _span(env, letter, size_class, alone=len(terms) == 1)
        grid = grid[..., None] + (np.arange(start, stop) + 1) * count
    letters = tuple(letter for letter, _ in terms)
    size = array.shape[position]
    env.spend_if_large(array.size // size * grid.size)
    inside = (grid >= 0) & (grid < size)
    if inside.all():
        return array.take(grid, axis=position), letters
    zero = np.zeros((*array.shape[:position], 1, *array.shape[position + 1 :]), dtype=array.dtype)
    padded = np.concatenate((array, zero), axis=position)  # one more entry, which all that is outside reads
    filled = padded.take(np.where(inside, grid, size), axis=position)
    if outside and position == 1 and grid.ndim == 1 and (grid == -1).any():
        filled[:, grid == -1] = env.arrays[outside][:, None]
    return filled, letters


def _span(env: Env, letter: str, size_class: str, *, alone: bool) -> tuple[int, int]:
    """The positions that a letter of an index runs over, from what its own axis is sized like or else the name's."""
    own = env.scope.class_of(letter) if letter in env.scope.classes or letter in env.sizes else size_class
    if alone and not env.scope.within(own, size_class):
        own = size_class
    env.bind(letter, own)
    return (0, env.size(own)) if letter in env.bound else env.span(letter, own)


def _slid(env: Env, array: Array, position: int, first: int, count: int, outside: str) -> Array:
    """``count`` entries along an axis from ``first`` on, as for t-1: a slice, in a tenth of a look-up's time."""
    size = array.shape[position]
    low, high = min(max(first, 0), size), max(min(first + count, size), 0)
    before = (slice(None),) * position
    inside = array[(*before, slice(low, high))]
    if high - low == count:
        return inside
    env.spend_if_large(array.size // size * count)
    slid = np.zeros((*array.shape[:position], count, *array.shape[position + 1 :]), dtype=array.dtype)
    if low < high:
        slid[(*before, slice(low - first, high - first))] = inside
    if outside and position == 1 and first <= -1 < first + count:
        slid[:, -1 - first] = env.arrays[outside]
    return slid


class UnboundError(Exception):
    """The letters of a delta stand for nothing yet: what they stand for elsewhere in the formula must be looked up."""


def letters_used(tree: Node, env: Env) -> dict[str, str]:
    """What the index letters of a formula run over, by the axes they stand at; other letters by their own axis."""
    found = {letter: env.scope.class_of(letter) for letter in env.sizes}
    for node in walk(tree):
        if isinstance(node, Ref):
            axes = env.scope.names[node.name].axes
            if node.index is not None and len(node.index) < len(axes):
                axes = (env.scope.pair_letter(tuple(map(env.scope.class_of, axes))) or "",)
            for axis, index in zip(axes, node.index or (), strict=False):
                if index is not None and index.letter and _is_plain(index.letter, env.scope.class_of(axis), env):
                    found[index.letter] = env.scope.class_of(axis)
    return found


def delta(node: Delta, env: Env) -> Value:
    """1 where two letters are equal, else 0."""
    first, second = node.first, node.second
    known = env.letters.get(first) or env.letters.get(second)
    if known is None:
        if env.used is None:
            raise UnboundError
        known = env.used.get(first) or env.used.get(second)
    if known is None:
        raise FitError(f"1[{first}={second}] needs letters that occur elsewhere")
    env.bind(first, known)
    env.bind(second, known)
    table = np.eye(env.size(known))[None]
    array = _windowed(_windowed(table, 1, first, env), 2, second, env)
    if env.field.dtype is not float:
        array = array.astype(int).astype(env.field.dtype)
    return merged(Value(array, (first, second), (known, known)))
