"""A program with one of its assignments written otherwise; all else is shared with the program as it was."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from tutor.submission.code.syntax.program import Program, written

_Node = TypeVar("_Node", bound=ast.AST)


class Slot(NamedTuple):
    """Where an assignment stands: its statement, the expression that gives the value, and the body around it."""

    statement: ast.stmt
    source: ast.expr
    around: tuple[ast.stmt, ...]
    """The statements of the function that it stands in, or of the page, and those of the methods beside it."""
    indices: frozenset[str]
    """The variables of the loops around it."""


def slot_of(program: Program, line: int, name: str) -> Slot | None:
    """The slot of what a line of the file assigns to a name; None where it is none of its own."""
    page = tuple(one for one, _ in program.statements if not isinstance(one, ast.FunctionDef | ast.ClassDef))
    for top, cell in program.statements:
        around = tuple(top.body) if isinstance(top, ast.FunctionDef | ast.ClassDef) else page
        for statement, indices in _within(top, frozenset()):
            if cell.line + statement.lineno - 1 == line and (source := _source(statement, name)) is not None:
                return Slot(statement, source, around, indices)
    return None


def name_at(program: Program, line: int) -> str:
    """The single name that a line of the file assigns; empty where it is none, or several."""
    for top, cell in program.statements:
        for one, _ in _within(top, frozenset()):
            if cell.line + one.lineno - 1 == line and isinstance(one, ast.Assign | ast.AugAssign):
                target = one.target if isinstance(one, ast.AugAssign) else one.targets[0]
                return "" if isinstance(target, ast.Tuple | ast.List) else written(target)
    return ""


def function_at(program: Program, line: int) -> str:
    """The innermost function around a line of the file; empty for the page itself."""
    found = ""
    for top, cell in program.statements:
        for one, _ in _within(top, frozenset()):
            ends = one.end_lineno or one.lineno
            if isinstance(one, ast.FunctionDef) and cell.line + one.lineno - 1 <= line <= cell.line + ends - 1:
                found = one.name
    return found


def _within(node: ast.stmt, indices: frozenset[str]) -> Iterator[tuple[ast.stmt, frozenset[str]]]:
    yield node, indices
    if isinstance(node, ast.For):
        indices |= {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield from _within(child, indices)


def _source(statement: ast.stmt, name: str) -> ast.expr | None:
    """The expression of which a statement gives a name the value."""
    if isinstance(statement, ast.AugAssign):
        return statement.value if written(statement.target) == name else None
    if not isinstance(statement, ast.Assign):
        return None
    for target in statement.targets:
        if written(target) == name:
            return statement.value
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs = zip(target.elts, statement.value.elts, strict=False)
            if (found := next((one for each, one in pairs if written(each) == name), None)) is not None:
                return found
    if isinstance(statement.value, ast.Dict):
        owner = written(statement.targets[0])
        for key, value in zip(statement.value.keys, statement.value.values, strict=True):
            if isinstance(key, ast.Constant) and name == f"{owner}[{key.value!r}]":
                return value
    return None


def with_statement(program: Program, slot: Slot, statement: ast.stmt) -> Program:
    """The program with another statement in the place of that of a slot."""
    statements = tuple((swapped(one, slot.statement, statement), cell) for one, cell in program.statements)
    return program._replace(statements=statements)


def swapped(node: _Node, old: ast.AST, new: ast.AST) -> _Node:
    """A tree with one node exchanged: copied along the way to it, and shared elsewhere."""
    if node is old:
        return new  # type: ignore[return-value]  # a node of the same kind: an expression, a statement
    for field, value in ast.iter_fields(node):
        found: object = value
        if isinstance(value, ast.AST):
            found = swapped(value, old, new)
        elif isinstance(value, list):
            parts = [swapped(one, old, new) if isinstance(one, ast.AST) else one for one in value]
            found = parts if any(one is not other for one, other in zip(parts, value, strict=True)) else value
        if found is not value:
            copied = copy.copy(node)
            setattr(copied, field, found)
            return copied
    return node
