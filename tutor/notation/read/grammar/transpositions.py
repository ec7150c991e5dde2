"""Signs of a transposition, ``^T``, ``^{-T}`` and a raised t, which are no power."""

from __future__ import annotations

import re

from tutor.notation.read.cursor import Cursor
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripts import TRANSPOSE
from tutor.notation.scope import Scope

_INVERSE = lazily(r"\^\s*(?:\{\s*-\s*(?:T|\\top|\\intercal)\s*\}|-\s*T(?![A-Za-z0-9_]))")
"""The inverse, transposed: ``A^{-T}``."""
_GLUED = lazily(r"\^\s*T(?=[A-Za-z])(?=(\w*))", needs="T")


def power(cursor: Cursor, scope: Scope, start: int) -> None:
    """``^`` or ``**``, or ``^T``, a transposition."""
    if upper := TRANSPOSE.match(cursor.text, start) or _glued(cursor, scope, start):
        if scope.undeclared is not None and scope.undeclared.power and upper[0].strip("^ {}") == "T":
            cursor.emit("op", "^", start)
            return
        cursor.position = upper.end()
        cursor.emit("T", "T" if upper[0].strip("^{} ") == "T" else None, start)
    elif scope.undeclared is not None and _after_an_array(cursor) and (found := _INVERSE.match(cursor.text, start)):
        for kind, value in (("op", "^"), ("op", "("), ("op", "-"), ("num", "1"), ("op", ")"), ("T", None)):
            cursor.emit(kind, value, start)
        cursor.position = found.end()
    else:
        cursor.emit("op", "^", start)


def _after_an_array(cursor: Cursor) -> bool:
    """Whether what is raised may be a matrix: a capital letter, or a bracket."""
    kind, value, _, _ = cursor.tokens[-1] if cursor.tokens else ("", "", 0, False)
    return (kind == "op" and value in (")", "]", "}")) or (kind == "name" and str(value[0]).isupper())


def _glued(cursor: Cursor, scope: Scope, start: int) -> re.Match[str] | None:
    """``^T`` with the next name right behind it, ``Y_t^Ty_t``, as LaTeX has it."""
    found = _GLUED.match(cursor.text, start)
    return None if found is None or plain("T" + found[1], scope) else found


def turned_by_t(cursor: Cursor, scope: Scope, start: int) -> bool:
    """A raised small t: of what has an axis t that step, else a transposition, unless t is a declared number."""
    kind, value, column, tight = cursor.tokens[-1] if cursor.tokens else ("", ("", "", "", ""), 0, False)
    name = plain(value[0], scope) if kind == "name" else None
    if name and "t" in scope.names[name].axes and not value[2]:
        cursor.tokens[-1] = (kind, (*value[:2], "(t)", value[3]), column, tight)
        return True
    number = plain("t", scope)
    if number and not scope.names[number].axes:
        return False
    cursor.emit("T", None, start)
    return True
