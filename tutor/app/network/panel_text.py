"""What stands beside the editor as rows: a fault and where it is, the arrays, the loss, and the derived steps."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.app.drawing.cell_text import CUT, fit, flow, styled, width, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import MUTED, QUESTION, RIGHT, UNCOUNTED
from tutor.app.graph.graph_view import graph_rows
from tutor.app.network.live_check import Checked, Fault, ShownArray, ShownStep
from tutor.app.quiz.preview import caret_cells
from tutor.app.quiz.reference_text import heading
from tutor.app.walkthrough.step_text import INDENT, led_rows
from tutor.graph.names_only import NameGraph

MOST_FIGURE = 16
"""Rows of a figure that leave the editor its room."""
ROOMY = 56
"""From so many cells on, each gradient has its rule below it."""


def state_rows(checked: Checked | None, cells: int, symbols: Symbols) -> list[Content]:
    """Whether the text can be read: what is wrong with it and where, or how far the derivation is."""
    if checked is None:
        return [styled(("reading…" if not symbols.ascii else "reading...", MUTED))]
    if checked.fault is not None:
        return _fault_rows(checked.text, checked.fault, cells)
    count = len(checked.steps)
    loss = f"the loss is {symbols.text(checked.loss)}" if checked.loss else "its loss is not on the page"
    said = f"{count} step{'' if count == 1 else 's'}" if checked.whole else f"deriving, {count} steps so far"
    sign = symbols.right.split(maxsplit=1)[0]
    return [
        Content.assemble(styled((f"{sign} It can be read.", f"bold {RIGHT}")), styled((f"  {loss}, {said}", MUTED)))
    ]


def _fault_rows(text: str, fault: Fault, cells: int) -> list[Content]:
    """One sentence, and the line with a caret under the place."""
    place = f"line {fault.line}, column {fault.column}: " if fault.line else ""
    lead = f"! {place}"
    lines = wrap(lead + fault.said, max(20, cells))
    rows = [Content.assemble(styled((lines[0][: len(lead)], f"bold {UNCOUNTED}")), lines[0][len(lead) :])]
    rows += [Content(line) for line in lines[1:]]
    if fault.line:
        source = text.split("\n")[fault.line - 1]
        before, marked = caret_cells(source, fault.column)
        start = max(0, before + marked + 4 - (cells - INDENT))  # of a long line the part around the place
        shown = source if not start else CUT + source[start + 1 :]
        rows.append(styled(" " * INDENT, fit(shown, cells - INDENT).rstrip()))
        rows.append(styled(" " * (INDENT + before - start), ("^" * marked, UNCOUNTED)))
    return rows


def known_rows(checked: Checked, cells: int, symbols: Symbols) -> list[Content]:
    """The arrays with their shapes, the values, and the gradients with their rules where there is room."""
    rows = [heading("SHAPES"), *_arrays(checked.arrays, cells, symbols)]
    values = [step for step in checked.steps if step.is_value]
    gradients = [step for step in checked.steps if not step.is_value]
    if values:
        rows += [Content(""), heading("FORWARD"), *_steps(values, cells, symbols, rules=False)]
    if gradients:
        rules = cells >= ROOMY
        rows += [Content(""), heading("BACKWARD"), *_steps(gradients, cells, symbols, rules=rules)]
    return rows


def figure_rows(figure: NameGraph, cells: int, symbols: Symbols) -> list[Content]:
    """The computation graph, below its heading; nothing where it has no room."""
    rows = graph_rows(figure, cells + 1, ascii_only=symbols.ascii)
    fits = rows and len(rows) <= MOST_FIGURE and max(row.cell_length for row in rows) <= cells
    return [heading("FIGURE"), *rows] if fits else []


def _arrays(arrays: Sequence[ShownArray], cells: int, symbols: Symbols) -> list[Content]:
    items = []
    for one in arrays:
        axes = f"[{one.axes}]" if one.axes else ""
        shape = f" {symbols.text(one.shape)}" if one.axes else " number"
        items.append(styled(symbols.text(one.name), (axes, MUTED), shape))
    columns = max((item.cell_length for item in items), default=0)
    if columns <= max(12, (cells - 3) // 2):
        items = [item.extend_right(columns - item.cell_length) for item in items]
    return flow(items, cells)


def _steps(steps: Sequence[ShownStep], cells: int, symbols: Symbols, *, rules: bool) -> list[Content]:
    rows: list[Content] = []
    high = False
    for step in steps:
        lead = (f"{symbols.text(step.name)} = ", QUESTION)
        drawn = led_rows(step.rows, lead)
        if rules and step.rule:
            drawn += [
                styled((f"{' ' * (INDENT + 2)}{line}", MUTED))
                for line in wrap(symbols.text(step.rule), max(20, cells - INDENT - 2))
            ]
        if rows and (high or len(drawn) > 1):
            rows.append(Content(""))
        high = len(drawn) > 1
        rows += drawn
    return rows


def name_in_title(name: str, cells: int) -> str:
    """The name of a file, the end of it where it is a long path."""
    return name if width(name) <= cells else CUT + name[-(cells - 1) :]
