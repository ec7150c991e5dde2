"""The functions of a page by what belongs together: a forward pass with the way back, in one or two, and each class."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping

from tutor.submission.code.assignments.page_names import is_gradient, key_of
from tutor.submission.code.interpreter.assignment import is_allocation
from tutor.submission.code.interpreter.kept_for_backward import returned_names
from tutor.submission.code.own_pass.smaller import is_whole
from tutor.submission.code.syntax.program import Cell, Program, called_names

_FORWARD = re.compile(r"_?(?:forward|fwd|fprop|feedforward)(?=_|$)", re.IGNORECASE)
_BACKWARD = re.compile(r"_?(?:backward|backprop|bwd|bprop|back|grad|gradient)(?=_|$)", re.IGNORECASE)
_LOSS = re.compile(r"(?<![a-z])(?:loss|cost)(?!\w*(?:prime|deriv|delta))", re.IGNORECASE)
_MANNER = re.compile(r"_(?:naive|fast|alt|simple|vectorized|im2col|strides|loop|\d+)$", re.IGNORECASE)


def families(program: Program) -> list[tuple[str, ...]]:
    """What is called one after the other, forward first: a way back after its forward pass, one with both, a class."""
    functions = [node.name for node, _ in program.statements if isinstance(node, ast.FunctionDef)]
    forward = {_stem(name, _FORWARD): name for name in functions if not _BACKWARD.search(name)}
    bodies = {node.name: node for node, _ in program.statements if isinstance(node, ast.FunctionDef)}
    found: list[tuple[str, ...]] = []
    for name in functions:
        stem = _stem(name, _BACKWARD) if _BACKWARD.search(name) else None
        partner = None if stem is None else forward.get(stem) or forward.get(_MANNER.sub("", stem))
        found += [] if partner is None else [(partner, *_loss_of(partner, bodies), name)]
    paired = {name for pair in found for name in pair}
    found += [(name,) for name, node in bodies.items() if name not in paired and is_whole(node, bodies)]
    classes = [(node, cell) for node, cell in program.statements if isinstance(node, ast.ClassDef)]
    return [*found, *((node.name,) for node, cell in classes if any(_lines(node, cell)))]


def _loss_of(forward: str, bodies: Mapping[str, ast.FunctionDef]) -> tuple[str, ...]:
    """The one function of a page that makes a loss of what a forward pass returns."""
    outputs = {name for name in returned_names(bodies[forward]) if name}
    losses = [name for name in bodies if _LOSS.search(name) and not _BACKWARD.search(name)]
    found = [name for name in losses if outputs & {one.arg for one in bodies[name].args.args}]
    return tuple(found) if len(found) == 1 and found[0] != forward else ()


def _stem(name: str, words: re.Pattern[str]) -> str:
    stem = words.sub("", name, count=1).strip("_")
    return _MANNER.sub("", stem) if words is _FORWARD else stem


def gradient_lines(program: Program) -> Iterator[int]:
    """The lines on which gradients are assigned, without those that only make room for them."""
    for node, cell in program.statements:
        yield from _lines(node, cell)


def _lines(node: ast.AST, cell: Cell) -> Iterator[int]:
    for one in ast.walk(node):
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AugAssign) else []
        room = isinstance(one, ast.Assign) and is_allocation(one.value)
        if not room and any(is_gradient(key_of(ast.unparse(target))) for target in targets):
            yield cell.line + getattr(one, "lineno", 1) - 1


def definitions(program: Program) -> Program:
    """What a page defines, without what it does with that: its tests and its training."""
    of_page = {one.name for one, _ in program.statements if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    kept = [(one, cell) for one, cell in program.statements if _is_definition(one, of_page)]
    return program._replace(statements=tuple(kept))


def _is_definition(node: ast.stmt, of_page: Collection[str]) -> bool:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        return True
    return isinstance(node, ast.Assign) and called_names([node]).isdisjoint(of_page)
