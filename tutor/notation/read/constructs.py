"""The parts of the grammar that begin with a word or a command: functions, sums, fractions, lists, matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Protocol

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, OF_TWO, ROWS
from tutor.notation.read import expanded_functions, index_placement, products, relations
from tutor.notation.read.limits import Limits, limits
from tutor.notation.read.name_lookup import plain
from tutor.notation.read.scripts import listed
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import (
    Bin,
    Binder,
    Call,
    Chain,
    Fold,
    Listing,
    Neg,
    Node,
    Num,
    Part,
    Placed,
    Pow,
    Ref,
    Size,
    children,
    rebuild,
    walk,
)

_BRACKETS = (("(", ")"), ("{", "}"), ("[", "]"))
_WHOLE = frozenset({"frac", "function", "fold", "delta"})
"""What a function without brackets takes whole: ``log sigma(x)``, ``log sum_j x_j``."""
_LOGS = {"2": "log2", "10": "log10", "e": "log"}
_SIZED = frozenset({"ones", "eye"})
"""What is as large as what stands beside it, if no size is given."""
MOST_VARIANCES = 3
_VALUES = {1: "one value", 2: "two values"}


class Grammar(Protocol):
    """What these parts are made of: the rest of the grammar, over the same tokens."""

    stream: TokenStream
    scope: Scope
    relations: Mapping[int, int]
    arrays: frozenset[str]

    def numpy(self) -> ModuleType:
        """What reads the spellings of NumPy and torch."""

    def formula(self, text: str) -> Node:
        """The tree of a formula that a function is short for."""

    bars: int
    lengths: int

    def allowed(self, node: Ref) -> Ref:
        """The node, unless it is what is asked for."""

    def expression(self) -> Node:
        """Terms added and subtracted."""

    def whole_term(self) -> Node:
        """A product as far as it goes, one level deeper."""

    def power(self) -> Node:
        """A value with its exponent and its transposition."""

    def whole_power(self) -> Node:
        """A factor, one level deeper."""

    def exponent(self) -> Node:
        """What stands after ``^``."""

    def primary(self) -> Node:
        """One value."""

    def enclosed(self, closing: str) -> Node:
        """An expression up to its closing bracket."""

    def listed(self, closing: str) -> list[Node]:
        """Expressions between commas up to their closing bracket."""

    def inside(self, read: Callable[[], Any]) -> Any:
        """What ``read`` reads up to its closing bracket; bars that are open outside do not count inside."""


# -- functions -----------------------------------------------------------------------------------------------


def call(parser: Grammar, called: tuple[str, int, str], column: int) -> Node:
    """A function with its power and its arguments: ``sigma'(z)``, ``tanh^2 u``, ``sin x y``, ``softmax_j(S)``."""
    function, primes, along = called
    scope = parser.scope
    written = function + "'" * primes
    if written in scope.refused:
        raise NotationError(f"{written} would give the answer away here; write out what it is", column)
    declared = scope.functions[function]
    if function in _SIZED and not parser.stream.sees("("):
        return Call(function, (), 0, column)
    if primes > 1 or (primes and not declared.slope):
        raise NotationError(f"{written} at column {column} is not a function of this language", column)
    exponent: Node | None = None
    if parser.stream.take("^"):
        exponent = parser.exponent()
        if isinstance(exponent, Neg) and isinstance(exponent.body, Num) and exponent.body.text == "1":
            inverse = ROWS[function].inverse if function in ROWS else ""
            other = f" or {inverse}(x)" if inverse else ""
            raise NotationError(f"{function}^-1 at column {column} is ambiguous: write 1/{function}(x){other}", column)
    if function == "where" and parser.stream.at in parser.relations:
        parser.stream.at += 1
        condition = parser.inside(lambda: relations.relation(parser, ",", column))
        args = [condition, *parser.listed(")")]
    else:
        args = _arguments(parser, written, column)
    formula = expanded_functions.formula_of(function, scope)
    if len(args) == 2 and function in OF_TWO and not (primes or along):
        formula = OF_TWO[function]
    elif along and function == "log":
        if along in _LOGS:
            function, along = _LOGS[along], ""
        else:
            formula, args, along = OF_TWO["log"], [*args, Num(along, column)], ""
    least, most = (2, 2) if formula in OF_TWO.values() else declared.arity
    if not least <= len(args) <= most:
        raise NotationError(f"{function} takes {_VALUES.get(most, f'{most} values')}, {len(args)} given", column)
    if function in _SIZED and not isinstance(args[0], Size):
        raise NotationError(f"{function} at column {column} takes the size of an axis: {function}(N)", column)
    node: Node = Call(function, tuple(args), primes, column, along)
    if formula and not primes:
        node = expanded_functions.expanded(parser.formula(formula), tuple(args), column, along)
    elif function == "sqrt" and along:
        node = _root(args[0], along, column)
    return node if exponent is None else Pow(node, exponent, column)


def _root(body: Node, degree: str, column: int) -> Node:
    """A root of another degree than two; that of three is there of negative numbers, too."""
    if degree == "3":
        return Call("cbrt", (body,), 0, column)
    if degree == "2":
        return Call("sqrt", (body,), 0, column)
    if not degree.isdecimal() or degree == "0":
        raise NotationError(f"the root at column {column} has a whole number as its degree", column)
    return Pow(body, Bin("/", Num("1", column), Num(degree, column), column), column, True)


