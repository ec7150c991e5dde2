"""Open lines of a page about word vectors, judged by the two networks that such pages are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from tutor.marking.verdict import UNRECOGNISED
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged, Verdict, unjudged
from tutor.submission.identities.conditions import Conditions
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import texts_of
from tutor.submission.statement import CLAIM, Statement
from tutor.submission.word_vectors.naming import ALL_WORDS, DRAWN_WORDS, Naming
from tutor.submission.word_vectors.roles import roles_in

BY_VECTORS = "by the vectors of words that the page multiplies"
_OPEN = (says.NOT_READ, says.NOT_JUDGED)
_WRONG = (says.WRONG, says.FOLLOWS)
_LEAST_RIGHT = 3
"""So many lines are right of a page on which one may be wrong."""
_NEAR = 2
"""So many lines above, a condition is one of a line."""
_WHOLE = re.compile(r"words(?!\[)")
"""The matrix of all vectors, of which the page need not say how it is laid out."""
_IN_LOGISTIC = re.compile(r"\\sigma|σ|sigmoid")
_IN_SHARES = re.compile(r"share|seen|\\exp")


class _Reading(NamedTuple):
    """What is said of the links of a page by the network with all words, and by the one with drawn words."""

    of_all: list[Verdict]
    of_drawn: list[Verdict]

    def right(self) -> int:
        """How many links are right by one of them."""
        pairs = zip(self.of_all, self.of_drawn, strict=True)
        return sum(says.RIGHT in (one.verdict, other.verdict) for one, other in pairs)


def with_word_vectors(found: Judged, statements: Sequence[Statement], text: str) -> Judged:
    """The verdicts, with those on open lines about vectors of words, if the page is about such."""
    if not any(one.verdict in _OPEN and one.link.kind == CLAIM for one in found.verdicts):
        return found
    roles = roles_in([text for one in statements for text in texts_of(one)])
    if roles is None:
        return found
    conditions = Conditions(text)
    readings = [_read(statements, Naming(roles, columns), conditions) for columns in (False, True)]
    best = max(readings, key=_Reading.right)
    may_be_wrong = best.right() >= _LEAST_RIGHT
    verdicts = list(found.verdicts)
    for at, (one, all_words, drawn) in enumerate(zip(verdicts, *best, strict=True)):
        if one.verdict in _OPEN and one.link.kind == CLAIM:
            said = _said(all_words, drawn, conditions, may_be_wrong=may_be_wrong)
            verdicts[at] = (
                one if said is None else said.replace(statement=one.statement, link=one.link, note=BY_VECTORS)
            )
    return found.replace(verdicts=tuple(verdicts))


def _said(all_words: Verdict, drawn: Verdict, conditions: Conditions, *, may_be_wrong: bool) -> Verdict | None:
    """The verdict on a link by the network that it is about; None where that is open."""
    for one in (all_words, drawn):
        if one.verdict == says.RIGHT:
            return one
    line = all_words.link.line
    if not may_be_wrong or conditions.within(line - _NEAR, line):
        return None
    one, own, other = (
        (drawn, _IN_LOGISTIC, _IN_SHARES)
        if _IN_LOGISTIC.search(drawn.link.text)
        else (all_words, _IN_SHARES, _IN_LOGISTIC)
    )
    text = all_words.link.text
    named = one.verdict == says.FOLLOWS or (one.diagnosis and one.diagnosis != (UNRECOGNISED,))
    is_of_one = own.search(text) and not other.search(text) and not _WHOLE.search(one.statement.left + text)
    return one if one.verdict in _WRONG and one.kind == says.DERIVATIVE and named and is_of_one else None


def _read(statements: Sequence[Statement], naming: Naming, conditions: Conditions) -> _Reading:
    """What is said of a page that is written in one way."""
    of_all = [
        verdict
        for one, links in _held(statements, naming.of_all_words, ALL_WORDS)
        for verdict in _in_cases(one, links, naming.roles.seen, conditions)
    ]
    of_drawn = [verdict for _, links in _held(statements, naming.of_drawn_words, DRAWN_WORDS) for verdict in links]
    return _Reading(of_all, of_drawn)


def _held(
    statements: Sequence[Statement], rename: Callable[[str], str], network: str
) -> Iterator[tuple[Statement, list[Verdict]]]:
    """The statements in the names of a network, each with its verdicts; open are those with other names."""
    renamed = [changed(one, rename) for one in statements]
    about = [texts_of(one) != texts_of(other) for one, other in zip(renamed, statements, strict=True)]
    known = iter(
        judge([one for one, is_about in zip(renamed, about, strict=True) if is_about], [_network(network)]).verdicts
    )
    for one, is_about in zip(renamed, about, strict=True):
        yield one, [next(known) if is_about else unjudged(one, link) for link in one.links]


def _in_cases(one: Statement, links: list[Verdict], seen: str, conditions: Conditions) -> list[Verdict]:
    """The verdicts on a statement, right where it is so in a case of which the page speaks there."""
    for case in conditions.within(one.line - _NEAR, one.line):
        letters = {case.first, case.second} - {seen}
        if len(letters) > 1 or all(link.verdict in (says.RIGHT, says.SETS) for link in links):
            continue
        change = partial(_at_seen if case.equal else _beside_seen, letters.pop())
        found = judge([changed(one, change)], [_network(ALL_WORDS)]).verdicts
        links = [
            also.replace(statement=link.statement, link=link.link) if also.verdict == says.RIGHT else link
            for link, also in zip(links, found, strict=True)
        ]
    return links


def _at_seen(letter: str, text: str) -> str:
    """A side where a word is the one that was seen."""
    return text.replace(f"[{letter}", "[o")


def _beside_seen(letter: str, text: str) -> str:
    """A side that is zero where a word is the one that was seen."""
    return f"(1 - seen[{letter}]) ({text})"


@lru_cache(maxsize=2)
def _network(text: str) -> Problem:
    from tutor.problems.network.reader import read_network

    return read_network(text, "word vectors")
