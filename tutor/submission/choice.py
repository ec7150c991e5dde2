"""Which problems a page is about where nobody says so: those with its names, in which its statements are right.

A page is about one network, or about one after the other. A statement by itself may be right in many, so that longer
parts of the page decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judge import MOST_SPENT
from tutor.submission.claims.judged import Verdict, unjudged
from tutor.submission.claims.names.page_functions import settled_functions
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.statement import CLAIM, Statement

MOST_TRIED = 8
"""Problems whose names are most like the page's: each takes 1 to 5 ms a statement."""
MOST_HOPELESS = MOST_SPENT // 40
"""Work on a trial after which it pauses, if nothing speaks for the problem so far."""
GAINED = MOST_HOPELESS // 32
"""What every statement adds to that: a part further down may be about it."""
LEAST_RIGHT = 3
"""So many statements must be right in a problem that nobody named."""
MOST_LEFT = 1 / 2
"""So much of a page may be left open by some problems that others are asked about that alone."""
NEW_PART = 1.5
"""What must speak for another problem before a part of the page is taken to be about it: more than one statement."""
_MAY_BE_RIGHT = (says.RIGHT, says.WRONG, says.FOLLOWS, says.NOT_JUDGED)
_COMMAND = lazily(
    r"\\(hat|tilde|bar|vec|dot)\s*\{?\s*(\w+)\s*\}?|\\(?:frac|dfrac|tfrac|partial|mathrm|mathbf|text|left|right)\b"
)
_TOKEN = lazily(r"[A-Za-z]+(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*", re.ASCII)
_NO_WORD = lazily(r"[^A-Za-z0-9]+")


class Clear(NamedTuple):
    """Problems that a page is clearly about, and what trials without causes tell of its verdicts by them.

    ``most_right`` is how many of its links can be right, where some of it is certain not to be read; else None.
    """

    problems: list[Problem]
    most_right: int | None


class _Found(NamedTuple):
    """A problem, where the first part of the page that is about it begins, and the verdicts by it."""

    problem: Problem
    first: int
    column: list[list[Verdict]]


def clear_problems(statements: Sequence[Statement], problems: Sequence[Problem]) -> Clear:
    """The problems that parts of a page are clearly about, in their order on it; none where none is clear.

    What none of these reads may be about others, of which the names say less on the page as a whole.
    """
    if not problems:
        return Clear([], None)
    tried = alike([statement.text for statement in statements], problems)
    functions = settled_functions(statements, tried)
    found = _found(statements, tried, functions)
    if not found:
        return Clear([], None)
    left = [at for at in range(len(statements)) if _is_left(one.column[at] for one in found)]
    rest = [statements[at] for at in left]
    if sum(link.kind == CLAIM for one in rest for link in one.links) > LEAST_RIGHT:
        known = {one.problem.id for one in found}
        others = _with_most_names(rest, [problem for problem in problems if problem.id not in known])
        for one in _found(rest, others, functions):
            column = [_unjudged(statement) for statement in statements]
            for at, links in zip(left, one.column, strict=True):
                column[at] = links
            found.append(_Found(one.problem, left[one.first], column))
    found.sort(key=lambda one: one.first)
    taken = [one.problem for one in found]
    if not settled_functions(statements, taken).items() <= functions.items():
        return Clear(taken, None)  # with other functions more of it may be read
    return Clear(taken, _most_right([one.column for one in found]))


def _found(statements: Sequence[Statement], tried: Sequence[Problem], functions: Mapping[str, str]) -> list[_Found]:
    """Those of some problems that parts of a page are clearly about."""
    columns: list[list[list[Verdict]]] = []
    worth: list[list[float]] = []
    for problem in tried:
        own = _trial(problem, functions, statements) if _may_be_about(problem, functions, statements, worth) else []
        columns.append(own or [_unjudged(statement) for statement in statements])
        worth.append([_worth(problem, links) for links in columns[-1]])
    path = _parts(worth, len(statements))
    found: list[_Found] = []
    for which in dict.fromkeys(one for one in path if one is not None):
        part = [at for at, one in enumerate(path) if one == which]
        links = [one for at in part for one in columns[which][at]]
        right = sum(one.verdict == says.RIGHT and one.note not in says.OF_NO_PROBLEM for one in links)
        if right >= LEAST_RIGHT:
            found.append(_Found(tried[which], part[0], columns[which]))
    return found


def _may_be_about(
    problem: Problem, functions: Mapping[str, str], statements: Sequence[Statement], worth: Sequence[Sequence[float]]
) -> bool:
    """Whether a part of a page may be about a problem, after trials of others that came to so much ``worth``.

    Where the parts that are about these are most of the page, it is asked about the rest alone: statements of which as
    much is right as can be speak for no other, nor does what is only not wrong.
    """
    claims = [sum(link.kind == CLAIM for link in statement.links) for statement in statements]
    path = _parts(worth, len(statements))
    best = [0.0 if which is None else worth[which][at] for at, which in enumerate(path)]
    left = [at for at, (count, most) in enumerate(zip(claims, best, strict=True)) if count > most]
    if sum(claims[at] for at in left) > sum(claims) * MOST_LEFT:
        return True
    if _best_gain([claims[at] - best[at] for at in left]) <= NEW_PART:
        return False
    asked = [_worth(problem, links) for links in _trial(problem, functions, [statements[at] for at in left])]
    if max(asked) <= 0:
        return False
    return _best_gain([one - best[at] for at, one in zip(left, asked, strict=True)]) > NEW_PART


