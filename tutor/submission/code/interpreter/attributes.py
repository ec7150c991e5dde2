"""What stands after a dot: by tables alone, never an attribute of Python's own objects."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.submission.code.interpreter.calls import call
from tutor.submission.code.interpreter.operators import kind_of
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.array_methods import ARRAY_FIELDS, ARRAY_METHODS
from tutor.submission.code.interpreter.tables.containers import DICT_METHODS, LIST_METHODS, TEXT_METHODS
from tutor.submission.code.interpreter.tables.elementwise import ELEMENTWISE
from tutor.submission.code.interpreter.tables.libraries import LIBRARY_CONSTANTS, library_function
from tutor.submission.code.interpreter.tables.random_arrays import RANDOM_MODULES, random_function
from tutor.submission.code.runtime.budget import CodeError, NotKnownError
from tutor.submission.code.runtime.values import Class, Function, Module, Native, Object, Super, Unknown


def attribute(owner: Any, name: str, state: State) -> Any:
    """``owner.name``. Raises CodeError where there is none, and NotKnownError where it has no rule here."""
    state.budget.step()
    if isinstance(owner, Unknown):
        return owner
    dunder = name.startswith("__") and (name.endswith("__") or not isinstance(owner, Object))
    if dunder and not (isinstance(owner, Super | Object) and name in ("__init__", "__call__")):
        raise NotKnownError(f"{name} has no rule here")
    if isinstance(owner, Module):
        return _of_library(owner, name, state)
    if isinstance(owner, Object):
        return _of_object(owner, name, state)
    if isinstance(owner, Native) and f"{owner.name}.{name}" in ELEMENTWISE:
        return Native(name, ELEMENTWISE[f"{owner.name}.{name}"])
    if isinstance(owner, Super):
        found = next((one for base in owner.owner.kind.bases if (one := base.find(name)) is not None), None)
        return found.of(owner.owner) if isinstance(found, Function) else Native("print", lambda *_, **__: None)
    if isinstance(owner, Class):
        found = owner.find(name)
        return Unknown(f"{owner.name} has no {name}", state.line) if found is None else found
    if isinstance(owner, np.ndarray | np.number | np.bool_):
        if name in ARRAY_FIELDS:
            return ARRAY_FIELDS[name](owner)
        return _method(ARRAY_METHODS, owner, name)
    for kind, table in ((dict, DICT_METHODS), (list, LIST_METHODS), (tuple, LIST_METHODS), (str, TEXT_METHODS)):
        if isinstance(owner, kind):
            return _method(table, owner, name)
    raise NotKnownError(f"{kind_of(owner)} has no {name} here")


def _method(table: dict[str, Any], owner: Any, name: str) -> Native:
    if name not in table:
        raise NotKnownError(f"{kind_of(owner)} has no {name} here")
    return Native(name, table[name], (owner,))


def _of_library(owner: Module, name: str, state: State) -> Any:
    full = f"{owner.name}.{name}"
    if full in LIBRARY_CONSTANTS:
        return LIBRARY_CONSTANTS[full]
    function = library_function(full)
    if function is not None:
        return Native(name, function)
    if state.random is not None and (full in RANDOM_MODULES or random_function(full) is not None):
        function = random_function(full)
        return Module(full) if function is None else Native(name, function)
    if name in ("random", "rand", "randn") or owner.name.endswith("random"):
        return Unknown("random numbers", state.line)
    if full in ("torch.nn", "torch.nn.functional", "numpy.linalg", "jax.numpy", "jax.nn", "numpy.add", "scipy.special",
                "numpy.lib", "numpy.lib.stride_tricks", "torch.linalg", "torch.special"):  # fmt: skip
        return Module(full)
    return Unknown(f"{full} is not known here", state.line)


def _of_object(owner: Object, name: str, state: State) -> Any:
    if name in owner.fields:
        return owner.fields[name]
    found = owner.kind.find(name)
    if isinstance(found, Function):
        method = found.of(owner)
        return call(method, [], {}, state) if found.kind == "property" else method
    return Unknown(f"{name} is not assigned", state.line) if found is None else found


def put_attribute(owner: Any, name: str, value: Any) -> None:
    """``owner.name = value``, on objects of classes of the page alone."""
    if not isinstance(owner, Object):
        raise NotKnownError(f"{kind_of(owner)} has no {name} that is assigned here")
    if len(owner.fields) > 1000:
        raise CodeError("an object of too many fields")
    owner.fields[name] = value
