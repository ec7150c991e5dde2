"""Sums over windows that slide, as loops: `dK += dY[u, v] * X[u:u + R, v:v + C]`, `dX[r:r + U] += dY * K[r]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine, letters_in
from tutor.notation.lower.index_form.substitution import substituted
from tutor.notation.write.numpy_code import numpy_code
from tutor.notation.write.numpy_edges import is_inside, is_plain, references, within
from tutor.notation.write.numpy_places import Names, Scope, subscript, subscripts
from tutor.notation.write.numpy_statements import Statements, Sums, loop_over, room_for, sums_around


def over_windows(target: str, found: IndexForm, names: Names, sizes: Mapping[str, int]) -> Statements:
    """A sum over what slides: of each place with several letters, those of the sum are counted by loops.

    What would be read past an edge is added to a part of the result instead. Raises NoFormError where nothing slides.
    """
    sums, own = sums_around(found.expression), dict(zip(found.letters, found.classes, strict=True))
    window = _window(sums, own, sizes)
    body = substituted(sums.body, {letter: Affine.of(letter) for letter in sums.letters} | window.places)
    for letter, size in reversed(sums.letters.items()):
        if letter not in window.counted:
            body = form.Fold("sum", letter, size, body)
    every = {**window.letters, **window.counted}
    fits = all(within(place, own[letter], every, sizes) for letter, place in window.places.items())
    if not window.counted or not fits or not is_inside(body, every, sizes):
        raise NoFormError("nothing that slides, or a window that passes the edge")
    scope = Scope(names, window.letters, frozenset(window.counted))
    parts = [subscript(window.places[letter], size, scope) for letter, size in own.items()]
    axes = tuple(axis for _, axis in parts)
    right = numpy_code(IndexForm(body, axes, tuple(window.letters[axis] for axis in axes)), names, window.counted)
    left = f"{target}{subscripts([text for text, _ in parts])}"
    loops = tuple(loop_over(letter, size) for letter, size in window.counted.items())
    return Statements(room_for(target, found), loops, (f"{left} {sums.sign}= {right}",))


class _Window(NamedTuple):
    """The letters that loops count, those of the axes that are left, and where each letter of the result then is."""

    counted: dict[str, str]
    letters: dict[str, str]
    places: dict[str, Affine]


def _window(sums: Sums, own: Mapping[str, str], sizes: Mapping[str, int]) -> _Window:
    """What slides. A place that passes the edge gets a letter of its own, which runs over the whole axis."""
    every = {**own, **sums.letters}
    found = _Window({}, dict(own), {letter: Affine.of(letter) for letter in own})
    for ref in references(sums.body):
        for place, size in zip(ref.places, ref.classes, strict=True):
            apart = letters_in([place])
            if len(apart) < 2:
                continue
            if not is_plain(place, every):
                raise NoFormError("flattened axes")
            found.counted.update({letter: sums.letters[letter] for letter in sums.letters if letter in apart})
            free = apart - found.counted.keys()
            if len(free) != 1:
                raise NoFormError("windows that slide over each other")
            (letter,) = free
            if found.places[letter] == Affine.of(letter) and not within(place, size, every, sizes):
                moved = f"{letter}'"
                found.places[letter] = Affine.of(moved).plus(place.plus(Affine.of(letter), -1), -1)
                found.letters[moved] = size
    return found
