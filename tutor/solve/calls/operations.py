"""What each operation of a graph is in calls of NumPy: a row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.solve.calls import entrywise, parts
from tutor.solve.calls.calls import each
from tutor.solve.calls.emission import Emitter
from tutor.solve.calls.products import contracted, summed
from tutor.solve.graph.nodes import Node


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


def _reduced(ufunc: Any) -> Callable[[Emitter, Node], None]:
    def emit(emitter: Emitter, node: Node) -> None:
        found, own = emitter.work.lying(node.args[0])
        at = own.index(node.attrs)
        rest = own[:at] + own[at + 1 :]
        out = emitter.allocator.new(node)
        target = emitter.work.array(node, rest) if rest else each(out, lambda one: one.reshape(()))
        if ufunc is np.maximum and not emitter.work.real:
            emitter.work.call(_largest_real, found, at, target)
        else:
            emitter.work.call(ufunc.reduce, found, at, None, target)

    return emit


def _largest_real(x: Any, axis: int, out: Any) -> None:
    """The first entry along an axis whose real part is largest."""
    first = np.argmax(x.real, axis=axis, keepdims=True)
    out[...] = np.take_along_axis(x, first, axis).squeeze(axis)


def _along(function: Callable[[Any, int, Any], None]) -> Callable[[Emitter, Node], None]:
    """What is as large as its argument, and looks along one axis of it."""

    def emit(emitter: Emitter, node: Node) -> None:
        found, own = emitter.work.lying(node.args[0])
        emitter.allocator.new(node)
        emitter.work.call(function, found, own.index(node.attrs), emitter.work.array(node, own))

    return emit


def _first_largest(x: Any, axis: int, out: Any) -> None:
    """1 at the first entry along an axis that is largest, else 0."""
    out[...] = 0
    np.put_along_axis(out, np.argmax(x.real, axis=axis, keepdims=True), 1, axis)


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
    "spread": parts.spread,
    "add": entrywise.entrywise,
    "sub": entrywise.entrywise,
    "mul": entrywise.multiplied,
    "div": entrywise.entrywise,
    "pow": entrywise.entrywise,
    "softmax": entrywise.entrywise,
    "log_softmax": entrywise.entrywise,
    "scale": entrywise.scaled,
    "apply": entrywise.applied,
    "where": entrywise.where,
    "maximum": entrywise.larger,
    "compare": entrywise.compared,
    "contract": contracted,
    "sum": summed,
    "max": _reduced(np.maximum),
    "prod": _reduced(np.multiply),
    "argmax": _along(_first_largest),
    "others": _along(_products_of_others),
    "assemble": parts.assembled,
    "beside": parts.assembled,
    "read": parts.read,
    "reshape": parts.reshaped,
    "gather": parts.gathered,
    "scatter": parts.scattered,
    "inv": _inverse,
}
"""How each operation is emitted."""
