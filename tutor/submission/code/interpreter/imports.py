"""Imports of handed-in code: names for tables, nothing is imported."""

from __future__ import annotations

import ast

from tutor.submission.code.interpreter.attributes import attribute
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.libraries import KNOWN_LIBRARIES
from tutor.submission.code.runtime.values import Module, Unknown


def import_(node: ast.Import | ast.ImportFrom, state: State) -> None:
    """Give the names of an import what they stand for."""
    if isinstance(node, ast.Import):
        for one in node.names:
            whole = one.name if one.asname else one.name.partition(".")[0]
            state.scope.names[one.asname or whole] = _module(whole, state)
        return
    owner = _module("" if node.level else node.module or "", state)
    for one in node.names:
        if one.name == "*":
            state.star += [owner] if isinstance(owner, Module) else []
        elif not isinstance(owner, Unknown) or not (state.random or state.scope.find(one.asname or one.name)):
            # What comes from another file is asked for where a page is its own measure.
            state.scope.names[one.asname or one.name] = attribute(owner, one.name, state)


def _module(name: str, state: State) -> Module | Unknown:
    root = name.partition(".")[0]
    if root not in KNOWN_LIBRARIES:
        return Unknown(f"{name or 'another file'} is not imported here", state.line)
    state.libraries.add(
        "torch" if root == "torch" else "numpy" if root in ("numpy", "jax", "cupy", "autograd") else root
    )
    return Module(name)
