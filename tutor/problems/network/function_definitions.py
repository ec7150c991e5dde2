"""Functions that a network file defines, ``swish(z) = z*sigma(z)``, with slopes that are worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.notation.errors import NotationError
from tutor.notation.functions import ALIASES, CONSTANTS, FOLDS, FUNCTIONS, Function
from tutor.notation.read.grammar.function_formulas import SCOPE
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Call, Fold, Node, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.notation.write.one_line import to_ascii
from tutor.notation.write.slope_rules import MAX_NODES, slope
from tutor.problems.network.errors import StatementError

HEAD = lazily(r"(\\?[A-Za-z][A-Za-z0-9]*)\s*\(\s*([A-Za-z])\s*\)\s*=(?!=)", needs="(")
"""The left side of a definition; the name may be a command, as ``\\sigma`` is."""
_ARGUMENT = "z"


def defined(name: str, argument: str, text: str, position: int, known: Mapping[str, Function]) -> Function | None:
    """The function ``name(argument) = text``; it may use those that are ``known``. None for one that there is already.

    Raises StatementError with the position in the statement: the text begins at ``position`` there.
    """
    scope = Scope(names={argument: Declared(argument)}, functions={**FUNCTIONS, **known})
    try:
        tree = parse(" " * position + text, scope)
    except NotationError as error:
        column = (error.column or 1) - 1
        unknown = re.match("`([^`]*)` at column .* is not a name of this question", error.reason)
        if unknown:
            reason = f"`{unknown[1]}` is not declared here: a function is made of {argument}, its argument, alone"
            raise StatementError(reason, column) from None
        raise StatementError(f"the formula of {name} cannot be read: {error.reason}", column) from None
    if not names(tree):
        raise StatementError(f"the formula of {name} does not use {argument}", position)
    wrong = next((part for part in walk(tree) if isinstance(part, Fold) or _of_arrays(part, scope)), None)
    if wrong is not None:
        raise StatementError(f"{name} should work entry by entry: {_shown(wrong)} works on whole arrays", position)
    try:
        whole = _written_out(tree, known)
        if _size(whole) > MAX_NODES:
            raise NotationError("it has too many parts once what it is made of is written out")
        derivative = slope(whole, _ARGUMENT)
    except NotationError as error:
        raise StatementError(f"{name} cannot be used: {error.reason}", position) from None
    function = Function(name, formula=to_ascii(whole, SCOPE), slope=to_ascii(derivative, SCOPE))
    there = FUNCTIONS.get(ALIASES.get(name, name))
    if there is None and name not in {*FOLDS, *CONSTANTS, "delta"}:
        return function
    if there is not None and there.kind == "entry" and _same(function, there):
        return None
    raise StatementError(f"{name} means something else in the language of formulas: choose another name")


def _same(first: Function, second: Function) -> bool:
    """Whether two functions have the same values, as a sigmoid that is written out has."""
    import numpy as np

    from tutor.notation.eval.number_types import FLOATS

    tried = np.array([-2.3, -1.1, -0.4, 0.3, 0.7, 1.9])
    own = first._replace(name=first.name + "_")  # by its formula, not by what its name means
    with np.errstate(all="ignore"):
        left, right = FLOATS.apply(own, 0, tried), FLOATS.apply(second, 0, tried)
        return bool(np.allclose(left, right, rtol=1e-9, atol=1e-12, equal_nan=True))


def _of_arrays(node: Node, scope: Scope) -> bool:
    if not isinstance(node, Call) or node.function in ("e", "pi"):
        return False
    return scope.functions[node.function].kind != "entry"


def _shown(node: Node) -> str:
    return node.kind if isinstance(node, Fold) else node.function if isinstance(node, Call) else "it"


def _written_out(node: Node, known: Mapping[str, Function]) -> Node:
    """The formula in functions of the language and the argument ``z``: those of the file are replaced by theirs."""
    if isinstance(node, Ref):
        return Ref(_ARGUMENT)
    parts = tuple(_written_out(part, known) for part in children(node))
    if isinstance(node, Call) and node.function in known:
        own = known[node.function]
        inner = parse(own.slope if node.primes else own.formula, SCOPE)
        # Counted before it is made: functions of functions of functions would grow without end.
        if _size(inner) * _size(parts[0]) > 4 * MAX_NODES:
            raise NotationError("it has too many parts once what it is made of is written out")
        return _at(inner, parts[0])
    return rebuild(node, parts) if parts else node


def _size(node: Node) -> int:
    return sum(1 for _ in walk(node))


def _at(node: Node, argument: Node) -> Node:
    if isinstance(node, Ref):
        return argument
    parts = children(node)
    return rebuild(node, tuple(_at(part, argument) for part in parts)) if parts else node
