"""Names: whole, at letters, at neighbours of letters, at single entries and at labels; and relations of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from tutor.notation.axes import Layout
from tutor.notation.errors import FitError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import elementwise, merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value, fresh
from tutor.notation.scope import Declared, remember
from tutor.notation.tree import Delta, Index, Indicator, Mark, Node, Ref, walk


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


def by_letters(value: Value, letters: tuple[tuple[str, str], ...], env: Env) -> Value:
    """A value on the axes that the letters of a left side stand for.

    Raises FitError for a letter that is not on the left, and for one that runs over another axis than it does there.
    """
    meant = dict(letters)
    free = [letter for letter in value.dims if letter not in value.axes]
    for letter in free:
        if letter not in meant and letter not in env.running:
            raise FitError(f"the letter {letter} does not stand on the left side")
    changes = {letter: meant[letter] for letter in free if letter in meant}
    other = [letter for letter, axis in changes.items() if value.class_of(letter) != env.scope.axes.class_of(axis)]
    if other:
        swapped = sorted(value.classes) == sorted(env.scope.axes.class_of(axis) for axis in meant.values())
        raise FitError(
            f"the letter {other[0]} runs over another axis here than on the left side",
            "transpose" if swapped and len(other) > 1 else "shape",
        )
    named = [changes.get(letter, letter) for letter in value.dims]
    if len(set(named)) < len(named):
        raise FitError("a letter of the left side and a whole axis meet on the right side")
    return value.renamed(changes)


def on_axes(value: Value, marks: Sequence[Mark], count: int, env: Env) -> Value:
    """A value in letters with the first ``count`` of them for its axes; along one that it has not it is the same."""
    for letter, _, size_class in marks:
        if letter not in value.dims:
            ones = env.field.repeated(env.field.literal("1"), env.size(size_class))
            value = elementwise(np.multiply, value, Value(ones, (letter,), (size_class,)))
    names: dict[str, str] = {}
    for letter, axis, _ in marks[:count]:
        names[letter] = fresh(axis, (*value.dims, *names.values()))
    return value.renamed(names).with_axes(tuple(names.values()), "column")


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
    labels: dict[str, Index] = {}
    for letter, index in zip(letters, indices, strict=True):
        size_class = env.scope.axes.class_of(letter)
        own = index.letter if index is not None else letter
        if index is not None and index.label is not None:
            own = f"@{position}"  # no letter of a formula is like it
            labels[own] = index
            axes.append(own)
        elif index is None or (own == letter and _whole(index, env)):
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
    found = merged(Value(array, tuple(dims), tuple(classes), tuple(axes), _orient(declared)), env.field)
    for mark, index in labels.items():
        found = _at_label(found, mark, _label(index, env), env)
    return found


def _label(index: Index, env: Env) -> Value:
    """The places that a label says."""
    assert index.label is not None
    says = ref(index.label, env)
    return says.with_array(env.field.place_of(says.array, index.const))


def _at_label(value: Value, mark: str, label: Value, env: Env) -> Value:
    """The entries at the places that a label says along the axis ``mark``, whose place the label's own axes take."""
    twice = {*label.axes} & {*value.axes}
    if twice:
        raise FitError(f"the axis {min(twice)} stands twice as a whole: write it as an index, P[n,c[n]]")
    for letter in {*label.dims} & {*value.dims}:
        if label.class_of(letter) != value.class_of(letter):
            raise FitError(f"the letter {letter} runs over {value.class_of(letter)} and over {label.class_of(letter)}")
    sizes = dict(zip(value.dims + label.dims, value.array.shape[1:] + label.array.shape[1:], strict=True))
    env.spend_if_large(max(len(value.array), len(label.array)) * prod(sizes.values()) / sizes[mark])
    array, dims = env.field.picked(value, mark, label)
    classes = dict(zip(value.dims + label.dims, value.classes + label.classes, strict=True))
    at = value.axes.index(mark)
    own = tuple(axis for axis in label.axes if axis not in value.dims)
    axes = tuple(axis for axis in (*value.axes[:at], *own, *value.axes[at + 1 :]) if axis in dims)
    return Value(array, dims, tuple([classes[letter] for letter in dims]), axes, value.orient)


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
    counts = {letter: count for letter, count in index.terms if letter not in env.scope.axes.sizes}
    alone = list(map(abs, counts.values())) == [1]  # a letter that is multiplied counts along an axis of its own
    return [*counts], [_span(env, letter, size_class, alone=alone) for letter in counts]


