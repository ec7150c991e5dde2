"""What NumPy and torch write that no other formula has: ``np.sum(``, ``.sum(``, ``[:, None]``, ``axis=``, ``for n in``.

The tokens are ``array`` (a function of ``numpy_forms``: its name, the module it was called from, the letters of an
einsum), ``method`` (name, text that came with it), ``keyword`` (name, text of its value where it is no formula) and
``each`` (letter, first place, end of a generator).
"""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.code import numpy_forms
from tutor.notation.read.code.python_words import KEYWORDS, MODULES
from tutor.notation.read.cursor import Cursor
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.scope import Scope

_PATH = lazily(r"(?:\.(?:nn|functional|linalg|math|numpy|special|F))*\.([A-Za-z_]\w*)(?:\.(outer))?(?![\w.])(\s*\()?")
_METHOD = lazily(r"([A-Za-z]\w*)(?![\w.])(?:\s*(\()|\s*\[\s*(-?\d)\s*\])?")
_NEW_AXES = lazily(
    r"\[\s*((?:(?::|\.\.\.|None|(?:[a-z]{1,6}\.)?newaxis)\s*,\s*){0,5}(?::|\.\.\.|None|(?:[a-z]{1,6}\.)?newaxis))\s*,?\s*\]"
)
_SLICE = lazily(r"\[[^\[\]:=<>]{0,40}:[^\[\]=<>]{0,40}\]")
_ASSIGNED = lazily(r"\s*=(?!=)\s*(True|False|None|(?:np|numpy|torch)\.\w+|float|int|bool|'\w*'|\"\w*\")?")
_TYPE = lazily(r"\s*(?:dtype\s*=\s*)?['\"]?(?:(?:np|numpy|torch|jnp)\.)?(float|int|bool)\w*['\"]?\s*\)")
_QUOTED = lazily(r"\s*(?:'([^'\"]{0,80})'|\"([^'\"]{0,80})\")\s*(?=,)")
_EACH = lazily(r"\s+([A-Za-z])\s+in\s+range\s*\(\s*(?:([0-9]{1,4})\s*,\s*)?([^(),]{1,20})\s*\)")
_CALLED = lazily(r"\s*\(")


def python_word(cursor: Cursor, scope: Scope, word: str, start: int) -> bool:
    """Read what a word that was just stepped over begins: a module, ``axis=`` or a generator; whether it does."""
    if word == "for":
        return generator(cursor, start)
    if cursor.sees("."):
        return word in MODULES and module_word(cursor, scope, word, start)
    return word in KEYWORDS and keyword(cursor, word, start)


def module_word(cursor: Cursor, scope: Scope, word: str, start: int) -> bool:
    """Read ``np.NAME`` whose first word has just been stepped over, if it is one."""
    found = _PATH.match(cursor.text, cursor.position)
    if found is None or plain(word, scope) or (word in scope.axes.sizes and found[1] == "T"):
        return False
    name = found[1] + (f".{found[2]}" if found[2] else "")
    if found[3]:
        cursor.position = found.end() - 1
        function(cursor, name, word, start)
    elif name in ("pi", "e"):
        cursor.position = found.end()
        cursor.emit("constant", name, start)
    else:
        raise _no_meaning(f"{word}.{name}", cursor.column(start))
    return True


def function(cursor: Cursor, name: str, module: str, start: int) -> None:
    """A function before its bracket, with the letters of an einsum."""
    if name not in numpy_forms.NAMES:
        raise _no_meaning(f"{module}.{name}" if module else name, cursor.column(start))
    if name != "einsum":
        cursor.emit("array", (name, module, ""), start)
        return
    opening = cursor.text.index("(", cursor.position)
    quoted = _QUOTED.match(cursor.text, opening + 1)
    if quoted is None:
        column = cursor.column(start)
        raise NotationError(f"einsum at column {column} begins with its letters: einsum('ij,j->i', A, x)", column)
    cursor.emit("array", (name, module, quoted[1] or quoted[2] or ""), start)
    cursor.bracket("(", opening)
    cursor.position = quoted.end()


def called(cursor: Cursor, word: str, start: int) -> bool:
    """Read a function that was written without its module, ``maximum(0, z)``, if the word is one before a bracket."""
    if word not in numpy_forms.NAMES or not _CALLED.match(cursor.text, cursor.position):
        return False
    function(cursor, word, "", start)
    return True


def method(cursor: Cursor, start: int) -> bool:
    """Read what follows a dot that was just stepped over, if it is a method of the value before it."""
    found = _METHOD.match(cursor.text, cursor.position)
    if found is None or not _ends_value(cursor):
        return False
    name = found[1]
    if name == "mT":
        cursor.position += 2
        cursor.emit("T", None, start)
        return True
    if found[3] and name == "shape":
        cursor.position = found.end()
        cursor.emit("method", ("shape", found[3]), start)
        return True
    if not found[2]:
        return False
    if name not in numpy_forms.METHODS:
        raise _no_meaning(f".{name}", cursor.column(start))
    cursor.position = found.end() - 1
    kind = ""
    if name in ("astype", "to", "type"):
        wanted = _TYPE.match(cursor.text, found.end())
        if wanted is None:
            raise _no_meaning(f".{name}", cursor.column(start))
        cursor.position, kind = wanted.end(), wanted[1]
    cursor.emit("method", (name, kind), start)
    return True


def subscript(cursor: Cursor, start: int) -> bool:
    """Read ``[:, None]`` right behind a value at ``start``, if that is there. Raises NotationError for a slice."""
    if not _ends_value(cursor):
        return False
    found = _NEW_AXES.match(cursor.text, start)
    if found is None:
        if _SLICE.match(cursor.text, start):
            column = cursor.column(start)
            raise NotationError(f"a slice, at column {column}, has no meaning here: arrays are used whole", column)
        return False
    items = tuple("None" if "n" in item.lower() else item.strip() for item in found[1].split(","))
    cursor.position = found.end()
    cursor.emit("method", ("[]", items), start)
    return True


def keyword(cursor: Cursor, word: str, start: int) -> bool:
    """Read ``axis=`` whose word was just stepped over, where it is the first thing after a comma or a bracket."""
    found = _ASSIGNED.match(cursor.text, cursor.position)
    if found is None or not cursor.tokens or cursor.tokens[-1][:2] not in (("op", ","), ("op", "(")):
        return False
    cursor.position = found.end()
    cursor.emit("keyword", (KEYWORDS[word], found[1] or ""), start)
    return True


def generator(cursor: Cursor, start: int) -> bool:
    """Read ``for n in range(N)`` whose first word was just stepped over, if it is one."""
    found = _EACH.match(cursor.text, cursor.position)
    if found is None:
        return False
    cursor.position = found.end()
    cursor.emit("each", (found[1], found[2] or "", found[3].strip()), start)
    return True


def _ends_value(cursor: Cursor) -> bool:
    """Whether the last token ends a value, and nothing stands between it and what comes now."""
    if cursor.space or not cursor.tokens:
        return False
    kind, sign, _, _ = cursor.tokens[-1]
    return kind not in ("op", "function", "fold", "array", "keyword", "frac") or (kind == "op" and sign in ")]}'")


def _no_meaning(name: str, column: int) -> NotationError:
    return NotationError(f"`{name}` at column {column} has no meaning here", column)
