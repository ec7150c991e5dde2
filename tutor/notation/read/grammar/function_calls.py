"""Functions with what they are given: ``sigma'(z)``, ``tanh^2 u``, ``sin x y``, ``log_2(x)``, ``softmax_j(S)``."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.functions import OF_TWO, ROWS
from tutor.notation.read.grammar import expanded_functions, relations
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num, Pow, Size

_BRACKETS = (("(", ")"), ("{", "}"), ("[", "]"))
_WHOLE = frozenset({"frac", "function", "fold", "delta"})
"""What a function without brackets takes whole: ``log sigma(x)``, ``log sum_j x_j``."""
_LOGS = {"2": "log2", "10": "log10", "e": "log"}
_SIZED = frozenset({"ones", "eye"})
"""What is as large as what stands beside it, if no size is given."""
_VALUES = {1: "one value", 2: "two values"}


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
