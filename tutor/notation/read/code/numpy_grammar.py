"""The grammar of what ``numpy_tokens`` finds: functions and methods of NumPy and torch, einsum, generators."""

from __future__ import annotations

from typing import Any

from tutor.notation.errors import NotationError
from tutor.notation.read.code.numpy_arguments import Given, keywords, read
from tutor.notation.read.code.numpy_forms import FUNCTIONS, METHODS, TRUTHS, sized
from tutor.notation.read.grammar.function_calls import call
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.tree import Arrays, Binder, Einsum, Fold, Index, Node, Pow, View
from tutor.notation.tree_walks import children, rebuild

_LETTERS = lazily(r"[A-Za-z]{0,6}")
MAX_OPERANDS = 6


WHOLE, STRICT, COUNTED = "whole", "strict", "counted"
"""How a formula is read in which something was written as NumPy has it: see ``Arrays``."""


def function(parser: Grammar, called: tuple[str, str, str], column: int) -> Node:
    """``np.sum(...)`` and its like."""
    name, module, letters = called
    parser.arrays |= {STRICT}
    if name == "where":
        return call(parser, ("where", 0, ""), column)
    if name == "einsum":
        parser.arrays |= {WHOLE}
        return _einsum(parser, letters, column)
    form = FUNCTIONS[name]
    given = read(parser, Given(f"{module}.{name}" if module else name, module, column, parser.scope), form.parameters)
    if form.whole and (given.found.keys() & {"axis", "keepdims", "shape", "arrays"}):
        parser.arrays |= {WHOLE}
    return form.build(given)


def method(parser: Grammar, node: Node, called: tuple[str, Any], column: int) -> Node:
    """``.sum(...)`` and its like, of the value before it; and ``[:, None]``, ``.shape[0]``."""
    name, more = called
    given = Given(f".{name}", "", column, parser.scope)
    parser.arrays |= {STRICT}
    if name == "[]":
        parser.arrays |= {WHOLE}
        return View("[]", node, more, column)
    if name == "shape":
        return sized(node, int(more), given)
    if more and more != "float" and not isinstance(node, TRUTHS):
        raise given.refused(f"to {more} would cut numbers off")
    if more:
        return node
    form = METHODS[name]
    given = read(parser, given, form.parameters, node)
    if form.whole and (given.found.keys() & {"axis", "keepdims", "shape"} or name in ("ravel", "flatten", "squeeze")):
        parser.arrays |= {WHOLE}
    return form.build(given)


def of_arrays(node: Node, arrays: frozenset[str], *, stars: bool) -> Node:
    """A formula that is written as NumPy's; ``stars`` says that its powers are, and so are of entries."""
    strict = STRICT in arrays
    return Arrays(_of_entries(node) if stars and strict else node, strict and bool(arrays & {WHOLE, COUNTED}), strict)


def _of_entries(node: Node) -> Node:
    parts = children(node)
    found = rebuild(node, tuple(map(_of_entries, parts))) if parts else node
    return found._replace(by_entry=True) if isinstance(found, Pow) else found


def _einsum(parser: Grammar, written: str, column: int) -> Node:
    """``einsum('ij,j->i', A, x)``; with no result said, the letters that stand once, in order."""
    before, arrow, result = "".join(written.split()).partition("->")
    letters = before.split(",")
    if not all(map(_LETTERS.fullmatch, [*letters, result])) or len(letters) > MAX_OPERANDS:
        raise NotationError(f"the letters '{written}' of einsum at column {column} cannot be read", column)
    every = "".join(letters)
    if not arrow:
        result = "".join(sorted(letter for letter in set(every) if every.count(letter) == 1))
    if len(set(result)) < len(result) or not set(result) <= set(every):
        raise NotationError(f"the result '{result}' of einsum at column {column} needs letters from before", column)
    parser.stream.expect("(")
    parser.stream.expect(",")
    args = parser.listed(")")
    if len(args) != len(letters):
        raise NotationError(f"einsum at column {column} names {len(letters)} arrays, {len(args)} given", column)
    return Einsum(tuple(letters), result, tuple(args), column)


def generated(parser: Grammar, kind: str, body: Node, column: int) -> Node:
    """``sum(x[n]*y[n] for n in range(N))``: counted from 0 there, so that N is the end of the axis."""
    (letter, first, end), at = parser.stream.token[1], parser.stream.token[2]
    parser.stream.at += 1
    parser.stream.expect(")")
    if end not in parser.scope.axes.sizes:
        raise NotationError(f"range at column {at} ends at the size of an axis: range(N)", at)
    low = Index((), int(first) + 1) if first and first != "0" else None
    high = Index((), 0, last=True) if low is not None else None
    return Fold(kind, (Binder(letter, low, high, end),), body, None, column)


def along(parser: Grammar) -> tuple[int | tuple[int, ...] | None, bool]:
    """What follows a comma of ``sum(a, axis=0, keepdims=True)``: the axes, and whether they are kept."""
    given = keywords(parser, Given("sum", "", parser.stream.token[2], parser.scope), ["axis", "keepdims"])
    parser.arrays |= {WHOLE, STRICT} if "keepdims" in given.found else {COUNTED}
    return given.axis(), bool(given.get("keepdims"))
