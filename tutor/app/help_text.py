"""The text of the help pages: keys, how to type a formula, names of the problem, and the map of screens."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.app.text import flow, styled, width, wrap
from tutor.app.theme import MUTED, STRONG

Pairs = Sequence[tuple[str, str]]

KEYS: dict[str, Pairs] = {
    "home": (
        ("enter", "start what the cursor is on"),
        ("↑ ↓", "choose"),
        ("← →", "learn, practise or exam"),
        ("letters", "filter the list"),
        ("F3", "see a problem solved"),
        ("F6  F7", "progress, plugins"),
        ("ctrl+p", "everything, by name"),
        ("ctrl+q", "quit"),
    ),
    "quiz": (
        ("enter", "check, then go on"),
        ("?  F2", "next hint"),
        ("F3", "worked step"),
        ("F4", "figure"),
        ("F8", "leave for later"),
        ("esc", "home, all is saved"),
        ("↑ ↓", "your earlier tries"),
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

TYPING: Sequence[tuple[str, str, str]] = (
    ("dL/dy", "∂L/∂y", "also LaTeX"),
    ("x_i  x[i]", "one index", "x[n,i]  two"),
    ("y_n^2", "y_n**2", "a power"),
    ("2x  2*x", "x y", "products"),
    ("A @ B", "A B", "matrix product"),
    ("A.T  A^T", "Aᵀ", "transpose"),
    ("a * b", "a ⊙ b", "entry by entry"),
    ("sum_n(..)", "Σ_n (..)", "a sum"),
    ("[1, -0.02]", "[[1,2],[3,4]]", "arrays"),
    ("1/3", "1.5e-3", "numbers"),
    ("f'(x)", "f_prime(x)", "a slope"),
)

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
    ("Plots", "ctrl+p, then plots", "what repeated products do to a gradient"),
    ("Progress", "F6 on Home", "skills, slips, what comes back when"),
    ("Plugins", "F7 on Home", "what is installed, and what was set aside"),
    ("Palette", "ctrl+p anywhere", "every action, themes, symbols, ASCII"),
)


def first_page(topic: str, names: Pairs, cells: int) -> list[Content]:
    """Keys beside the notation (below it where the screen is slim), then names and notes."""
    keys = [styled("  ", (key.ljust(8), STRONG), text) for key, text in KEYS.get(topic, KEYS["home"])]
    typing = [styled("  ", (a.ljust(12), ""), (b.ljust(14), ""), (c, MUTED)) for a, b, c in TYPING]
    keys = [_head("keys"), *keys]
    typing = [_head("how to type it"), *typing]
    if cells >= 76:
        left = 34
        rows = [
            Content.assemble(
                keys[i].truncate(left - 1).extend_right(max(0, left - keys[i].cell_length))
                if i < len(keys)
                else " " * left,
                typing[i] if i < len(typing) else "",
            )
            for i in range(max(len(keys), len(typing)))
        ]
    else:
        rows = [*keys, Content(""), *typing]
    if names:
        rows += [Content(""), _head("names here"), *_names(names, cells)]
    rows.append(Content(""))
    for label, text in NOTES:
        lines = wrap(text, max(20, cells - 10))
        rows += [styled((label.ljust(10) if i == 0 else " " * 10, MUTED), line) for i, line in enumerate(lines)]
    return rows


def second_page(cells: int) -> list[Content]:
    """Which screens there are and how to come to them."""
    rows = [_head("screens")]
    for name, way, what in MAP:
        if cells >= 86:
            rows.append(styled("  ", (name.ljust(14), STRONG), way.ljust(36), (what, MUTED)))
        else:
            rows += [styled("  ", (name.ljust(14), STRONG), way), styled(" " * 16, (what, MUTED))]
    return rows


def _names(names: Pairs, cells: int) -> list[Content]:
    items = [styled((name, STRONG), "  ", shown) for name, shown in names]
    size = max([width(item.plain) for item in items])
    padded = [item.extend_right(0) for item in items]
    if size <= 18:
        padded = [Content.assemble(item, " " * (size - item.cell_length)) for item in items]
    return [Content.assemble("  ", row) for row in flow(padded, cells - 2, gap=3)]


def _head(text: str) -> Content:
    return styled((text, MUTED))
