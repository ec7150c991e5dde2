"""Operations entry by entry as calls of NumPy."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tutor.notation.functions import ROWS, in_library
from tutor.solve.calls.calls import Column
from tutor.solve.calls.emission import Emitter
from tutor.solve.calls.products import outer
from tutor.solve.graph.from_conditions import RELATIONS
from tutor.solve.graph.nodes import Node
from tutor.solve.memory.workspace import Letters

SPREAD_MOST = 1500
"""Up to so many entries an array that lacks axes is spread out first: 0.2 µs, where broadcasting takes 0.9."""
_UFUNCS: dict[str, Any] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "softmax": np.divide,
    "log_softmax": np.subtract,
}
_FUNCTIONS: dict[str, Any] = {
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tan": np.tan,
}


def spread_out(emitter: Emitter, node: Node, letters: Letters, sizes: dict[str, int]) -> Any:
    """An argument of an entrywise operation, on the letters of the result."""
    if not node.axes:
        return emitter.work.scalar(node)
    found = emitter.work.array(node, letters)
    _, own = emitter.work.lying(node)
    missing = [letter for letter in letters if letter not in own]
    shape = tuple([sizes[letter] for letter in letters])
    if not missing:
        return found
    if prod(shape) > SPREAD_MOST:
        if letters[-1] in own:
            return found
        # Broadcasting along the last axis takes five times as long: spread what is behind the first axis it has.
        first = next(at for at, letter in enumerate(letters) if letter in own)
        if first == 0:
            return found
        shape = (1,) * first + shape[first:]
        if prod(shape) > SPREAD_MOST * 10:
            return found
    inside = emitter.work.is_inside(node) or isinstance(found, Column)
    key = "spread", node, letters
    if inside:
        target = emitter.work.take(shape)
        emitter.work.put(target, found)
        return target
    return emitter.work.once(key, lambda: _spread_before(emitter, shape, found))


def _spread_before(emitter: Emitter, shape: tuple[int, ...], found: Any) -> Any:
    target = emitter.work.pool.fresh(shape)
    emitter.work.put(target, found, before=True)
    return target


def multiplied(emitter: Emitter, node: Node) -> None:
    """A product: as that of a column and a row where the two share no letter."""
    left, right = (emitter.work.step_letters(one.letters) for one in node.args)
    if left and right and not set(left) & set(right):
        outer(emitter, node)
    else:
        entrywise(emitter, node)


def entrywise(emitter: Emitter, node: Node) -> None:
    """What NumPy has a function of two arrays for."""
    args = node.args[1:3] if node.op in ("softmax", "log_softmax") else node.args
    out, found = operands_of(emitter, node, args)
    emitter.work.call(_UFUNCS[node.op], *found, out)


def operands_of(emitter: Emitter, node: Node, args: tuple[Node, ...]) -> tuple[Any, list[Any]]:
    """The result's array, and the arguments laid out like it."""
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    sizes = {axis.letter: axis.size for axis in node.axes}
    if not order:
        found = [emitter.work.scalar(one) if one.op == "const" else emitter.work.lying(one)[0] for one in args]
    else:
        found = [spread_out(emitter, one, order, sizes) for one in args]
    return emitter.allocator.result(node), found


def scaled(emitter: Emitter, node: Node) -> None:
    """A number times an array."""
    out, (argument,) = operands_of(emitter, node, node.args)
    if node.attrs == -1:
        emitter.work.call(np.negative, argument, out)
    else:
        emitter.work.call(np.multiply, argument, emitter.work.number(node.attrs), out)


def applied(emitter: Emitter, node: Node) -> None:
    """A function of every entry."""
    out, (x,) = operands_of(emitter, node, node.args)
    name, real = node.attrs, emitter.work.real
    if name in ("sigma", "sigma of minus"):
        one = emitter.work.number(1.0)
        if name == "sigma":
            emitter.work.call(np.negative, x, out)
        emitter.work.call(np.exp, x if name == "sigma of minus" else out, out)
        emitter.work.call(np.add, out, one, out)
        emitter.work.call(np.divide, one, out, out)
    elif name in _FUNCTIONS:
        emitter.work.call(_FUNCTIONS[name], x, out)
    elif real and name == "relu":
        emitter.work.call(_larger, x, emitter.work.number(0.0), out)
    elif real and name == "step":
        emitter.work.call(np.greater, x, emitter.work.number(0.0), out)
    elif real and name == "softplus":
        emitter.work.call(np.logaddexp, emitter.work.number(0.0), x, out)
    elif real and name == "abs":
        emitter.work.call(np.absolute, x, out)
    else:
        emitter.work.call(_into, in_library(ROWS[name].floats, np), x, out)


def _larger(x: Any, other: Any, out: Any) -> None:
    np.maximum(x, other, out=out)  # by position this is deprecated


def _into(function: Callable[..., Any], *arguments: Any) -> None:
    *found, out = arguments
    out[...] = function(*found)


def larger(emitter: Emitter, node: Node) -> None:
    """The larger of two numbers: of complex ones that with the larger real part."""
    out, (left, right) = operands_of(emitter, node, node.args)
    if emitter.work.real:
        emitter.work.call(_larger, left, right, out)
    else:
        emitter.work.call(_into, _larger_real, left, right, out)


def _larger_real(left: Any, right: Any) -> Any:
    return np.where(left.real >= right.real, left, right)


def compared(emitter: Emitter, node: Node) -> None:
    """1 where a relation holds, of complex numbers that of their real parts."""
    out, (left, right) = operands_of(emitter, node, node.args)
    relation = RELATIONS[node.attrs]
    if emitter.work.real:
        emitter.work.call(relation, left, right, out)
    else:
        emitter.work.call(_into, _compared_real, relation, left, right, out)


def _compared_real(relation: Callable[..., Any], left: Any, right: Any) -> Any:
    return relation(left.real, right.real)


def where(emitter: Emitter, node: Node) -> None:
    """One array where a mask is not zero, and another elsewhere."""
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    body, otherwise, mask = (
        emitter.work.array(one, order) if one.axes else emitter.work.scalar(one) for one in node.args
    )
    out = emitter.allocator.new(node)
    emitter.work.put(out, otherwise)
    if node.args[2].op == "table":
        emitter.work.call(np.copyto, out, body, "same_kind", mask)
    else:
        emitter.work.call(_put_where, out, body, mask)


def _put_where(out: Any, body: Any, mask: Any) -> None:
    np.copyto(out, body, where=mask != 0)