def _arguments(parser: Grammar, written: str, column: int) -> list[Node]:
    for opening, closing in _BRACKETS:
        if parser.stream.take(opening):
            return parser.listed(closing)
    return [_open_argument(parser, written, column)]


def _open_argument(parser: Grammar, written: str, column: int) -> Node:
    """The argument of ``sin x y``: names and numbers side by side, up to an operator, bracket or function."""
    items: list[Node] = []
    if parser.stream.kind in _WHOLE or parser.stream.sees("|") or parser.stream.sees("‖"):
        return parser.whole_power()
    while parser.stream.kind in ("name", "num", "ref", "constant"):
        items.append(parser.power())
    if not items:
        raise NotationError(f"{written} needs brackets: {written}(x)", column)
    return items[0] if len(items) == 1 else Chain(tuple(items), column)


# -- sums ----------------------------------------------------------------------------------------------------


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


# -- parts -----------------------------------------------------------------------------------------------------


def parts(parser: Grammar, node: Node) -> Node:
    """What stands before indices, at these: a name takes them for its bare axes, as if they stood at itself."""
    stream, scope = parser.stream, parser.scope
    while stream.kind == "part":
        _, text, column, _ = stream.token
        stream.at += 1
        if isinstance(node, Ref) and (index := _at_name(node, text, scope, column)) is not None:
            node = Ref(node.name, index, node.column)
            continue
        items = index_placement.split(text, len(text)) if "," not in text else listed(text)
        shown = "what stands before it"
        if len(items) > 2 and "," not in text:
            items = [text]
        node = Part(node, tuple(index_placement.read(item, shown, column) for item in items), column)
    return node


def _at_name(node: Ref, text: str, scope: Scope, column: int) -> Placed | None:
    """The indices of a name that has some already, or none, with more of them in a bracket behind it."""
    declared = scope.names[node.name]
    if node.index is None:
        items = listed(text)
        return index_placement.place(declared, items, "", scope, column)
    bare = [axis for axis, index in zip(declared.axes, node.index, strict=False) if index is None]
    if not bare or len(node.index) < len(declared.axes):
        return None
    items = index_placement.split(text, len(bare)) if "," not in text else listed(text)
    if len(items) != len(bare):
        return None
    rest = iter(index_placement.read(item, node.name, column) for item in items)
    return tuple(next(rest) if index is None else index for index in node.index)


# -- fractions, lists, matrices --------------------------------------------------------------------------------


def fraction(parser: Grammar, column: int) -> Node:
    """``\\frac{a}{b}``, also ``\\frac12`` and ``\\frac{a}b``."""
    kind, digits, _, _ = parser.stream.token
    if kind == "num" and len(digits) == 2 and digits.isdecimal():
        parser.stream.at += 1
        return Bin("/", Num(digits[0], column), Num(digits[1], column), column)
    top = _fraction_part(parser)
    return Bin("/", top, _fraction_part(parser), column)


def _fraction_part(parser: Grammar) -> Node:
    if parser.stream.take("{"):
        return parser.enclosed("}")
    kind, value, _, _ = parser.stream.token
    if kind not in ("num", "name", "constant") or (kind == "num" and len(value) > 1):
        parser.stream.expect("{")
    return parser.primary()


def listing(parser: Grammar, column: int) -> Node:
    """``[a, b]`` is free, ``[a \\ b]`` a row, ``[a \\\\ b]`` a column."""
    items, kind = parser.inside(lambda: _items(parser))
    if any(isinstance(item, Listing) for item in items):
        _check_widths([item.items if isinstance(item, Listing) else () for item in items], column)
    return Listing(tuple(items), kind, column)


def _items(parser: Grammar) -> tuple[list[Node], str]:
    stream = parser.stream
    items, kind = [parser.expression()], "free"
    while True:
        if stream.take(","):
            pass
        elif stream.take("\\ "):
            kind = "row"
            if stream.sees("]"):
                break
        elif stream.take("\\\\"):
            kind = "column"
            if stream.sees("]"):
                break
        else:
            break
        items.append(parser.expression())
    stream.expect("]")
    return items, kind


def matrix(parser: Grammar, column: int) -> Node:
    """A LaTeX matrix: one row is a row, one column a column, anything else a list of rows."""
    rows, ended = parser.inside(lambda: _rows(parser))
    _check_widths(rows, column)
    if len(rows) == 1 and not (ended and len(rows[0]) == 1):
        return Listing(tuple(rows[0]), "row", column)
    if len(rows[0]) == 1:
        return Listing(tuple(row[0] for row in rows), "column", column)
    return Listing(tuple(Listing(tuple(row), "row", column) for row in rows), "free", column)


def _rows(parser: Grammar) -> tuple[list[list[Node]], bool]:
    """The rows of a matrix, and whether the last one is ended."""
    stream = parser.stream
    rows, ended = [[parser.expression()]], False
    while stream.kind != "endmatrix":
        if stream.take("&"):
            rows[-1].append(parser.expression())
        elif stream.take("\\\\"):
            ended = stream.kind == "endmatrix"
            if not ended:
                rows.append([parser.expression()])
        else:
            raise stream.unexpected()
    stream.at += 1
    return rows, ended


def _check_widths(rows: list[list[Node]] | list[tuple[Node, ...]], column: int) -> None:
    if len({len(row) for row in rows}) > 1:
        raise NotationError("rows of different lengths", column)
