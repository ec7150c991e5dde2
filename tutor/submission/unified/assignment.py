"""Which quantity of a problem each name of a page is: so that most of its formulas are the problem's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.unified.forms import Form, form_of, functions_in, names_in
from tutor.submission.unified.matching import Match, Matcher, Side

MOST_STATES = 40
"""Assignments that are gone on with from one formula to the next."""
_WHOLE = 4.0
"""What a formula that is one of the problem's speaks for an assignment; each name that is alike speaks for it, too."""
_LACKING = 1.5
_NUMBER = re.compile(r"\d+")


class Assignment(NamedTuple):
    """Names of the page with what they are.

    ``told`` formulas tell them: the ``firm`` ones several that share names, or the loss, and those that are there
    ``often`` are in more than one; ``customary`` ones are told by none. With ``other_model`` the page defines something
    by other functions than the problem.
    """

    names: dict[str, str]
    told: int
    firm: frozenset[str]
    often: frozenset[str]
    other_model: bool
    customary: frozenset[str] = frozenset()

    def with_others(self, others: Mapping[str, str]) -> Assignment:
        """The same with names that are ``others`` for some of these."""
        names = self.names | {other: self.names[page] for other, page in others.items() if page in self.names}
        return self._replace(
            names=names, firm=self.firm | {other for other, page in others.items() if page in self.firm}
        )


class _Told(NamedTuple):
    """What one formula of the page tells: the names in it, and whether it is the problem's but for a term."""

    name: str
    names: frozenset[str]
    whole: bool


class _State(NamedTuple):
    score: float
    match: Match
    told: tuple[_Told, ...] = ()


def assigned(forms: Mapping[str, Form], given: frozenset[str], problem: Problem) -> Assignment:
    """What the names of a page are in a problem, whose formulas have these forms; without those that are open.

    A name is open where it is another one in an assignment for which as much speaks.
    """
    own = own_side(problem)
    likeness = _Likeness(problem)
    matcher = Matcher(Side(forms, given), own)
    states = [_State(0.0, Match())]
    for name in forms:
        states = _gone_on(states, name, own, matcher, likeness)
    best = states[0]
    rivals = [one for one in states if one.score > best.score - 0.01]
    names = dict(best.match.names)
    for rival in rivals[1:]:
        other = dict(rival.match.names)
        names = {page: own for page, own in names.items() if other.get(page) == own}
    firm = frozenset(name for name in _firm(best.told, names, problem) if name in names)
    told = {one.name for one in best.told}
    other_model = any(
        functions_in(form) != functions_in(own.forms[names[name]])
        for name, form in forms.items()
        if name in names and name not in told and names[name] in own.forms
    )
    count = Counter(name for one in best.told for name in one.names)
    often = frozenset(name for name, times in count.items() if times > 1)
    return Assignment(names, len(best.told), firm, often, other_model)


def _firm(told: Sequence[_Told], names: Mapping[str, str], problem: Problem) -> set[str]:
    """The names of formulas that hang together, where there are several of them, or the loss is among them."""
    groups: list[list[_Told]] = []
    for one in told:
        near = [group for group in groups if any(one.names & other.names for other in group)]
        groups = [group for group in groups if group not in near] + [
            [one, *(other for group in near for other in group)]
        ]
    firm = [
        group
        for group in groups
        if any(one.whole and (len(group) > 1 or names.get(one.name) == problem.loss) for one in group)
    ]
    return {name for group in firm for one in group for name in one.names}


def own_side(problem: Problem) -> Side:
    """The formulas of a problem's values, and what is given in it."""
    formulas = parsed(problem)
    forms = {value.name: form_of(formulas[value.name].tree) for value in problem.values if value.name in formulas}
    known = {name: form for name, form in forms.items() if form is not None}
    return Side(known, frozenset(quantity.name for quantity in problem.given))


def _gone_on(states: Sequence[_State], name: str, own: Side, matcher: Matcher, likeness: _Likeness) -> list[_State]:
    """The states with one formula of the page more, the best first; it may be none of the problem's."""
    found: dict[frozenset[tuple[str, str]], _State] = {}
    for state in states:
        before = state.match._replace(lacking=0)
        ways = [state]
        for value in own.forms:
            for match in matcher.defined(name, value, before):
                added = sum(likeness.of(*pair) for pair in match.names[len(before.names) :])
                score = state.score + _WHOLE + added - _LACKING * match.lacking
                told = _Told(name, names_in(matcher.page.forms[name]) | {name}, not match.lacking)
                ways.append(_State(score, match, (*state.told, told)))
        for way in ways:
            key = frozenset(way.match.names)
            if key not in found or way.score > found[key].score:
                found[key] = way
    return sorted(found.values(), key=lambda one: -one.score)[:MOST_STATES]


class _Likeness:
    """How much two names are alike by what they are written with."""

    def __init__(self, problem: Problem) -> None:
        self._roles = problem.roles
        self._symbols = {name: one.symbol for name, one in problem.quantities.items()}

    def of(self, page: str, own: str) -> float:
        """More the more alike they are: the name, its letter, its number, what such names are used for."""
        weight = self._roles.get(own, "") == "weight" or (own not in self._roles and by_name.is_weight(own))
        target = self._roles.get(own, "") == "target" or (own not in self._roles and by_name.is_target(own))
        base, other = by_name.base_of(page), by_name.base_of(own)
        return (
            0.5 * (page == own)
            + 0.3 * (base.lower() == other.lower())
            + 0.2 * (_number(page) == _number(own))
            + 0.4 * (by_name.is_weight(page) == weight)
            + 0.2 * (by_name.is_target(page) == target)
        )


def _number(name: str) -> str:
    return "".join(_NUMBER.findall(name))
