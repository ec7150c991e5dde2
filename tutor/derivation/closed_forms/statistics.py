"""One-line forms of gradients through statistics: what a mean and a deviation send back, put into the gradient.

``mu`` and ``s`` of a normalisation are only on the way to the normalised value. With what arrives at them put in,
``dL/dx`` needs the gradient of that value alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.derivation.algebra.algebra import ONE, Sum, Term, factors, inverse, times
from tutor.derivation.algebra.term_walk import free_letters, names_in, rebuilt, walk
from tutor.derivation.closed_forms.closed_forms import canonical, length, simplified
from tutor.derivation.closed_forms.known_sums import KnownSums
from tutor.derivation.differentiation.reverse_mode import Entry, ForwardPass
from tutor.notation.lower.index_form.expressions import Fold, Ref
from tutor.notation.lower.index_form.places import Affine
from tutor.record import Record


def statistics_of(forward: ForwardPass, name: str, reaching: set[str]) -> frozenset[str]:
    """The values on the way from a quantity over its statistics, which have fewer axes, to what is made with them.

    They are put in; empty where a quantity has none.
    """
    entered = [one for one in forward.consumers[name] if one in reaching]
    below = {one: _downstream(forward, one) for one in entered}
    axes = set(forward.problem.quantity(name).letters)
    fewer = [one for one in entered if set(forward.problem.quantity(one).letters) < axes]
    first = [one for one in fewer if below[one] & (set(entered) - {one})]
    last = set(entered) - set(first)
    behind = last.union(*(below[one] for one in last))
    above_last = {one for one in forward.forms if _downstream(forward, one) & last}
    found = frozenset(one for start in first for one in {start, *below[start]} if one in above_last - behind)
    return found if all(_made_of(forward, one) <= {name, *found} for one in found) else frozenset()


def _made_of(forward: ForwardPass, name: str) -> set[str]:
    """The arrays that a value is made of, numbers left out."""
    return {one for one in names_in(forward.forms[name].term) if forward.problem.quantity(one).letters}


def _downstream(forward: ForwardPass, name: str) -> set[str]:
    """The values that depend on a value."""
    found: set[str] = set()
    front = [name]
    while front:
        new = [one for one in forward.consumers[front.pop()] if one not in found]
        found.update(new)
        front += new
    return found


class OneLine:
    """Gradients with those of statistics put in."""

    def __init__(self, forward: ForwardPass, gradients: Mapping[str, str], known: KnownSums) -> None:
        self.forward = forward
        self.names = gradients
        self.known = known
        self.entries: dict[str, Entry] = {}

    def form(self, name: str, statistics: frozenset[str]) -> Term | None:
        """The gradient by a quantity without those by its statistics; None where they look at it again."""
        entry = self.entries[name]
        put_in = {self.names[one]: self.entries[one] for one in statistics if one in self.entries}
        found: Any = entry.term
        for _ in range(len(put_in) + 1):
            if not names_in(found) & put_in.keys():
                break
            found = self._put(found, put_in)
        if names_in(found) & put_in.keys():
            return None
        shortest = simplified(found, self.known, entry.class_of)
        for value in self.forward.forms:
            shortest = self._named(shortest, value, entry.class_of)
        ordered: Term = _shortest_first(shortest)
        return ordered

    def _put(self, term: Any, entries: Mapping[str, Entry]) -> Any:
        if isinstance(term, Ref):
            entry = entries.get(term.name)
            return entry.at(term.places, self.forward.letters) if entry else term
        return rebuilt(term, lambda part: self._put(part, entries))

    def _named(self, term: Term, name: str, classes: Mapping[str, str]) -> Term:
        """A term in which a value stands for what it is made of, where that is shorter: ``xhat`` for ``(x - mu)/s``."""
        form = self.forward.forms[name]
        parts = factors(form.term)
        main = next((one for one in parts if free_letters(one) >= set(form.letters) and _is_main(one, form)), None)
        if main is None or len(parts) == 1:
            return term
        rest = times(*(one for one in parts if one is not main))
        if any(part.places and part.name not in self.forward.forms for part in walk(rest) if isinstance(part, Ref)):
            return term  # a division by weights
        instead = times(self.forward.value(name), inverse(rest)) if rest != ONE else self.forward.value(name)
        entry = Entry(form.letters, form.classes, instead)
        replaced: Term = self._replaced(term, canonical(main), entry)
        if replaced is term:
            return term
        found = simplified(replaced, self.known, classes)
        return found if length(found) < length(term) else term

    def _replaced(self, term: Any, pattern: Term, entry: Entry) -> Any:
        places: dict[str, Affine] = {}
        if type(term) is type(pattern) and matches(pattern, term, set(entry.letters), places):
            return entry.at(tuple(places[letter] for letter in entry.letters), self.forward.letters)
        return rebuilt(term, lambda part: self._replaced(part, pattern, entry))


def _is_main(term: Term, form: Entry) -> bool:
    """Whether a factor of a value is what stands for it: what is taken from a mean, or the sum that a mean is of."""
    return isinstance(term, Fold) or (isinstance(term, Ref | Sum) and bool(form.letters))


def _shortest_first(term: Any) -> Any:
    """A term with the parts of its sums in the order of their lengths."""
    if isinstance(term, Sum):
        return Sum(tuple(sorted(map(_shortest_first, term.items), key=length)))
    return rebuilt(term, _shortest_first)


def matches(pattern: Any, term: Any, letters: set[str], places: dict[str, Affine]) -> bool:
    """Whether a term is a pattern with places for some letters; ``places`` takes them."""
    if isinstance(pattern, Affine) and isinstance(term, Affine) and pattern.letter in letters:
        return places.setdefault(pattern.letter, term) == term
    if type(pattern) is not type(term):
        return False
    if isinstance(pattern, tuple):
        pairs = zip(pattern, term, strict=False)
        return len(pattern) == len(term) and all(matches(one, other, letters, places) for one, other in pairs)
    if not isinstance(pattern, Record):
        return bool(pattern == term)
    return all(matches(getattr(pattern, field), getattr(term, field), letters, places) for field in pattern.fields)
