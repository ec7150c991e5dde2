"""Slips of NumPy code that the shapes give away: a sum that keeps its axis, an axis of length 1 that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.marking.mistakes.codes import CODES, Code

KEPT, MISSING = "keepdims", "axis-missing"
OVERWRITTEN, SHORT = "overwritten", "turn-missing"
OF_CODE = {
    KEPT: Code(
        "A sum keeps the axis that it goes along, with length 1.",
        "keepdims is for what is broadcast back: a gradient has the shape of what it is by.",
    ),
    MISSING: Code(
        "An axis of length 1 is missing, so that the wrong axes meet.",
        "NumPy lines shapes up from the last axis: write them below each other.",
    ),
    OVERWRITTEN: Code(
        "What is summed up is overwritten: with = for +=.",
        "Each turn of a loop, and each way that a gradient comes by, adds its part: that is +=.",
    ),
    SHORT: Code(
        "The loop is one turn short.",
        "range(T) counts T places from 0 to T - 1; a backward loop begins at the last of them.",
    ),
}
"""What is said of the kinds of slips that only code has."""
_SUM = re.compile(r"\.sum\(axis=(\d)\)")
_NEW_AXIS = "[:, None]"


_OF_A_LINE = {"other-gradient": CODES["other-gradient"]._replace(message="What stands there is another gradient.")}
"""What is said otherwise of a line than of an answer."""


def said_of(code: str) -> Code:
    """What is said about a kind of mistake in a line, of those that only code has as well."""
    return OF_CODE.get(code) or _OF_A_LINE.get(code) or CODES[code]


def code_slips(line: str, axes: int) -> Iterator[tuple[str, str]]:
    """The kinds of slips, and the wrong lines, of an assignment to an array of so many axes.

    With the axis kept, the result has one more than it must: no product sums it away. Without a new axis it has one too
    few, or axes meet that are of different lengths.
    """
    if axes == 1 and "@" not in line and len(_SUM.findall(line)) == line.count(".sum(") == 1:
        yield KEPT, _SUM.sub(r".sum(axis=\1, keepdims=True)", line)
    if axes == 2 and "@" not in line and line.count("None") == line.count(_NEW_AXIS) == 1:
        yield MISSING, line.replace(_NEW_AXIS, "")