def _span(env: Env, letter: str, size_class: str, *, alone: bool) -> tuple[int, int]:
    """The positions that a letter of an index runs over, from what its own axis is sized like or else the name's."""
    own = env.scope.axes.class_of(letter) if letter in env.scope.axes.classes or letter in env.sizes else size_class
    if alone and not env.scope.axes.within(own, size_class):
        own = size_class
    env.bind(letter, own)
    return _extent(letter, own, env)


def _extent(letter: str, size_class: str, env: Env) -> tuple[int, int]:
    """The positions that a letter runs over: all of its axis where a sum has bound it."""
    return (0, env.size(size_class)) if letter in env.bound else env.span(letter, size_class)


def delta(node: Delta, env: Env) -> Value:
    """1 where two letters are equal, else 0."""
    first, second = node.first, node.second
    if {first, second} & env.scope.axes.sizes.keys():
        return indicator(Indicator(Index(((first, 1),)), "=", Index(((second, 1),))), env)
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


def indicator(node: Indicator, env: Env) -> Value:
    """1 where two places are in a relation, else 0."""
    elsewhere: dict[str, str] = {}
    sides = (node.left, node.right)
    letters = {letter for side in sides for letter, _ in side.terms if letter not in env.scope.axes.sizes}
    if not letters <= env.letters.keys():
        elsewhere = _letters_of(env.whole, env)
    known = [env.letters.get(letter) or elsewhere.get(letter) for letter in sorted(letters)]
    for side in sides:
        if side.label is not None:
            known.append(env.scope.axes.class_of(env.scope.names[side.label.name].picks))
    own = next((size_class for size_class in known if size_class), None)
    if own is None:
        raise FitError(f"an indicator needs letters that occur elsewhere; {', '.join(sorted(letters))} does not")
    for letter in letters - env.letters.keys():
        env.bind(letter, elsewhere.get(letter) or own)
    left, right = (_counted(side, env) for side in sides)
    env.afford(left, right)
    return elementwise(lambda one, other: env.field.compared(node.relation, one, other), left, right)


def _counted(index: Index, env: Env) -> Value:
    """The number of a place, wherever its letters are."""
    if index.label is not None:
        return _label(index, env)
    letters = [letter for letter, _ in index.terms if letter not in env.scope.axes.sizes]
    classes = [env.letters[letter] for letter in letters]
    spans = [_extent(letter, own, env) for letter, own in zip(letters, classes, strict=True)]
    array = env.field.counter(index, spans, env)
    return merged(Value(array, tuple(letters), tuple(classes)), env.field)


def at_place(value: Value, letter: str, index: Index, env: Env) -> Value:
    """A value read at a place along a letter."""
    size_class, position = value.class_of(letter), value.dims.index(letter) + 1
    if index.letter:
        env.bind(index.letter, size_class)
        return merged(value.renamed({letter: index.letter}), env.field)
    if index.label is not None:
        return _at_label(value.with_axes((*value.axes, letter), "column"), letter, _label(index, env), env)
    names, spans = _letters(index, size_class, env)
    array = env.field.at_index(value.array, IndexedAxis(position, size_class, index, spans), env)
    dims = (*value.dims[: position - 1], *names, *value.dims[position:])
    own = tuple(env.letters[name] for name in names)
    classes = (*value.classes[: position - 1], *own, *value.classes[position:])
    return merged(Value(array, dims, classes, value.axes, value.orient), env.field)


def part(value: Value, indices: tuple[Index, ...], env: Env) -> Value:
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
