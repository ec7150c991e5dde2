"""The verdicts on the code of a page: by the problem in which most of it is right, or by its own forward pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.problems.contract.problem import Problem
from tutor.submission import verdicts as says
from tutor.submission.choice import LEAST_RIGHT, alike
from tutor.submission.code.assignments.judged_code import JudgedCode
from tutor.submission.code.assignments.page_names import is_gradient, key_of
from tutor.submission.code.own_pass.judge import filled, judged_by_itself
from tutor.submission.code.problem_pass.judge import ALL_STEPS, Judge
from tutor.submission.code.runtime.budget import UNBOUND
from tutor.submission.code.syntax.program import Cell, Program, program
from tutor.submission.marked import CODE, MarkedStatement

_MOST_OF_CODE = 3
"""Problems that code is tried by where nobody named one: each takes several runs of it."""
_STEPS_OF_EACH = 160_000
"""Steps for each of these."""
SEED = 1
"""Code is judged at numbers of its own, at which no two axes are equally long."""


def code_judged(
    cells: Sequence[Cell], problems: Sequence[Problem], known: Sequence[str], *, sure: bool
) -> tuple[str, JudgedCode] | None:
    """The code judged by the problem in which most of its statements are right; those of the page's formulas first.

    What no problem decides, the code's own forward pass does; where nobody named one, it may be the whole measure.
    """
    read = program(cells)
    if sure:
        best = _best_of_code(read, sorted(problems, key=lambda problem: problem.id not in known))
        if best is not None and not _count(best[1].plain, says.NOT_JUDGED):
            return best[0], best[1].explained()
        own = judged_by_itself(read)
    else:
        own = judged_by_itself(read)
        if own is not None and _is_all_right(own):
            return "", own  # a problem has names for the mistakes in it, and there are none
        likely = alike([cell.text for cell in cells], problems)[:_MOST_OF_CODE]
        likely = sorted(likely, key=lambda problem: problem.id not in known)
        best = _best_of_code(read, likely, _STEPS_OF_EACH)
        best = best if best is not None and _is_clear(best[1].plain) else None
    if best is None or (own is not None and _borne_out(best[1].plain, sure=sure) < _borne_out(own, sure=sure)):
        return None if own is None else ("", own)
    found = best[1].explained()
    return best[0], found if own is None else filled(found, own)


def _best_of_code(read: Program, problems: Sequence[Problem], steps: int = ALL_STEPS) -> tuple[str, Judge] | None:
    """The problem in which most of some code is right, with what judges it by that."""
    found = [(problem.id, Judge(problem.instance(seed=SEED), read, steps)) for problem in problems]
    return max(found, key=lambda one: _count(one[1].plain, says.RIGHT), default=None)


def _is_all_right(code: JudgedCode) -> bool:
    """Whether nothing in some code is wrong, and little is not judged; in a line or two that says little."""
    right = _count(code, says.RIGHT)
    return not _count(code, says.WRONG) and right >= LEAST_RIGHT and right > 4 * _count(code, says.NOT_JUDGED)


def _is_clear(code: JudgedCode) -> bool:
    """Whether code that nobody named the problem of is about one: most that is judged is right, and not a few lines."""
    right, wrong = _count(code, says.RIGHT), _count(code, says.WRONG)
    return right >= max(LEAST_RIGHT, 3 * wrong) and right + wrong >= _count(code, says.NOT_JUDGED) // 3


def _borne_out(code: JudgedCode, *, sure: bool) -> int:
    """How much of some code is right, or would be: where nobody named a problem, that may be another one's."""
    return _count(code, says.RIGHT) + (_count(code, says.FOLLOWS) if sure else 0)


def _count(code: JudgedCode, verdict: str) -> int:
    return sum(one.verdict == verdict for one in code.statements)


def assignments(code: JudgedCode, problem: str) -> Iterator[MarkedStatement]:
    for one in code.statements:
        yield MarkedStatement(
            line=one.line,
            column=one.column,
            text=one.text,
            left=one.name,
            right=one.text.partition("=")[2].strip(),
            kind=says.DEFINES if one.verdict == says.DEFINES else CODE,
            verdict=one.verdict,
            target=one.target,
            diagnosis=one.diagnosis,
            follows=one.follows,
            note=one.reason,
            problem=problem,
        )
    for failed in code.failed:
        name, _, right = map(str.strip, failed.text.partition("="))
        too_early = failed.reason.endswith(UNBOUND) and is_gradient(key_of(name))
        yield MarkedStatement(
            line=failed.line,
            column=failed.column,
            text=failed.text,
            left=name if too_early else "",
            right=right if too_early else failed.text,
            kind=CODE,
            verdict=says.WRONG if too_early else says.NOT_READ,
            diagnosis=(diagnosis("swapped"),) if too_early else (),
            note=failed.reason,
        )
