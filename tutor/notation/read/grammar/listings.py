"""Lists in square brackets and matrices of LaTeX: rows, columns and lists of rows."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.tree import Listing, Node


def listing(parser: Grammar, column: int) -> Node:
    """``[a, b]`` is free, ``[a \\ b]`` a row, ``[a \\\\ b]`` a column."""
    items, kind = parser.inside(lambda: _items(parser))
    if any(isinstance(item, Listing) for item in items):
        _check_widths([item.items if isinstance(item, Listing) else () for item in items], column)
    return Listing(tuple(items), kind, column)


def _items(parser: Grammar) -> tuple[list[Node], str]:
    stream = parser.stream
    items, kind = [parser.expression()], "free"
    while True:
        if stream.take(","):
            pass
        elif stream.take("\\ "):
            kind = "row"
            if stream.sees("]"):
                break
        elif stream.take("\\\\"):
            kind = "column"
            if stream.sees("]"):
                break
        else:
            break
        items.append(parser.expression())
    stream.expect("]")
    return items, kind


def matrix(parser: Grammar, column: int) -> Node:
    """A LaTeX matrix: one row is a row, one column a column, anything else a list of rows."""
    rows, ended = parser.inside(lambda: _rows(parser))
    _check_widths(rows, column)
    if len(rows) == 1 and not (ended and len(rows[0]) == 1):
        return Listing(tuple(rows[0]), "row", column)
    if len(rows[0]) == 1:
        return Listing(tuple(row[0] for row in rows), "column", column)
    return Listing(tuple(Listing(tuple(row), "row", column) for row in rows), "free", column)


def _rows(parser: Grammar) -> tuple[list[list[Node]], bool]:
    """The rows of a matrix, and whether the last one is ended."""
    stream = parser.stream
    rows, ended = [[parser.expression()]], False
    while stream.kind != "endmatrix":
        if stream.take("&"):
            rows[-1].append(parser.expression())
        elif stream.take("\\\\"):
            ended = stream.kind == "endmatrix"
            if not ended:
                rows.append([parser.expression()])
        else:
            raise stream.unexpected()
    stream.at += 1
    return rows, ended


def _check_widths(rows: list[list[Node]] | list[tuple[Node, ...]], column: int) -> None:
    if len({len(row) for row in rows}) > 1:
        raise NotationError("rows of different lengths", column)
