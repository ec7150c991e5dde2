"""The text of the help pages: keys and names, the ways to type a formula, and the map of screens."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.app.drawing.cell_text import fit, flow, styled, wrap
from tutor.app.drawing.theme import MUTED, STRONG
from tutor.notation.examples import EXAMPLES, NAMES, Example

Pairs = Sequence[tuple[str, str]]

KEYS: dict[str, Pairs] = {
    "home": (
        ("enter", "start what the cursor is on"),
        ("↑ ↓", "choose"),
        ("← →", "learn, practise or exam"),
        ("letters", "filter the list"),
        ("F3", "see a problem solved"),
        ("F4", "other numbers and sizes"),
        ("F2  F8", "change, delete your network"),
        ("F6  F7", "progress, plugins"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "quiz": (
        ("enter", "check, then go on"),
        ("?  F2", "next hint"),
        ("F3", "worked step"),
        ("F4  F5", "graph, all questions"),
        ("F8  F9", "later, copy"),
        ("ctrl+z", "undo, ctrl+y redo"),
        ("ctrl+o", "symbols, ctrl+e editor"),
        ("esc", "home, to go on later"),
        ("↑ ↓", "earlier tries, options"),
        ("tab", "reference and back"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "walkthrough": (
        ("← →", "step"),
        ("↑ ↓", "scroll"),
        ("enter", "ask me this step"),
        ("F4", "whole graph"),
        ("esc", "back"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "graph": (
        ("← →", "along the edges"),
        ("↑ ↓", "to what stands beside"),
        ("enter", "all numbers; ≈ is rounded"),
        ("F9", "save as a picture"),
        ("F4  esc", "back"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "array": (
        ("← → ↑ ↓", "scroll"),
        ("enter", "copy"),
        ("F4  esc", "back"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "network": (
        ("F2", "ask this network"),
        ("F3", "see it solved"),
        ("F4", "the steps alone, and back"),
        ("F8", "open, new, delete"),
        ("ctrl+s", "save"),
        ("ctrl+z  y", "undo, redo"),
        ("esc", "home; nothing is lost"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "hand in": (
        ("enter", "mark, or ask the line"),
        ("↑ ↓", "line by line"),
        ("← →", "to the wrong lines"),
        ("ctrl+↑↓", "scroll what is said"),
        ("F2", "ask all that was wrong"),
        ("F5", "read and mark it again"),
        ("F8", "choose its problem"),
        ("tab", "path and page"),
        ("esc", "back"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "list": (
        ("↑ ↓", "choose"),
        ("enter", "open"),
        ("esc", "home"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "plots": (
        ("← →", "plot"),
        ("F4", "as a table"),
        ("F9", "save"),
        ("esc", "home"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
}

NOTES: Pairs = (
    (
        "numbers",
        "3 digits or more; right if the exact value rounds to yours, or if every step was first rounded to 4 places",
    ),
    (
        "tries",
        "wrong tries and hints cost nothing in Learn; they bring the question back sooner in Practise. "
        "Unreadable input never counts.",
    ),
)

MAP: Sequence[tuple[str, str, str]] = (
    ("Home", "start here; esc always leads back", "learn, practise, exam, review"),
    ("Quiz", "enter on a problem", "one question at a time, with hints"),
    ("Summary", "at the end of a quiz", "what went well, what to look at again"),
    ("Walkthrough", "F3 on Home or after a worked step", "the solution step by step, with numbers"),
    ("Graph", "F4 in a quiz or a walkthrough", "the network with the numbers that are known"),
    ("Plots", "ctrl+p, then plots", "what repeated products do to a gradient"),
    ("Your own network", "its row on Home", "type a forward pass, be asked its gradients"),
    ("Hand in", "its row on Home", "a worked solution, marked line by line"),
    ("Progress", "F6 on Home", "skills, slips, what comes back when"),
    ("Plugins", "F7 on Home", "what is installed, and what was set aside"),
    ("Palette", "ctrl+p anywhere", "every action, themes, symbols, ASCII"),
)


def keys_page(topic: str, names: Pairs, cells: int) -> list[Content]:
    """Keys beside the commonest forms (below them where the screen is slim), then names and notes."""
    keys = [_head("keys"), *(styled("  ", (f"{key:<8} ", STRONG), text) for key, text in KEYS.get(topic, KEYS["home"]))]
    common = [example for _, group in EXAMPLES for example in group if example.first]
    typing = [_head("how to type it; → shows all"), *(_short(example, cells >= 110) for example in common)]
    left = max(34, *(row.cell_length + 2 for row in keys))
    rows = _beside(keys, typing, left) if cells >= 76 else [*keys, Content(""), *typing]
    if names:
        rows += [Content(""), _head("names here"), *_names(names, cells)]
    rows.append(Content(""))
    for label, text in NOTES:
        lines = wrap(text, max(20, cells - 10))
        rows += [styled((label.ljust(10) if i == 0 else " " * 10, MUTED), line) for i, line in enumerate(lines)]
    return rows


def forms_page(cells: int) -> list[Content]:
    """Every way to type a formula, in names that belong to no problem."""
    legend = [styled((name.declared, STRONG), "  ", (name.meaning, MUTED)) for name in NAMES]
    rows = [_head("forms on one row mean the same; their names are"), *_columns(legend, cells)]
    for topic, group in EXAMPLES:
        rows += [Content(""), _head(topic)]
        for example in group:
            rows += _forms(example, cells)
    return rows


def screens_page(cells: int) -> list[Content]:
    """Which screens there are and how to come to them."""
    rows = [_head("screens")]
    first, second, third = (max(len(line[at]) for line in MAP) + 2 for at in range(3))
    for name, way, what in MAP:
        if first + second + third <= cells:
            rows.append(styled("  ", (name.ljust(first), STRONG), way.ljust(second), (what, MUTED)))
        else:
            rows += [styled("  ", (name.ljust(first), STRONG), way), styled(" " * (first + 2), (what, MUTED))]
    return rows


def _short(example: Example, reading: bool) -> Content:
    """The first two forms of a row of the table, and what they are where there is room for it."""
    first = styled("  ", fit(example.forms[0], 19))
    return first + styled(fit(example.forms[1], 20), (example.reading, MUTED)) if reading else first + example.forms[1]


def _forms(example: Example, cells: int) -> list[Content]:
    """What a row of the table is, and beside it all its forms."""
    label = 38 if cells >= 100 else 24
    said = wrap(example.reading, label - 4)
    forms = flow([Content(form) for form in example.forms], cells - label, gap=3)
    return [
        Content.assemble(
            "  ",
            (fit(said[i] if i < len(said) else "", label - 2), MUTED),
            forms[i] if i < len(forms) else "",
        )
        for i in range(max(len(said), len(forms)))
    ]


def _beside(left: Sequence[Content], right: Sequence[Content], cells: int) -> list[Content]:
    """Two stacks of rows side by side, the left one ``cells`` wide."""
    blank = Content(" " * cells)
    return [
        Content.assemble(
            left[i].extend_right(max(0, cells - left[i].cell_length)) if i < len(left) else blank,
            right[i] if i < len(right) else "",
        )
        for i in range(max(len(left), len(right)))
    ]


def _names(names: Pairs, cells: int) -> list[Content]:
    return _columns([styled((name, STRONG), "  ", shown) for name, shown in names], cells)


def _columns(items: Sequence[Content], cells: int) -> list[Content]:
    """Items side by side, one below the other where all are short."""
    size = max(item.cell_length for item in items)
    if size <= 34:
        items = [item.extend_right(size - item.cell_length) for item in items]
    return [Content.assemble("  ", row) for row in flow(items, cells - 2, gap=3)]


def _head(text: str) -> Content:
    return styled((text, MUTED))
