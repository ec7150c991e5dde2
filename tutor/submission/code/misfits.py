"""Assignments that cannot be run because shapes do not meet, told to be wrong by what is right around them.

Arrays may have been handed in in another layout than the page means. Where all that a statement reads is right, or was
handed in and is read by right statements too, the shapes are those of the page, and the statement itself is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tutor.submission.code.reading import Read, Reading
from tutor.submission.code.record_of_run import Failed
from tutor.submission.code.values import Unknown
from tutor.submission.verdicts import DEFINES, RIGHT

_SHAPES = "do not fit together"


def misfits(reading: Reading) -> Iterator[tuple[Failed, str]]:
    """The statements that are wrong because their shapes do not meet, each with the name that it assigns."""
    for failed in reading.run.failed:
        if failed.known and _SHAPES in failed.reason and (parts := _parts(failed.text)):
            name, used = parts
            if _are_borne_out(used, failed.line, reading):
                yield failed, name


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


def _are_borne_out(used: set[str], line: int, reading: Reading) -> bool:
    """Whether each array among some names is right, or was handed in and stands in a right statement."""
    right = [one for one in reading.read if one.verdict == RIGHT]
    assigned = {name: [one for one in reading.read if one.statement.key == name] for name in used}
    known = 0
    for name, ones in assigned.items():
        if before := [one for one in ones if one.statement.place[0] < line]:
            last = before[-1]
            if last.verdict == RIGHT:
                known += 1
            elif last.verdict != DEFINES or not _is_size(last):
                return False
        elif reading.is_handed(name):
            if not any(name in one.statement.all[-1].uses for one in right):
                return False
            known += 1
        elif ones:
            return False
    return known > 0


def _is_size(one: Read) -> bool:
    """Whether it is a size or the like, or an array of zeros that the page itself has made."""
    value = one.statement.all[-1].value
    return one.statement.all[-1].allocation or isinstance(value, int) or (isinstance(value, Unknown) and value.other)
