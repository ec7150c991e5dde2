"""Commands of pasted LaTeX: fractions, sums, accents, matrices, wrappers, and spacing that means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.characters import ACCENT_COMMANDS, GREEK_VARIANTS
from tutor.notation.errors import NotationError
from tutor.notation.read.derivative_notation import WRAPPERS
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.name_lookup import LETTERS, UNKNOWN

if TYPE_CHECKING:
    from tutor.notation.read.lexer import Lexer

_SKIPPED = {
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "displaystyle",
    "textstyle", "limits", "nolimits", "quad", "qquad", "mathstrut", ",", ";", ":", "!", ">", "(", ")", "[", "]",
}  # fmt: skip
_FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac", "nicefrac"}
_MATRICES = {"bmatrix", "pmatrix", "matrix", "smallmatrix", "Bmatrix"}
_ONE = {"mathbb", "mathbbm", "mathbf", "mathds"}
_SIGNS = {
    "cdot": "·", "times": "·", "bullet": "·", "odot": "⊙", "circ": "⊙", "ast": "*", "div": "/", "lvert": "|",
    "rvert": "|", "vert": "|", "{": "(", "}": ")", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "&": "&",
    "\\": "\\\\", "colon": ":", "lbrace": "(", "rbrace": ")",
}  # fmt: skip
_GROUP = lazily(r"\s*(?:\{([^{}]*)\}|(\\?[A-Za-z0-9]))")
_NESTED = lazily(r"\s*\{\s*\\[A-Za-z]+\s*\{([^{}]*)\}\s*\}")
_DELTA = lazily(
    r"\s*(?:\[\s*([A-Za-z]'?)\s*=\s*([A-Za-z]'?)\s*\]|_\s*\{\s*(?:\\\{)?\s*([A-Za-z]'?)\s*=\s*([A-Za-z]'?)\s*(?:\\\})?\s*\}"
    r"|_\s*([A-Z])|_\s*\{\s*([A-Z])\s*\})"
)


def command(lexer: Lexer, name: str, start: int) -> None:
    """Read the command ``name`` that was typed at ``start``; the lexer stands right after it."""
    if name in _SIGNS:
        _sign(lexer, _SIGNS[name], start)
    elif name == " ":
        if lexer.brackets and lexer.brackets[-1] == "[":
            lexer.emit("op", "\\ ", start)
        lexer.space = True
    elif name in _SKIPPED:
        lexer.space = True
    elif name in _FRACTIONS:
        if not lexer.derivative(start, fraction=True):
            lexer.emit("frac", None, start)
    elif name == "partial":
        lexer.derivative(start)
    elif name in ("top", "intercal"):
        lexer.emit("T", None, start)
    elif name in _ONE and _is_one(lexer):
        _indicator(lexer, name, start)
    elif name in ACCENT_COMMANDS:
        lexer.known(lexer.scope.word(argument(lexer, name, start) + ACCENT_COMMANDS[name]), start)
    elif name in WRAPPERS:
        _wrapped(lexer, name, start)
    elif name in ("begin", "end"):
        _environment(lexer, name, start)
    elif name == "prime":
        column = lexer.column(start)
        raise NotationError(f"a prime at column {column} belongs on a function, as in f'(x)", column)
    else:
        _symbol(lexer, GREEK_VARIANTS.get(name, name), start)


def argument(lexer: Lexer, name: str, start: int) -> str:
    """The argument of a command, without the braces and without wrappers inside."""
    found = _GROUP.match(lexer.text, lexer.position) or _NESTED.match(lexer.text, lexer.position)
    if found is None:
        column = lexer.column(start)
        raise NotationError(f"something should follow \\{name} at column {column}", column)
    lexer.position = found.end()
    return str(found[1] if found[1] is not None else found[2]).replace("\\", "").strip()


def _sign(lexer: Lexer, sign: str, start: int) -> None:
    if sign in "()[]":
        lexer.operator(sign, start)
    else:
        lexer.emit("op", sign, start)


def _wrapped(lexer: Lexer, name: str, start: int) -> None:
    """``\\text{diag}``, ``\\mathbf{W}_f``, and ``\\mathrm{d}`` as the d of a derivative."""
    if name == "operatorname" and lexer.text.startswith("*", lexer.position):
        lexer.position += 1
    word = argument(lexer, name, start)
    if word == "d" and lexer.derivative(start):
        return
    lexer.known(lexer.scope.word(word), start)


def _environment(lexer: Lexer, name: str, start: int) -> None:
    if argument(lexer, name, start) not in _MATRICES:
        column = lexer.column(start)
        raise NotationError(f"\\{name} at column {column}: only matrices are read", column)
    if name == "begin":
        lexer.brackets.append("matrix")
    elif lexer.brackets:
        lexer.brackets.pop()
    lexer.emit("matrix" if name == "begin" else "endmatrix", None, start)


def _is_one(lexer: Lexer) -> bool:
    found = _GROUP.match(lexer.text, lexer.position)
    return found is not None and (found[1] or found[2] or "").strip() == "1"


def _indicator(lexer: Lexer, name: str, start: int) -> None:
    """``\\mathbb{1}[i=j]`` is Kronecker's delta, ``\\mathbf{1}_N`` the vector of N ones."""
    argument(lexer, name, start)
    found = _DELTA.match(lexer.text, lexer.position)
    column = lexer.column(start)
    if found is None and name == "mathbf" and lexer.text[lexer.position : lexer.position + 1] not in ("^", "_", "("):
        lexer.emit("num", "1", start)  # as many ones as there are entries beside it
        return
    if found is None:
        raise NotationError(f"\\{name}{{1}} at column {column} is read as 1[i=j], or as 1_N", column)
    lexer.position = found.end()
    size = found[5] or found[6]
    if size and size not in lexer.scope.sizes:
        raise lexer.scope.unknown(size, column)
    if size:
        lexer.emit("ones", size, start)
    else:
        lexer.emit("delta", (found[1] or found[3], found[2] or found[4]), start)


def _symbol(lexer: Lexer, name: str, start: int) -> None:
    """A Greek letter, a function, a sum."""
    known = lexer.scope.word(name)
    if known.kind in (UNKNOWN, LETTERS) or known.base != name:
        column = lexer.column(start)
        if name == "otimes":
            raise NotationError(f"\\otimes at column {column}: an outer product is written outer(a, b)", column)
        raise NotationError(f"`\\{name}` at column {column} is not known here", column)
    lexer.known(known, start, greedy=True)
