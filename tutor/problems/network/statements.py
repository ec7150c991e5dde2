"""From the text of a network file to its statements: comments left out, lines that go on put together."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.problems.network.errors import NetworkError

MAX_STATEMENTS = 200
_GOES_ON = re.compile(r"(?:[-+*/@,=(\[{⊙·×−^&]|(?<!\\)\\(?:cdot|odot|times|circ|left\s*[(\[]))\s*\Z")
_MATHS = re.compile(r"\s*(?:\\(?:begin|end)\s*\{(?:align|equation|gather|aligned|split)\*?\}|\$\$|\\\[|\\\])\s*\Z")
_LINE_END = re.compile(r"[\s,;.]*(?:\\\\|\\nonumber|\\notag)\s*\Z")


class Statement(NamedTuple):
    """One statement. ``text`` has the lines it was written on, a blank between them.

    ``starts`` are where these lines begin in it: offset, line and column.
    """

    text: str
    starts: tuple[tuple[int, int, int], ...]

    def place(self, position: int) -> tuple[int, int]:
        """The line and the column, counted from 1, of a position in the text."""
        offset, line, column = max((start for start in self.starts if start[0] <= position), default=self.starts[0])
        return line, column + max(position - offset, 0)


def statements(text: str, source: str) -> list[Statement]:
    """The statements of a file, in order. Raises NetworkError for too many."""
    found: list[Statement] = []
    pieces: list[str] = []
    starts: list[tuple[int, int, int]] = []
    length = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = _uncommented(line)
        stripped = bare.strip()
        if not stripped:
            continue
        starts.append((length, number, bare.index(stripped) + 1))
        pieces.append(stripped)
        length += len(stripped) + 1
        if not _GOES_ON.search(stripped):
            found.append(Statement(" ".join(pieces), tuple(starts)))
            pieces, starts, length = [], [], 0
            if len(found) > MAX_STATEMENTS:
                raise NetworkError(
                    f"this is statement {MAX_STATEMENTS + 1}; a network has at most {MAX_STATEMENTS}",
                    source,
                    *found[-1].place(0),
                )
    if pieces:
        found.append(Statement(" ".join(pieces), tuple(starts)))
    return found


def _uncommented(line: str) -> str:
    """A line without its comment and without what surrounds it where it was pasted from LaTeX."""
    bare = line.partition("#")[0].replace("&=", " =").rstrip()
    if "\\" in bare or "$" in bare:
        bare = "" if _MATHS.match(bare) else _LINE_END.sub("", bare)
    return bare
