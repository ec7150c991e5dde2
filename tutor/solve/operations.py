"""What each operation of a graph is in calls of NumPy: a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from operator import itemgetter
from typing import Any

import numpy as np

from tutor.notation.functions import ROWS, in_library
from tutor.solve.calls import Column, each, example
from tutor.solve.emission import Emitter
from tutor.solve.graph import Node
from tutor.solve.products import contracted, outer, summed
from tutor.solve.reading import Place
from tutor.solve.schedule import shift
from tutor.solve.workspace import Letters

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


def _nothing(emitter: Emitter, node: Node) -> None:
    """A node that lies where another does, or needs no array."""


def _input(emitter: Emitter, node: Node) -> None:
    emitter.allocator.new(node)
    emitter.work.inputs[node.attrs] = emitter.work.array(node, node.letters) if node.axes else emitter.work.scalar(node)


def _const(emitter: Emitter, node: Node) -> None:
    emitter.work.fixed(node, np.array(node.attrs, emitter.work.dtype))


def _table(emitter: Emitter, node: Node) -> None:
    kind = node.attrs.array.dtype.kind
    array = node.attrs.array if kind in "bi" else node.attrs.array.astype(emitter.work.dtype)
    emitter.work.fixed(node, array)


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
    target = np.empty(shape, emitter.work.dtype)
    emitter.work.put(target, found, before=True)
    return target


def _multiplied(emitter: Emitter, node: Node) -> None:
    left, right = (emitter.work.step_letters(one.letters) for one in node.args)
    if left and right and not set(left) & set(right):
        outer(emitter, node)
    else:
        _entrywise(emitter, node)


def _entrywise(emitter: Emitter, node: Node) -> None:
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


def _scale(emitter: Emitter, node: Node) -> None:
    out, (argument,) = operands_of(emitter, node, node.args)
    if node.attrs == -1:
        emitter.work.call(np.negative, argument, out)
    else:
        emitter.work.call(np.multiply, argument, emitter.work.number(node.attrs), out)


def _apply(emitter: Emitter, node: Node) -> None:
    out, (x,) = operands_of(emitter, node, node.args)
    name, real = node.attrs, emitter.work.real
    if name == "sigma":
        one = emitter.work.number(1.0)
        emitter.work.call(np.negative, x, out)
        emitter.work.call(np.exp, out, out)
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


def _into(function: Callable[[Any], Any], x: Any, out: Any) -> None:
    out[...] = function(x)


def _where(emitter: Emitter, node: Node) -> None:
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    body, mask = (emitter.work.array(one, order) if one.axes else emitter.work.scalar(one) for one in node.args)
    out = emitter.allocator.new(node)
    emitter.work.put(out, emitter.work.number(node.attrs))
    emitter.work.call(np.copyto, out, body, "same_kind", mask)


def _spread(emitter: Emitter, node: Node) -> None:
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    argument = node.args[0]
    found = emitter.work.array(argument, order) if argument.axes else emitter.work.scalar(argument)
    emitter.work.put(emitter.allocator.new(node), found)


def _assemble(emitter: Emitter, node: Node) -> None:
    emitter.allocator.assembled(node)
    for at, part in enumerate(node.args):
        if emitter.work.memory.homes.get(emitter.work.memory.root(part)) == (node, at):
            continue
        target = emitter.allocator.region_of(node, at)
        _, letters = emitter.work.lying(node)
        theirs = dict(zip(node.letters, [span.letter for span in node.attrs[at].spans], strict=True))
        if not part.axes:
            emitter.work.put(target, emitter.work.scalar(part))
            continue
        # An axis on which the part has no letter gets one that nobody has, so that it is spread along it.
        emitter.work.put(
            target, emitter.work.array(part, tuple([theirs[letter] or f"no {letter}" for letter in letters]))
        )


def _read(emitter: Emitter, node: Node) -> None:
    letter, far = shift(node)
    base = node.args[0]
    if letter and letter == emitter.work.loop_letter:
        emitter.work.neighbours(node, base, far)
        return
    if emitter.work.memory.in_margin(node):
        emitter.work.look(node, *emitter.work.beyond(node))
        return
    found, own = emitter.work.lying(base)
    places = dict(zip(base.letters, node.attrs, strict=True))
    sizes = {axis.letter: axis.size for axis in node.axes}
    ends = [places[one].ends(sizes) for one in own]
    shape = example(found).shape
    low = [max(0, -first) for first, _ in ends]
    high = [max(0, last - size + 1) for (_, last), size in zip(ends, shape, strict=True)]
    if any(low) or any(high):
        found = _padded(emitter, node, found, own, low, high)
    start = [places[one].start + before for one, before in zip(own, low, strict=True)]
    letters = tuple(dict.fromkeys(term for one in own for term, _ in places[one].terms))

    terms = [len(places[one].terms) for one in own]
    if letters and max(terms) < 2 and sum(terms) == len(letters):
        index = dict(zip(own, _index(own, places, start, sizes), strict=True))
        emitter.work.look(node, each(found, itemgetter(tuple(index.values()))), letters)
        emitter.work.look_whole(node, index)
        return

    def view(array: Any) -> Any:
        steps = [
            sum(dict(places[one].terms).get(term, 0) * stride for one, stride in zip(own, array.strides, strict=True))
            for term in letters
        ]
        counts = [sizes[term] for term in letters] or [1]
        corner = array[tuple([slice(at, None) for at in start])]
        return np.lib.stride_tricks.as_strided(corner, counts, steps or [array.itemsize])

    emitter.work.look(node, each(found, view), letters)


def _index(own: Letters, places: Mapping[str, Place], start: list[int], sizes: dict[str, int]) -> tuple[Any, ...]:
    """As NumPy's index, where no axis is read by two letters."""
    index: list[Any] = []
    for letter, first in zip(own, start, strict=True):
        if not places[letter].terms:
            index.append(first)
            continue
        term, step = places[letter].terms[0]
        behind = first + step * sizes[term]
        index.append(slice(first, behind if behind >= 0 else None, step))
    return tuple(index)