def _best_gain(gains: Sequence[float]) -> float:
    """What the best of all parts of a page would gain."""
    best = part = 0.0
    for gain in gains:
        part = max(part, 0.0) + gain
        best = max(best, part)
    return best


def _is_left(readings: Iterable[Sequence[Verdict]]) -> bool:
    """Whether no trial of a statement reads any of it."""
    return all(one.verdict in (says.NOT_READ, says.NOT_JUDGED) for links in readings for one in links)


def _unjudged(statement: Statement) -> list[Verdict]:
    return [unjudged(statement, link) for link in statement.links]


def _trial(problem: Problem, functions: Mapping[str, str], statements: Sequence[Statement]) -> list[list[Verdict]]:
    """The verdicts of a page by a problem; after much work some are left out, if no part is yet worth a new one."""
    own = PagePass(problem, functions, explains=False, most=MOST_SPENT // 5)
    columns: list[list[Verdict]] = []
    best = part = 0.0
    for at, statement in enumerate(statements):
        if own.exercise.spent > MOST_HOPELESS + GAINED * at and best <= NEW_PART:
            columns.append(_unjudged(statement))
            continue
        columns.append(own.judged(statement))
        part = max(part, 0.0) + _worth(problem, columns[-1])
        best = max(best, part)
    return columns


def _most_right(columns: Sequence[Sequence[Sequence[Verdict]]]) -> int | None:
    """How many links can be right in one of some trials, if there is a claim that none of them reads."""
    unread = False
    count = 0
    for ones in zip(*columns, strict=True):
        for verdicts in zip(*ones, strict=True):
            unread = unread or all(one.verdict == says.NOT_READ for one in verdicts)
            count += any(one.verdict in _MAY_BE_RIGHT for one in verdicts)
    return count if unread else None


def _worth(problem: Problem, links: Sequence[Verdict]) -> float:
    """What speaks for a problem in one statement: links that are right; against it those that are wrong in it.

    Somebody's mistakes are in gradients for the most part. A value that is defined as another one is another network's.
    """
    count = Counter(one.verdict for one in links if one.note not in says.OF_NO_PROBLEM)
    values = {value.name for value in problem.values}
    others = sum(one.verdict == says.WRONG and one.target in values for one in links)
    return count[says.RIGHT] - count[says.WRONG] - 2 * others


def _parts(worth: Sequence[Sequence[float]], count: int) -> list[int | None]:
    """For each statement the problem of its part of the page, or none: the parts for which most speaks together."""
    states: list[int | None] = [None, *range(len(worth))]
    best = dict.fromkeys(states, 0.0)
    steps: list[dict[int | None, int | None]] = []
    for at in range(count):
        top = max(states, key=lambda state: best[state])
        came: dict[int | None, int | None] = {}
        new = {}
        for state in states:
            stays = best[state] >= best[top] - NEW_PART
            came[state] = state if stays else top
            new[state] = max(best[state], best[top] - NEW_PART) + (0.0 if state is None else worth[state][at])
        best = new
        steps.append(came)
    state = max(states, key=lambda one: best[one])
    path: list[int | None] = []
    for came in reversed(steps):
        path.append(state)
        state = came[state]
    return path[::-1]


def alike(texts: Iterable[str], problems: Sequence[Problem]) -> list[Problem]:
    """The problems with most of the names in some texts, at most ``MOST_TRIED``; a name that few have says more."""
    if len(problems) <= MOST_TRIED:
        return list(problems)
    own = {problem.id: set(_spelled(problem)) for problem in problems}
    common = Counter(name for names in own.values() for name in names)
    page = {name for text in texts for name in _names(text)}
    score = {
        name: sum(log(1 + len(problems) / common[one]) for one in names & page) / len(names) ** 0.5
        for name, names in own.items()
    }
    return sorted(problems, key=lambda problem: -score[problem.id])[:MOST_TRIED]


def _with_most_names(statements: Sequence[Statement], problems: Sequence[Problem]) -> list[Problem]:
    """The problems that know most of what names there are in a part of a page, if in other case, as often as they come.

    That a name is common says nothing against a problem here: what others have these names for was read without it.
    """
    page = Counter(name.lower() for statement in statements for name in _names(statement.text))
    score = {one.id: sum(page[name] for name in {name.lower() for name in _spelled(one)}) for one in problems}
    return sorted(problems, key=lambda problem: -score[problem.id])[:MOST_TRIED]


def _spelled(problem: Problem) -> Iterator[str]:
    """How the names of a problem are written, without marks between letters and figures."""
    for quantity in problem.quantities.values():
        yield _NO_WORD.sub("", quantity.name)
        yield from _names(quantity.symbol)


def _names(text: str) -> Iterator[str]:
    """The names in a formula, and each without what stands below or above it: W1 and W for ``W^{(1)}``."""
    plain = _COMMAND.sub(lambda found: f" {found[2]}{found[1]} " if found[1] else " ", text)
    for token in _TOKEN.findall(plain):
        yield _NO_WORD.sub("", token)
        base = re.split(r"[_^]", token, maxsplit=1)[0].strip()
        yield base
        yield base.removeprefix("d")
