"""Statements of NumPy code that make one array: the room for it, loops, and what is in them."""

from __future__ import annotations

from textwrap import indent
from typing import NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.write.numpy_places import size_name


class Statements(NamedTuple):
    """What makes an array: the room that it is given before ``loops``, the innermost last, and what is in these."""

    room: str
    loops: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The code, from its first line."""
        return (*([self.room] if self.room else []), *self.inside)

    @property
    def inside(self) -> tuple[str, ...]:
        """The loops with what is in them."""
        lines = [loop if not at else indent(loop, "    " * at) for at, loop in enumerate(self.loops)]
        return (*lines, *(indent(line, "    " * len(self.loops)) for line in self.body))


def room_for(target: str, found: IndexForm) -> str:
    """What makes an array of zeros, or the number zero."""
    sizes = ", ".join(size_name(size) for size in found.classes)
    shape = f"({sizes})" if len(found.classes) > 1 else sizes
    return f"{target} = np.zeros({shape})" if shape else f"{target} = 0"


def loop_over(letter: str, size_class: str, *, backwards: bool = False) -> str:
    """A loop in which a letter counts the entries of an axis. Raises NoFormError for one that is no variable."""
    if not letter.isidentifier():
        raise NoFormError(f"{letter} as a variable")
    turns = f"range({size_name(size_class)})"
    return f"for {letter} in {f'reversed({turns})' if backwards else turns}:"


class Sums(NamedTuple):
    """The sums around an expression: letters and their classes, the outermost first, and the sign that all has."""

    letters: dict[str, str]
    body: Expression
    sign: str


def sums_around(node: Expression) -> Sums:
    """An expression without the sums and signs around it."""
    letters: dict[str, str] = {}
    negative = False
    while isinstance(node, form.Negative) or (isinstance(node, form.Fold) and node.kind == "sum"):
        if isinstance(node, form.Fold):
            letters[node.letter] = node.size_class
        else:
            negative = not negative
        node = node.body
    return Sums(letters, node, "-" if negative else "+")
