"""What a path crosses, read off the derivative that comes through it: data for the words of a step."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.derivation import record
from tutor.derivation.algebra.algebra import MINUS_ONE, Power, Term
from tutor.derivation.algebra.deltas import Contribution
from tutor.derivation.algebra.letters import base, letters_of
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.differentiation.occurrence import Occurrence
from tutor.derivation.record import Crossing
from tutor.notation.lower.index_form.expressions import Indicator, Ref, Size


def crossings(
    one: Occurrence, found: Contribution, free: dict[str, str], arrives: Term | None, samples: frozenset[str]
) -> list[Crossing]:
    """What the way of an occurrence crosses; ``found`` is its derivative with the deltas solved.

    ``free`` are the letters of the quantity; ``arrives`` is the gradient at the consumer, the first factor, if any.
    ``samples`` are the classes of axes along which the same is done again and again.
    """
    nodes = [Crossing(each.kind, each.name, _named(each.letters), each.detail) for each in one.crossed]
    upstream = found.factors[0] if arrives is not None and found.factors else None
    seen = [*nodes, *_of_places(found, upstream), *_of_factors(found, free, upstream, samples)]
    if one.ref.outside and not one.ref.places[0].letter and not any(each.kind == record.RECURRENCE for each in seen):
        seen.append(Crossing(record.BEFORE_FIRST, one.ref.outside))
    return list(dict.fromkeys(seen))


def _named(letters: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(base, letters))


def _of_places(found: Contribution, upstream: Term | None) -> Iterator[Crossing]:
    """Neighbours in time, moving windows and fixed entries, which show in the places of names."""
    if isinstance(upstream, Ref):
        for place in upstream.places:
            letters = letters_of(place)
            if len(letters) == 1 and place.const and not place.sizes:
                detail = "next" if place.const > 0 else "previous"
                yield Crossing(record.RECURRENCE, upstream.name, _named(tuple(letters)), detail)
    refs = [one for one in found.factors if isinstance(one, Ref)]
    windows = {
        letter for ref in refs for place in ref.places if len(letters_of(place)) > 1 for letter in letters_of(place)
    }
    if windows:
        yield Crossing(record.CONVOLUTION, letters=_named(tuple(sorted(windows))))
    if any(isinstance(one, Indicator) and one.relation == "=" for one in found.factors):
        yield Crossing(record.PICKED)


def _of_factors(
    found: Contribution, free: dict[str, str], upstream: Term | None, samples: frozenset[str]
) -> Iterator[Crossing]:
    """Products and sums: which letters each factor has, and which are summed."""
    summed = dict(found.summed)
    arriving = free_letters(upstream) if upstream is not None else frozenset()
    others = [one for one in found.factors if one is not upstream]
    if any(isinstance(one, Power) and isinstance(one.base, Size) and one.exponent == MINUS_ONE for one in others):
        yield Crossing(record.MEAN)
    over: set[str] = set()
    for one in others:
        if not isinstance(one, Ref):
            continue
        own = free_letters(one)
        contracted = {letter for letter in own & arriving & summed.keys() if summed[letter] not in samples}
        if contracted and own & free.keys() - arriving and len(one.places) > 1:
            over |= contracted
            kept = [letter for letter in free if letter in arriving]
            side = "right" if kept and list(free).index(kept[0]) == 0 else "left"
            yield Crossing(record.MATRIX, one.name, _named(tuple(sorted(contracted))), side)
        elif own and arriving and not own & arriving - summed.keys():
            yield Crossing(record.OUTER, one.name)
        elif own <= arriving | free.keys():
            yield Crossing(record.GATE, one.name)
    shared = [letter for letter in summed if letter not in over]
    if shared:
        yield Crossing(record.SHARED, letters=_named(tuple(shared)))
    spread = [letter for letter in free if letter not in frozenset().union(arriving, *map(free_letters, others))]
    if spread and upstream is not None:
        yield Crossing(record.SPREAD, letters=_named(tuple(spread)))
    if upstream is not None and not others and not summed:
        yield Crossing(record.UNCHANGED)
