"""Names with their indices as SymPy has them: neighbours, single entries, what stands outside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy

from tutor.notation.tree import Delta, Index, Ref
from tutor.problems.naming import linear
from tutor.problems.symbolic.arrays import flat
from tutor.problems.symbolic.indices import index, linear_form, size_symbol
from tutor.problems.symbolic.parts import Part

if TYPE_CHECKING:
    from tutor.problems.symbolic.expression import Writer


def ref(node: Ref, writer: Writer) -> Part:
    """A name: bare axes that run, or that a sum has bound, are letters; the others matrix axes."""
    scope = writer.scope
    declared = scope.names[node.name]
    if node.index is not None and len(node.index) < len(declared.axes):
        return _positions(node, writer)
    dims: dict[str, Any] = {}
    classes: dict[str, str] = {}
    axes: list[str] = []
    places: list[Any] = []
    limits: list[tuple[Any, Any]] = []
    for axis, written in zip(declared.axes, node.index or (None,) * len(declared.axes), strict=True):
        known = scope.class_of(axis)
        if written is None:
            dims[axis], classes[axis] = index(axis), known
            places.append(dims[axis])
            if writer.runs(axis):
                writer.letters.setdefault(axis, known)
            else:
                axes.append(axis)
            continue
        places.append(_place(written, known, dims, classes, writer))
        limits.append(_inside(places[-1], known, dims, classes, writer))
    expr = _guarded(node.name, places, limits, declared.outside if node.index and node.index[0] else "")
    return Part(expr, dims, classes, tuple(axes), "row" if declared.row else "column")


def _positions(node: Ref, writer: Writer) -> Part:
    """A flattened pair of axes by the letter that counts its positions."""
    whole = flat(ref(Ref(node.name), writer), writer)
    (letter,) = whole.axes
    written = node.index[0].letter if node.index and node.index[0] is not None else letter
    writer.letters.setdefault(written, letter)
    return replace(whole.renamed({letter: written}), axes=())


def delta(node: Delta, writer: Writer) -> Part:
    """1 where two letters are equal, else 0."""
    letters = (node.first, node.second)
    known = next((writer.letters[letter] for letter in letters if letter in writer.letters), None)
    size_class = known or writer.scope.class_of(letters[0])
    writer.letters.update(dict.fromkeys(letters, size_class))
    dims = {letter: index(letter) for letter in letters}
    return Part(sympy.KroneckerDelta(*dims.values()), dims, dict.fromkeys(letters, size_class))


def indexed(name: str, places: list[Any]) -> Any:
    """An entry of an array, or a number by its name."""
    return sympy.IndexedBase(name, real=True)[tuple(places)] if places else sympy.Symbol(name, real=True)


def _place(written: Index, known: str, dims: dict[str, Any], classes: dict[str, str], writer: Writer) -> Any:
    """An index as an expression; its letters become letters of the part."""
    scope = writer.scope
    place = writer.size(known) + written.const if written.last else sympy.Integer(written.const)
    for letter, count in written.terms:
        if letter in scope.sizes:
            place += count * size_symbol(letter)
            continue
        own = known
        if written.letter:
            if scope.within(writer.letters.get(letter) or letter, known):
                own = writer.letters.get(letter) or scope.class_of(letter)
        elif letter in scope.classes:
            own = scope.class_of(letter)
        own = writer.letters.setdefault(letter, own)
        classes.setdefault(letter, own)
        place += count * dims.setdefault(letter, index(letter))
    return place


def _inside(place: Any, known: str, dims: dict[str, Any], classes: dict[str, str], writer: Writer) -> tuple[Any, Any]:
    """Where an index is one of the axis: everywhere (true), or under a condition; and whether only 0 is outside."""
    problem = writer.problem
    derived = {
        size_symbol(name): linear_form(linear(text))
        for name, text in problem.derived.items()
        if name.lower() not in writer.scope.pairs
    }

    def extreme(way: int) -> Any:
        found = place
        for letter, symbol in dims.items():
            rising = bool(place.coeff(symbol) * way > 0)
            found = found.subs(symbol, 1 if rising else writer.size(classes[letter]))
        return sympy.expand(found.subs(derived))

    last = writer.size(known)
    least, room = extreme(1), sympy.expand(last.subs(derived) - extreme(-1))
    conditions = [] if (least - 1).is_nonnegative else [sympy.Ge(place, 1)]
    above = bool(place.free_symbols & {*dims.values()}) and not room.is_nonnegative
    conditions += [sympy.Le(place, last)] if above else []
    return sympy.And(*conditions), bool(least.is_nonnegative) and not above


def _guarded(name: str, places: list[Any], limits: list[tuple[Any, Any]], before: str) -> Any:
    """An entry, which is what stands before the first, or zero, where its index is outside."""
    entry = indexed(name, places)
    inside = sympy.And(*(condition for condition, _ in limits))
    if inside is sympy.true:
        return entry
    other = indexed(before, places[1:]) if before else sympy.Integer(0)
    if before and not limits[0][1]:
        return sympy.Piecewise((entry, inside), (other, sympy.Eq(places[0], 0)), (sympy.Integer(0), True))
    return other if inside is sympy.false else sympy.Piecewise((entry, inside), (other, True))
