"""Handed-in code as statements of Python's grammar, with the places of each; nothing is compiled or run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tutor.submission.code.runtime.budget import NotKnownError
from tutor.submission.code.runtime.record_of_run import Failed
from tutor.submission.code.syntax.lenient_parser import LINE_BREAK, parsed

MOST_CHARACTERS = 200_000
_DEEPEST = 60
"""Nodes within each other in one statement that is run."""
_NODES = 4096
"""Nodes of which is kept what was found: a loop comes to the same ones again and again."""
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


class Cell:
    """A piece of code and the line of the file that it begins in: a whole file, or a cell of a notebook."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.text = _MAGIC.sub(r"\1pass", text[:MOST_CHARACTERS])
        self.line = line
        self.cut = len(text) > MOST_CHARACTERS
        self.lines = LINE_BREAK.split(self.text)
        """As Python counts them: only at its own line breaks."""


class Place(NamedTuple):
    """Where a statement stands in the file, and what it says."""

    line: int
    column: int
    text: str


class Program(NamedTuple):
    """The statements of all cells in their order, each with its cell, and what could not be read."""

    statements: tuple[tuple[ast.stmt, Cell], ...]
    failed: tuple[Failed, ...]


def program(cells: Sequence[Cell]) -> Program:
    """The statements of some code. A cell that is no Python is passed over, and said where it is wrong."""
    statements: list[tuple[ast.stmt, Cell]] = []
    failed: list[Failed] = []
    left = MOST_CHARACTERS
    for cell in cells:
        left -= len(cell.text)
        if left < 0 or cell.cut:
            failed.append(Failed(cell.line, 1, "", f"more than {MOST_CHARACTERS} characters of code", known=False))
            break
        try:
            read = parsed(cell.text)
        except SyntaxError as error:
            failed.append(_no_python(cell, error))
            continue
        except (RecursionError, MemoryError, ValueError):
            failed.append(Failed(cell.line, 1, "", "nested too deeply, or no text", known=False))
            continue
        failed += [_no_python(cell, error) for error in read.left_out]
        cell.lines = LINE_BREAK.split(read.text)
        statements += [(statement, cell) for statement in read.tree.body]
    return Program(tuple(statements), tuple(failed))


def _no_python(cell: Cell, error: SyntaxError) -> Failed:
    line, column = error.lineno or 1, error.offset or 1
    reason = f"no Python: {error.msg}"
    return Failed(cell.line + line - 1, max(column, 1), _line(cell, line).strip(), reason, known=False)


def check_depth(node: ast.AST) -> None:
    """Raises NotKnownError for an expression that has more nodes within each other than are run."""
    if _is_too_deep(node):
        raise NotKnownError("an expression nested too deeply")


@lru_cache(_NODES)
def _is_too_deep(node: ast.AST) -> bool:
    front, depth = [node], 0
    while front:
        depth += 1
        if depth > _DEEPEST:
            return True
        front = [child for one in front for child in ast.iter_child_nodes(one)]
    return False


@lru_cache(_NODES)
def written(node: ast.AST) -> str:
    """A node as Python writes it."""
    return ast.unparse(node)


@lru_cache(_NODES)
def names_in(source: ast.expr) -> tuple[str, ...]:
    """The names that an expression reads, in their order, and of what they hold: ``self`` and ``self.W`` of it.

    Places are written as fields, as in keys: ``cache.W`` of ``cache["W"]``. A method that is called is no field.
    """
    found: list[str] = []
    front: list[ast.AST] = [source]
    while front:
        node = front.pop()
        match node:
            case ast.Name(name):
                found.append(name)
            case ast.Call(ast.Attribute(owner)):
                front.extend(reversed([owner, *node.args, *node.keywords]))
                continue
            case ast.Attribute(ast.Name(name), field) | ast.Subscript(ast.Name(name), ast.Constant(str() as field)):
                found.append(f"{name}.{field}")
        front.extend(reversed(list(ast.iter_child_nodes(node))))
    return tuple(found)


@lru_cache(_NODES)
def names_and_fields(source: ast.expr) -> tuple[tuple[str, str], ...]:
    """The names that an expression reads, each with the field that is read of it, or with none."""
    found: dict[tuple[str, str], None] = {}
    front: list[ast.AST] = [source]
    while front:
        node = front.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found[node.value.id, node.attr] = None
        elif isinstance(node, ast.Name):
            found[node.id, ""] = None
        else:
            front.extend(ast.iter_child_nodes(node))
    return tuple(found)


def called_names(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are called anywhere in some nodes, of methods the last word."""
    return set().union(*map(_called_names, nodes))


@lru_cache(_NODES)
def _called_names(node: ast.AST) -> frozenset[str]:
    called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return frozenset(one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in called)


@lru_cache(_NODES)
def yields(function: ast.FunctionDef) -> bool:
    """Whether a function hands out its values one by one."""
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(function))


@lru_cache(_NODES)
def assigned_in(node: ast.stmt) -> tuple[ast.expr, ...]:
    """What a statement and those within it assign to; what it defines itself is a name."""
    found: list[ast.expr] = []
    for one in ast.walk(node):
        targets: Sequence[ast.expr] = ()
        if isinstance(one, ast.Assign):
            targets = one.targets
        elif isinstance(one, ast.AugAssign | ast.AnnAssign | ast.For | ast.NamedExpr):
            targets = [one.target]
        for target in targets:
            found += target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and one is node:
            found.append(ast.Name(one.name))
    return tuple(found)


def _named_within(node: ast.AST) -> Iterator[str]:
    """The names that a definition, an import or a comprehension makes, which have no line of their own here."""
    for one in ast.walk(node.target if isinstance(node, ast.comprehension) else node):
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.alias):
            yield one.asname or one.name
        elif isinstance(one, ast.Name) and isinstance(node, ast.comprehension):
            yield one.id


@lru_cache(_NODES)
def first_assigned(function: ast.FunctionDef | ast.Lambda) -> Mapping[str, int]:
    """The names of a function's own, each with the first line that gives it a value: before that it has none."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    for one in ast.walk(function):
        if isinstance(one, ast.Global | ast.Nonlocal):
            shared.update(one.names)
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            found[one.id] = min(one.lineno, found.get(one.id, one.lineno))
        elif isinstance(one, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.comprehension):
            shared.update(_named_within(one))
    return {name: line for name, line in found.items() if name not in shared}


def place_of(node: ast.stmt | ast.expr, cell: Cell) -> Place:
    """The place of a node in the file, lines and columns from 1, and its text in one line."""
    first, last = node.lineno, node.end_lineno or node.lineno
    lines = [_line(cell, number).encode() for number in range(first, min(last, first + 30) + 1)]
    start = len(lines[0][: node.col_offset].decode(errors="replace"))
    if last < first + 30:
        lines[-1] = lines[-1][: node.end_col_offset]
    lines[0] = lines[0][node.col_offset :]
    text = " ".join(line.decode(errors="replace").strip() for line in lines)
    return Place(cell.line + first - 1, start + 1, text)


def _line(cell: Cell, number: int) -> str:
    return cell.lines[number - 1] if 0 < number <= len(cell.lines) else ""
