"""How well networks fit what a page says of derivatives: each is judged once, and no longer than it may be the best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from math import inf
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.names.page_functions import settled_functions
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.claims.writing.named_steps import steps_named
from tutor.submission.own_network.steps.loose_steps import loose_steps
from tutor.submission.statement import CLAIM, Statement


class Score(NamedTuple):
    """How many claims about derivatives are right in a network, and how many are wrong.

    ``most`` is by how many more could be right than wrong, if the judging ended early; else it is by how many are.
    ``contradicted`` says that the page defines a value otherwise than the network, which then is another.
    """

    right: int
    wrong: int
    most: int
    contradicted: bool = False

    @property
    def lead(self) -> int:
        """By how many more are right than wrong."""
        return self.right - self.wrong

    @property
    def is_whole(self) -> bool:
        """Whether the page was judged to its end."""
        return self.most == self.lead


class Scores:
    """The networks of one page by the texts of their files, and their scores; ``page`` is its text."""

    def __init__(self, name: str, page: str = "") -> None:
        self._name = name
        self._page = page
        self._problems: dict[str, Problem | None] = {}
        self._scores: dict[tuple[str, tuple[Statement, ...]], Score] = {}
        self._claims: dict[Statement, int] = {}

    def problem(self, text: str) -> Problem | None:
        """The network of a file; None where it cannot be read, or its gradients cannot be derived."""
        if text not in self._problems:
            problem = read(text, self._name)
            self._problems[text] = problem if problem is not None and _is_derived(problem) else None
        return self._problems[text]

    def score(self, problem: Problem, text: str, said: Sequence[Statement], least: float = -inf) -> Score:
        """The score of the network of a file; judged no further than it is certain not to have a lead over ``least``.

        One in which nothing is wrong so far is judged to the end.
        """
        key = text, tuple(said)
        known = self._scores.get(key)
        if known is None or not (known.is_whole or known.most <= least):
            known = self._scores[key] = self._judged(problem, said, least)
        return known

    def _judged(self, problem: Problem, said: Sequence[Statement], least: float) -> Score:
        steps = steps_named(said, problem.scope.axes.time)
        functions = settled_functions(said, [problem])
        own = PagePass(problem, functions, explains=False, text=self._page, steps=steps)
        right = wrong = 0
        defined: set[str] = set()
        left = sum(map(self._most_claims, said))
        for one in said:
            left -= self._most_claims(one)
            links = [link for link in own.judged(one) if link.verdict != says.WRONG or not loose_steps(problem, link)]
            if links and _defines_otherwise(links[0], defined):
                return Score(0, 0, 0, contradicted=True)
            defined |= _defined(links)
            count = _of_derivatives(links)
            self._claims[one] = max(sum(count.values()) - count[says.NOT_READ], self._claims.get(one, 0))
            right, wrong = right + count[says.RIGHT], wrong + count[says.WRONG]
            if wrong and left and right - wrong + left <= least:
                return Score(right, wrong, right - wrong + left)
        return Score(right, wrong, right - wrong)

    def _most_claims(self, one: Statement) -> int:
        """How many claims about derivatives a statement may have: as many as in the networks that were tried before."""
        known = self._claims.get(one)
        return known if known is not None else sum(link.kind == CLAIM for link in one.links)


def settled_score(
    problem: Problem,
    said: Sequence[Statement],
    settled: Callable[[Sequence[Verdict]], list[Verdict]] | None = None,
) -> tuple[int, int]:
    """How many claims about derivatives are right in a network, and how many are wrong, once they are ``settled``.

    None is right where the page defines a value otherwise than the network, which then is another.
    """
    steps = steps_named(said, problem.scope.axes.time)
    found = PagePass(problem, settled_functions(said, [problem]), explains=False, steps=steps).run(said)
    if settled is not None:
        found = [settled(links) for links in found]
    defined: set[str] = set()
    for links in filter(None, found):
        if _defines_otherwise(links[0], defined):
            return 0, 0
        defined |= _defined(links)
    count = _of_derivatives([one for links in found for one in links])
    return count[says.RIGHT], count[says.WRONG]


def read(text: str, name: str) -> Problem | None:
    """The network of a file; None where it cannot be read."""
    from tutor.problems.network.reader import read_network

    try:
        return read_network(text, name)
    except TutorError:
        return None


def _is_derived(problem: Problem) -> bool:
    """Whether the gradients of a network can be derived."""
    try:
        return bool(problem.steps)
    except TutorError:
        return False


def _of_derivatives(links: Sequence[Verdict]) -> Counter[str]:
    return Counter(one.verdict for one in links if one.kind in (says.DERIVATIVE, says.UPDATE))


def _defined(links: Sequence[Verdict]) -> set[str]:
    """What is defined as it is in the network."""
    return {one.target for one in links if one.kind == says.VALUE and one.verdict == says.RIGHT} - {""}


def _defines_otherwise(one: Verdict, defined: Collection[str]) -> bool:
    """Whether a page defines a value by another formula; one with a derivative in it defines no value.

    What has been ``defined`` already as in the network has a variant further down, as softmax with a temperature.
    """
    if one.kind != says.VALUE or one.verdict != says.WRONG or r"\partial" in one.link.text:
        return False
    return one.target not in defined
