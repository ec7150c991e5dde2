"""The Walkthrough's page as rows: formula, numbers and tables of one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.cell_text import fit, flow, row, styled, width, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import MUTED, QUESTION, RIGHT
from tutor.app.graph.array_tables import table_rows
from tutor.app.quiz.partial_reading import baseline, typeset
from tutor.app.walkthrough.step_view import Solved, WrittenOut

if TYPE_CHECKING:
    from tutor.notation.tree import Node

INDENT = 2
TALLEST = 7
# What of a step is text, formulas and tables being drawn by others.
SHOWN = ("target", "ask", "why", "rule", "options", "numbers", "written_out", "listed", "scalars")


def step_rows(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    """Everything below the graph, in reading order."""
    solved = symbols.spelled(solved, *SHOWN)
    if solved.options:
        return [*_head(solved, cells), Content(""), *_options(solved, cells, symbols)]
    scalars = [styled((f"{name} ", MUTED), value) for name, value in solved.scalars]
    entry = solved.written_out
    blocks = (
        _head(solved, cells),
        _formula(solved, cells, symbols),
        _numbers(solved, cells) if solved.numbers else table_rows(solved.results, cells, gap=4),
        _written_out(entry, cells) if entry else [],
        _others(solved, cells, symbols),
        [] if solved.numbers else flow(scalars, cells),
        [] if solved.numbers else table_rows(solved.tables, cells, gap=4),
    )
    rows: list[Content] = []
    for block in filter(None, blocks):
        rows += [*([Content("")] if rows else []), *block]
    return rows


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
    rows: list[Content] = []
    right = symbols.right.split(maxsplit=1)[0]
    for number, (is_right, text) in enumerate(solved.options, 1):
        sign = f"{right} " if is_right else " " * (width(right) + 1)
        for index, line in enumerate(wrap(text, cells - 8)):
            lead = f"{sign}{number}  " if index == 0 else " " * (width(sign) + 3)
            style = RIGHT if is_right else MUTED
            rows.append(styled("  ", (lead, style), line))
    return rows


def _formula(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    """The step's own formula, `target =` before its middle."""
    lead = (f"{solved.target} = ", "")
    return [row for tree in solved.formulas[:1] for row in _typeset(solved, tree, lead, cells, symbols)]


def _others(solved: Solved, cells: int, symbols: Symbols) -> list[Content]:
    """Other right forms, one below the other."""
    return [row for tree in solved.formulas[1:] for row in _typeset(solved, tree, ("also  ", MUTED), cells, symbols)]


def _typeset(solved: Solved, tree: Node, lead: tuple[str, str], cells: int, symbols: Symbols) -> list[Content]:
    """The rows of a formula, with text in a style before its middle."""
    if solved.scope is None:
        return []
    lines = typeset(tree, solved.scope, cells - INDENT - width(lead[0]), TALLEST, symbols)
    return led_rows(lines, lead)


def led_rows(lines: Sequence[str], lead: tuple[str, str]) -> list[Content]:
    """The rows of a typeset formula, indented, with text in a style before its middle."""
    before, style = lead
    base = baseline(lines)
    margins = [before if at == base else " " * width(before) for at in range(len(lines))]
    return [styled(" " * INDENT, (margin, style), line) for margin, line in zip(margins, lines, strict=True)]


def _numbers(solved: Solved, cells: int) -> list[Content]:
    lead = f"{solved.target} = "
    lines = wrap(solved.numbers, max(20, cells - INDENT - width(lead)))
    return [styled(" " * INDENT, (lead if i == 0 else " " * width(lead), MUTED), line) for i, line in enumerate(lines)]


def _written_out(entry: WrittenOut, cells: int) -> list[Content]:
    """`one entry  name = first + second`, and below it the same in numbers and their sum."""
    label = "one entry  " if entry.place else "in full  "
    name = f"{entry.name}{entry.place} = "
    terms, numbers = _signed(entry.terms), [*_signed(entry.numbers), styled((f"= {entry.total}", "bold"))]
    indent = width(label + name)
    head = [styled((label, MUTED), name.rstrip())]
    if max(term.cell_length for term in terms) > cells - indent:
        indent = 2 * INDENT  # too little room beside the name: below it
    else:
        head = []
    blank, room = " " * indent, cells - indent
    rows = [styled(blank, line) for line in flow(terms, room, gap=1)]
    if not head:
        rows[0] = styled((label, MUTED), name, rows[0][indent:])
    sums = [styled(blank, line) for line in flow(numbers, room, gap=1)]
    return [*head, *rows, styled(blank[:-2] + "= ", sums[0][indent:]), *sums[1:]]


def _signed(terms: Sequence[str]) -> list[Content]:
    """Terms with the sign that joins each to the one before it."""
    found = [Content(terms[0])]
    for term in terms[1:]:
        minus = term[:1] in ("−", "-")
        found.append(Content(f"− {term[1:]}" if minus else f"+ {term}"))
    return found


def list_row(number: int, name: str, value: str, cells: int, *, here: bool) -> Content:
    """One row of the list of steps: its number, what it is about, and what it comes to where there is room."""
    lead = styled(
        "▸ " if here else "  ",
        (fit(f"{number}", 2, right=True), "" if here else MUTED),
        "  ",
        (name, "bold $text-primary" if here else ""),
    )
    fits = lead.cell_length + 2 + width(value) <= cells
    return row(lead, styled((value if fits else "", "" if here else MUTED)), cells)
