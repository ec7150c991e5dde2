"""Entries, parts and neighbours of arrays as NumPy code: `W[0]`, `H[-1]`, `X[u:u + R]`, `dH[t + 1]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.lower.index_form.places import Affine, Column, Row
from tutor.notation.write.numpy_axes import Code

Names = Callable[[str], str]
"""What an array is called in code; it raises NoFormError where it has no name there."""


class Scope(NamedTuple):
    """The names of arrays, the sizes that letters run over, and the letters that a loop around the code counts."""

    names: Names
    classes: Mapping[str, str]
    counted: frozenset[str] = frozenset()


def size_name(size_class: str) -> str:
    """A size as it is called in code: `T`, or the number that it always is."""
    return size_class[1:] if size_class.startswith("#") else size_class.upper()


def reference(node: form.Ref, scope: Scope) -> Code:
    """An array, or what is read of it. Raises NoFormError where that is neither whole axes nor entries nor a part."""
    name = scope.names(node.name)
    if flat := _flat_letter(node, scope):
        return Code(f"{name}.reshape(-1)", (flat,))
    found = [subscript(place, size, scope) for place, size in zip(node.places, node.classes, strict=True)]
    by, letter = _neighbour(node, scope)
    if by:
        found[0] = (":", letter)
        name = _moved(name, by, node.outside and scope.names(node.outside))
    axes = tuple(axis for _, axis in found if axis)
    if len(set(axes)) < len(axes):
        raise NoFormError("a diagonal as code")
    code = Code(f"{name}{subscripts([text for text, _ in found])}", axes)
    if node.outside and node.places[0].const < 0 and not by:
        counter = subscript(node.places[0].plus(Affine(const=1)), node.classes[0], scope)[0]
        return Code(f"({code.text} if {counter} else {scope.names(node.outside)})", axes)
    return code


def subscripts(texts: list[str]) -> str:
    """`[t, :, 0]`; nothing for whole axes, which are left out at the end."""
    while texts and texts[-1] == ":":
        texts = texts[:-1]
    return f"[{', '.join(texts)}]" if texts else ""


def subscript(place: Affine, size_class: str, scope: Scope) -> tuple[str, str]:
    """What stands in brackets for one place, counted from 0, and the letter of the axis that is left; '' for an entry.

    Raises NoFormError where it is no entry and no run of entries one after another.
    """
    running = [term for term, _ in place.terms if term not in scope.counted]
    if place.sizes:
        if place.terms or place.plus(Affine.last(size_class), -1).sizes:
            raise NoFormError("an entry far away")
        return str(place.const - 1), ""
    if not running:
        return _counted(place, place.const - 1), ""
    letter = running[0]
    count = dict(place.terms)[letter]
    if len(running) > 1 or count != 1 or not isinstance(letter, str) or letter not in scope.classes:
        raise NoFormError("entries that are not one after another")
    own = scope.classes[letter]
    rest = place.plus(Affine.of(letter), -1)
    if own == size_class and abs(rest.const) <= 1 and not rest.terms:
        return ":", letter  # a neighbour is for the whole array to say
    start, width = _counted(rest, rest.const), size_name(own)
    stop = str(int(start) + int(width)) if (start + width).isdigit() else f"{start} + {width}"
    return f":{width}" if start == "0" else f"{start}:{stop}", letter


def _counted(place: Affine, start: int) -> str:
    """`2 * u + v - 1`: letters that a loop counts from 0, where the place counts them from 1."""
    start += sum(count for _, count in place.terms)
    if any(count < 0 for _, count in place.terms):
        raise NoFormError("an entry counted backwards")
    text = " + ".join(f"{count} * {term}" if count > 1 else str(term) for term, count in place.terms)
    if not text and start < 0:
        raise NoFormError("an entry before the first")
    sign = "-" if start < 0 else "+"
    return f"{text} {sign} {abs(start)}" if text and start else text or str(start)


def _neighbour(node: form.Ref, scope: Scope) -> tuple[int, str]:
    """How far an array of whole axes is read to the side along its first, and the letter of that axis."""
    for at, (place, size) in enumerate(zip(node.places, node.classes, strict=True)):
        letter = place.plus(Affine(const=-place.const)).letter
        if not place.const or letter in scope.counted or scope.classes.get(letter) != size:
            continue
        if at:
            raise NoFormError("a neighbour along a later axis")
        return place.const, letter
    return 0, ""


def _moved(name: str, by: int, outside: str) -> str:
    """An array moved by one place along its first axis: before and behind it is zero, or what is given there."""
    if by == -1:
        first = f"{outside}[None]" if outside else f"np.zeros_like({name}[:1])"
        return f"np.concatenate([{first}, {name}[:-1]])"
    if by == 1:
        return f"np.concatenate([{name}[1:], np.zeros_like({name}[:1])])"
    raise NoFormError("an entry far away")


def _flat_letter(node: form.Ref, scope: Scope) -> str:
    """The letter by which a matrix is read row by row; '' where it is not."""
    row, column = (place.alone for place in node.places) if len(node.places) == 2 else (None, None)
    if not isinstance(row, Row) or not isinstance(column, Column) or row.place != column.place:
        return ""
    whole = row.classes == column.classes == node.classes and row.place.letter in scope.classes
    return row.place.letter if whole else ""
