"""Assignments that cannot be run because shapes do not meet, told to be wrong by what is right around them.

Arrays may have been handed in in another layout than the page means. Where all that a statement reads is right, or was
handed in and is read by right statements too, the shapes are those of the page, and the statement itself is wrong.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tutor.submission.code.assignments.occurrences import Place
from tutor.submission.code.problem_pass.reading import Read, Reading
from tutor.submission.code.runtime.record_of_run import Failed
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.verdicts import DEFINES, RIGHT

_SHAPES = re.compile(r"do not fit together|of a single number")
_FAMILY = re.compile(r"[A-Za-z]+")


def misfits(reading: Reading) -> Iterator[tuple[Failed, str]]:
    """The statements whose shapes do not meet, each with the name that it assigns."""
    for failed in reading.run.failed:
        if failed.known and _SHAPES.search(failed.reason) and (parts := _parts(failed.text)):
            yield failed, parts[0]


def is_wrong(failed: Failed, reading: Reading) -> bool:
    """Whether a statement whose shapes do not meet is wrong, in a run in which it gave what is right, and once."""
    parts = _parts(failed.text)
    if parts is None:
        return False
    place = failed.line, parts[0]
    in_loop = any(each.loops for one in reading.read if one.statement.place == place for each in one.statement.all)
    return not in_loop and _BorneOut(reading, place).holds(parts[1], failed.line)


def _parts(text: str) -> tuple[str, set[str]] | None:
    """The name that a statement assigns and those that it reads; None where fields or several names are in it."""
    try:
        body = ast.parse(text.strip()).body
    except SyntaxError:
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or len(body[0].targets) != 1:
        return None
    target = body[0].targets[0]
    used = {node.id for node in ast.walk(body[0].value) if isinstance(node, ast.Name)}
    return (target.id, used) if isinstance(target, ast.Name) and target.id not in used and "self" not in used else None


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
