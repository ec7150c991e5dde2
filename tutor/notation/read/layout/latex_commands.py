"""Commands of pasted LaTeX: fractions, sums, accents, matrices, wrappers, and spacing that means nothing."""

from __future__ import annotations

import re

from tutor.notation.characters import ACCENT_COMMANDS, GREEK_OF, GREEK_VARIANTS
from tutor.notation.errors import NotationError
from tutor.notation.read.cursor import Cursor
from tutor.notation.read.derivatives import derivative_tokens, gradient_notation
from tutor.notation.read.derivatives.derivative_notation import WRAPPERS
from tutor.notation.read.grammar.ones_and_identities import DOUBLE_STROKE, identity
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import look_up
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.read.names.word_reader import WordReader
from tutor.notation.scope import Scope

_SKIPPED = {
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "displaystyle",
    "textstyle", "scriptstyle", "limits", "nolimits", "quad", "qquad", "mathstrut", "middle", "mathopen", "mathclose",
    "mathbin", "mathrel", "bigm", "Bigm", "allowbreak", "nobreak", "thinspace", "enspace",
    ",", ";", ":", "!", ">", "(", ")", "[", "]",
}  # fmt: skip
_FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac", "nicefrac"}
_DOTS = {"dots", "ldots", "cdots", "dotsb", "dotsc", "dotsm", "hdots"}
_MATRICES = {"bmatrix", "pmatrix", "matrix", "smallmatrix", "Bmatrix", "array"}
_CASES = {"cases", "dcases", "rcases", "cases*", "dcases*"}
_ONE = {"mathbb", "mathbbm", "mathbf", "mathds", "mathrm", "mathit", "mathsf", "boldsymbol", "bm", "pmb", "vec"}
_DOUBLE_STRUCK = {"mathbb", "mathbbm", "mathds"}
_LARGE = {"left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "middle"}
_ANGLES = {"<": "⟨", ">": "⟩"}
_SIGNS = {
    "cdot": "·", "times": "·", "bullet": "·", "odot": "⊙", "circ": "⊙", "ast": "∗", "div": "/", "lvert": "|",
    "rvert": "|", "vert": "|", "mid": "|", "otimes": "⊗", "oslash": "⊘", "star": "⋆", "circledast": "∗", "langle": "⟨",
    "rangle": "⟩", "bigotimes": "⊗", "bigodot": "⊙", "{": "(", "}": ")", "lbrack": "[", "rbrack": "]",
    "lparen": "(", "rparen": ")", "&": "&",
    "\\": "\\\\", "colon": ":", "lbrace": "(", "rbrace": ")", "le": "<=", "leq": "<=", "leqslant": "<=", "lt": "<",
    "ge": ">=", "geq": ">=", "geqslant": ">=", "gt": ">", "ne": "!=", "neq": "!=", "|": "‖", "lVert": "‖", "rVert": "‖",
    "Vert": "‖",
}  # fmt: skip
_MAX = lazily(r"(?:\\[,;!])*\s*\\max(?![A-Za-z])")
_EXPECTATION = lazily(r"\s*(?:\{\s*E\s*\}|E(?![A-Za-z]))")
_HELD = lazily(r"\s*_?\s*(?=(?:\\left\s*)?(?:[\[({]|\\[{\[(]))")
_GROUP = lazily(r"\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[A-Za-z0-9]))")
_ONES = lazily(r"\s*_\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z])(?![A-Za-z0-9]))")
_DEGREE = lazily(r"\s*\[\s*([A-Za-z0-9]+)\s*\]")
_CLOSED = lazily(r"\s*(?:\\(?:right|[Bb]igg?r?))?\s*(?:\]|\\rbrack)")
_COLUMNS = lazily(r"\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_SPACE = lazily(r"\*?\s*\{[^{}]*\}")
_STRUCK = lazily(r"1(?:\\!)*[1lI]?")
_IDENTITY = lazily(r"I")
_WHEN = frozenset({"if", "when", "for", "where", "iff"})
_OTHERWISE = frozenset({"otherwise", "else", "elsewhere", "o.w", "ow"})
_NESTED = lazily(r"\s*\{\s*\\([A-Za-z]+)(?:\s*\{([^{}]*)\}|\s+([A-Za-z])(?![A-Za-z]))\s*\}")
_SCRIPTED = lazily(r"\s*\{\s*\\?([A-Za-z][A-Za-z0-9]*)(?=[_^]\{|[_^][A-Za-z0-9]\})")
_DELTA = lazily(
    r"\s*(?:\[\s*([A-Za-z]'?)\s*=\s*([A-Za-z]'?)\s*\]|_\s*\{\s*(?:\\\{)?\s*([A-Za-z]'?)\s*=\s*([A-Za-z]'?)\s*(?:\\\})?\s*\})"
)


def command(words: WordReader, name: str, start: int) -> None:
    """Read the command ``name`` that was typed at ``start``; the cursor stands right after it."""
    cursor = words.cursor
    if name in _SIGNS:
        _sign(cursor, _SIGNS[name], start, words.scope)
    elif name == "arg" and cursor.take(_MAX):
        words.known(look_up("argmax", words.scope), start, greedy=True)
    elif name == " ":
        if cursor.brackets and cursor.brackets[-1] == "[":
            cursor.emit("op", "\\ ", start)
        cursor.space = True
    elif name in _LARGE and cursor.next() in ("<", ">", "."):
        _delimiter(cursor, start)
    elif name in _SKIPPED:
        cursor.space = True
    elif name in _FRACTIONS:
        if not derivative_tokens.derivative(words, start, fraction=True):
            cursor.emit("frac", None, start)
    elif name == "nabla":
        gradient_notation.nabla(words, start)
    elif name == "partial":
        derivative_tokens.derivative(words, start)
    elif name in _DOTS:
        cursor.emit("dots", None, start)
    elif name in ("top", "intercal"):
        cursor.emit("T", None, start)
    elif name in _ONE and _holds(cursor, _STRUCK):
        _indicator(words, name, start)
    elif name in _DOUBLE_STRUCK and _holds(cursor, _IDENTITY):
        argument(cursor, name, start)
        identity(words, start)
    elif name == "infty" and cursor.tokens and cursor.tokens[-1][:2] == ("op", ","):
        cursor.emit("name", ("inf", "", "", ""), start)
    elif name == "sqrt" and (degree := cursor.take(_DEGREE)):
        cursor.emit("function", ("sqrt", 0, degree[1]), start)
    elif name in ("hspace", "vspace", "phantom", "hphantom") and cursor.take(_SPACE):
        cursor.space = True
    elif name == "mathbb" and cursor.take(_EXPECTATION):
        column = cursor.column(start)
        raise NotationError(f"an expectation at column {column} is written as what it is here: mean_n(...)", column)
    elif name in ACCENT_COMMANDS:
        _dressed(words, name, start, ACCENT_COMMANDS[name])
    elif name in WRAPPERS or name == "mbox":
        _wrapped(words, name, start)
    elif name in ("begin", "end"):
        _environment(cursor, name, start)
    elif name == "prime":
        column = cursor.column(start)
        raise NotationError(f"a prime at column {column} belongs on a function, as in f'(x)", column)
    else:
        _symbol(words, GREEK_VARIANTS.get(name, name), start)


def argument(cursor: Cursor, name: str, start: int) -> str:
    """The argument of a command, without the braces and without wrappers inside; an accent inside stays."""
    nested = cursor.take(_NESTED)
    if nested is not None:
        return (nested[2] or nested[3] or "").replace("\\", "").strip() + ACCENT_COMMANDS.get(nested[1], "")
    found = cursor.take(_GROUP)
    if found is None:
        column = cursor.column(start)
        raise NotationError(f"something should follow \\{name} at column {column}", column)
    return str(found[1] if found[1] is not None else found[2]).replace("\\", "").strip()


def _sign(cursor: Cursor, sign: str, start: int, scope: Scope) -> None:
    if sign in "()[]":
        cursor.bracket(sign, start)
        if sign in ")]":
            cursor.part(scope)
    elif sign == "‖":
        cursor.length(sign, start)
    else:
        cursor.emit("op", sign, start)


def _wrapped(words: WordReader, name: str, start: int) -> None:
    """``\\text{diag}``, ``\\mathbf{W}_f``, and ``\\mathrm{d}`` as the d of a derivative."""
    if name == "operatorname" and words.cursor.sees("*"):
        words.cursor.position += 1
    if _SCRIPTED.match(words.cursor.text, words.cursor.position):
        _dressed(words, name, start, "")
        return
    word = argument(words.cursor, name, start)
    if "cases" in words.cursor.brackets and (said := word.strip(" .,:").lower()) in _WHEN | _OTHERWISE:
        words.cursor.emit("when" if said in _WHEN else "otherwise", None, start)
        words.cursor.space = True
        return
    if not any(map(str.isalpha, word)):
        column = words.cursor.column(start)
        raise NotationError(f"no name stands in \\{name} at column {column}", column)
    if word == "d" and derivative_tokens.derivative(words, start):
        return
    words.known(look_up(word, words.scope), start)


def _dressed(words: WordReader, name: str, start: int, accent: str) -> None:
    """``\\hat{y}``; scripts that stand inside, ``\\hat{y_i}``, ``\\bar{z^{(2)}}``, are read as if they came after."""
    cursor = words.cursor
    found = cursor.take(_SCRIPTED)
    if found is None:
        words.known(look_up(argument(cursor, name, start) + accent, words.scope), start)
        return
    cursor.position = found.end()
    words.known(look_up(found[1] + accent, words.scope), start)
    if not cursor.sees("}"):
        column = cursor.column(cursor.position)
        raise NotationError(f"what stands in \\{name} should be a name with its indices; column {column}", column)
    cursor.position += 1


def _environment(cursor: Cursor, name: str, start: int) -> None:
    """A matrix, or cases: an array that stands after a brace on the left is cases, too."""
    kind = argument(cursor, name, start)
    if kind not in _MATRICES and kind not in _CASES:
        column = cursor.column(start)
        raise NotationError(f"\\{name} at column {column}: only matrices and cases are read", column)
    if name == "end":
        holds = cursor.brackets.pop() if cursor.brackets else ""
        if holds == "matrix]":
            cursor.take(_CLOSED)
        cursor.emit("endcases" if holds == "cases" else "endmatrix", None, start)
        return
    holds = "cases" if kind in _CASES else "matrix"
    if kind == "array":
        cursor.take(_COLUMNS)
        before = cursor.tokens[-1][:2] if cursor.tokens else None
        if before == ("op", "[") or (before == ("op", "(") and _is_brace(cursor)):
            cursor.tokens.pop()
            cursor.brackets.pop()
            holds = "matrix]" if before == ("op", "[") else "cases"
    cursor.brackets.append(holds)
    cursor.emit(holds.rstrip("]"), None, start)


def _is_brace(cursor: Cursor) -> bool:
    """Whether the last token was typed as a brace."""
    return cursor.typed.startswith(("\\{", "\\lbrace"), cursor.tokens[-1][2] - 1)


def _delimiter(cursor: Cursor, start: int) -> None:
    """``\\left<``, ``\\right>``, and ``\\right.``, which shows nothing."""
    sign = cursor.next()
    cursor.position += 1
    if sign == ".":
        cursor.space = True
    else:
        cursor.emit("op", _ANGLES[sign], start)


def _holds(cursor: Cursor, pattern: re.Pattern[str]) -> bool:
    """Whether the argument of a command that comes next is this."""
    found = _GROUP.match(cursor.text, cursor.position)
    return found is not None and pattern.fullmatch((found[1] or found[2] or "").strip()) is not None


def _indicator(words: WordReader, name: str, start: int) -> None:
    """``\\mathbb{1}[i=j]`` is Kronecker's delta, ``\\mathbf{1}_N`` the vector of N ones, alone as many as fit."""
    cursor = words.cursor
    argument(cursor, name, start)
    cursor.take(DOUBLE_STROKE)
    found = cursor.take(_DELTA)
    column = cursor.column(start)
    if found:
        cursor.emit("delta", (found[1] or found[3], found[2] or found[4]), start)
    elif below := cursor.take(_ONES):
        size = below[1] or below[2]
        if size.upper() not in words.scope.axes.sizes:
            raise unknown(size, column, words.scope)
        cursor.emit("ones", size.upper(), start)
    elif cursor.take(_HELD):
        cursor.emit("num", "1", start)
        cursor.space = False
    elif cursor.sees("_"):
        raise NotationError(f"\\{name}{{1}} at column {column} is read as 1[i=j], or as 1_N", column)
    else:
        cursor.emit("ones", "", start)


def _symbol(words: WordReader, name: str, start: int) -> None:
    """A Greek letter, a function, a sum."""
    known = words.numbered(name)
    open_ = words.scope.undeclared is not None and known.kind == "name" and name not in (*GREEK_OF, *words.scope.names)
    if known.kind in ("unknown", "letters") or not known.base.startswith(name) or open_:
        column = words.cursor.column(start)
        if name == "det":
            raise unknown(name, column, words.scope)
        raise NotationError(f"`\\{name}` at column {column} is not known here", column)
    words.known(known, start, greedy=True)
