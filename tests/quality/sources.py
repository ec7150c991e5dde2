"""What the files of the project import, read from their text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

Import = ast.Import | ast.ImportFrom


def imports_of(path: Path, *, at_top: bool = False) -> Iterator[Import]:
    """The imports of a file wherever they stand, or those of its top alone."""
    todo: list[ast.AST] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while todo:
        node = todo.pop()
        if isinstance(node, Import):
            yield node
        elif not at_top and not isinstance(node, ast.expr):  # no expression holds an import, and most of a file is them
            todo.extend(ast.iter_child_nodes(node))
