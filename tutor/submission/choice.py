"""Which problems a page is about where nobody says so: those of its names, in which its own statements are right.

A page is of one network, or of a few: one statement by itself may be right in any. So the page as a whole decides, and
a problem in which a formula of the forward pass is wrong is another network.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.page_pass import PagePass, settled_functions
from tutor.submission.statement import Statement

MOST_TRIED = 8
"""Problems whose names are most like the page's: each takes 1 to 5 ms a statement."""
LEAST_RIGHT = 3
"""So many statements must be right in a problem that nobody named."""
_COMMAND = lazily(
    r"\\(hat|tilde|bar|vec|dot)\s*\{?\s*(\w+)\s*\}?|\\(?:frac|dfrac|tfrac|partial|mathrm|mathbf|text|left|right)\b"
)
_TOKEN = lazily(r"[A-Za-z]+(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*", re.ASCII)
_NO_WORD = lazily(r"[^A-Za-z0-9]+")


def clear_problems(statements: Sequence[Statement], problems: Sequence[Problem]) -> list[Problem]:
    """The problems that a page is clearly about, in the order of their importance on it; none where none is clear."""
    tried = alike([statement.text for statement in statements], problems)
    functions = settled_functions(statements, tried)
    columns = {problem.id: PagePass(problem, functions, explains=False).run(statements) for problem in tried}
    left = {problem.id: problem for problem in tried if not _is_another(problem, columns[problem.id])}
    found: list[Problem] = []
    open_ones = set(range(len(statements)))
    while left:
        scores = {name: _score(columns[name], open_ones) for name in left}
        best = max(scores, key=lambda name: (scores[name], name))
        right, wrong = scores[best]
        if right < LEAST_RIGHT or right <= -wrong:
            break
        found.append(left.pop(best))
        open_ones -= {at for at, links in enumerate(columns[best]) if any(one.verdict in _DECIDED for one in links)}
    return found


_DECIDED = frozenset({says.RIGHT, says.WRONG, says.FOLLOWS})


def _score(column: Sequence[Sequence[Verdict]], among: set[int]) -> tuple[int, int]:
    """How many links of some statements are right in a problem, and how many are wrong, as a negative number."""
    count = Counter(one.verdict for at in among for one in column[at])
    return count[says.RIGHT], -count[says.WRONG]


def _is_another(problem: Problem, column: Sequence[Sequence[Verdict]]) -> bool:
    """Whether the page defines a value of the forward pass as another one than it is in a problem."""
    values = {value.name for value in problem.values}
    return any(one.verdict == says.WRONG and one.target in values for links in column for one in links)


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
