"""Values in letters, on the axes that the letters stand for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.notation.errors import FitError
from tutor.notation.lower.entrywise import elementwise
from tutor.notation.lower.environment import Env
from tutor.notation.lower.node_values import value_of
from tutor.notation.lower.value import Value, fresh
from tutor.notation.tree import Lettered, Mark


def lettered(node: Lettered, env: Env) -> Value:
    """A right side on the axes of its left side. Raises FitError where their letters do not agree."""
    return _by_letters(value_of(node.body, env), node.letters, env)


def _by_letters(value: Value, letters: tuple[tuple[str, str], ...], env: Env) -> Value:
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
