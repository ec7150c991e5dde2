"""The assignments of a page that may have been meant, with the names that the page has at that place."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tutor.submission.code.assignments.page_names import is_gradient, key_of, plain
from tutor.submission.code.own_pass.reading import OwnReading
from tutor.submission.code.own_pass.repairs.edited_program import Slot, swapped
from tutor.submission.code.own_pass.repairs.expression_edits import (
    edits_of_names,
    edits_of_parts,
    edits_with_more,
    flipped,
    leaves,
)
from tutor.submission.code.own_pass.smaller import ARGUMENT
from tutor.submission.code.syntax.program import written

EditedStatement = tuple[str, ast.stmt]
"""A code, and a statement without that mistake."""
_MOST_NAMES = 40


def small_edits(best: OwnReading, slot: Slot) -> Iterator[EditedStatement]:
    """The statement of a slot with one change, the smallest changes first."""
    yield from _of_statement(slot.statement)
    sizes = frozenset(one.name for one in best.run.assigned if isinstance(one.value, int))
    expressions = [*edits_of_parts(slot.source, slot.indices, sizes), *_scaled(slot.source, sizes)]
    expressions += [*_added_up(slot.source), *edits_of_names(slot.source, _names(best, slot))]
    for code, source in expressions:
        yield code, swapped(slot.statement, slot.source, source)


def edits_with_something_more(best: OwnReading, slot: Slot) -> Iterator[EditedStatement]:
    """The statement of a slot with something more, that may be left out there."""
    names = _names(best, slot)
    gradients = [one for one in names if is_gradient(key_of(written(one)))]
    values = [one for one in names if one not in gradients]
    for code, source in edits_with_more(slot.source, values, gradients):
        yield code, swapped(slot.statement, slot.source, source)


def _of_statement(node: ast.stmt) -> Iterator[EditedStatement]:
    """What is assigned added to what is there, or taken off it in the place of that."""
    other: ast.AugAssign | None = None
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        kind = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        code, other = "sign", ast.AugAssign(node.target, kind, node.value)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Subscript | ast.Attribute):
        code, other = "sum-missing", ast.AugAssign(node.targets[0], ast.Add(), node.value)
    if other is not None:
        yield code, ast.copy_location(other, node)
    for target in node.targets if isinstance(node, ast.Assign) else ():
        for part in ast.walk(target):
            if isinstance(part, ast.Compare) and len(part.ops) == 1:
                yield "mask", swapped(node, part, flipped(part))


def _scaled(source: ast.expr, sizes: Iterable[str]) -> Iterator[tuple[str, ast.expr]]:
    """A sign, a 2 or a half, and the mean over what the page has the length of."""
    yield "sign", ast.copy_location(ast.UnaryOp(ast.USub(), source), source)
    factors = [("factor", ast.Constant(2.0)), ("factor", ast.Constant(0.5))]
    for code, factor in factors:
        yield code, ast.copy_location(ast.BinOp(source, ast.Mult(), factor), source)
    for size in sorted(name for name in sizes if name.isidentifier()):
        yield "mean-missing", ast.copy_location(ast.BinOp(source, ast.Div(), ast.Name(size, ast.Load())), source)
        yield "mean-twice", ast.copy_location(ast.BinOp(source, ast.Mult(), ast.Name(size, ast.Load())), source)


def _added_up(source: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The sum along each axis of what is not added up."""
    for axis in (0, 1):
        for keeps in (False, True):
            words = [ast.keyword("axis", ast.Constant(axis)), ast.keyword("keepdims", ast.Constant(keeps))]
            total = ast.Call(ast.Attribute(source, "sum", ast.Load()), [], words)
            yield "sum-missing", ast.copy_location(total, source)


def _names(best: OwnReading, slot: Slot) -> Sequence[ast.expr]:
    """The arrays that are read or made around a slot, each as it is written there; those that resemble its own first.

    What is nearer to it in the page comes first.
    """
    known = {plain(key_of(one.name)) for one in best.run.assigned if isinstance(one.value, np.ndarray)}
    known |= {plain(key) for key in best.page.handed.arrays}
    found: dict[str, ast.expr] = {}
    for node in _leaves_of(slot.around):
        name = written(node)
        last = plain(key_of(name))
        if not name.startswith(ARGUMENT) and (last in known or last.rpartition(".")[2] in known):
            found.setdefault(name, node)
    own = {written(target) for target in _targets(slot.statement)}
    lines = sorted((abs(one.lineno - slot.statement.lineno), name) for name, one in found.items() if name not in own)
    return [found[name] for _, name in lines[:_MOST_NAMES]]


def _leaves_of(nodes: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    for statement in nodes:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign | ast.AugAssign):
                yield from leaves(node.value)
                for target in _targets(node):
                    yield from leaves(target)


def _targets(node: ast.stmt) -> Iterator[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    for target in targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]
