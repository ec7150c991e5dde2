"""Products of arrays: dot, outer, einsum, tensordot."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.elementwise import into
from tutor.submission.code.runtime.budget import CodeError, NotKnownError, ShapesError, shown

_EINSUM = re.compile(r"[A-Za-z.]+(,[A-Za-z.]+)*(->[A-Za-z.]*)?")


def dot(state: State, left: Any, right: Any, out: Any = None) -> Any:
    """NumPy's dot: the matrix product of up to two axes, else over the last axis and the last but one."""
    left, right = operators.as_array(left, state.budget), operators.as_array(right, state.budget)
    if not np.ndim(left) or not np.ndim(right):
        state.budget.result(np.shape(left), np.shape(right))
        return left * right
    if np.ndim(left) <= 2 and np.ndim(right) <= 2:
        return into(state, operators.matmul(left, right, state.budget), out)
    first, second = np.shape(left), np.shape(right)
    inner = second[-2] if len(second) > 1 else second[0]
    if first[-1] != inner:
        raise ShapesError(f"the shapes {shown(first)} and {shown(second)} do not fit together", [(first[-1], inner)])
    entries = math.prod(first[:-1]) * (math.prod(second) // max(inner, 1))
    state.budget.make(entries)
    state.budget.work(entries * inner)
    return np.dot(left, right)


def matmul(state: State, left: Any, right: Any, out: Any = None) -> Any:
    """The matrix product."""
    left, right = operators.as_array(left, state.budget), operators.as_array(right, state.budget)
    return into(state, operators.matmul(left, right, state.budget), out)


def _multi_dot(state: State, arrays: Any) -> Any:
    found = arrays[0]
    for one in arrays[1:]:
        found = dot(state, found, one)
    return found


def _outer(state: State, left: Any, right: Any) -> Any:
    left, right = operators.as_array(left, state.budget), operators.as_array(right, state.budget)
    state.budget.make(np.size(left) * np.size(right))
    return np.outer(left, right)


def _kron(state: State, left: Any, right: Any) -> Any:
    state.budget.make(np.size(left) * np.size(right))
    return np.kron(left, right)


def _inner(state: State, left: Any, right: Any) -> Any:
    left, right = np.asarray(operators.as_array(left, state.budget)), operators.as_array(right, state.budget)
    return dot(state, left, np.swapaxes(right, -1, -2) if np.ndim(right) > 1 else right)


def _vdot(state: State, left: Any, right: Any) -> Any:
    return dot(state, np.ravel(left), np.ravel(right))


def _einsum(state: State, pattern: Any, *arrays: Any, **_: Any) -> Any:
    if not isinstance(pattern, str) or not _EINSUM.fullmatch(pattern.replace(" ", "")) or "." in pattern:
        raise NotKnownError("einsum in another form")
    pattern = pattern.replace(" ", "")
    operands = [np.asarray(operators.as_array(one, state.budget)) for one in arrays]
    inputs, arrow, output = pattern.partition("->")
    sizes: dict[str, int] = {}
    for letters, operand in zip(inputs.split(","), operands, strict=True):
        if len(letters) != operand.ndim:
            raise CodeError(f"einsum: {letters} is said of an array {shown(operand.shape)}")
        for letter, size in zip(letters, operand.shape, strict=True):
            if sizes.setdefault(letter, size) != size and 1 not in (sizes[letter], size):
                raise CodeError(f"einsum: the sizes {sizes[letter]} and {size} of {letter} differ")
            sizes[letter] = max(sizes[letter], size)
    kept = output if arrow else "".join(letter for letter in sizes if inputs.count(letter) == 1)
    if not set(kept) <= sizes.keys():
        raise CodeError(f"einsum: {kept} has a letter that no array has")
    state.budget.shape(sizes[letter] for letter in kept)
    state.budget.work(math.prod(sizes.values()) * len(operands))
    return np.einsum(pattern, *operands)


def _tensordot(state: State, left: Any, right: Any, axes: Any = 2, dims: Any = None) -> Any:
    axes = axes if dims is None else dims
    left, right = np.asarray(left), np.asarray(right)
    if isinstance(axes, int):
        pairs = [tuple(range(left.ndim - axes, left.ndim)), tuple(range(axes))]
    else:
        pairs = [(one,) if isinstance(one, int) else tuple(int(place) for place in one) for one in axes]
    inner = math.prod(left.shape[place] for place in pairs[0])
    entries = left.size * right.size // max(inner, 1) ** 2
    state.budget.make(entries)
    state.budget.work(entries * inner + left.size + right.size)
    return np.tensordot(left, right, (pairs[0], pairs[1]))


def _convolve(flip: bool) -> Callable[..., Any]:
    def function(state: State, left: Any, right: Any, mode: str = "full" if flip else "valid") -> Any:
        left, right = np.asarray(left), np.asarray(right)
        state.budget.make(left.size + right.size)
        state.budget.work(left.size * right.size)
        if left.ndim != 1 or right.ndim != 1 or mode not in ("full", "valid", "same"):
            raise NotKnownError("a convolution of this form")
        chosen: Any = np.convolve if flip else np.correlate
        return chosen(left, right, mode)

    return function


def _inverse(state: State, value: Any) -> Any:
    state.budget.work(np.size(value) * max(np.shape(value), default=1))
    state.budget.make(np.size(value))
    return np.linalg.inv(value)


def _linear(state: State, x: Any, weight: Any, bias: Any = None) -> Any:
    found = matmul(state, x, np.asarray(weight).T)
    return found if bias is None else found + bias


PRODUCTS: dict[str, Callable[..., Any]] = {
    "dot": dot,
    "matmul": matmul,
    "mm": matmul,
    "mv": matmul,
    "bmm": matmul,
    "outer": _outer,
    "ger": _outer,
    "inner": _inner,
    "vdot": _vdot,
    "kron": _kron,
    "einsum": _einsum,
    "tensordot": _tensordot,
    "convolve": _convolve(True),
    "correlate": _convolve(False),
    "multi_dot": _multi_dot,
    "inv": _inverse,
    "inverse": _inverse,
    "linear": _linear,
}
