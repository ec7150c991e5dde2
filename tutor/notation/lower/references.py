"""Names: whole, at letters, at neighbours of letters, at single entries; and Kronecker's delta."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.notation.axes import Layout
from tutor.notation.errors import FitError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.notation.scope import Declared, remember
from tutor.notation.tree import Delta, Index, Node, Ref, walk


def ref(node: Ref, env: Env) -> Value:
    """The array of a name. Bare axes that run, or that a sum has bound, are letters; the others matrix axes."""
    declared = env.scope.names[node.name]
    array = env.arrays[node.name]
    if not declared.axes:
        return Value(array)
    if env.window and _along(env.window, node, declared.axes):
        return _indexed(node, declared, array, env)
    layout = _layout(node, env)
    if layout is None:
        return _indexed(node, declared, array, env)
    dims, classes, axes, bound = layout
    for letter, size_class in bound:
        env.bind(letter, size_class)
    return Value(array, dims, classes, axes, _orient(declared))


def _orient(declared: Declared) -> str:
    return "row" if declared.row else "column"


def _layout(node: Ref, env: Env) -> Layout | None:
    """How the axes of a name are laid out where these letters run and sums have bound those.

    None where that is not said by its letters alone: at neighbours, at single entries, on diagonals.
    """
    scope, layouts = env.scope, env.scope.remembered.layouts
    key = (node.name, node.index, env.running, env.bound)
    if key in layouts:
        known: Layout | None = layouts[key]
        return known
    found = scope.axes.laid_out(scope.names[node.name].axes, node.index, {*env.running, *env.bound})
    remember(layouts, key, found)
    return found


def _along(window: Mapping[str, tuple[int, int]], node: Ref, letters: tuple[str, ...]) -> bool:
    """Whether a name has an axis that is being solved for, or is read along one."""
    own = not window.keys().isdisjoint(letters)
    return own or any(letter in window for index in node.index or () if index for letter, _ in index.terms)


def _indexed(node: Ref, declared: Declared, array: Array, env: Env) -> Value:
    letters, outside = declared.axes, declared.outside
    indices = node.index or (None,) * len(letters)
    if len(indices) < len(letters):
        return _positions(array, letters, indices, env)
    dims: list[str] = []
    classes: list[str] = []
    axes: list[str] = []
    position = 1
    for letter, index in zip(letters, indices, strict=True):
        size_class = env.scope.axes.class_of(letter)
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
            names, spans = _letters(index, size_class, env)
            axis = IndexedAxis(position, size_class, index, spans, outside if letter == letters[0] else "")
            array = env.field.at_index(array, axis, env)
            dims += names
            classes += [env.letters[name] for name in names]
            axes += names if _whole(index, env) else ()
            position += len(names)
            continue
        else:
            _check_there(node, array.shape[position], index)
            axis = IndexedAxis(position, size_class, index, (), outside if letter == letters[0] else "")
            array = env.field.at_index(array, axis, env)
            continue
        dims.append(own)
        classes.append(size_class)
        position += 1
    return merged(Value(array, tuple(dims), tuple(classes), tuple(axes), _orient(declared)), env.field)


def _positions(array: Array, axes: tuple[str, ...], indices: tuple[Index | None, ...], env: Env) -> Value:
    """A flattened pair of axes by the letter that counts its positions."""
    whole = flat(Value(array, axes, tuple(map(env.scope.axes.class_of, axes)), axes), env)
    letter = indices[0].letter if indices[0] is not None else ""
    env.bind(letter, whole.classes[0])
    return Value(whole.array, (letter,), whole.classes)


def _is_plain(letter: str, size_class: str, env: Env) -> bool:
    """Whether a letter runs over a whole axis.

    A letter of a size made from the axis's counts along part of it: z0[u,v] with u over where the kernel fits.
    A capital letter is a number.
    """
    axes = env.scope.axes
    return letter not in axes.sizes and not axes.within(env.letters.get(letter) or letter, size_class)


def _whole(index: Index, env: Env) -> bool:
    """Whether an index along time names the whole shifted array: so it does where nothing runs, as in NumPy."""
    if len(index.terms) != 1:
        return False
    letter = index.terms[0][0]
    return letter in env.scope.axes.running and not env.runs(letter)


def _windowed(array: Array, position: int, letter: str, env: Env) -> Array:
    """The part of an axis that is being solved for, where a recurrence is."""
    if letter not in env.window or letter in env.bound:
        return array
    start, stop = env.window[letter]
    return array[(slice(None),) * position + (slice(start, stop),)]


def _check_there(node: Ref, size: int, index: Index) -> None:
    """An entry must be there, or be the one before the first: FitError if it is beyond these sizes."""
    at = index.const + (size if index.last else 0)
    if not 0 <= at <= size:
        raise FitError(f"entry {at} of {node.name} is there at some sizes only")


def _letters(index: Index, size_class: str, env: Env) -> tuple[list[str], list[tuple[int, int]]]:
    """The letters in an index such as t-1, u+r-1 or H+h, and the places that each of them runs over."""
    letters = [letter for letter, _ in index.terms if letter not in env.scope.axes.sizes]
    return letters, [_span(env, letter, size_class, alone=len(letters) == 1) for letter in letters]


def _span(env: Env, letter: str, size_class: str, *, alone: bool) -> tuple[int, int]:
    """The positions that a letter of an index runs over, from what its own axis is sized like or else the name's."""
    own = env.scope.axes.class_of(letter) if letter in env.scope.axes.classes or letter in env.sizes else size_class
    if alone and not env.scope.axes.within(own, size_class):
        own = size_class
    env.bind(letter, own)
    return (0, env.size(own)) if letter in env.bound else env.span(letter, own)


def delta(node: Delta, env: Env) -> Value:
    """1 where two letters are equal, else 0."""
    first, second = node.first, node.second
    known = env.letters.get(first) or env.letters.get(second)
    if known is None:
        elsewhere = _letters_of(env.whole, env)
        known = elsewhere.get(first) or elsewhere.get(second)
    if known is None:
        raise FitError(f"1[{first}={second}] needs letters that occur elsewhere")
    env.bind(first, known)
    env.bind(second, known)
    array = env.field.eye(known, env.size(known))
    array = _windowed(_windowed(array, 1, first, env), 2, second, env)
    return merged(Value(array, (first, second), (known, known)), env.field)


def _letters_of(tree: Node, env: Env) -> dict[str, str]:
    """What the index letters of a formula run over, by the axes they stand at; other letters by their own axis."""
    found = {letter: env.scope.axes.class_of(letter) for letter in env.sizes}
    for node in walk(tree):
        if isinstance(node, Ref):
            axes = env.scope.names[node.name].axes
            if node.index is not None and len(node.index) < len(axes):
                axes = (env.scope.axes.pair_letter(tuple(map(env.scope.axes.class_of, axes))) or "",)
            for axis, index in zip(axes, node.index or (), strict=False):
                if index is not None and index.letter and _is_plain(index.letter, env.scope.axes.class_of(axis), env):
                    found[index.letter] = env.scope.axes.class_of(axis)
    return found
