"""Closed forms of gradients: what arrives is put in where it is known in the names of the forward pass."""

from __future__ import annotations

from typing import Any, NamedTuple

from tutor.derivation.algebra.algebra import Sum, Term
from tutor.derivation.algebra.term_walk import names_in, rebuilt, walk
from tutor.derivation.closed_forms.closed_forms import length, simplified
from tutor.derivation.closed_forms.known_sums import KnownSums
from tutor.derivation.closed_forms.statistics import OneLine, statistics_of
from tutor.derivation.differentiation.reverse_mode import Entry, ForwardPass
from tutor.notation.derived_names import derivative_name
from tutor.notation.lower.index_form.expressions import Apply, Fold, Ref

LONGEST = 6
"""A closed form that is longer is put in nowhere."""
MOST = 40
"""What is longer with all put in is not simplified: it would stay long."""
WORTH = 2
"""The form in one line of a gradient through a normalisation may be so much longer than that by steps."""


class Closed(NamedTuple):
    """A closed form, and how much longer than the form by steps it may be to be shown."""

    term: Term
    worth: float = 1


class PutIn:
    """The gradients so far that need no other gradient."""

    def __init__(self, forward: ForwardPass, result: str) -> None:
        self.forward = forward
        self.known_sums = KnownSums(forward)
        self.gradients = {name: derivative_name(result, name) for name in forward.problem.quantities}
        self.entries: dict[str, Entry] = {}
        self.reaching = forward.reaching(result) | {result}
        self.one_line = OneLine(forward, self.gradients, self.known_sums)

    def closed(self, name: str, entry: Entry) -> Closed | None:
        """The closed form of a gradient, at the letters of the entry; None where there is none, or a long one."""
        self.one_line.entries[name] = entry
        statistics = statistics_of(self.forward, name, self.reaching)
        if statistics:
            line = self.one_line.form(name, statistics)
            return Closed(line, self._worth(line, entry.term)) if line is not None else None
        needed = names_in(entry.term) & set(self.gradients.values())
        if not needed <= self.entries.keys():
            return self._alone(entry)
        whole = self._put(entry.term)
        if length(whole) > MOST:
            return None
        shorter = self._may_cancel(entry.term, needed) or _has_sums_of_sums(entry.term)
        found = simplified(whole, self.known_sums, entry.class_of) if shorter else whole
        whole_array = entry.classes == self.forward.classes(name)  # and not a pair of axes counted as one
        if length(found) <= LONGEST and whole_array:
            self.entries[self.gradients[name]] = Entry(entry.letters, entry.classes, found)
        return Closed(found, 1 if _names(found) < _names(whole) else 0.99)

    def _worth(self, line: Term, by_steps: Term) -> float:
        """How much longer a form in one line may be to be shown: it has to name what was normalised."""
        named = names_in(line) & self.forward.forms.keys() - names_in(by_steps)
        return WORTH if named else 1

    def _alone(self, entry: Entry) -> Closed | None:
        """A gradient that is shorter with nothing put in.

        There are sums in it that are known, as of what a mean has been taken from, or a softmax is written out.
        """
        if not _has_sums_of_sums(entry.term):
            return None
        found = simplified(entry.term, self.known_sums, entry.class_of)
        return Closed(found) if length(found) < length(entry.term) else None

    def _may_cancel(self, term: Term, needed: set[str]) -> bool:
        """Whether what is put in names something that stands there too, without which nothing gets shorter."""
        here = names_in(term) - needed
        return not needed or any(names_in(self.entries[name].term) & here for name in needed)

    def _put(self, term: Any) -> Any:
        if isinstance(term, Ref):
            entry = self.entries.get(term.name)
            return entry.at(term.places, self.forward.letters) if entry else term
        return rebuilt(term, self._put)


def _names(term: Term) -> int:
    """How many names a term has: there are fewer where something was cancelled."""
    return sum(isinstance(part, Ref) for part in walk(term))


def _has_sums_of_sums(term: Term) -> bool:
    """Whether a sum over a letter is one of sums or functions, which may be known."""
    inside = (part for fold in walk(term) if isinstance(fold, Fold) for part in walk(fold.body))
    return any(isinstance(part, Sum | Apply) for part in inside)