def _padded(emitter: Emitter, node: Node, found: Any, own: Letters, low: list[int], high: list[int]) -> Any:
    """A copy with zeros around it, and what stands before the first entry."""
    shape = example(found).shape
    inner = tuple([slice(before, before + size) for before, size in zip(low, shape, strict=True)])
    whole = emitter.work.pool.zeros(tuple([a + size + b for a, size, b in zip(low, shape, high, strict=True)]))
    emitter.work.put(whole[inner], found)
    if len(node.args) == 2:
        base, outside = node.args
        at = own.index(base.letters[0])
        theirs = {place.letter: axis.letter for place, axis in zip(node.attrs, base.axes, strict=True)}
        here, letters = emitter.work.lying(outside)
        rest = [letter for letter in own if letter != base.letters[0]]
        order = [[theirs[letter] for letter in letters].index(letter) for letter in rest]
        index: list[Any] = list(inner)
        index[at] = low[at] - 1 if rest else slice(low[at] - 1, low[at])
        emitter.work.put(whole[tuple(index)], each(here, lambda one: one.transpose(order)) if rest else here)
    return whole


def _reshape(emitter: Emitter, node: Node) -> None:
    letters = emitter.work.step_letters(node.attrs)
    own = emitter.work.step_letters(node.letters)
    sizes = {axis.letter: axis.size for axis in node.axes}
    shape = tuple([sizes[letter] for letter in own])
    emitter.work.look(node, emitter.work.flattened(node.args[0], letters, shape), own)


def _gather(emitter: Emitter, node: Node) -> None:
    base = emitter.work.array(node.args[0], node.args[0].letters)
    at = node.attrs.array
    out = emitter.allocator.new(node)
    letters = emitter.work.memory.order(node)
    order = [node.letters.index(letter) for letter in letters]
    emitter.work.call(_taken, base, at.transpose(order) if letters else at, out)


def _taken(base: Any, at: Any, out: Any) -> None:
    out[...] = np.where(at >= 0, base.reshape(-1)[np.maximum(at, 0)], 0)


def _scatter(emitter: Emitter, node: Node) -> None:
    values, table = node.args
    found = emitter.work.array(values, table.letters)
    out = emitter.allocator.new(node)
    order = [node.letters.index(letter) for letter in emitter.work.memory.order(node)]
    shape = tuple([axis.size for axis in node.axes])
    emitter.work.call(_added_at, found, emitter.work.lying(table)[0], shape, order, out)


def _added_at(values: Any, at: Any, shape: tuple[int, ...], order: list[int], out: Any) -> None:
    total = np.zeros(int(np.prod(shape, dtype=int)) + 1, out.dtype)  # one more entry takes what is outside
    np.add.at(total, at.reshape(-1), values.reshape(-1))
    out[...] = total[:-1].reshape(shape).transpose(order).reshape(out.shape)


def _reduced(ufunc: Any) -> Callable[[Emitter, Node], None]:
    def emit(emitter: Emitter, node: Node) -> None:
        found, own = emitter.work.lying(node.args[0])
        at = own.index(node.attrs)
        rest = own[:at] + own[at + 1 :]
        out = emitter.allocator.new(node)
        target = emitter.work.array(node, rest) if rest else each(out, lambda one: one.reshape(()))
        emitter.work.call(ufunc.reduce, found, at, None, target)

    return emit


def _others(emitter: Emitter, node: Node) -> None:
    found, own = emitter.work.lying(node.args[0])
    emitter.allocator.new(node)
    emitter.work.call(_products_of_others, found, own.index(node.attrs), emitter.work.array(node, own))


def _products_of_others(x: Any, axis: int, out: Any) -> None:
    """For each entry the product of all others along an axis, also where some are zero."""
    x, out = np.moveaxis(x, axis, 0), np.moveaxis(out, axis, 0)
    out[:1] = 1
    np.multiply.accumulate(x[:-1], 0, None, out[1:])
    behind = np.ones_like(x[0])
    for at in range(len(x) - 1, -1, -1):
        out[at] *= behind
        behind = behind * x[at]


def _inverse(emitter: Emitter, node: Node) -> None:
    rest = tuple([letter for letter in node.letters if letter not in node.attrs])
    letters = emitter.work.step_letters((*rest, *node.attrs))
    found = emitter.work.array(node.args[0], letters)
    emitter.allocator.new(node)
    emitter.work.call(_inverted, found, emitter.work.array(node, letters))


def _inverted(x: Any, out: Any) -> None:
    out[...] = np.linalg.inv(x)


OPERATIONS: dict[str, Callable[[Emitter, Node], None]] = {
    "input": _input,
    "const": _const,
    "table": _table,
    "named": _nothing,
    "relabel": _nothing,
    "var": _nothing,
    "spread": _spread,
    "add": _entrywise,
    "sub": _entrywise,
    "mul": _multiplied,
    "div": _entrywise,
    "pow": _entrywise,
    "softmax": _entrywise,
    "log_softmax": _entrywise,
    "scale": _scale,
    "apply": _apply,
    "where": _where,
    "contract": contracted,
    "sum": summed,
    "max": _reduced(np.maximum),
    "prod": _reduced(np.multiply),
    "others": _others,
    "assemble": _assemble,
    "read": _read,
    "reshape": _reshape,
    "gather": _gather,
    "scatter": _scatter,
    "inv": _inverse,
}
"""How each operation is emitted."""
