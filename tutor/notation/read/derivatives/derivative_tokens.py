"""Derivatives as tokens: declared names, names of their own where nobody declared them, derivatives of expressions.

``derivative_notation`` finds where those stand that are names, ``differentiated`` those of expressions.
"""

from __future__ import annotations

from tutor.notation.characters import SUBSCRIPTS
from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import NotationError
from tutor.notation.read.derivatives import derivative_notation, differentials, gradient_notation
from tutor.notation.read.derivatives.expression_derivatives import expression
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names import index_placement
from tutor.notation.read.names.name_lookup import look_up, plain
from tutor.notation.read.names.scripted_names import resolve
from tutor.notation.read.names.scripts import bracket_end, is_index_list, listed
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.read.names.word_protocol import Words
from tutor.notation.tree import Ref

_LETTERS_ALONE = lazily(r"[A-Za-z]+\d*")


def derivative(words: Words, start: int, *, fraction: bool = False) -> bool:
    """Read a derivative at ``start``, or after ``\\frac`` at the position, if there is one. After ∂ one is due."""
    cursor = words.cursor
    text, scope, column = cursor.text, words.scope, cursor.column(start)
    if scope.undeclared is not None and (read := _undeclared(words, start, fraction=fraction)):
        return read
    in_ascii = derivative_notation.plain_derivative(text, start, scope) if text[start] == "d" else None
    if in_ascii and not text.startswith(("_", "^"), in_ascii[3]):
        name, below, sub, end = in_ascii
        # A subscript that makes a symbol of what is below, C_t, is none of the derivative's own indices.
        if not sub or (below, sub, "") not in scope.symbols:
            cursor.position = end
            words.named(name, start, sub)
            return True
    written = derivative_notation.derivative(text, cursor.position if fraction else start, scope, fraction=fraction)
    if written is None:
        if expression(words, start, fraction=fraction):
            return True
        if text.startswith(("∂", "\\partial"), start):
            if not fraction and cursor.next() in ("_", *SUBSCRIPTS):
                gradient_notation.nabla(words, start)
                return True
            raise NotationError(f"a derivative at column {column} is written d{scope.loss or 'L'}/dx", column)
        return False
    node = differentials.named(written.top, written.below, scope, column)
    if node is None:
        first = look_up("d" if fraction else "d" + written.top[0], scope)
        known = look_up(written.top[0], scope).kind in ("name", "function")
        known = known and look_up(written.base, scope).kind == "name"
        # dy alone may be a gradient, but dy/dz is no quotient of two of them.
        quotient = first.kind == "letters" and (fraction or not known)
        quotient = quotient or (first.kind == "name" and first.base not in scope.gradients)
        if not written.sure and quotient:
            return False
        if known and expression(words, start, fraction=fraction, sure=True):
            return True
        raise unknown(derivative_name(written.top[0], written.base), column, scope)
    cursor.position = written.end
    if fraction and node.index is None:
        node = _bracketed(words, node)
    cursor.emit("ref", node, start)
    words.after_scripts(written.bottom, start)
    if fraction:
        cursor.part(words.scope)
    return True


def _undeclared(words: Words, start: int, *, fraction: bool) -> bool:
    """A derivative that nobody declared, as a name of its own: its base is ``dA/dB``, its scripts those of B."""
    cursor = words.cursor
    written = derivative_notation.derivative(
        cursor.text, cursor.position if fraction else start, words.scope, fraction=fraction
    )
    if written is None:
        return False
    top, sub, sup, _ = written.top
    name = derivative_name(top + (f"_{sub}" if sub else "") + sup.strip("{}"), written.base)
    if not _LETTERS_ALONE.fullmatch(top) or not _LETTERS_ALONE.fullmatch(written.base):
        return False
    cursor.position = written.end
    cursor.emit("name", (name, *written.below[1:]), start)
    words.after_scripts(written.bottom, start)
    return True


def _bracketed(words: Words, node: Ref) -> Ref:
    """A derivative written as a fraction, with the indices in the bracket right after it, if those are its own."""
    cursor = words.cursor
    axes = words.scope.names[node.name].axes
    close = cursor.text.find("]", cursor.position)
    labels = bool(words.scope.labels)
    if labels and cursor.sees("["):
        close = bracket_end(cursor.text, cursor.position)
    inner = cursor.text[cursor.position + 1 : close].replace(" ", "")
    if not axes or not cursor.sees("[") or close < 0 or not is_index_list(inner, labels=labels):
        return node
    items = listed(inner)
    if len(items) != len(axes):
        return node
    cursor.position = close + 1
    placed = index_placement.place(words.scope.names[node.name], items, "", words.scope, node.column)
    return Ref(node.name, placed, node.column)


def gradient_attribute(words: Words, start: int) -> None:
    """``W.grad``, the gradient by the name before."""
    cursor, scope = words.cursor, words.scope
    kind, value, column, tight = cursor.tokens[-1]
    if kind == "name":
        node, rest = resolve(value, column, scope)
        gradient = plain(derivative_name(scope.loss, node.name), scope) if isinstance(node, Ref) else None
        if isinstance(node, Ref) and gradient and not rest:
            cursor.tokens[-1] = ("ref", Ref(gradient, node.index, column), column, tight)
            return
    raise NotationError(f'".grad" at column {cursor.column(start)} follows no name that has a gradient here', column)
