"""Which single change of a page makes its gradients right: where one does, that place is wrong, and how is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from tutor.submission.code.assignments.occurrences import Place, Statement, statements
from tutor.submission.code.assignments.page_names import base_of, is_gradient, key_of
from tutor.submission.code.own_pass.hints import BIAS, WEIGHT
from tutor.submission.code.own_pass.reading import OTHER_SHAPE, Found, OwnReading, gradients_behind
from tutor.submission.code.own_pass.repairs.assignment_edits import (
    EditedStatement,
    edits_with_something_more,
    small_edits,
)
from tutor.submission.code.own_pass.repairs.edited_program import Slot, function_at, name_at, slot_of, with_statement
from tutor.submission.code.runtime.record_of_run import Failed
from tutor.submission.code.syntax.program import Program
from tutor.submission.verdicts import DEFINES, NOT_JUDGED, RIGHT, WRONG

_MOST_REPAIRS = 3
_OF_SCALE = ("factor", "mean-missing", "mean-twice", "mean-for-sum", "factor-twice", "factor-missing",
             "derivative-missing", "derivative-twice", "path-missing", "term-missing", "operation",
             "power")  # fmt: skip
"""What may as well be another loss than the one of the page, where no gradient is right as it is."""


_OF_NAMES = ("swapped", "derivative-point", "time-shift")
_LEAST_FOR_NAMES = 2
"""So many gradients must be right before another array is tried in the place of one."""


class Repair(NamedTuple):
    """A place that is wrong, the code of its mistake, and the page read again without that."""

    line: int
    column: int
    text: str
    name: str
    code: str
    reading: OwnReading


class _Trouble(NamedTuple):
    """A place that may be wrong: what is said of it as it is, None where it was not run."""

    place: Place
    column: int
    text: str
    found: Found | None


def repairs(best: OwnReading) -> list[Repair]:
    """What is wrong on a page without being told from the values alone, one after the other.

    That are gradients whose shapes do not meet, or are not those of the value, and what is handed on under a name of
    its own to a gradient that is wrong for it.
    """
    found: list[Repair] = []
    while len(found) < _MOST_REPAIRS:
        tried = ((trouble, more) for more in (False, True) for trouble in _troubles(best))
        one = next((repair for trouble, more in tried if (repair := _repaired(best, trouble, more=more))), None)
        if one is None:
            break
        found.append(one)
        best = one.reading
    return found


def code_of(first: Found, best: OwnReading, instead: Mapping[tuple[int, str, int], Any]) -> str:
    """The code of the single change that makes a wrong gradient right; empty where there is none."""
    assert first.site is not None
    slot = slot_of(best.page.program, *first.statement.place)
    if slot is None:
        return ""
    if len(first.statement.all) == 1 and not first.statement.all[0].occurrence:
        small, large = small_edits(best, slot), edits_with_something_more(best, slot)
        return _code_at_once(first, best, slot, small, instead) or _code_at_once(first, best, slot, large, instead)
    for code, program in _edited(best, first.statement.place, more=None):
        run = best.page._replace(program=program).run(instead, most=best.end)
        again = [one for one in statements(run.assigned) if _same(one, first.statement)]
        if any(best.is_right(one, first.site) for one in again):
            return code
    return ""


def _code_at_once(
    first: Found,
    best: OwnReading,
    slot: Slot,
    edits: Iterable[EditedStatement],
    instead: Mapping[tuple[int, str, int], Any],
) -> str:
    """The code of a change of a statement that is run once: all are tried in one run, with what it has there."""
    assert first.site is not None
    statement = first.statement
    tried = list(edits)
    for (code, _), made in zip(
        tried, best.page.variants(slot.statement, [one for _, one in tried], instead), strict=False
    ):
        for one in made:
            again = statement._replace(all=(one,), last=(one,) if statement.last else ())
            if (one.line, one.name) == statement.place and best.is_right(again, first.site):
                return code
    return ""


def _same(one: Statement, other: Statement) -> bool:
    """Whether two statements are one line of the page and its name, of which the entry may be another."""
    return one.place[0] == other.place[0] and one.key == other.key


def _edited(best: OwnReading, place: Place, *, more: bool | None) -> Iterator[tuple[str, Program]]:
    """The page with one change at a place: the smallest ones, those that add ``more``, or with None all of them."""
    slot = slot_of(best.page.program, *place)
    if slot is None:
        return
    small = small_edits(best, slot) if not more else ()
    large = edits_with_something_more(best, slot) if more is not False else ()
    for code, statement in chain(small, large):
        if best.page.purse.steps <= 0:
            return
        yield code, with_statement(best.page.program, slot, statement)


def _troubles(best: OwnReading) -> Iterator[_Trouble]:
    for failed in best.run.failed:
        if failed.sizes and (name := _gradient_of(best, failed)):
            before = (one for one in best.found if one.statement.key == key_of(name) and _is_before(one, failed))
            yield from (_trouble(one) for one in before if not one.statement.all[0].allocation)
            yield _Trouble((failed.line, name), failed.column, failed.text, None)
    wrong = sorted((one for one in best.found if one.verdict == WRONG), key=best.since)
    used = [one.statement.key for one in gradients_behind(best.found, wrong[0])] if wrong else []
    open_ones = [one for one in best.found if one.verdict in (NOT_JUDGED, DEFINES)]
    misshapen = [one for one in open_ones if one.reason == OTHER_SHAPE]
    if len(misshapen) == 1 and not _is_guess(best, misshapen[0].statement):
        yield _trouble(misshapen[0])  # several may as well be right, for arrays of other shapes than those handed in
    yield from (_trouble(one) for name in used for one in reversed(open_ones) if _is_made(one, name))
    if used:
        yield _trouble(wrong[0])


def _is_guess(best: OwnReading, one: Statement) -> bool:
    """Whether a gradient is by what a page is handed under a name that does not say how many axes it has."""
    base = base_of(one.key)
    custom = BIAS.fullmatch(base) or WEIGHT.fullmatch(base)
    return not custom and any(site.given and not best.page.handed.is_told(site.given) for site in best.values.of(one))


def _is_made(one: Found, name: str) -> bool:
    return one.statement.key == name and not one.statement.all[0].allocation


def _is_before(one: Found, failed: Failed) -> bool:
    return one.statement.place[0] < failed.line


def _trouble(one: Found) -> _Trouble:
    last = one.statement.all[-1]
    return _Trouble(one.statement.place, last.column, last.text, one)


def _gradient_of(best: OwnReading, failed: Failed) -> str:
    """The gradient that a statement would have assigned; empty where it is none."""
    name = name_at(best.page.program, failed.line)
    return name if name and is_gradient(key_of(name)) else ""


def _repaired(best: OwnReading, trouble: _Trouble, *, more: bool) -> Repair | None:
    """The first change of a place after which more is right, and nothing less; all, where nothing near it was right."""
    known = _known_beside(best, trouble)
    if not known and (more or any(failed.known for failed in best.run.failed)):
        return None
    for code, program in _edited(best, trouble.place, more=more):
        if code in _OF_NAMES and known < _LEAST_FOR_NAMES:
            continue
        page = best.page._replace(program=program)
        again = best.beside(page, page.run(most=best.end))
        if not known and not again.is_whole:
            continue
        if _is_better(best, again, trouble) and not (code in _OF_SCALE and not _right(best)):
            return Repair(trouble.place[0], trouble.column, trouble.text, trouble.place[1], code, again)
    return None


def _known_beside(best: OwnReading, trouble: _Trouble) -> int:
    """How many gradients of the same function are right: without any, the arrays handed in may be other ones."""
    function = function_at(best.page.program, trouble.place[0])
    return sum(one.verdict == RIGHT and one.statement.all[0].function == function for one in best.found)


def _is_better(best: OwnReading, again: OwnReading, trouble: _Trouble) -> bool:
    """Whether a change makes more of a page right, nothing worse, and the trouble itself go away."""
    wrong, still = _count(best, WRONG), _count(again, WRONG)
    failing, fails = len(best.run.failed), len(again.run.failed)
    if not _right(best) < _right(again) or still > wrong or fails > failing:
        return False
    if trouble.found is not None and trouble.found.reason != OTHER_SHAPE:
        return fails < failing or (still < wrong and not still)
    at_place = [one for one in again.found if one.statement.place == trouble.place]
    is_right = any(one.verdict == RIGHT or one.statement.goes_on for one in at_place)
    return is_right and (fails < failing or trouble.found is not None)


def _right(one: OwnReading) -> set[tuple[Place, str]]:
    return {(each.statement.place, each.statement.key) for each in one.found if each.verdict == RIGHT}


def _count(one: OwnReading, verdict: str) -> int:
    return sum(each.verdict == verdict for each in one.found)
