"""What a page says, as it stands: chains of formulas with their places, blocks of code, and what was not read.

Lines and columns are those of the file, from 1; a column counts characters.
"""

from __future__ import annotations

from tutor.record import Record

CLAIM = "claim"
"""Something that is true or false: an equation, an assignment."""
SETTING = "setting"
"""What fixes a size, an index or a set: ``T = 3``, ``i = 1, 2, 3``, ``w ∈ {W, U, V}``, ``z > 0``."""
DEPENDENCY = "dependency"
"""What something is a function of, and no more: ``L = L(z_3)``, ``h_k = f_1(x; W)``."""
RELATION = "relation"
"""A relation that is no equality between formulas: ``a ∝ b``, ``|w| < 1``."""
NAME = "name"
"""A formula without a relation: it is only spoken of."""


class Link(Record):
    """One right side of a chain. ``relation`` is what stands before it: ``=``, ``:=``, ``\\leftarrow``, ``+=``, ``-=``,
    ``\\approx``, ``\\in``, ``\\le``, ... in one spelling each.

    ``text`` is as it was typed, with blanks for what was cut out, so that it keeps its lines and columns; ``expanded``
    says that commands which the page defines were put in, and only the beginning has its place.
    """

    line: int
    column: int
    text: str
    relation: str
    kind: str = CLAIM
    expanded: bool = False

    def place(self, position: int) -> tuple[int, int]:
        """The line and column of a position in the text."""
        if self.expanded:
            return self.line, self.column
        line = self.text.count("\n", 0, position)
        if line:
            return self.line + line, position - self.text.rindex("\n", 0, position)
        return self.line, self.column + position


class Statement(Record):
    """One chain as it stands: the first left side and its links.

    ``left`` is empty for a chain that goes on where nothing stands above it. ``words`` is the prose just before it in
    the same line. ``settings`` are the statements beside it that hold for it: bounds of indices, sets, conditions.
    """

    line: int
    column: int
    text: str
    left: str
    links: tuple[Link, ...]
    words: str = ""
    settings: tuple[Statement, ...] = ()

    @property
    def kind(self) -> str:
        """CLAIM if any of its links is one, else what its links are, else NAME."""
        kinds = [link.kind for link in self.links]
        return CLAIM if CLAIM in kinds else kinds[0] if kinds else NAME


class Code(Record):
    """A block of code. ``language`` is what the page calls it, in small letters, or empty."""

    line: int
    column: int
    text: str
    language: str


class Prose(Record):
    """Where there are words and no maths: from the first place up to the second, which is not in it."""

    line: int
    column: int
    end_line: int
    end_column: int


class Unread(Record):
    """A part of the page that was left out, and why."""

    line: int
    column: int
    reason: str


class Page(Record):
    """A file cut into what it says, in the order of the file. ``text`` is the whole of it."""

    text: str
    statements: tuple[Statement, ...]
    code: tuple[Code, ...] = ()
    prose: tuple[Prose, ...] = ()
    unread: tuple[Unread, ...] = ()
