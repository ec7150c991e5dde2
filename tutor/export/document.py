"""Pages to read or print, as data: what stands on them, before it is Markdown, LaTeX or HTML.

Words are plain text, in which nothing is markup, with maths and arrays among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray


class Maths(NamedTuple):
    """A formula in both its forms: LaTeX without dollar signs, and one line of Unicode."""

    latex: str
    plain: str


class Amount(NamedTuple):
    """An array of numbers; `letters` name its axes, `row` marks a vector that is written as a row."""

    array: NDArray[Any]
    letters: tuple[str, ...] = ()
    row: bool = False


Words = tuple[str | Maths | Amount, ...]


class Heading(NamedTuple):
    """The title of the page (level 1), of a part (2) or of a step (3)."""

    level: int
    words: Words


class Prose(NamedTuple):
    """A paragraph."""

    words: Words


class Verbatim(NamedTuple):
    """Lines that keep their blanks and breaks, such as a network written as a person writes it."""

    lines: tuple[str, ...]


class Items(NamedTuple):
    """A list; numbered from 1 if `numbered`."""

    items: tuple[Words, ...]
    numbered: bool = False


class Equation(NamedTuple):
    """`left`, and what it is equal to, one below the other."""

    left: Maths
    right: tuple[Maths | Amount, ...]


class Room(NamedTuple):
    """Lines to write an answer on, or a box of that height."""

    lines: int
    boxed: bool = False


class NewPage(NamedTuple):
    """What follows begins on a new page."""


Block = Heading | Prose | Verbatim | Items | Equation | Room | NewPage


def separated(parts: Iterable[str], between: str) -> Iterator[str]:
    """The parts of a text with something between them."""
    for number, part in enumerate(parts):
        yield f"{between}{part}" if number else part
