"""Kronecker deltas solved for summed letters, and what is left made one term.

``sum_u g[u] K[r] delta(i, u+r-1)`` is ``g[i-r+1] K[r]``: the sum over u has one addend. That its letter would fall
outside its axis there has to make the term zero. A factor does where it is read at just that letter, for a name is
zero outside of its axes; where none is, the condition is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tutor.derivation.algebra.algebra import Power, Rational, Term
from tutor.derivation.algebra.letters import letters_of, put
from tutor.derivation.algebra.term_walk import free_letters, walk
from tutor.notation.lower.index_form.expressions import Apply, ArgMax, Indicator, Ref
from tutor.notation.lower.index_form.places import Affine, Column, Entry, Row, RowMajor
from tutor.record import Record

Equal = tuple[Affine, Affine]


class Contribution(Record):
    """A product, summed over letters with their classes, where all pairs of places in ``equal`` are the same."""

    factors: tuple[Term, ...]
    summed: tuple[tuple[str, str], ...]
    equal: tuple[Equal, ...] = ()


class _Solution(Record):
    """A summed letter, and the place that it must be."""

    letter: str
    size_class: str
    place: Affine
    conditions: tuple[Indicator, ...]
    compared: bool = False

    @property
    def cost(self) -> int:
        """Solutions that need no condition come first, then those that are a letter, not a shifted one.

        Last comes a letter of what is ``compared`` in a maximum: the entries that are looked at would be shifted.
        """
        shifted = not self.place.letter
        return 4 * len(self.conditions) + 2 * shifted + (len(self.place.terms) > 1) + 2 * (shifted and self.compared)


def solved(contribution: Contribution, free: dict[str, str]) -> Contribution | None:
    """The same without the deltas that could be solved; None where they contradict each other.

    ``free`` are the letters that stay, with their classes. What cannot be solved becomes an Indicator.
    """
    summed = dict(contribution.summed)
    met = [one for one in contribution.factors if isinstance(one, Indicator) and _is_delta(one, summed)]
    product = [one for one in contribution.factors if one not in met]
    waiting, left = _unflattened((*contribution.equal, *((one.left, one.right) for one in met))), []
    classes = {**free, **summed}
    while waiting:
        choices = []
        for pair in waiting:
            gap = pair[0].plus(pair[1], -1)
            if gap.is_number:
                if gap.const:
                    return None
                waiting.remove(pair)
                break
            choices += [(one.cost, at, pair, one) for at, one in enumerate(_solutions(gap, summed, classes, product))]
        else:
            if not choices:
                left = waiting
                break
            _, _, pair, best = min(choices, key=lambda choice: choice[:2])
            waiting.remove(pair)
            places = {best.letter: best.place}
            product = [put(one, places) for one in (*product, *best.conditions)]
            waiting = [(put(first, places), put(second, places)) for first, second in waiting]
            del summed[best.letter]
    product += [_equal(first, second) for first, second in left]
    held = [(one, decided(one, classes) if isinstance(one, Indicator) else None) for one in product]
    if any(known is False for _, known in held):
        return None
    return Contribution(tuple(one for one, known in held if known is None), tuple(summed.items()))


def _is_delta(condition: Indicator, summed: dict[str, str]) -> bool:
    """Whether a condition that stood in a formula, as of ``diag``, can be solved as well."""
    letters = letters_of(condition.left) | letters_of(condition.right)
    return condition.relation == "=" and bool(letters & summed.keys())


def _equal(first: Affine, second: Affine) -> Indicator:
    """1 where two places are the same, a letter alone first: ``1[t=T]``."""
    return Indicator(first, "=", second) if first.letter or not second.letter else Indicator(second, "=", first)


def decided(condition: Indicator, classes: dict[str, str]) -> bool | None:
    """Whether a condition holds at all sizes, or at none; None where that depends. ``classes`` are those of letters."""
    gap = condition.left.plus(condition.right, -1)
    if gap.is_number:
        return {"=": gap.const == 0, "<=": gap.const <= 0, ">=": gap.const >= 0}[condition.relation]
    if len(gap.terms) == 1 and condition.relation != "=":
        (letter, count), upwards = gap.terms[0], condition.relation == ">="
        if abs(count) == 1 and isinstance(letter, str) and letter in classes:
            end = Affine(const=1) if upwards == (count == 1) else Affine.last(classes[letter])
            least = Affine((), gap.sizes, gap.const).plus(end, count)
            if least.is_number and (least.const >= 0 if upwards else least.const <= 0):
                return True
    return None


def _solutions(
    gap: Affine, summed: dict[str, str], classes: dict[str, str], product: Sequence[Term]
) -> Iterator[_Solution]:
    """The letters for which ``gap = 0`` can be solved: those whose factor is 1 or -1."""
    for term, count in gap.terms:
        if isinstance(term, str) and term in summed and abs(count) == 1:
            rest = Affine(tuple(pair for pair in gap.terms if pair[0] != term), gap.sizes, gap.const)
            if term in letters_of(rest):
                continue
            place = Affine().plus(rest, -count)
            if not place.letter and not place.is_number and _divides(term, place, product):
                continue
            guards = _guarded(term, summed[term], product)
            compared = any(term in free_letters(one.body) for one in product if isinstance(one, ArgMax))
            needed = tuple(_conditions(place, summed[term], classes, guards))
            yield _Solution(term, summed[term], place, needed, compared)


def _divides(letter: str, place: Affine, product: Iterable[Term]) -> bool:
    """Whether a product has no value where what is read at a place for a letter is zero: a quotient, a logarithm.

    Outside of an axis it would be nothing over nothing, so the sum has to stay, which does not go there.
    """
    for part in (part for one in product for part in walk(one)):
        below = isinstance(part, Power) and not _positive(part.exponent)
        if below or (isinstance(part, Apply) and "/" in part.function.slope):
            read = (at for ref in walk(part) if isinstance(ref, Ref) for at in ref.places if letter in letters_of(at))
            if any(not put(at, {letter: place}).letter for at in read):
                return True
    return False


def _guarded(letter: str, size_class: str, product: Iterable[Term]) -> tuple[bool, bool]:
    """Whether a factor is zero where the letter is before its axis, and where it is behind."""
    before = behind = False
    for one in product:
        if isinstance(one, ArgMax) and one.place.letter == letter and one.size_class == size_class:
            return True, True
        ref = one.base if isinstance(one, Power) and _positive(one.exponent) else one
        if not isinstance(ref, Ref):
            continue
        for at, (place, own) in enumerate(zip(ref.places, ref.classes, strict=True)):
            if place.letter == letter and own == size_class:
                behind = True
                before = before or at > 0 or not ref.outside
    return before, behind


def _positive(exponent: Term) -> bool:
    return isinstance(exponent, Rational) and exponent.value > 0


def _conditions(
    place: Affine, size_class: str, classes: dict[str, str], guards: tuple[bool, bool]
) -> Iterator[Indicator]:
    """What must hold for a place to be on an axis. The place that a label says is on the axis that it is of."""
    if isinstance(place.alone, Entry):
        return
    last = Affine.last(size_class)
    alone = next(iter(letters_of(place)), "") if len(place.terms) == 1 and place.terms[0][1] == 1 else ""
    fixed = not place.terms
    before, behind = guards
    shift = place.const if not place.sizes else None
    same = bool(alone) and classes.get(alone) == size_class and place.terms[0][0] == alone
    inside_first = (shift is not None and shift >= 0 and bool(alone)) or (fixed and (place == last or place.const > 0))
    inside_last = (same and shift is not None and shift <= 0) or place == last or place == Affine(const=1)
    shifted = Affine((), place.sizes, place.const) if alone else Affine()
    here = place.plus(shifted, -1)
    if not before and not inside_first:
        yield Indicator(here, ">=", Affine(const=1).plus(shifted, -1))
    if not behind and not inside_last:
        yield Indicator(here, "<=", last.plus(shifted, -1))


def _unflattened(equal: Iterable[Equal]) -> list[Equal]:
    """Pairs of places, rows and columns of one flattened place joined, and flattened places taken apart."""
    found: list[Equal] = []
    rows: dict[tuple[Affine, tuple[str, ...]], Affine] = {}
    columns: dict[tuple[Affine, tuple[str, ...]], Affine] = {}
    for first, second in equal:
        for one, other in ((first, second), (second, first)):
            part = one.alone
            if isinstance(part, Row | Column):
                mine, others = (rows, columns) if isinstance(part, Row) else (columns, rows)
                key = (part.place, part.classes)
                if key in others:
                    met = others.pop(key)
                    row, column = (other, met) if isinstance(part, Row) else (met, other)
                    found.append((part.place, Affine.of(RowMajor(row, column, part.classes))))
                else:
                    mine[key] = other
                break
            if isinstance(part, RowMajor):
                found.append((part.row, Affine.of(Row(other, part.classes))))
                found.append((part.column, Affine.of(Column(other, part.classes))))
                break
        else:
            found.append((first, second))
    for kind, parts in ((Row, rows), (Column, columns)):
        found += [(Affine.of(kind(place, classes)), other) for (place, classes), other in parts.items()]
    return found
