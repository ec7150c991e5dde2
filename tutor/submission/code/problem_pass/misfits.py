"""Assignments that cannot be run because shapes do not meet, told to be wrong by what is right around them.

Arrays may have been handed in in another layout than the page means. Where all that a statement reads is right, or was
handed in and is read by right statements too, the shapes are those of the page, and the statement itself is wrong.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tutor.submission.code.assignments.occurrences import Place
from tutor.submission.code.problem_pass.reading import Read, Reading
from tutor.submission.code.runtime.record_of_run import Failed
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import names_in, written
from tutor.submission.verdicts import DEFINES, RIGHT

_SHAPES = re.compile(r"do not fit together|of a single number")
_FAMILY = re.compile(r"[A-Za-z]+")


class Misfit(NamedTuple):
    """A statement whose shapes do not meet, the name that it assigns, as written, and those that it reads."""

    failed: Failed
    name: str
    uses: frozenset[str]
    augmented: bool


def misfits(reading: Reading) -> Iterator[Misfit]:
    """The statements whose shapes do not meet."""
    for failed in reading.run.failed:
        if failed.known and _SHAPES.search(failed.reason) and (parts := _parts(failed.text)):
            yield Misfit(failed, *parts)


def is_wrong(one: Misfit, reading: Reading) -> bool:
    """Whether a statement whose shapes do not meet is wrong, in a run in which it gave what is right."""
    return _BorneOut(reading, (one.failed.line, one.name)).holds(one.uses, one.failed.line)


@lru_cache(256)
def _parts(text: str) -> tuple[str, frozenset[str], bool] | None:
    """The name that a statement assigns, those that it reads, and whether it adds to what was there before.

    None where several names are in it, or the name itself.
    """
    try:
        body = ast.parse(text.strip()).body
    except SyntaxError:
        return None
    match body:
        case [ast.Assign([ast.Name() | ast.Attribute() as target], value)]:
            augmented = False
        case [ast.AugAssign(ast.Name() | ast.Attribute() as target, _, value)]:
            augmented = True
        case _:
            return None
    name, used = written(target), frozenset(names_in(value))
    return (name, used, augmented) if name not in used else None


class _BorneOut:
    """What the statements of a run that are right, other than one, say of the arrays before it."""

    def __init__(self, reading: Reading, place: Place) -> None:
        self._reading = reading
        self._others = [one for one in reading.read if one.statement.place != place]
        self._used: set[str] = set()
        """The names that right statements are made from, also by way of names of the page's own."""
        for one in reversed(self._others):
            if one.verdict == RIGHT or (one.verdict == DEFINES and one.statement.key in self._used):
                self._used.update(one.statement.all[-1].uses)
        self._families = Counter(_family(name) for name in self._used if reading.is_handed(name))

    def holds(self, used: Iterable[str], line: int) -> bool:
        """Whether each array among some names is right, or handed in as right statements read it; and there is one."""
        found = [self._is_known(name, line) for name in used]
        return None not in found and any(found)

    def _is_known(self, name: str, line: int) -> bool | None:
        """Whether a name is an array that is borne out: False for what is no array of the page, None where it is not.

        Weights with the same letters are handed in alike, so that ``W_r`` and ``W_c`` speak for ``W_z``.
        """
        ones = [one for one in self._others if one.statement.key == name]
        if before := [one for one in ones if one.statement.place[0] < line]:
            last = before[-1]
            if last.verdict == RIGHT:
                return True
            made_from = set(last.statement.all[-1].uses) - {name}
            made = last.verdict == DEFINES and self.holds(made_from, last.statement.place[0])
            return True if made else False if last.verdict == DEFINES and _is_size(last) else None
        if self._reading.is_handed(name):
            return True if name in self._used else False if self._families[_family(name)] > 1 else None
        return None if ones else False


def _family(name: str) -> str:
    """The letters that a name begins with: the W of ``W_z`` and ``W2``."""
    found = _FAMILY.match(name)
    return found[0] if found else name


def _is_size(one: Read) -> bool:
    """Whether it is a size or the like, or an array of zeros that the page itself has made."""
    value = one.statement.all[-1].value
    return one.statement.all[-1].allocation or isinstance(value, int) or (isinstance(value, Unknown) and value.other)
