"""The Walkthrough's page as rows: formula, numbers and tables of one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from tutor.app.figure.rows import beside
from tutor.app.paint import paint
from tutor.app.reader import typeset
from tutor.app.solved import Solved
from tutor.app.symbols import Symbols
from tutor.app.text import flow, styled, width, wrap
from tutor.app.theme import MUTED, QUESTION, RIGHT

INDENT = 2
TALLEST = 7


def step_rows(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    """Everything below the graph, in reading order."""
    if symbols.ascii:
        solved = _spelled(solved, symbols)
    rows = _head(solved, cells)
    rows += _options(solved, cells, symbols)
    rows += _formulas(solved, cells, symbols)
    if solved.numbers:
        rows += [Content(""), *_numbers(solved, cells)]
    elif solved.scalars:
        items = [styled((f"{name} ", MUTED), value) for name, value in solved.scalars]
        rows += [Content(""), *flow(items, cells)]
    if solved.tables and not solved.numbers:
        rows += [Content(""), *paint(beside(solved.tables, cells, gap=4))]
    return rows


def _spelled(solved: Solved, symbols: Symbols) -> Solved:
    text = symbols.text
    return replace(
        solved,
        target=text(solved.target),
        ask=text(solved.ask),
        why=text(solved.why),
        rule=text(solved.rule),
        options=tuple((right, text(option)) for right, option in solved.options),
        numbers=text(solved.numbers),
        scalars=tuple((text(name), text(value)) for name, value in solved.scalars),
    )


def _head(solved: Solved, cells: int) -> list[Content]:
    said = solved.why or solved.ask
    head = styled((solved.target, QUESTION))
    room = cells - width(solved.target) - 3
    if width(said) <= room:
        rows = [Content.assemble(head, "   ", said)]
    else:
        rows = [head, *(Content(line) for line in wrap(said, cells))]
    if solved.rule:
        rows += [styled((line, MUTED)) for line in wrap(f"rule: {solved.rule}", cells)]
    return rows


def _options(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    rows: list[Content] = [Content("")] if solved.options else []
    right = symbols.right.split(maxsplit=1)[0]
    for number, (is_right, text) in enumerate(solved.options, 1):
        sign = f"{right} " if is_right else " " * (width(right) + 1)
        for index, line in enumerate(wrap(text, cells - 8)):
            lead = f"{sign}{number}  " if index == 0 else " " * (width(sign) + 3)
            style = RIGHT if is_right else MUTED
            rows.append(styled("  ", (lead, style), line))
    return rows


def _formulas(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    """`target =` before a formula of one row, above one of several; other forms below with their own sign."""
    rows: list[Content] = []
    lead = f"{solved.target} = "
    for index, tree in enumerate(solved.formulas):
        if solved.scope is None:
            continue
        before = lead if index == 0 else " " * (width(lead) - 2) + "= "
        lines = typeset(tree, solved.scope, cells - INDENT - width(before), TALLEST, symbols)
        base = _baseline(lines)
        if index == 0 or len(lines) > 1:
            rows.append(Content(""))
        for at, line in enumerate(lines):
            margin = before if at == base else " " * width(before)
            rows.append(styled(" " * INDENT, (margin, MUTED if index else ""), line))
    return rows


def _baseline(lines: Sequence[str]) -> int:
    """The row of a typeset formula that holds its signs: a fraction's line, else the first row that is full."""
    for row, line in enumerate(lines):
        if "─" in line:
            return row
    marks = [len(line.replace(" ", "")) for line in lines]
    return next((row for row, count in enumerate(marks) if 2 * count > max(marks)), 0)


def _numbers(solved: Solved, cells: int) -> list[Content]:
    lead = f"{solved.target} = "
    lines = wrap(solved.numbers, max(20, cells - INDENT - width(lead)))
    return [styled(" " * INDENT, (lead if i == 0 else " " * width(lead), MUTED), line) for i, line in enumerate(lines)]
