"""The loss of a page that states none: that whose gradient is the difference of an output and a target.

With a sigmoid or softmax before it that is the cross entropy, and by the output itself half the squared error. Whether
the page takes a mean is not known, so that each mean is one of the losses that it may have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tutor.submission.code.assignments.page_names import base_of, is_gradient, key_of, plain
from tutor.submission.code.own_pass.losses import Loss, value_of
from tutor.submission.code.runtime.record_of_run import RETURNED, Assigned
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import written

_NEAR = 1e-9
_OF_OUTPUT = re.compile(r"deriv|prime", re.IGNORECASE)
"""What is in the name of a function that gives the derivative of a loss by an output."""


def implied_losses(assigned: Sequence[Assigned], given: Mapping[str, Any]) -> list[Loss]:
    """The losses that the first gradient with such a difference implies; none where no gradient has one."""
    known = {plain(key): np.asarray(array) for key, array in given.items()}
    values: dict[str, Assigned] = {}
    returned: Assigned | None = None
    for at, one in enumerate(assigned):
        if one.kind == RETURNED and _OF_OUTPUT.search(one.function) and any(_differences(one.text)):
            returned = one
        if one.allocation and isinstance(one.value, Unknown):
            continue  # a list of room for the gradients of all layers
        if is_gradient(key_of(one.name)):
            if any(_goes_on(each, one) for each in assigned[at + 1 :]):
                return []  # it is weighted, or has a part of its own for each sample
            for output, target in _differences(one.text):
                if found := _implied(one, values.get(plain(output)), _array(plain(target), values, known), values):
                    return found
            if returned is not None and (found := _by_output(one, returned, known, values)):
                return found
        elif one.kind != RETURNED:
            values[plain(key_of(one.name))] = one
    return []


def _goes_on(other: Assigned, one: Assigned) -> bool:
    """Whether an assignment changes what another one gave, and does not hand it on to the layers before."""
    root = one.name.partition("[")[0]
    if len(other.loops) > len(one.loops) and not other.augmented and re.search(r"@|\b(?:dot|matmul)\(", other.text):
        return False
    changes = other.augmented or other.name != one.name or root in other.uses
    return other.call == one.call and other.name.partition("[")[0] == root and changes


def _array(key: str, values: Mapping[str, Assigned], known: Mapping[str, Any]) -> Any:
    return value_of(values[key]) if key in values else known.get(key)


def _differences(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of names of which one is taken from the other in a statement, the outermost first."""
    try:
        body = ast.parse(text.strip()).body
    except SyntaxError:
        return
    for node in ast.walk(ast.Module(body, [])):
        match node:
            case ast.BinOp(ast.Name() | ast.Attribute() as one, ast.Sub(), ast.Name() | ast.Attribute() as other):
                yield key_of(written(one)), key_of(written(other))


def _implied(one: Assigned, output: Assigned | None, target: Any, values: Mapping[str, Assigned]) -> list[Loss]:
    """The losses of an output and a target, as sums over what the output is made of times their difference."""
    got = None if output is None else value_of(output)
    if output is None or got is None or target is None or got.ndim == 0 or got.shape != np.shape(target):
        return []
    base = base_of(one.name)
    named = next((each for key, each in values.items() if key.rpartition(".")[2].lower() == base.lower()), None)
    if named is not None and value_of(named) is not None and np.shape(value_of(named)) == got.shape:
        inner = named if named is output or _is_activated(value_of(named), got) else None
    else:
        before = [each for each in values.values() if each.order < output.order and value_of(each) is not None]
        inner = next((each for each in reversed(before) if _is_activated(value_of(each), got)), output)
    if inner is None:
        return []
    difference = got - target
    means = [size for size in dict.fromkeys(got.shape) if size > 1]
    return [Loss(((inner.order, difference / mean),), implied=True) for mean in (*means, 1)]


def _by_output(
    one: Assigned, returned: Assigned, known: Mapping[str, Any], values: Mapping[str, Assigned]
) -> list[Loss]:
    """The losses whose derivative by an output a function of the page returns: its difference to a target."""
    difference = value_of(returned)
    for _, target in _differences(returned.text):
        wanted = known.get(plain(target))
        if difference is None or wanted is None or wanted.shape != difference.shape:
            continue
        got = difference + wanted
        output = next((each for each in reversed(list(values.values())) if _is_same(value_of(each), got)), None)
        if output is not None and f"{returned.function}(" in one.text:
            means = [size for size in dict.fromkeys(got.shape) if size > 1]
            return [Loss(((output.order, difference / mean),), implied=True) for mean in (1, *means)]
    return []


def _is_same(value: Any, other: Any) -> bool:
    return value is not None and value.shape == other.shape and bool(np.allclose(value, other, rtol=_NEAR, atol=_NEAR))


def _is_activated(before: Any, after: Any) -> bool:
    """Whether an array is the sigmoid or the softmax of another one."""
    if before.shape != after.shape or not np.isfinite(before).all():
        return False
    powers = np.exp(before - before.max())
    sums = [powers.sum(axis=axis, keepdims=True) for axis in range(before.ndim)]
    softmax = [powers / each for each, size in zip(sums, before.shape, strict=True) if size > 1]
    found = [1 / (1 + np.exp(-before)), *softmax]
    return any(bool(np.allclose(after, each, rtol=_NEAR, atol=_NEAR)) for each in found)
