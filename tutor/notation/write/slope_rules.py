"""The slope of a function of one number, by the rules of differentiation, from the tree of its formula.

Every function of the language that works entry by entry has its slope in the table of functions, so a formula made of
them has one too. What comes out is a formula in the same argument.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.read.grammar import function_formulas
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num, Pow, Ref
from tutor.notation.tree_walks import children, rebuild, walk

MAX_NODES = 600
"""A slope of more parts would take longer to work out than a network of this size takes to solve."""
_ZERO, _ONE = Num("0"), Num("1")


def slope(node: Node, argument: str = "z", functions: Mapping[str, Function] = FUNCTIONS) -> Node:
    """The derivative of a formula by its argument. Raises NotationError for what has no slope here, or a long one."""
    found = _slope(node, argument, functions)
    if sum(1 for _ in walk(found)) > MAX_NODES:
        raise NotationError("its slope has too many parts: define parts of it as values")
    return found


def _slope(node: Node, by: str, functions: Mapping[str, Function]) -> Node:
    if isinstance(node, Ref):
        return _ONE if node.name == by else _ZERO
    if not any(isinstance(part, Ref) and part.name == by for part in walk(node)):
        return _ZERO
    if isinstance(node, Neg):
        return _minus(_slope(node.body, by, functions))
    if isinstance(node, Bin):
        return _of_two(node, by, functions)
    if isinstance(node, Chain):
        product = node.items[0]
        for item in node.items[1:]:
            product = Bin("*", product, item)
        return _slope(product, by, functions)
    if isinstance(node, Pow):
        return _of_power(node, by, functions)
    if isinstance(node, Call) and len(node.args) == 1 and not node.primes:
        return _times(_called(node, functions), _slope(node.args[0], by, functions))
    raise NotationError("its slope cannot be worked out: sums, products, powers and functions of the language have one")


def _of_two(node: Bin, by: str, functions: Mapping[str, Function]) -> Node:
    left, right = _slope(node.left, by, functions), _slope(node.right, by, functions)
    if node.op == "+":
        return _plus(left, right)
    if node.op == "-":
        return _plus(left, _minus(right))
    if node.op == "/":
        first = left if left == _ZERO else Bin("/", left, node.right)
        if right == _ZERO:
            return first
        return _plus(first, _minus(Bin("/", _times(node.left, right), Pow(node.right, Num("2")))))
    return _plus(_times(left, node.right), _times(node.left, right))


def _of_power(node: Pow, by: str, functions: Mapping[str, Function]) -> Node:
    """``base^exponent``, where at most one of the two depends on the argument, or both."""
    below, above = _slope(node.base, by, functions), _slope(node.exponent, by, functions)
    if isinstance(node.base, Call) and node.base.function == "e" and not node.base.args:
        return _times(node, above)
    exponent = node.exponent
    less: Node = Bin("-", exponent, _ONE)
    if isinstance(exponent, Num) and exponent.text.isdecimal():
        less = Num(str(int(exponent.text) - 1))
    powered = node.base if less == _ONE else Pow(node.base, less)
    first = _times(_times(exponent, powered), below)
    return first if above == _ZERO else _plus(first, _times(_times(node, Call("log", (node.base,))), above))


def _called(node: Call, functions: Mapping[str, Function]) -> Node:
    """The slope of a function at its argument."""
    declared = functions[node.function]
    if not declared.slope or declared.kind != "entry":
        raise NotationError(f"its slope cannot be worked out: {node.function} has none here")
    return _filled(function_formulas.read(declared.slope), {"z": node.args[0], "s": node})


def _filled(node: Node, values: Mapping[str, Node]) -> Node:
    if isinstance(node, Ref):
        return values[node.name]
    parts = children(node)
    return rebuild(node, tuple(_filled(part, values) for part in parts)) if parts else node


def _minus(node: Node) -> Node:
    if isinstance(node, Neg):
        return node.body
    return node if node == _ZERO else Neg(node)


def _plus(left: Node, right: Node) -> Node:
    if left == _ZERO:
        return right
    if right == _ZERO:
        return left
    return Bin("-", left, right.body) if isinstance(right, Neg) else Bin("+", left, right)


def _times(left: Node, right: Node) -> Node:
    if _ZERO in (left, right):
        return _ZERO
    if left == _ONE:
        return right
    if right == _ONE:
        return left
    if isinstance(left, Neg) or isinstance(right, Neg):
        first = left.body if isinstance(left, Neg) else left
        second = right.body if isinstance(right, Neg) else right
        product = _times(first, second)
        return product if isinstance(left, Neg) and isinstance(right, Neg) else _minus(product)
    return Bin("*", left, right)
