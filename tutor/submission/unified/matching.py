"""Two sides made one: the names of a page beside those of a problem, where both formulas have the same form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from tutor.submission.unified.forms import NAME, OVER, PRODUCT, SUM, Form

MOST_WAYS = 24
"""Ways in which two formulas may be one: the factors of a product have no order."""
MOST_DEEP = 4
"""Names that are replaced by their formulas, one within the other."""


class Side(NamedTuple):
    """One side: the forms of what it defines by their names, and its other names."""

    forms: Mapping[str, Form]
    given: frozenset[str]


class Match(NamedTuple):
    """Names of the page by what they are in the problem's. ``lacking`` is how many terms only one of the two has."""

    names: tuple[tuple[str, str], ...] = ()
    lacking: int = 0

    def with_name(self, page: str, own: str) -> Match | None:
        """The match with one name more; None where that or the other is something else already."""
        known = dict(self.names)
        if page in known or own in known.values():
            return self if known.get(page) == own else None
        return self._replace(names=(*self.names, (page, own)))


class Matcher:
    """Finds how the formulas of a page may be those of a problem."""

    def __init__(self, page: Side, own: Side) -> None:
        self.page = page
        self._own = own

    def defined(self, name: str, own: str, known: Match) -> Iterator[Match]:
        """The ways in which what the page defines as ``name`` is a value of the problem."""
        begun = known.with_name(name, own)
        if begun is not None:
            found = self._formed(self.page.forms[name], self._own.forms[own], begun, 0)
            yield from islice(dict.fromkeys(found), MOST_WAYS)

    def _formed(self, one: Form, other: Form, known: Match, deep: int) -> Iterator[Match]:
        if one.kind == NAME and other.kind == NAME:
            yield from self._named(one.word, other.word, known)
        if deep < MOST_DEEP:
            if one.kind == NAME and other.kind != NAME and one.word in self.page.forms:
                yield from self._formed(self.page.forms[one.word], other, known, deep + 1)
            if other.kind == NAME and one.kind != NAME and other.word in self._own.forms:
                yield from self._formed(one, self._own.forms[other.word], known, deep + 1)
        if SUM in (one.kind, other.kind) and NAME not in (one.kind, other.kind):
            yield from self._terms(_parts(one, SUM), _parts(other, SUM), known, deep)
        elif one.kind == other.kind == PRODUCT:
            yield from self._bag(one.parts, other.parts, known, deep, PRODUCT)
        elif one.kind == other.kind and one.kind != NAME and one.word == other.word:
            yield from self._in_order(one.parts, other.parts, known, deep)

    def _named(self, page: str, own: str, known: Match) -> Iterator[Match]:
        """A name beside a name: what the page defines is no given one."""
        if page in self.page.forms and own in self._own.given:
            return
        found = known.with_name(page, own)
        if found is not None:
            yield found

    def _in_order(self, some: Sequence[Form], others: Sequence[Form], known: Match, deep: int) -> Iterator[Match]:
        if not some and not others:
            yield known
        elif some and others:
            for found in self._formed(some[0], others[0], known, deep):
                yield from self._in_order(some[1:], others[1:], found, deep)

    def _terms(self, some: Sequence[Form], others: Sequence[Form], known: Match, deep: int) -> Iterator[Match]:
        """Sums in any order; one may have a name more, a bias."""
        if abs(len(some) - len(others)) <= 1:
            yield from self._bag(some, others, known, deep, SUM)

    def _bag(self, some: Sequence[Form], others: Sequence[Form], known: Match, deep: int, kind: str) -> Iterator[Match]:
        if not some:
            if all(_may_lack(one, kind) for one in others):
                yield known._replace(lacking=known.lacking + len(others))
            return
        first, rest = some[0], some[1:]
        for at, other in enumerate(others):
            for found in self._formed(first, other, known, deep):
                yield from self._bag(rest, (*others[:at], *others[at + 1 :]), found, deep, kind)
        if _may_lack(first, kind):
            yield from self._bag(rest, others, known._replace(lacking=known.lacking + 1), deep, kind)


def _parts(form: Form, kind: str) -> tuple[Form, ...]:
    return form.parts if form.kind == kind else (form,)


def _may_lack(form: Form, kind: str) -> bool:
    """Whether a part may be missing: a bias in a sum, a number that is divided by in a product."""
    if kind == SUM:
        return form.kind == NAME
    return form.kind == OVER and form.parts[0].kind == NAME
