"""Sums, means, products, largest entries, variances and norms: what they run along, and how far their body goes."""

from __future__ import annotations

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.grammar import products
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.grammar.limits import Limits, limits
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.tree import Bin, Binder, Call, Fold, Node, Num, Ref
from tutor.notation.tree_walks import children, rebuild, walk

MOST_VARIANCES = 3


def fold(parser: Grammar, written: tuple[str, str, str, bool], column: int) -> Node:
    """A sum, mean or product: ``sum_n(a)`` takes the bracket, ``Σ_n`` the rest of its term, ``sum(a, n)`` an axis."""
    kind, sub, sup, tight = written
    stream = parser.stream
    if kind == "argmax":
        raise NotationError(f"argmax at column {column} is read where places are compared: 1[j=argmax_k(z_k)]", column)
    bounds = limits(kind, sub, sup, parser.scope, column) if sub else None
    if bounds is not None:
        if tight:
            stream.expect("(")
            body = parser.enclosed(")")
        else:
            body = _rest_of_term(parser, kind, column)
        _check_variances(kind, body, column)
        body = _within(bounds, kind, _counted(parser, bounds, body, column))
        return Fold(kind, bounds.binders, body, None, column)
    if not stream.sees("(") or not (tight or _listed(stream)):
        body = _rest_of_term(parser, kind, column)
        _check_variances(kind, body, column)
        return Fold(kind, (), under_a_sum(body, parser.scope), None, column)
    stream.at += 1
    folded: Node = parser.inside(lambda: _folded(parser, kind, column))
    return folded


def _rest_of_term(parser: Grammar, kind: str, column: int) -> Node:
    if parser.stream.kind == "end":
        raise NotationError(f"{kind} at column {column} needs a value to work on", column)
    return parser.whole_term()


def _folded(parser: Grammar, kind: str, column: int) -> Node:
    """What a bracket after a sum holds: its body, and what it runs along; or the values of ``max(a, b)``."""
    stream = parser.stream
    body = parser.expression()
    if kind in FUNCTIONS and stream.sees(",") and not _names_axis(parser):
        while stream.take(","):
            body = Call(kind, (body, parser.expression()), 0, column)
        stream.expect(")")
        return body
    if stream.kind == "each":
        summed: Node = parser.numpy().generated(parser, kind, body, column)
        return summed
    if kind == "norm" and (told := _kind_of_norm(stream)):
        stream.expect(")")
        return products.norm(told, body, column, parser.scope)
    axis, binders, kept = _along(parser) if stream.sees(",") else (None, (), False)
    stream.expect(")")
    _check_variances(kind, body, column)
    return Fold(kind, binders, body if binders else under_a_sum(body, parser.scope), axis, column, kept)


def _kind_of_norm(stream: TokenStream) -> str:
    """What a number after the comma of ``norm(x, 1)`` tells, stepped over; '' where an axis or nothing stands there."""
    if not stream.sees(","):
        return ""
    kind, value, _, _ = stream.tokens[stream.at + 1]
    told = value if kind == "num" else value[0] if kind == "name" else ""
    if told not in products.NORMS:
        return ""
    stream.at += 2
    return str(told)


def _check_variances(kind: str, body: Node, column: int) -> None:
    """A variance names its body twice in index form, so many of them in each other would have no end."""
    if kind not in ("var", "std"):
        return
    if sum(isinstance(part, Fold) and part.kind in ("var", "std") for part in walk(body)) > MOST_VARIANCES:
        raise NotationError(f"too many variances in the one at column {column}", column)


def _names_axis(parser: Grammar) -> bool:
    """Whether what follows a comma is the axis that a fold runs along, and no second value."""
    kind, value, _, _ = parser.stream.tokens[parser.stream.at + 1]
    if kind != "name" or any(value[1:]):
        return kind == "keyword"
    return len(value[0]) == 1 and value[0] not in parser.scope.axes.sizes and plain(value[0], parser.scope) is None


def _listed(stream: TokenStream) -> bool:
    """Whether the bracket that comes next holds a comma of its own: ``sum (a, n)`` is tight all the same."""
    depth = 0
    for kind, sign, _, _ in stream.tokens[stream.at :]:
        if kind == "op" and sign in ("(", "[", "{"):
            depth += 1
        elif kind == "op" and sign in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return False
        elif kind == "op" and sign == "," and depth == 1:
            return True
    return False


def _along(parser: Grammar) -> tuple[int | tuple[int, ...] | None, tuple[Binder, ...], bool]:
    """What follows the commas of ``sum(a, n)``, ``sum(a, u, v)`` or ``sum(a, axis=0)``, and whether axes are kept."""
    stream = parser.stream
    letters: list[Binder] = []
    while stream.take(","):
        kind, value, column, _ = stream.token
        if kind == "keyword" and not letters:
            axis, kept = parser.numpy().along(parser)
            return axis, (), kept
        if kind == "name" and len(value[0]) == 1 and not any(value[1:]):
            stream.at += 1
            letters.append(Binder(value[0]))
            continue
        if kind == "num" and value in ("0", "1") and not letters:
            stream.at += 1
            return int(value), (), False
        raise NotationError(f"after the comma at column {column} a letter or axis=0 should stand", column)
    return None, tuple(letters), False


def _within(bounds: Limits, kind: str, body: Node) -> Node:
    """What is summed, where only the terms count for which the conditions hold."""
    for condition in bounds.conditions:
        if kind == "prod":
            body = Call("where", (condition, body, Num("1")), 0, condition.column)
        else:
            body = Bin("*", condition, body, condition.column)
    return body


def _counted(parser: Grammar, bounds: Limits, body: Node, column: int) -> Node:
    """A body whose letters count from 0, as indices count here: from 1.

    Through time place 0 is what stands before the first step, where something is declared; elsewhere it is the first
    entry, and a shifted index, which may be meant in either way, is refused.
    """
    names, time = parser.scope.names, parser.scope.axes.time
    for letter in bounds.from_zero:
        used = [part for part in walk(body) if isinstance(part, Ref)]
        axes = [(part, *pair) for part in used for pair in zip(names[part.name].axes, part.index or (), strict=False)]
        own = [(part, axis, index) for part, axis, index in axes if index and letter in dict(index.terms)]
        if any(axis in time for _, axis, _ in own) or (letter in time and not own):
            bare = any(part.index is None and letter in names[part.name].axes for part in used)
            if bare or not any(names[part.name].outside for part, _, _ in own):
                raise NotationError(
                    f"the sum at column {column} begins before the first step: steps count from 1", column
                )
            body = _shifted(body, letter)
        elif any(index.letter != letter for _, _, index in own):
            raise NotationError(
                f"the sum at column {column} counts {letter} from 0 and has another index made of it: begin at 1",
                column,
            )
    return body


def _shifted(node: Node, letter: str) -> Node:
    """The same one place earlier along a letter."""
    if isinstance(node, Ref):
        if node.index is None:
            return node
        moved = [
            index._replace(const=index.const - dict(index.terms)[letter])
            if index is not None and letter in dict(index.terms)
            else index
            for index in node.index
        ]
        return Ref(node.name, tuple(moved), node.column)
    return rebuild(node, tuple(_shifted(part, letter) for part in children(node)))
