"""Gradients without a quotient: ``\\nabla_{W_1} L``, and error signals, ``\\delta^{(2)}`` or ``\\delta_t``."""

from __future__ import annotations

from tutor.notation.characters import SUBSCRIPTS
from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import NotationError
from tutor.notation.read.derivatives import differentials
from tutor.notation.read.derivatives.derivative_notation import base_name
from tutor.notation.read.derivatives.expression_derivatives import gradient
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import look_up
from tutor.notation.read.names.scripted_names import match
from tutor.notation.read.names.scripts import Scripts, scripts
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.read.names.word_protocol import Words
from tutor.notation.scope import LOSS_WORDS, Scope

_TWO_LETTERS = lazily(r"[A-Za-z]'?,?[A-Za-z]'?")
_LETTER = lazily(r"[A-Za-z]'?")
_LAYER_BELOW = lazily(r"(\d{1,2})(?:,|(?=[A-Za-z])|\Z)")
_RUN = lazily(r"([A-Za-z])(?:[+-]\d{1,4})?")
_THIN = lazily(r"(?:[\s~]|\\[,;:! ])*")
_SHORT = lazily(r"[A-Za-z][A-Za-z0-9]*")
_BRACKET = lazily(r"(?:\\left)?\s*[(\[]|\\\||‖")
MOST_LISTED = 6


def nabla(words: Words, start: int) -> None:
    """``∇`` or ``∂`` with a name below and the loss or an expression behind; the cursor stands right after the sign."""
    cursor, scope = words.cursor, words.scope
    column = cursor.column(start)
    found = _below(cursor.text, cursor.position, scope)
    above = None
    if found is not None:
        base, below, at = found
        at = _THIN.match(cursor.text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        above = base_name(cursor.text, at, scope)
    loss = scope.loss or "L"
    if found is None or above is None or not _is_loss(above[0], scope) or cursor.text.startswith("(", above[2]):
        if found is not None and (_BRACKET.match(cursor.text, at) or (above and above[0] in scope.functions)):
            gradient(words, start)
            return
        raise NotationError(f"a gradient at column {column} is written ∇_x {loss}, or d{loss}/dx", column)
    node = differentials.named((loss, "", "", ""), (base, below.sub, below.sup, below.bracket), scope, column)
    if node is None:
        raise unknown(derivative_name(loss, base), column, scope)
    cursor.position = above[2]
    cursor.emit("ref", node, start)
    words.after_scripts(below, start)


def _is_loss(word: str, scope: Scope) -> bool:
    return word == scope.loss or (word in LOSS_WORDS and word not in scope.names)


def _below(text: str, at: int, scope: Scope) -> tuple[str, Scripts, int] | None:
    """The scripted name below a sign, and where it ends."""
    if text[at : at + 1] in SUBSCRIPTS:
        end = at
        while text[end : end + 1] in SUBSCRIPTS:
            end += 1
        inner = "".join(SUBSCRIPTS[char] for char in text[at:end])
        found = base_name(inner, 0, scope)
        return (found[0], scripts(inner, found[2], found[1]), end) if found else None
    if text[at : at + 1] != "_":
        return None
    at += 1
    if text[at : at + 1] == "{":
        found = base_name(text, _THIN.match(text, at + 1).end(), scope)  # type: ignore[union-attr]
        if found is None:
            return None
        read = scripts(text, found[2], found[1])
        end = _THIN.match(text, read.end).end()  # type: ignore[union-attr]
        return (found[0], read, end + 1) if text[end : end + 1] == "}" else None
    word = _SHORT.match(text, at)
    if word is None or look_up(word[0], scope).kind == "name":
        found = base_name(text, at, scope)
        return (found[0], Scripts(found[2], found[1]), found[2]) if found else None
    return word[0][0], Scripts(at + 1), at + 1


def delta(words: Words, start: int, sub: str) -> None:
    """Kronecker's delta with two letters; with a layer or a time the gradient by what enters the activation there."""
    cursor, scope = words.cursor, words.scope
    read = scripts(cursor.text, cursor.position, sub, labels=bool(scope.labels))
    if _TWO_LETTERS.fullmatch(read.sub) and not read.sup and not read.bracket:
        cursor.position = read.end
        cursor.emit("delta", tuple(_LETTER.findall(read.sub)), start)
        words.after_scripts(read, start)
        return
    found, below, above = signals(read, scope)
    if len(found) != 1:
        column = cursor.column(start)
        if not scope.layers:
            raise unknown("delta", column, scope)
        listed = list(found or scope.layers)[:MOST_LISTED]
        meant = " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
        raise NotationError(f"δ at column {column} does not say where: write {meant}", column)
    cursor.position = read.end
    cursor.emit("name", (found[0], below, above, read.bracket), start)
    words.after_scripts(read, start)


def signals(read: Scripts, scope: Scope) -> tuple[list[str], str, str]:
    """The gradients that an error signal may be, and the scripts that are left for their indices."""
    layer = read.sup.strip("{}")[1:-1]
    if layer.isdecimal():
        return [name for name, own in scope.layers.items() if own == layer], read.sub, ""
    below = _LAYER_BELOW.match(read.sub)
    if below:
        found = [name for name, own in scope.layers.items() if own == below[1]]
        if found:
            return found, read.sub[below.end() :], read.sup
    by_name = _by_name(read.sub, scope) if read.sub and not read.bracket else ""
    if by_name:
        return [by_name], "", read.sup
    run = _RUN.match(read.sub or read.bracket or layer)
    time = scope.axes.time if below or run is None else ()
    letters = (run[1],) if run else time if below else ()
    found = [name for name in scope.layers if any(letter in scope.names[name].axes for letter in letters)]
    return found, read.sub, read.sup


def _by_name(sub: str, scope: Scope) -> str:
    """The gradient by the name that stands below, ``\\delta_{z_2}``; nothing for the letter of an axis.

    What leaves an activation has no error signal: ``\\delta_y`` may be meant before it.
    """
    if sub in scope.axes.classes:
        return ""
    word = look_up(sub, scope)
    found = match(word.base, word.sub, "", scope) if word.kind == "name" else None
    name = derivative_name(scope.loss, found[0]) if found and not found[1] else ""
    name = scope.aliases.get(name, name)
    return name if name in scope.layers else ""
