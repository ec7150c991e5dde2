"""Names: whole, at letters, at neighbours of letters, at single entries and at labels."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from tutor.notation.axes import Layout
from tutor.notation.errors import FitError
from tutor.notation.lower.array_functions import flat
from tutor.notation.lower.array_operations import IndexedAxis
from tutor.notation.lower.entrywise import merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_letters import is_plain, letters_in, windowed
from tutor.notation.lower.value import Array, Value
from tutor.notation.scope import Declared, remember
from tutor.notation.tree import Index, Ref


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
    labels: dict[str, Index] = {}
    for letter, index in zip(letters, indices, strict=True):
        size_class = env.scope.axes.class_of(letter)
        own = index.letter if index is not None else letter
        if index is not None and index.label is not None:
            own = f"@{position}"  # no letter of a formula is like it
            labels[own] = index
            axes.append(own)
        elif index is None or (own == letter and _whole(index, env)):
            array = windowed(array, position, letter, env)
            runs = env.runs(letter)
            if index is not None or runs:
                env.bind(letter, size_class)
            if not runs:
                axes.append(letter)
        elif own and is_plain(own, size_class, env):
            env.bind(own, size_class)
            array = windowed(array, position, own, env)
        elif index.terms:
            names, spans = letters_in(index, size_class, env)
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
        found = at_label(found, mark, labelled(index, env), env)
    return found


def labelled(index: Index, env: Env) -> Value:
    """The places that a label says."""
    assert index.label is not None
    says = ref(index.label, env)
    return says.with_array(env.field.place_of(says.array, index.const))


def at_label(value: Value, mark: str, label: Value, env: Env) -> Value:
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


def _whole(index: Index, env: Env) -> bool:
    """Whether an index along time names the whole shifted array: so it does where nothing runs, as in NumPy."""
    if len(index.terms) != 1:
        return False
    letter = index.terms[0][0]
    return letter in env.scope.axes.running and not env.runs(letter)


def _check_there(node: Ref, size: int, index: Index) -> None:
    """An entry must be there, or be the one before the first: FitError if it is beyond these sizes."""
    at = index.const + (size if index.last else 0)
    if not 0 <= at <= size:
        raise FitError(f"entry {at} of {node.name} is there at some sizes only")
