"""Declarations such as ``W[h,d]``, ``x`` or ``dL/dz[n]``: names with the letters of their axes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.errors import TutorError
from tutor.notation.characters import spread
from tutor.notation.derived_names import derivative_name
from tutor.notation.functions import FOLDS, RESERVED
from tutor.problems.network.errors import StatementError
from tutor.problems.network.written_names import WrittenName, read_name
from tutor.problems.open_names.occurrences import name_of

MOST_NAMES = 200
MOST_AXES = 4
MOST_LENGTH = 200
_DERIVATIVE = re.compile(r"\s*(?:∂|\\partial|d)\s*([^/\[\]]+?)\s*/\s*(?:∂|\\partial|d)\s*([^/\[\]]+?)\s*(\[.*)?\Z")

Axes = tuple[str, ...]


def declared_names(texts: Iterable[str]) -> dict[str, Axes]:
    """The axes of every declared name. Raises TutorError for what declares none, and for too many."""
    found: dict[str, Axes] = {}
    for text in texts:
        name, axes = declared(text)
        if found.setdefault(name, axes) != axes:
            raise TutorError(f"`{name}` is declared twice, with different axes", title="A bad name")
        if len(found) > MOST_NAMES:
            raise TutorError(f"there are more than {MOST_NAMES} names, the most to compare", title="Too many names")
    return found


def declared(text: str) -> tuple[str, Axes]:
    """One declaration: the name and its axes. Raises TutorError."""
    if len(text) > MOST_LENGTH:
        raise TutorError(
            f"`{text[:20]}…` is {len(text)} characters long; a name has at most {MOST_LENGTH}", title="A bad name"
        )
    try:
        name, bracket = _read(text)
    except StatementError:
        name, bracket = "", None
    parts = () if bracket is None else bracket.split(",")
    axes = tuple(re.sub(r"[a-z]\s*=", "", part).strip() for part in parts)  # W[h,k=h] is W[h,h]
    if not name or not all(re.fullmatch("[a-z]", axis) for axis in axes):
        raise TutorError(f"`{text}` does not declare a name: write x, or W[h,d] with small letters", title="A bad name")
    if name in FOLDS and name in RESERVED:
        raise TutorError(f"`{name}` belongs to the language; it cannot be a name", title="A bad name")
    if len(axes) > MOST_AXES:
        raise TutorError(f"`{text}` has {len(axes)} axes; at most {MOST_AXES} can be compared", title="A bad name")
    return name, axes


def _read(text: str) -> tuple[str, str | None]:
    """The name, and what its bracket holds."""
    derivative = _DERIVATIVE.match(spread(text)[0])
    if derivative:
        top, bottom = (read_name(part) for part in derivative.groups()[:2])
        bracket = derivative[3]
        if top.rest or bottom.rest or (bracket and not bracket.rstrip().endswith("]")):
            return "", None
        return derivative_name(_name(top), _name(bottom)), bracket.strip()[1:-1] if bracket else None
    written = read_name(text)
    return ("" if written.rest else _name(written), written.bracket)


def _name(written: WrittenName) -> str:
    return name_of(written.base, written.sub, written.sup)
