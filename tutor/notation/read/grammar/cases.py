"""Values in cases: ``cases`` of LaTeX, and ``a if z > 0 else b`` of Python, as choices by relations."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.errors import NotationError
from tutor.notation.read.grammar import relations
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.tree import Call, Compare, Delta, Index, Indicator, Node, Num
from tutor.notation.tree_walks import children, rebuild

MOST_ROWS = 12
_SIGNS = {
    "<": frozenset({-1}), "<=": frozenset({-1, 0}), "=": frozenset({0}), ">=": frozenset({0, 1}), ">": frozenset({1}),
    "!=": frozenset({-1, 1}),
}  # fmt: skip
"""How the left side of a relation may compare with the right: smaller, equal, larger."""
_ALL = frozenset({-1, 0, 1})


class Row(NamedTuple):
    """One value and when it holds; None: otherwise."""

    value: Node
    condition: Node | None


def conditional(parser: Grammar, value: Node, column: int) -> Node:
    """``value if relation else other``, from the ``if`` on."""
    stream = parser.stream
    stream.at += 1
    condition = _condition(parser, column)
    if stream.kind != "else":
        raise NotationError(f"the condition at column {column} needs an else: a if z > 0 else b", column)
    stream.at += 1
    return Call("where", (condition, value, parser.expression()), 0, column)


def cases(parser: Grammar, column: int) -> Node:
    """The rows of ``cases``, after their beginning."""
    rows: list[Row] = parser.inside(lambda: _rows(parser, column))
    found = rows[-1].value
    if rows[-1].condition is not None and not _cover([row.condition for row in rows if row.condition is not None]):
        raise NotationError(f"the cases at column {column} leave something open: add a row for otherwise", column)
    for row in reversed(rows[:-1]):
        if row.condition is None:
            raise NotationError(f"the cases at column {column} have a row without a condition before the last", column)
        found = Call("where", (row.condition, row.value, found), 0, column)
    return found


def _rows(parser: Grammar, column: int) -> list[Row]:
    stream = parser.stream
    rows: list[Row] = []
    while stream.kind != "endcases":
        if len(rows) == MOST_ROWS:
            raise NotationError(f"the cases at column {column} have more than {MOST_ROWS} rows", column)
        value = parser.expression()
        while stream.take(",") or stream.take("&"):
            pass
        rows.append(Row(value, _when(parser, column)))
        stream.take(",")
        if not stream.take("\\\\") and stream.kind != "endcases":
            raise stream.unexpected()
    stream.at += 1
    if not rows:
        raise NotationError(f"the cases at column {column} have no rows", column)
    return rows


def _when(parser: Grammar, column: int) -> Node | None:
    """The condition of a row, if it has one."""
    stream = parser.stream
    if stream.kind == "otherwise":
        stream.at += 1
        return None
    if stream.kind == "endcases" or stream.sees("\\\\"):
        return None
    if stream.kind == "when":
        stream.at += 1
    return _condition(parser, column)


def _condition(parser: Grammar, column: int) -> Node:
    """A relation, in brackets or not."""
    stream = parser.stream
    sign_at = relations.sign_from(stream.tokens, stream.at)
    if sign_at is not None:
        return relations.condition(parser, sign_at, column)
    if stream.at in parser.relations:
        return relations.held(parser, stream.token[2])
    raise NotationError(f"a condition such as z > 0 should stand at column {stream.token[2]}", stream.token[2])


def _cover(conditions: list[Node]) -> bool:
    """Whether relations between the same two sides leave nothing out."""
    taken = [_compared(condition) for condition in conditions]
    sides = {frozenset(map(str, one[:2])) for one in taken}
    if len(sides) > 1:
        return False
    first = taken[0][0]
    found: set[int] = set()
    for left, _, sign in taken:
        found |= {one if left == first else -one for one in _SIGNS[sign]}
    return found == _ALL


def _compared(node: Node) -> tuple[object, object, str]:
    """The two sides of a relation, without their columns, and its sign."""
    if isinstance(node, Delta):
        return Index(((node.first, 1),)), Index(((node.second, 1),)), "="
    if isinstance(node, Indicator):
        return node.left, node.right, node.relation
    if isinstance(node, Compare):
        return _bare(node.left), _bare(node.right), node.relation
    return node, None, "="


def _bare(node: Node) -> Node:
    """A side without its columns, a number however it is written."""
    if isinstance(node, Num):
        return Num(str(float(node.text)))
    made = rebuild(node, tuple(_bare(part) for part in children(node)))
    return made._replace(column=0) if "column" in made._fields else made
