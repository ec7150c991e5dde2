"""Names of arrays: bare axes for letters that products act on, indices for letters that are written."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.derivation.spelling.pieces import CannotWriteError, Piece
from tutor.notation import tree
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine, Column, Entry, Row, letters_in
from tutor.notation.scope import Scope


def reference(node: form.Ref, names: Mapping[str, str], scope: Scope, silent: frozenset[str]) -> Piece:
    """An entry of a name; ``names`` has those letters that are written.

    Where all its letters are ``silent`` and those of its own axes, they need not be written: a name without indices
    takes on the letters of what it meets.
    """
    declared = scope.names[node.name]
    letters = tuple(place.letter for place in node.places)
    if letters and silent.issuperset(letters) and tuple(map(names.get, letters)) == declared.axes:
        return Piece((tree.Ref(node.name),), letters=frozenset(letters))
    index: list[tree.Index | None] = []
    axes: list[str] = []
    labels: list[str] = []
    classes: list[str] = []
    written: set[str] = set()
    position = 0
    while position < len(node.places):
        place, axis, size_class = node.places[position], declared.axes[position], node.classes[position]
        pair = _flattened(node, position, scope)
        position += 1
        if pair:
            if pair in names:
                raise CannotWriteError("a letter for a flattened pair of axes")
            index += [None, None]
            position += 1
            letter, size_class, axis = pair, scope.axes.pair_letter(node.classes[position - 2 : position]) or "", ""
        else:
            letter = place.letter
        if letter and letter not in names:
            if letter in axes or axis in scope.axes.running:
                raise CannotWriteError("a diagonal, or an axis that runs")
            if not pair:
                index.append(None)
            axes.append(letter)
            labels.append(axis)
            classes.append(size_class)
        else:
            written |= letters_in((place,))
            runs = axis in scope.axes.running and axis not in scope.axes.time and names.get(letter) == axis
            index.append(None if runs else index_of(place, size_class, names))
    shown = None if all(one is None for one in index) else tuple(index)
    row = declared.row and len(axes) == 1
    return Piece((tree.Ref(node.name, shown),), tuple(axes), tuple(labels), tuple(classes), frozenset(written), row=row)


def _flattened(node: form.Ref, position: int, scope: Scope) -> str:
    """The letter that counts the positions of this axis and the next row by row, if one does."""
    if position + 1 == len(node.places):
        return ""
    first, second = (place.alone for place in node.places[position : position + 2])
    if isinstance(first, Row) and isinstance(second, Column) and first.place == second.place:
        return first.place.letter
    return ""


def index_of(place: Affine, size_class: str, names: Mapping[str, str]) -> tree.Index:
    """A place along an axis as it is typed: what is added first. Raises CannotWriteError at an axis."""
    if not letters_in((place,)) <= names.keys():
        raise CannotWriteError("a place beside an axis")
    if place.sizes == ((size_class, 1),) and not place.terms:
        return tree.Index((), place.const, last=True)
    if any(isinstance(term, Entry) for term, _ in place.terms):
        return _label(place, names)
    terms = [(names[letter], count) for letter, count in place.terms if isinstance(letter, str)]
    if len(terms) < len(place.terms):
        raise CannotWriteError("a part of a flattened axis")
    terms = [*((known.upper(), count) for known, count in place.sizes), *terms]
    return tree.Index(tuple(sorted(terms, key=lambda term: term[1] < 0)), place.const)


def _label(place: Affine, names: Mapping[str, str]) -> tree.Index:
    """The place that a label says, alone or with a number added: ``c[n]``."""
    entry, count = place.terms[0]
    if len(place.terms) > 1 or place.sizes or count != 1 or not isinstance(entry, Entry):
        raise CannotWriteError("a sum of labels")
    own = tuple(index_of(one, size_class, names) for one, size_class in zip(entry.places, entry.classes, strict=True))
    return tree.Index((), place.const, label=tree.Ref(entry.name, own or None))
