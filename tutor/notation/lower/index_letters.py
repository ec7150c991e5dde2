"""What the letters of an index run over: a whole axis, or part of it."""

from __future__ import annotations

from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.tree import Index


def is_plain(letter: str, size_class: str, env: Env) -> bool:
    """Whether a letter runs over a whole axis.

    A letter of a size made from the axis's counts along part of it: z0[u,v] with u over where the kernel fits.
    A capital letter is a number.
    """
    axes = env.scope.axes
    return letter not in axes.sizes and not axes.within(env.letters.get(letter) or letter, size_class)


def windowed(array: Array, position: int, letter: str, env: Env) -> Array:
    """The part of an axis that is being solved for, where a recurrence is."""
    if letter not in env.window or letter in env.bound:
        return array
    start, stop = env.window[letter]
    return array[(slice(None),) * position + (slice(start, stop),)]


def letters_in(index: Index, size_class: str, env: Env) -> tuple[list[str], list[tuple[int, int]]]:
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
    return extent(letter, own, env)


def extent(letter: str, size_class: str, env: Env) -> tuple[int, int]:
    """The positions that a letter runs over: all of its axis where a sum has bound it."""
    return (0, env.size(size_class)) if letter in env.bound else env.span(letter, size_class)
